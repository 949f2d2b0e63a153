"""Leave as people say it, read and said again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.enums import Part
from rostering.fairness.rules.leave import LeaveTextError, Moment, day_spans, read_span, span_of

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 6, 10)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("6月19日", "2026-06-19 00:00", "2026-06-20 00:00"),
        ("6月19日上午", "2026-06-19 00:00", "2026-06-19 12:00"),
        ("6月19日下午", "2026-06-19 12:00", "2026-06-20 00:00"),
        ("2026年6月19日（星期五）下午", "2026-06-19 12:00", "2026-06-20 00:00"),
        ("6月19日下午至6月21日", "2026-06-19 12:00", "2026-06-22 00:00"),
        ("自6月19日下午到6月20日上午止", "2026-06-19 12:00", "2026-06-20 12:00"),
        ("6月19日至21日", "2026-06-19 00:00", "2026-06-22 00:00"),
        ("6月18日-6月22日", "2026-06-18 00:00", "2026-06-23 00:00"),
        ("2026.5.1-2026.8.31", "2026-05-01 00:00", "2026-09-01 00:00"),
        ("6.19—6.21", "2026-06-19 00:00", "2026-06-22 00:00"),
        ("2026-06-18～2026-06-22", "2026-06-18 00:00", "2026-06-23 00:00"),
        ("6月19日起3天", "2026-06-19 00:00", "2026-06-22 00:00"),
        ("6月19日至6月21日，共3天", "2026-06-19 00:00", "2026-06-22 00:00"),
        ("２０２６年６月１９日　上午", "2026-06-19 00:00", "2026-06-19 12:00"),
        ("2026-12-12 14:00至2026-12-12 18:00", "2026-12-12 14:00", "2026-12-12 18:00"),
        ("12月30日至1月2日", "2025-12-30 00:00", "2026-01-03 00:00"),
    ],
)
def test_what_people_say(text: str, start: str, end: str) -> None:
    assert read_span(text, TODAY, ZONE) == (at(start), at(end))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("明天", "leave_unreadable"),
        ("", "leave_unreadable"),
        ("19日", "leave_unreadable"),
        ("6月19日半天", "half_day_unclear"),
        ("6月31日", "no_such_day"),
        ("2月29日", "no_such_day"),
        ("2026年6月21日至2026年6月19日", "leave_inverted"),
        ("6月21日至6月19日", "leave_inverted"),
        ("6月19日下午至6月19日上午", "leave_inverted"),
    ],
)
def test_what_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(LeaveTextError) as error:
        read_span(text, TODAY, ZONE)
    assert error.value.code == code


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        start, end = read_span(text, TODAY, ZONE)
    except LeaveTextError:
        return
    assert start < end


PARTS = st.sampled_from(list(Part))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 20), PARTS, PARTS)
def test_a_span_is_said_as_it_was_given(day: date, more: int, first: Part, last: Part) -> None:
    begins, ends = Moment(day, first), Moment(day + timedelta(days=more), last)
    if more == 0 and first == Part.AFTERNOON and last == Part.MORNING:
        return
    span = span_of(begins, ends, ZONE)
    assert span_of(*day_spans(*span, ZONE), ZONE) == span
