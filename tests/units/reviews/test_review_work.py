"""What happens to reviews in the background: records compiled under a lease, reminders, screening by night."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.enums import Purpose
from alerts.models import Notification
from alerts.outbox.services.wording import wording
from tests.concurrency import outcomes
from tests.factories import at, make_unit
from tests.units.reviews.cast import NOW, Case
from units import facts
from units.enums import Stage, Tier
from units.errors import InvalidInput, NotAllowed
from units.facts import Fact, Kind, Source, Summary
from units.models import CountySettings, Person, ReviewRecord, ReviewSuggestion, Unit, User
from units.reviews.rules.records import checksum
from units.reviews.rules.screening import CALL_OUT, HOLIDAY
from units.reviews.services import records as review_records
from units.reviews.services import reminders as review_reminders
from units.reviews.services import screening, suggestions


class Told:
    """A source whose facts a test writes itself; the real ones stay registered."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def load(self, unit_ids: Iterable[UUID], start: datetime, end: datetime) -> Iterable[Fact]:
        wanted = set(unit_ids)
        return [one for one in self.facts if one.unit_id in wanted and start <= one.at < end]

    def add(self, unit: Unit, kind: str, *moments: datetime) -> None:
        self.facts += [Fact(unit.pk, moment, kind, 1.0, f"/{kind}/{moment:%Y%m%d}/") for moment in moments]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, case: Case) -> Told:
    CountySettings.objects.create(
        county=case.cast.county, screening_quiet_holidays=6, screening_missed=2, screening_window_days=730
    )
    source = Told()
    kinds = (Kind("told", "told", Summary.COUNT),)
    monkeypatch.setitem(facts.SOURCES.told, "told", Source("told", kinds, source.load))
    return source


# --- the record


def test_a_record_is_compiled_once_and_holds_its_checksum(case: Case) -> None:
    review = case.apply()

    assert [review_records.compile_waiting(now=timezone.now()) for _ in range(2)] == [1, 0]
    record = ReviewRecord.objects.get(review=review)
    assert record.state == "ready"
    assert record.checksum == checksum(record.body)
    assert record.body["unit"] == {"code": "mzj", "name": "民政局"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_record(case: Case) -> None:
    case.apply()

    taken = outcomes([lambda: review_records.claim(now=NOW)[1]] * 4)

    assert sorted(len(ids) for ids in taken) == [0, 0, 0, 1]


def test_a_worker_that_lost_its_lease_settles_nothing(case: Case) -> None:
    case.apply()
    _token, (pk,) = review_records.claim(now=NOW)
    later = NOW + review_records.LEASE + timedelta(seconds=1)
    token, ids = review_records.claim(now=later)
    assert ids == [pk]

    assert not review_records.settle(pk=pk, token=uuid4(), body={"a": 1}, now=later)
    assert review_records.settle(pk=pk, token=token, body={"a": 1}, now=later)
    assert not review_records.settle(pk=pk, token=token, body={"a": 2}, now=later)


def test_a_source_that_fails_is_tried_again_and_then_shows(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    review = case.apply()

    def fail(*_: Any) -> Iterable[Fact]:
        raise RuntimeError("no facts today")

    monkeypatch.setitem(facts.SOURCES.told, "told", Source("told", (), fail))
    for attempt in range(review_records.MOST_ATTEMPTS + 1):
        review_records.compile_waiting(now=NOW + attempt * timedelta(minutes=1))

    assert ReviewRecord.objects.get(review=review).state == "failed"
    # It doesn't hold the review for ever: when the source works again, so does the record.
    monkeypatch.undo()
    assert review_records.compile_waiting(now=NOW + timedelta(minutes=10)) == 0
    assert review_records.compile_waiting(now=NOW + timedelta(minutes=20)) == 1
    assert ReviewRecord.objects.get(review=review).state == "ready"


def test_ten_years_cost_as_many_queries_as_none(case: Case, told: Told) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            review_records.body_of(case.unit, now=NOW)
        return len(caught)

    before = cost()
    told.add(case.unit, "told", *(NOW - timedelta(days=number) for number in range(1, 3650)))
    assert cost() == before
    body = review_records.body_of(case.unit, now=NOW)
    assert [year["year"] for year in body["years"]] == list(range(2017, 2027))
    assert body["total"]["told"] == sum(one.at >= at("2017-01-01 00:00") for one in told.facts)


def test_years_are_those_of_the_countys_clock(case: Case, told: Told) -> None:
    told.add(case.unit, "told", at("2025-01-01 00:30"))

    years = review_records.body_of(case.unit, now=NOW)["years"]

    assert [(year["year"], year["figures"]["told"]) for year in years] == [(2025, 1), (2026, 0)]


# --- reminders


def person_of(user: User) -> User:
    """Gives a login a person, so that it can be told something."""
    unit = user.unit or Unit.objects.get(code="xwb")
    user.person = Person.objects.create(unit=unit, name=user.username, rank=2, valid_from=date(2020, 1, 1))
    user.save(update_fields=["person"])
    return user


def told_to(user: User) -> list[tuple[str, bool]]:
    rows = Notification.objects.filter(person=user.person, purpose=Purpose.REVIEW_STEP, channel="inbox")
    return [(row.params["stage"], row.params["is_overdue"]) for row in rows.order_by("created_at", "level")]


def test_whoever_holds_the_next_step_is_told(case: Case) -> None:
    office, leader, receiver = map(person_of, (case.office, case.leader, case.receiving_leader))
    case.at(Stage.CONSULTATION)

    assert told_to(office) == [(Stage.SUBMITTED, False)]
    assert told_to(leader) == [(Stage.DOCUMENT_CHECK, False)]
    assert told_to(receiver) == [(Stage.CONSULTATION, False)]


def test_reminded_before_it_is_due_and_again_but_not_with_every_tick(case: Case) -> None:
    leader = person_of(case.leader)
    case.at(Stage.DOCUMENT_CHECK)

    def ticks(day: int) -> list[int]:
        now = NOW + timedelta(days=day)
        with time_machine.travel(now, tick=False):
            return [review_reminders.remind(now=now) for _ in range(2)]

    assert [ticks(day) for day in (1, 13, 14, 16, 17)] == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0]]
    assert told_to(leader) == [("document_check", False), ("document_check", False), ("document_check", True)]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"stage": "consultation", "is_overdue": False}, "民政局类别调整进入“走访对接”环节，请办理。"),
        ({"stage": "consultation", "is_overdue": True}, "民政局类别调整“走访对接”环节已逾期，请尽快办理。"),
        ({"stage": "rejected", "is_overdue": False}, "民政局类别调整：不予调整。"),
    ],
)
def test_the_message_says_what_to_do(params: dict[str, Any], words: str) -> None:
    assert wording(Purpose.REVIEW_STEP, {"unit": "民政局", **params})[1] == words


