"""Writing an answer: quotes by themselves, or sentences of a language model held back until proven.

`quoting` makes statements of quotes. `answering` takes the sentences of any `Writer` one by one,
and lets through what `bot.proof` proves; `splitting` finds those sentences in a growing text.
"""
