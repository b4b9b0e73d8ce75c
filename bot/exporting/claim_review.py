"""A report as schema.org ClaimReview (JSON-LD), with the newsroom's own scale.

A review says in public that somebody vouches for it: without a name it is marked as a draft and has
no author. Claims that were not checked are left out: an error is never a verdict.
"""

from __future__ import annotations

from typing import Any

from bot.answer import Citation
from bot.exporting.options import ExportOptions
from bot.exporting.wording import clean, remarks
from bot.house import Rating
from bot.page.markup import safe_url
from bot.verdict import CheckedClaim, Report, Stance, Verdict, Worth

Json = dict[str, Any]


def report_to_claim_review(report: Report, options: ExportOptions) -> Json:
    """Return one ClaimReview a checked claim, in a graph."""
    return {
        "@context": "https://schema.org",
        "@graph": [
            _review(checked, options)
            for checked in report.claims
            if checked.claim.worth is Worth.CHECK and checked.verdict is not Verdict.NOT_CHECKED
        ],
    }


def _review(checked: CheckedClaim, options: ExportOptions) -> Json:
    review: Json = {
        "@type": "ClaimReview",
        "datePublished": options.on.isoformat(),
        "claimReviewed": clean(checked.claim.judged),
        "reviewBody": " ".join(remarks(checked)),
        "reviewRating": _rating(checked.verdict, options),
        "itemReviewed": _claim(checked, options),
        "creativeWorkStatus": "Published" if options.signed_by else "Draft",
    }
    url = safe_url(options.url)
    if url:
        review["url"] = url
    if options.signed_by:
        review["author"] = {"@type": "Person", "name": clean(options.signed_by)}
    else:
        review["name"] = "UNSIGNED DRAFT: a named person has to sign this review off"
    if options.newsroom:
        review["publisher"] = {"@type": "Organization", "name": clean(options.newsroom)}
    quotes = [_work(e.citation) for e in checked.evidence if e.stance is not Stance.NEUTRAL]
    if quotes:
        review["citation"] = quotes
    return review


def _rating(verdict: Verdict, options: ExportOptions) -> Json:
    scale = options.rating
    words = verdict.value.replace("_", " ").capitalize()
    own = scale.verdicts.get(verdict) or Rating(name=words)
    rating: Json = {"@type": "Rating", "alternateName": clean(own.name)}
    if own.value is not None:  # "not enough evidence" has no place on a scale from false to true
        rating |= {
            "ratingValue": own.value,
            "bestRating": scale.best,
            "worstRating": scale.worst,
        }
    return rating


def _claim(checked: CheckedClaim, options: ExportOptions) -> Json:
    claim: Json = {"@type": "Claim", "text": clean(checked.claim.text)}
    appeared = safe_url(options.appeared_in)
    if appeared:
        claim["appearance"] = {"@type": "CreativeWork", "url": appeared}
    return claim


def _work(citation: Citation) -> Json:
    work: Json = {
        "@type": "NewsArticle",
        "headline": clean(citation.title),
        "text": clean(citation.quote.text),
    }
    if citation.publisher:
        work["publisher"] = {"@type": "Organization", "name": clean(citation.publisher)}
    if citation.published:
        work["datePublished"] = citation.published.isoformat()
    url = safe_url(citation.url)
    if url:
        work["url"] = url
    return work
