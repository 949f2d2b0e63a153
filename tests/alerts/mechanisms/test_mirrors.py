"""A client that keeps a copy of a list by `updated_since` has the list, whatever has changed it and by whatever door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from alerts.models import PostureOrder
from alerts.services.orders import end_order, issue_order
from rostering.domain.enums import AbsenceKind, PeriodKind, Post, Posture, SwapKind, WishKind
from rostering.domain.problem import PairKind
from rostering.models import Absence, Assignment, DutyPeriod, Roster, Swap
from rostering.services import absences, periods, rosters, swap_requests, swaps, wishes
from rostering.services.assignments import acknowledge, replace_person
from rostering.services.publication import publish_period
from tests.alerts.watch import on_seat, on_watch
from tests.api_client import Api
from tests.factories import Cast, generated, make_person, make_token
from units.domain.enums import Rank
from units.models import Person
from units.services.people import change_people
from units.services.units import update_unit

LISTS = (
    "assignments", "rosters", "duty-periods", "swaps", "absences", "preferences", "pair-rules", "shared-people",
)  # fmt: skip


@dataclass
class World:
    """A published period around now and an open one to come."""

    cast: Cast
    published: DutyPeriod
    open: DutyPeriod
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def seat(self) -> Assignment:
        return on_seat(self.cast.emergency, Post.LEADER, timezone.now())

    @property
    def seat_to_come(self) -> Assignment:
        rows = Assignment.objects.active().filter(shift__period=self.open, shift__unit=self.cast.emergency)
        return rows.filter(person__isnull=False).select_related("shift__roster", "shift__period").order_by("start")[0]

    @property
    def person(self) -> Person:
        """Somebody who sits on a seat of the open period."""
        return Person.objects.get(assignments=self.seat_to_come)

    @property
    def roster(self) -> Roster:
        return self.open.rosters.select_related("period", "unit").get(unit=self.cast.emergency)


def raised(world: World) -> None:
    now = timezone.now()
    issue_order(
        county=world.cast.county, reason="防汛", posture=Posture.ON_SITE, start=now, end=now + timedelta(hours=30),
        by=world.cast.office, units=[world.cast.emergency, world.cast.routine],
    )  # fmt: skip


def vacated(world: World) -> None:
    seat = world.seat_to_come
    replace_person(assignment=seat, person_id=None, by=world.cast.office, expected_version=seat.version)


def swap_asked(world: World) -> None:
    now, tomorrow = timezone.now(), timezone.now() + timedelta(days=1)
    seat = on_seat(world.cast.emergency, Post.DEDICATED_STAFF, tomorrow)
    taker = make_person(
        world.cast.emergency,
        rank=Rank.STAFF,
        posts=[Post.DEDICATED_STAFF],
        name="顶班人",
        valid_from=now.date() - timedelta(days=400),
    )
    wanted = swap_requests.Wanted(kind=SwapKind.SUBSTITUTION, assignment_id=seat.pk, counterpart_id=taker.pk)
    swap_requests.request_swap(wanted=wanted, by=world.cast.office, reason="公务")


def leave_taken(world: World) -> None:
    seat = world.seat_to_come
    absences.record_absence(
        person=world.person, kind=AbsenceKind.ANNUAL_LEAVE, start=seat.start, end=seat.end, by=world.cast.office
    )


def wished(world: World) -> None:
    day = world.open.last_day + timedelta(days=20)
    wishes.record_preference(
        person=world.person, kind=WishKind.RATHER_NOT, first_day=day, last_day=day, by=world.cast.office
    )
    other = Person.objects.filter(unit=world.cast.emergency).exclude(pk=world.person.pk)[0]
    wishes.record_pair_rule(first=world.person, second=other, kind=next(iter(PairKind)), by=world.cast.office)


def past_every_save(world: World) -> None:
    """As a conditional update that states no instant."""
    Assignment.objects.filter(pk=world.seat.pk).update(is_pinned=True)
    Roster.objects.filter(pk=world.roster.pk).update(returned_reason="重排")
    DutyPeriod.objects.filter(pk=world.open.pk).update(exception_reason="无")


ACTS: dict[str, Callable[[World], Any]] = {
    "an order raises duties": raised,
    "it ends": lambda world: end_order(order=PostureOrder.objects.get(), by=world.cast.office),
    "收到": lambda world: acknowledge(assignment=world.seat, by=world.cast.office),
    "a period is called otherwise": lambda world: periods.update_period(
        period=world.open, by=world.cast.office, name="另一名称"
    ),
    "a deadline moves": lambda world: periods.update_period(
        period=world.open, by=world.cast.office, filing_deadline=timezone.now() + timedelta(days=2)
    ),
    "a person is called otherwise": lambda world: change_people(
        changes=[(world.person, {"name": "欧阳新名", "position": "新职务"})], by=world.cast.office
    ),
    "a unit is called otherwise": lambda world: update_unit(
        unit=world.cast.emergency, changes={"name": "应急新局", "code": "yjxj"}, by=world.cast.office
    ),
    "leave": leave_taken,
    "leave taken back": lambda world: absences.cancel_absence(absence=Absence.objects.get(), by=world.cast.office),
    "wishes": wished,
    "their person is called otherwise": lambda world: change_people(
        changes=[(world.person, {"name": "司马旧名"})], by=world.cast.office
    ),
    "a unit with wishes is called otherwise": lambda world: update_unit(
        unit=world.cast.emergency, changes={"name": "应急管理局", "code": "yjj"}, by=world.cast.office
    ),
    "filed": lambda world: rosters.confirm_roster(roster=world.roster, by=world.cast.office),
    "returned": lambda world: rosters.return_roster(roster=world.roster, reason="重排", by=world.cast.office),
    "a seat becomes vacant": vacated,
    "past every save": past_every_save,
    "a swap is asked for": swap_asked,
    "it is accepted": lambda world: swaps.accept_swap(swap=Swap.objects.get(), by=world.cast.office),
    "it is approved": lambda world: swaps.approve_swap(swap=Swap.objects.get(), by=world.cast.office),
    "published": lambda world: publish_period(period=world.open, by=world.cast.office, exception_reason="缺人"),
    "closed": lambda world: periods.close_period(period=world.published, by=world.cast.office, reason="误发"),
}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_copy_is_the_list_whatever_happens(cast: Cast) -> None:
    days = [timezone.localdate() + timedelta(days=count) for count in (10, 12)]
    world = World(cast, on_watch(cast), generated(cast, *days, kind=PeriodKind.SPECIAL, name="待发布"))
    api = Api(key=make_token(cast.office))
    copy, since = {path: _rows(api, path) for path in LISTS}, _clock()
    wrong = []
    for name, act in ACTS.items():
        act(world)
        for period in (world.published, world.open):
            period.refresh_from_db()
        for path in LISTS:
            copy[path] |= _rows(api, path, updated_since=since)
        since = _clock()
        wrong += [(name, path, *found) for path in LISTS for found in _different(copy[path], _rows(api, path))]
    assert wrong == []


def _rows(api: Api, path: str, **query: str) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    page: Any = api.get(f"{path}/", query={"page_size": 200} | query)
    rows |= {row["id"]: row for row in page.results}
    assert not page.body.get("next"), "one page holds the test's county"
    return rows


def _different(copy: dict[str, Any], rows: dict[str, Any]) -> list[Any]:
    """What the copy has otherwise than the list. Rows that have left the list are no business of a copy by instants."""
    return [
        (key, name, copy.get(key, {}).get(name), value)
        for key, row in rows.items()
        for name, value in row.items()
        if copy.get(key, {}).get(name) != value
    ][:3]


def _clock() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return str(cursor.fetchone()[0].isoformat())
