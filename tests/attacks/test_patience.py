"""Readers of what people paste, with texts made to keep a pattern busy: done in bounded time."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from alerts.warnings.rules.pasted import read_pasted
from rostering.calendar.rules.notices.notice import read_notice
from units.spelling.grades import rank_of
from units.spelling.names import name_key, tidy_name
from units.spelling.phones import mobile_number, numbers_in, phone_number

LONGEST = 20_000
# Seconds of the processor, on a machine that others use too.
PATIENCE = 2.0
READERS: dict[str, Callable[[str], object]] = {
    "a warning": lambda text: read_pasted(text, datetime(2026, 7, 8, tzinfo=UTC), UTC),
    "a holiday notice": lambda text: read_notice(text, year=2026),
    "a name": lambda text: (tidy_name(text), name_key(text)),
    "numbers": lambda text: (mobile_number(text), phone_number(text), numbers_in(text)),
    "a grade": rank_of,
}
TEXTS = {
    "digits": "1" * LONGEST,
    "blanks": " " * LONGEST,
    "blanks and a letter": " " * LONGEST + "x",
    "days": "6月1日" * (LONGEST // 4),
    "days to days": "6月1日至" * (LONGEST // 5),
    "numbers with dashes": "0797-" * (LONGEST // 5),
    "brackets": "（" * LONGEST,
    "open braces": "{" * LONGEST,
    "sentences": "放假。" * (LONGEST // 3),
    "commas": "，、" * (LONGEST // 2),
    "hours": "8时" * (LONGEST // 2),
    "line breaks": "\n" * LONGEST,
    "full width": "０" * LONGEST,
    "zero width": "\u200b" * LONGEST,
}


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_keeps_a_reader_busy(text: str) -> None:
    spent = {}
    for name, read in READERS.items():
        started = time.process_time()
        with suppress(ValueError):
            read(TEXTS[text])
        spent[name] = time.process_time() - started
    assert max(spent.values()) < PATIENCE, spent
