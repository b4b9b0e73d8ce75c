"""500 altered statements and 500 true ones go through the proof: `python -m eval.altered`.

Made by rule, seeded, from real sentences. No altered statement may be proven; nearly all true ones
should be. Development and held-out halves are told apart by article; rules are mended on the first.
"""
