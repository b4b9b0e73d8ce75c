"""What the OpenAPI says of the JSON is what `bot.wire` makes, for every answer and report."""

from __future__ import annotations

import json

from hypothesis import given, settings

from bot.answer import Answer
from bot.api.models import AnswerBody, ReportBody
from bot.verdict import Report
from bot.wire import answer_to_json, report_to_json
from tests.bot.test_wire import ANSWERS, REPORTS


@settings(max_examples=40)
@given(ANSWERS)
def test_every_answer_fits_its_model(answer: Answer) -> None:
    told = json.loads(json.dumps(answer_to_json(answer)))
    assert AnswerBody.model_validate(told).model_dump(mode="json") == told


@settings(max_examples=40)
@given(REPORTS)
def test_every_report_fits_its_model(report: Report) -> None:
    told = json.loads(json.dumps(report_to_json(report)))
    assert ReportBody.model_validate(told).model_dump(mode="json") == told
