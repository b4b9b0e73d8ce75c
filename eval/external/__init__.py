"""Measuring the judge on public sets that training never saw. None of their text is kept."""
