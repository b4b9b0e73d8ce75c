"""Dialogues of two and three turns over the packaged samples: are follow-ups understood?"""
