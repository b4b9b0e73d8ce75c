"""Does a statement only leave out of its quotes, move, or turn to the passive what they say?

What `bot.proof` asks of every statement that is not the quote itself, beside the checks and the
judge. It is made to refuse: a true sentence that it refuses gives way to the quote, a false one
that it lets through would be shown as proven.
"""
