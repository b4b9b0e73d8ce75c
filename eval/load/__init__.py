"""The load measurement: crowds ask a real server; every answer is held against its own token."""
