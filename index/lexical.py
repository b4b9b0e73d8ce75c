"""Lexical search: what of a query is looked for by its words."""

from __future__ import annotations

from index.variants import Term, terms

# Words so frequent in any English text that they find everything and mean nothing.
STOP_WORDS = frozenset(
    """a about after all also an and any are as at be been before being between both but by can
    could did do does doing during each for from further had has have having he her here hers him
    his how i if in into is it its itself just me more most my no nor not now of off on once only
    or other our out over own said same say says she should so some such than that the their them
    then there these they this those through to too under until up very was we were what when
    where which while who whom whose why will with would you your""".split()
)
_MAX_TERMS = 64


def query_terms(query: str) -> list[Term]:
    """Return what of a query is looked for: its words without stop words, if there are others."""
    found = terms(query)
    chosen = [term for term in found if term.ways[0][0] not in STOP_WORDS or len(term.ways[0]) > 1]
    return (chosen or found)[:_MAX_TERMS]
