"""Every message as people read it: short, with day, weekday and hours, without a word that only a program knows."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from alerts.enums import Purpose
from alerts.outbox.services.wording import wording
from tests.alerts.outbox import message_examples
from tests.alerts.outbox.example import Example
from tests.alerts.outbox.notice_examples import NOTICES
from tests.alerts.outbox.roster_examples import SEAT

CATALOGUE = Path(__file__).resolve().parents[3] / "docs" / "messages.md"
CODE = re.compile(r"[a-z]+_[a-z]+|\b(?:None|True|False|UTC)\b|\+0[08]:00|%\(")
LONGEST = 200
EXAMPLES = (*message_examples.EXAMPLES, *NOTICES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.purpose}-{one.text[:12]}")
@pytest.mark.parametrize("reader", ["zh-hans", "en"])
def test_a_message_reads_as_in_the_catalogue(example: Example, reader: str) -> None:
    """Whatever language whoever caused it reads pages in."""
    with translation.override(reader):
        title, text = wording(example.purpose, example.params)

    assert (title, text) == (example.title, example.text)
    assert not CODE.search(title + text)
    assert len(text) <= LONGEST


def test_every_purpose_has_an_example_and_stands_in_the_catalogue() -> None:
    assert set(Purpose) == {example.purpose for example in EXAMPLES}
    catalogue = CATALOGUE.read_text(encoding="utf-8")
    for example in EXAMPLES:
        assert f"| {example.title} | {example.text} |" in catalogue


def test_a_message_of_an_earlier_version_is_still_worded() -> None:
    assert wording(Purpose.DUTY_PUBLISHED, {"period": "2026年端午假期", **SEAT})[1] == (
        "2026年端午假期您值班1次：6月19日（星期五）专职值班人员班次。请点“收到”。"
    )
