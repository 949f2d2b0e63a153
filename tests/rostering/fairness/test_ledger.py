"""The ledger: what people carried as it really was, and what would have been fair."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.engine.problem import DutyClass
from rostering.enums import AbsenceKind
from rostering.fairness.queries.ledger import CALL_INS, Carried, Window, ledgers
from rostering.models import Absence, Assignment, OpeningBalance, SharedPerson
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, make_person, published, seat_of
from units.enums import Rank
from units.models import Person

pytestmark = pytest.mark.django_db
FESTIVAL, WEEKEND, POINTS = DutyClass.FESTIVAL, DutyClass.WEEKEND, DutyClass.POINTS
ALWAYS = Window()


@pytest.fixture(autouse=True)
def before_the_holiday() -> object:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


def of_unit(cast: Cast, code: str = "yjj") -> list[Person]:
    return list(Person.objects.filter(unit__code=code).order_by("pk"))


def ledger(cast: Cast, code: str = "yjj", window: Window = ALWAYS) -> dict[UUID, Carried]:
    return ledgers(of_unit(cast, code), window)


def total(found: dict[UUID, Carried], klass: DutyClass) -> int:
    return sum(entry.load.get(klass, 0) for entry in found.values())


def test_loads_are_those_of_the_assignments(cast: Cast) -> None:
    period = published(cast)

    found = ledger(cast)

    rows = Assignment.objects.filter(shift__period=period, shift__unit=cast.emergency)
    assert total(found, FESTIVAL) == 200
    assert total(found, WEEKEND) == 400
    assert total(found, POINTS) == sum(int(row.points * 100) for row in rows)
    for person_id, entry in found.items():
        own = rows.filter(person_id=person_id)
        assert entry.duties == own.count()
        # The leader of an emergency unit is at home by night.
        assert entry.nights == own.filter(shift__post="dedicated_staff").count()


def test_shares_add_up_to_the_loads_and_fall_on_those_who_may(cast: Cast) -> None:
    published(cast)

    found = ledger(cast)

    for klass in (FESTIVAL, WEEKEND, POINTS):
        shares = sum(entry.share.get(klass, 0) for entry in found.values())
        assert shares == pytest.approx(total(found, klass), abs=len(found))
    chief, clerk = (found[person.pk] for person in (cast.people["yjj"][0], cast.people["yjj"][-1]))
    assert chief.share[FESTIVAL] == 20 + 10
    assert clerk.share[FESTIVAL] == 10
    assert chief.eligible_days == 3


def test_what_is_only_proposed_does_not_count(cast: Cast) -> None:
    generated(cast)

    assert total(ledger(cast), POINTS) == 0


def test_a_change_of_hands_moves_the_load(cast: Cast) -> None:
    period = published(cast)
    seat = seat_of(period, cast.emergency, "dedicated_staff")
    giver = seat.person_id
    free = next(p for p in cast.people["yjj"] if not Assignment.objects.filter(person=p).exists())
    before = ledger(cast)

    amend_period(period=period, changes=[Change(seat.pk, free.pk, seat.version)], reason="换", by=cast.office)

    after = ledger(cast)
    assert giver is not None
    assert after[giver].load.get(FESTIVAL, 0) == before[giver].load[FESTIVAL] - 100
    assert after[free.pk].load[FESTIVAL] == 100


def test_part_of_a_duty_is_part_of_the_load(cast: Cast) -> None:
    period = published(cast)
    seat = seat_of(period, cast.emergency, "dedicated_staff")
    giver = seat.person_id
    free = next(p for p in cast.people["yjj"] if not Assignment.objects.filter(person=p).exists())

    with time_machine.travel(at("2026-06-19 20:30")):
        amend_period(period=period, changes=[Change(seat.pk, free.pk, seat.version)], reason="病", by=cast.office)

    found = ledger(cast)
    assert giver is not None
    assert found[giver].load[FESTIVAL] == found[free.pk].load[FESTIVAL] == 50
    assert total(found, FESTIVAL) == 200


def test_who_comes_later_owes_less(cast: Cast) -> None:
    published(cast)
    late = make_person(cast.emergency, posts=["dedicated_staff"], valid_from=date(2026, 6, 21))

    found = ledger(cast)

    assert found[late.pk].eligible_days == 1
    assert found[late.pk].share.get(FESTIVAL, 0) == 0
    assert found[late.pk].share[WEEKEND] == round(100 / 11)


def test_excused_absence_is_no_time_on_duty_and_annual_leave_is(cast: Cast) -> None:
    published(cast)
    sick, resting, asking = cast.people["yjj"][-1], cast.people["yjj"][-2], cast.people["yjj"][-3]
    span = {"start": at("2026-06-19 00:00"), "end": at("2026-06-21 00:00")}
    Absence.objects.create(person=sick, kind=AbsenceKind.SICK_LEAVE, **span)
    Absence.objects.create(person=resting, kind=AbsenceKind.ANNUAL_LEAVE, **span)
    Absence.objects.create(person=asking, kind=AbsenceKind.SICK_LEAVE, state="requested", **span)

    found = ledger(cast)

    assert found[sick.pk].eligible_days == 1
    assert found[resting.pk].eligible_days == found[asking.pk].eligible_days == 3


def test_opening_balances_are_carried_and_shared(cast: Cast) -> None:
    first, second = cast.people["dag"][1:3]
    for person, eves in ((first, 3), (second, 1)):
        OpeningBalance.objects.create(
            person=person, since=date(2020, 1, 1), as_of=date(2025, 1, 1), eve=eves, points=eves * 10
        )

    found = ledger(cast, "dag")

    assert (found[first.pk].load[DutyClass.EVE], found[first.pk].share[DutyClass.EVE]) == (300, 200)
    assert found[first.pk].deviation(POINTS) == 1000
    assert ledger(cast, "dag", Window(first=date(2026, 1, 1)))[first.pk].load == {}
    kept = Window(first=date(2024, 1, 1), openings_from=date(2000, 1, 1))
    assert ledger(cast, "dag", kept)[first.pk].load[DutyClass.EVE] == 300


def test_a_shared_person_owes_in_both_units(cast: Cast) -> None:
    published(cast)
    deputy = cast.people["yjj"][0]
    deputy.eligible_posts = [*deputy.eligible_posts, "duty_officer"]
    deputy.save()
    before = ledger(cast)[deputy.pk].share[FESTIVAL]
    SharedPerson.objects.create(person=deputy, unit=cast.routine, valid_from=date(2026, 1, 1))

    found = ledger(cast)[deputy.pk]

    assert found.share[FESTIVAL] == before + round(100 / 6)


def test_the_window_and_the_period_left_out(cast: Cast) -> None:
    period = published(cast)

    assert total(ledger(cast, window=Window(last=date(2026, 6, 20))), WEEKEND) == 0
    assert total(ledger(cast, window=Window(first=date(2026, 6, 20))), FESTIVAL) == 0
    assert total(ledger(cast, window=Window(except_period=period.pk)), POINTS) == 0


def test_call_ins_come_from_upstairs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    called = cast.people["yjj"][0].pk
    monkeypatch.setattr(CALL_INS, "told", {"upstairs": lambda ids, start, end: {called: 2}})

    assert ledger(cast)[called].call_ins == 2


def test_queries_do_not_grow_with_people(cast: Cast) -> None:
    published(cast)
    everybody = list(Person.objects.all())
    for number in range(3):
        make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"], name=f"新人{number}")

    with CaptureQueriesContext(connection) as one:
        ledgers(everybody[:1], Window())
    with CaptureQueriesContext(connection) as all_of_them:
        ledgers(everybody, Window(last=date(2026, 6, 19) + timedelta(days=400)))

    assert len(one) == len(all_of_them) == 8