# --- screening


def quiet_holidays(number: int = 6) -> list[datetime]:
    return [NOW - timedelta(days=60 * (index + 1)) for index in range(number)]


def test_one_suggestion_per_unit_and_cause_and_never_the_same_twice(case: Case, told: Told) -> None:
    told.add(case.unit, HOLIDAY, *quiet_holidays())
    county = case.cast.county

    (made,) = screening.screen_county(county=county, now=NOW)
    assert (made.unit, made.cause, made.figures["holidays"]) == (case.unit, "quiet", 6)
    assert screening.screen_county(county=county, now=NOW + timedelta(days=1)) == []
    with pytest.raises(InvalidInput):
        suggestions.dismiss_suggestion(suggestion=made, reason=" ", by=case.office)
    with pytest.raises(NotAllowed):
        suggestions.dismiss_suggestion(suggestion=made, reason="汛期", by=case.leader)
    suggestions.dismiss_suggestion(suggestion=made, reason="汛期刚过", by=case.office)
    assert screening.screen_county(county=county, now=NOW + timedelta(days=2)) == []

    told.add(case.unit, HOLIDAY, NOW + timedelta(days=2))
    assert len(screening.screen_county(county=county, now=NOW + timedelta(days=3))) == 1


def test_new_facts_change_the_open_suggestion_and_an_incident_ends_it(case: Case, told: Told) -> None:
    told.add(case.cast.routine, CALL_OUT, *quiet_holidays(3))
    county = case.cast.county
    screening.screen_county(county=county, now=NOW)
    told.add(case.cast.routine, CALL_OUT, NOW + timedelta(days=1))
    screening.screen_county(county=county, now=NOW + timedelta(days=2))

    (row,) = ReviewSuggestion.objects.all()
    assert (row.state, row.figures["call_outs"]) == ("open", 4)
    told.facts.clear()
    screening.screen_county(county=county, now=NOW + timedelta(days=3))
    row.refresh_from_db()
    assert row.state == "dismissed"


def test_a_unit_under_review_is_left_alone_and_a_suggestion_starts_one(case: Case, told: Told) -> None:
    told.add(case.unit, HOLIDAY, *quiet_holidays())
    (made,) = screening.screen_county(county=case.cast.county, now=NOW)

    review = case.apply(by=case.office, suggestion=made)

    made.refresh_from_db()
    assert (made.state, made.review) == ("taken", review)
    told.add(case.unit, HOLIDAY, NOW)
    assert screening.screen_county(county=case.cast.county, now=NOW + timedelta(days=1)) == []


def test_once_a_night_and_not_by_day(case: Case, told: Told) -> None:
    told.add(case.unit, HOLIDAY, *quiet_holidays())

    def tick(clock: str) -> int:
        with time_machine.travel(at(clock), tick=False):
            return screening.screen_tonight(now=timezone.now())

    assert tick("2026-06-11 00:30") == 0
    assert tick("2026-06-11 02:10") == 1
    ReviewSuggestion.objects.all().delete()
    assert tick("2026-06-11 03:10") == 0


def test_a_county_is_screened_in_one_batch(case: Case, told: Told) -> None:
    county = case.cast.county

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            screening.screen_county(county=county, now=NOW)
        return len(caught)

    told.add(case.unit, HOLIDAY, *quiet_holidays())
    before = cost()
    for number in range(5):
        told.add(make_unit(county, Tier.EMERGENCY_RESPONSE), HOLIDAY, *quiet_holidays(6 + number))
    assert cost() == before
    assert ReviewSuggestion.objects.count() == 6
