"""Drafts as cases: several claims in one text, read and held to the rules that bind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toy import url_of

from bot.verdict import Verdict
from eval.cases import load_cases
from eval.errors import CaseError

QUOTE = {"article": url_of("strike"), "quote": "They want 6 percent more pay."}
DRAFT: dict[str, Any] = {
    "id": "d1",
    "draft": "Buses stood still in Cardon. The drivers want 6 percent. They want 16 days off.",
    "claims": [
        {
            "words": "The drivers want 6 percent.",
            "verdict": "SUPPORTED",
            "gold": [{**QUOTE, "stance": "supports"}],
        },
        {"words": "They want 16 days off.", "verdict": "NOT_ENOUGH_EVIDENCE"},
    ],
    "as_of": "2024-05-09",
    "tags": ["bus"],
}
ONE, TWO = DRAFT["claims"]


def read(folder: Path, *drafts: object, name: str = "a-drafts.jsonl"):
    (folder / "dev").mkdir(exist_ok=True)
    (folder / "dev" / name).write_text("\n".join(map(json.dumps, drafts)) + "\n", "utf-8")
    return load_cases(folder, "dev")


def test_a_draft_is_read_with_its_claims_and_gold(tmp_path: Path) -> None:
    cases = read(tmp_path, {**DRAFT, "id": "d2"}, DRAFT)
    assert [draft.id for draft in cases.drafts] == ["d1", "d2"]
    draft = cases.drafts[0]
    assert [claim.verdict for claim in draft.claims] == [
        Verdict.SUPPORTED,
        Verdict.NOT_ENOUGH_EVIDENCE,
    ]
    assert [quote.quote for quote in draft.gold] == ["They want 6 percent more pay."]
    assert str(draft.as_of) == "2024-05-09"
    assert cases.all == cases.drafts


def test_a_draft_in_yaml_is_the_same_draft(tmp_path: Path) -> None:
    as_json, as_yaml = tmp_path / "json", tmp_path / "yaml"
    as_json.mkdir()
    as_yaml.mkdir()
    # JSON is YAML; a day in quotation marks is read like one without.
    (as_yaml / "dev").mkdir()
    (as_yaml / "dev" / "a-drafts.yml").write_text(json.dumps([DRAFT]), "utf-8")
    assert load_cases(as_yaml, "dev").digest == read(as_json, DRAFT).digest


def test_the_digest_sees_a_claim_of_a_draft(tmp_path: Path) -> None:
    before = read(tmp_path, DRAFT).digest
    assert read(tmp_path, {**DRAFT, "claims": [ONE]}).digest != before


WRONG = {
    "no claims": ({"claims": []}, "at least one claim"),
    "words not there": ({"claims": [{**TWO, "words": "They want 60 days."}]}, "exactly once"),
    "words twice": ({"claims": [{**TWO, "words": "want"}]}, "exactly once"),
    "out of order": ({"claims": [TWO, ONE]}, "order of its text"),
    "no verdict": ({"claims": [{**TWO, "verdict": "NOT_CHECKED"}]}, "no verdict a case can have"),
    "no gold": ({"claims": [{**ONE, "gold": []}]}, "gold stances"),
    "no such field": ({"claims": [{**TWO, "word": "x"}]}, r"claims\.0\.word: .*mean 'words'"),
    "of the gold": (
        {"claims": [{**ONE, "gold": [{**QUOTE, "stance": "supports", "sid": "a"}]}]},
        r"claims\.0\.gold\.0\.sid: .*mean 'side'",
    ),
    "label": ({"claims": [{**TWO, "verdict": "SUPORTED"}]}, "did you mean 'SUPPORTED'"),
    "no text": ({"draft": ""}, "draft: "),
}


@pytest.mark.parametrize(("changed", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_draft_is_refused(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError, match=message) as caught:
        read(tmp_path, {**DRAFT, **changed})
    assert "a-drafts.jsonl:1: " in caught.value.what


def test_a_draft_among_claims_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="draft: there is no such field"):
        read(tmp_path, DRAFT, name="a-claims.jsonl")
