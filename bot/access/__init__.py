"""Who may do what on a served Newsproof: modes, the password, keys, sessions, limits.

Nothing here knows of questions or answers, and nothing of what a visitor sends is kept.
"""
