"""One reading of instants for bodies, queries, pages, commands and problem files."""

from datetime import UTC, datetime

import pytest

from units.api.instants import NoOffset, NotAnInstant, NoYearOfOurs, read_instant, with_plus

NOON = datetime(2026, 6, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2026-06-19T12:00:00Z", 0),
        ("2026-06-19t12:00:00z", 0),
        ("2026-06-19 12:00:00Z", 0),
        ("2026-06-19T20:00+08:00", 0),  # Java's OffsetDateTime
        ("2026-06-19T20:00:00+0800", 0),  # Jackson, strftime
        ("2026-06-19T12:00:00-00:00", 0),
        ("2026-06-19T20:00:00.123456789+08:00", 123456),  # Go, Java
        ("2026-06-19T12:00:00.9999999Z", 999999),  # .NET; cut, not rounded
        ("2026-06-19T12:00:00.5Z", 500000),
        ("2026-06-19T02:30:00.000000001-09:30", 0),
    ],
)
def test_the_spellings_of_other_languages(text: str, micros: int) -> None:
    assert read_instant(text) == NOON.replace(microsecond=micros)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2026-06-19T20:00:00", NoOffset),
        ("2026-06-19 20:00", NoOffset),
        ("2026-06-19", NoOffset),
        ("2026-06-19T24:00:00Z", NotAnInstant),
        ("2026-06-19T23:59:60Z", NotAnInstant),
        ("2026-02-30T12:00:00Z", NotAnInstant),
        ("2026-06-19T12:00:00.Z", NotAnInstant),
        ("2026-06-19T12:00:00,5Z", NotAnInstant),
        ("2026-06-19T12:00:00+24:00", NotAnInstant),
        ("2026-06-19T12:00:00+08:60", NotAnInstant),
        ("2026-06-19T12:00:00Z\n", NotAnInstant),
        ("２026-06-19T12:00:00Z", NotAnInstant),
        ("2026-06-19T12:00:00 08:00", NotAnInstant),
        ("0000-06-19T12:00:00Z", NotAnInstant),
        ("0001-01-01T00:00:00+14:00", NoYearOfOurs),
        ("9999-12-31T23:59:59-12:00", NoYearOfOurs),
        ("", NotAnInstant),
    ],
)
def test_what_is_no_instant(text: str, kind: type[NotAnInstant]) -> None:
    with pytest.raises(kind) as refused:
        read_instant(text)
    assert refused.type is kind


def test_a_lost_plus_comes_back_in_queries_only() -> None:
    assert with_plus("2026-06-19T20:00:00.123 08:00") == "2026-06-19T20:00:00.123+08:00"
    assert with_plus("2026-06-19 20:00:00+08:00") == "2026-06-19 20:00:00+08:00"
