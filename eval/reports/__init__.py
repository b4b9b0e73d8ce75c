"""What is made of runs for people and programs: tables, pages, plots, files."""
