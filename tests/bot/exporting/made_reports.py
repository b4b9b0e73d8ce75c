"""Reports for the tests of exports: a plain one, and one whose every string is an attack."""

from __future__ import annotations

from datetime import date

from bot.answer import Citation
from bot.claims import find_claims
from bot.quotations import CheckedQuotation, Edit, Outcome, Place, Quotation
from bot.verdict import CheckedClaim, Evidence, Report, Stance, Verdict, Worth
from sources.article import Quote, Span

DRAFT = (
    "The ferry Sea Lark hit the wall on 13 March 2023, and 11 people were hurt.\n\n"
    "Aldane, who commanded it, said “we sailed with a fault they knew about”. It is a disgrace."
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![y](http://evil.example/p.png) <http://evil.example>",
    "# not a heading\n\n---\n\n> - 1. ``` | **bold** <b>x</b> &lt;b&gt; &#60;",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "  =1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "%0A=1",
    "\u202egnp.exe\u2066x\u2069", "bell\x07 esc\x1b[31m nul\x00 del\x7f", "\ufeff=1",
    "`${7*7}` {{x}} {% x %}", "www.evil.example me@evil.example https://evil.example/x",
    "1. one", "1) one", "+ one", "~~x~~ $a$ ^b^", "\\[x\\]", "-->", "]]>", "🙂 שלום مرحبا",
]  # fmt: skip


def citation(text: str, title: str = "Ferry hits wall", **facts: object) -> Citation:
    quote = Quote(article_id="0123456789abcdef", version=1, start=10, end=10 + len(text), text=text)
    values = {"publisher": "Ledger", "url": "https://ledger.example/ferry"} | facts
    return Citation(number=1, quote=quote, title=title, published=date(2023, 3, 14), **values)


def make_report(text: str = DRAFT) -> Report:
    """Return a report with every verdict, a quotation and figures."""
    evidence = Evidence(
        stance=Stance.REFUTES,
        confidence=0.9,
        citation=citation("The Sea Lark hit the wall on 13 March, and 14 people were hurt."),
        reason="the article says 14, the claim 11",
    )
    verdicts = [Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE]
    claims = [
        CheckedClaim(
            claim=claim,
            verdict=verdicts[n % 3] if claim.worth is Worth.CHECK else Verdict.NOT_CHECKED,
            confidence=0.8,
            evidence=(evidence,) if n % 3 < 2 and claim.worth is Worth.CHECK else (),
            reason="The article says 14, the draft 11." if n % 3 == 1 else "One article says so.",
            settle="An article that states it." if n % 3 == 2 else "",
        )
        for n, claim in enumerate(find_claims(text))
    ]
    return Report(
        text=text,
        claims=tuple(claims),
        backends={"judge": "test"},
        quotations=(altered(text),) if "they knew" in text else (),
    )


def altered(text: str) -> CheckedQuotation:
    inner = text.index("we sailed")
    end = text.index("”", inner)
    they = text.index("they knew")
    return CheckedQuotation(
        quotation=Quotation(
            span=Span(start=inner - 1, end=end + 1),
            parts=(Span(start=inner, end=end),),
            text=text[inner:end],
            speaker="Aldane",
        ),
        outcome=Outcome.ALTERED,
        places=(
            Place(
                citation=citation("We sailed with a fault we knew about"),
                speaker="Joris Aldane",
                before="He spoke on Monday.",
                sentence="“We sailed with a fault we knew about,” Aldane said.",
                after="Nobody answered.",
            ),
        ),
        edits=(
            Edit(
                draft=Span(start=they, end=they + 4),
                article=Span(start=30, end=32),
                ours="they",
                theirs="we",
            ),
        ),
        reason="The article says “we”, the draft “they”.",
    )


def hostile_report(attack: str) -> Report:
    """Return a report in which an attack stands wherever a text can stand."""
    text = f"The ferry sank on Monday {attack} in Tarn.\n\n“{attack} we said so”, Olsen said."
    bad = citation(attack, title=attack, publisher=attack, url=attack)
    evidence = Evidence(
        stance=Stance.REFUTES, confidence=0.9, citation=bad, reason=attack, labels=(attack,)
    )
    claim = find_claims("A claim.")[0]
    whole = Span(start=0, end=len(text))
    return Report(
        text=text,
        claims=(
            CheckedClaim(
                claim=type(claim)(text=text, span=whole),
                verdict=Verdict.REFUTED,
                confidence=0.5,
                evidence=(evidence,),
                reason=attack,
                settle=attack,
                notes=(attack,),
            ),
        ),
        backends={attack: attack},
        quotations=(
            CheckedQuotation(
                quotation=Quotation(span=whole, parts=(whole,), text=attack, speaker=attack),
                outcome=Outcome.ALTERED,
                places=(
                    Place(
                        citation=bad, speaker=attack, before=attack, sentence=attack, after=attack
                    ),
                ),
                edits=(Edit(draft=whole, article=whole, ours=attack, theirs=attack),),
                reason=attack,
            ),
        ),
    )
