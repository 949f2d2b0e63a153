"""A county in which every row a route can name exists twice: one of the reader's unit, one of another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.covers.services.asking import open_cover
from rostering.enums import Emphasis, SwapKind
from rostering.generation.services.proposals import start_proposals
from rostering.generation.services.start import start_generation
from rostering.models import (
    Absence,
    Assignment,
    DutyPeriod,
    OpeningBalance,
    PairRule,
    Preference,
    Ring,
    RingOffer,
    RingSeat,
    SharedPerson,
)
from rostering.policy_lab.services.consultation import add_comment, open_round
from rostering.policy_lab.services.drafts import clone_policy
from rostering.policy_lab.services.simulations import start_simulation
from rostering.rings.services.offers import offer_duty
from rostering.seats.services.assignments import Change, amend_period
from rostering.statistics.services.circulars import draft_circular
from tests.access.alert_rows import alert_rows
from tests.access.review_rows import review_rows
from tests.factories import (
    Cast,
    at,
    drafted,
    generated,
    make_cast,
    make_person,
    make_token,
    opened,
    published,
    roster_of,
    seat_of,
)
from tests.snapshots import EMPTY, SNAPSHOTS
from units.accounts.services.accounts import create_city_account
from units.cities.services import found_city, join_city
from units.counties.services import find_token
from units.enums import Rank, Scope
from units.imports.models import SheetImport
from units.imports.services.handing_in import hand_in
from units.models import Person, Unit, User
from units.people.services.grades import set_grade

FLOOD = {"name": "防汛", "kind": "special"}


@dataclass
class World:
    """`rows[name]` = (own, other); `keys` are API keys by actor, `cookies` what their browsers hold."""

    cast: Cast
    # Of the city that the county belongs to.
    city: User
    rows: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def row(self, name: str, whose: str) -> str:
        own, other = self.rows[name]
        return str(own if whose == "own" else other)

    @property
    def users(self) -> dict[str, User]:
        return {name: getattr(self.cast, name) for name in ("office", "leader", "duty", "auditor")} | {
            "city": self.city
        }

    def client(self, actor: str) -> Client:
        """A signed-in browser."""
        client = Client(raise_request_exception=False)
        if actor in self.users:
            client.force_login(self.users[actor])
        return client

    def signed_in(self, actor: str) -> Client:
        """A browser that has signed in when the county was built, which is dear to do for each of thousands of requests."""
        client = Client(raise_request_exception=False)
        client.cookies.load(self.cookies.get(actor, {}))
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once per worker and put back for every file that asks for it; every request is rolled back."""
    with django_db_blocker.unblock(), time_machine.travel(at("2026-06-10 09:00")), transaction.atomic():
        SNAPSHOTS.state = EMPTY
        found = SNAPSHOTS.built("access", build)
        for name in found.users:
            found.cookies[name] = {key: morsel.value for key, morsel in found.client(name).cookies.items()}
        yield found
        transaction.set_rollback(True)


def build() -> World:
    cast = make_cast()
    # More chiefs, so that a seat can change hands.
    for unit in (cast.emergency, cast.routine):
        make_person(unit, rank=Rank.SECTION_CHIEF, posts=["leader", "duty_officer"])
    city = found_city(name="赣州市", code="ganzhou", by=None)
    join_city(county=cast.county, city=city, by=None)
    world = World(
        cast, create_city_account(city=city, login="city", display_name="市委值班室", by=None, must_change=False).user
    )
    world.keys = {name: make_token(user) for name, user in world.users.items()}
    world.keys["scopeless"] = make_token(cast.office, Scope.REVIEWS_READ)
    _add_rows(world)
    return world


def _add_rows(world: World) -> None:
    cast = world.cast
    # First: publishing its period works through every job that waits, and one has to be left.
    world.rows |= alert_rows(cast)
    period = generated(cast)
    draft = drafted(cast, date(2026, 8, 1), date(2026, 8, 1), **FLOOD)
    # Days on which nobody has to rest from the periods before and after.
    past = published(cast, date(2026, 6, 15), date(2026, 6, 16), name="巡堤", kind="special")
    waiting = opened(cast, date(2026, 9, 1), date(2026, 9, 1), **FLOOD)
    job = start_generation(period=waiting, by=cast.office)
    (proposal,) = start_proposals(period=waiting, emphases=[Emphasis.FAIRNESS], by=cast.office)
    own, other = _seat_of_duty(cast, past), seat_of(past, cast.routine, "duty_officer")
    day = {"start": at("2026-10-01 00:00"), "end": at("2026-10-02 00:00"), "kind": "training"}
    absences = [
        Absence.objects.create(person=person, **day) for person in (cast.people["yjj"][-1], cast.people["dag"][0])
    ]
    world.rows |= _swap_rows(cast, past)
    world.rows |= review_rows(cast)
    asked = [
        Absence.objects.create(person=absence.person, state="requested", **day | {"kind": "annual_leave"})
        for absence in absences
    ]
    world.rows |= _people_rows(world)
    circular = draft_circular(county=cast.county, first_day=past.first_day, last_day=past.last_day, by=cast.office)
    world.rows |= {
        "asked_leave": (asked[0].pk, asked[1].pk),
        "county": (cast.county.code, cast.county.code),
        "unit": ("yjj", "dag"),
        "leave_kind": ("annual_leave", "annual_leave"),
        "grade": (set_grade(county=cast.county, name="三级警监", rank=Rank.SECTION_CHIEF, by=cast.office).pk,) * 2,
        "person": (cast.duty.person_id, cast.people["dag"][0].pk),
        "external_id": ("HR-1", "HR-2"),
        "account": (cast.duty.pk, cast.routine_leader.pk),
        "account_role": (1, 1),
        "session": ("00000000-0000-0000-0000-000000000000",) * 2,
        "account_key": ("x" * 43, "x" * 43),
        "token": (_token(world.keys["leader"]), _token(world.keys["office"])),
        "day": ("2026-06-22", "2026-06-22"),
        "year": (2026, 2026),
        "number": (1, 1),
        "figure": ("saved_by_day", "saved_by_day"),
        "handbook": ("office", "office"),
        "picture": ("now.png", "now.png"),
        "circular": (circular.pk, circular.pk),
        "period": (period.pk, draft.pk),
        "published": (past.pk, past.pk),
        "job": (job.pk, job.pk),
        "proposal": (proposal.pk, proposal.pk),
        "roster": (roster_of(period, cast.emergency).pk, roster_of(period, cast.routine).pk),
        "seat": (seat_of(period, cast.emergency, "leader").pk, seat_of(period, cast.routine, "duty_officer").pk),
        "published_seat": (own.pk, other.pk),
        # The seat, its version, and nobody in place of whoever holds it.
        "published_change": (f"{own.pk}:{own.version}:", f"{other.pk}:{other.version}:"),
        "absence": (absences[0].pk, absences[1].pk),
        "import_kind": ("leave", "leave"),
        "import": (_sheet(cast.leader).pk, _sheet(cast.routine_leader).pk),
        **_policy_rows(cast),
    }


def _sheet(user: User) -> SheetImport:
    """A list of leave with nobody in it whom anybody knows."""
    file = BytesIO("姓名,类型,请假时间\n牛无名,病假,2026-06-19".encode())
    return hand_in(kind="leave", file=file, name="请假.csv", by=user)


def _seat_of_duty(cast: Cast, period: DutyPeriod) -> Assignment:
    """A seat that the `duty` login holds: the one proposed, or the first, given to them."""
    held = Assignment.objects.active().filter(shift__period=period, person=cast.duty.person).first()
    if held is not None:
        return held
    seat = seat_of(period, cast.emergency, "dedicated_staff")
    change = Change(seat.pk, cast.duty.person_id, seat.version)
    return amend_period(period=period, changes=[change], reason="调班", by=cast.office)[0]


def _swap_rows(cast: Cast, period: DutyPeriod) -> dict[str, tuple[Any, Any]]:
    """A substitution asked by `duty`, one of the routine unit, and seats of other people with somebody to take them."""
    rows: dict[str, list[Any]] = {
        "swap": [],
        "swap_seat": [],
        "taker": [],
        "cover": [],
        "cover_seat": [],
        "ring": [],
        "offer": [],
    }
    for unit, post, wanted in (
        (cast.emergency, "dedicated_staff", "leader"),
        (cast.routine, "duty_officer", "duty_officer"),
    ):
        taker = make_person(unit, rank=Rank.SECTION_CHIEF, posts=[post, wanted])
        asked = Wanted(SwapKind.SUBSTITUTION, seat_of(period, unit, post).pk, counterpart_id=taker.pk)
        rows["swap"].append(request_swap(wanted=asked, by=cast.office).pk)
        rows["swap_seat"].append(seat_of(period, unit, wanted, day=period.last_day).pk)
        rows["taker"].append(taker.pk)
        up = seat_of(period, unit, post, day=period.last_day)
        rows["cover"].append(open_cover(assignment_id=up.pk, by=cast.office).pk)
        rows["cover_seat"].append(up.pk)
        ring, offer = _ring(cast, period, unit, wanted)
        rows["ring"].append(ring.pk)
        rows["offer"].append(offer.pk)
    return {name: (own, other) for name, (own, other) in rows.items()}


def _ring(cast: Cast, period: DutyPeriod, unit: Unit, post: str) -> tuple[Ring, RingOffer]:
    """Two duties that go round, and the second's offer."""
    seats = [seat_of(period, unit, post, day=day) for day in (period.first_day, period.last_day)]
    offers = [offer_duty(assignment_id=seat.pk, by=cast.office, extra=50) for seat in seats]
    ring = Ring.objects.create(unit=unit, found_at=timezone.now(), expires_at=min(seat.start for seat in seats))
    first, last = seats
    assert first.person is not None
    assert last.person is not None
    rows = ((offers[0], first, first.person, last.person), (offers[1], last, last.person, first.person))
    for order, (offer, seat, giver, taker) in enumerate(rows):
        RingSeat.objects.create(ring=ring, order=order, offer=offer, assignment=seat, giver=giver, taker=taker)
    return ring, offers[1]


def _policy_rows(cast: Cast) -> dict[str, tuple[Any, Any]]:
    """A draft that units are asked about, with a comment of each of two units."""
    draft = clone_policy(county=cast.county, by=cast.office)
    opened = open_round(version=draft, by=cast.office)
    cell = {"tier": "hub", "post": "leader", "field": "seats", "text": "人手不足"}
    own = add_comment(policy_round=opened, unit=cast.emergency, by=cast.leader, **cell)
    other = add_comment(policy_round=opened, unit=cast.routine, by=cast.routine_leader, **cell)
    days = {"first_day": date(2026, 6, 15), "last_day": date(2026, 6, 16)}
    simulation = start_simulation(version=draft, by=cast.office, **days)
    return {
        "draft": (draft.number, draft.number),
        "policy_round": (opened.pk, opened.pk),
        "policy_comment": (own.pk, other.pk),
        "policy_post": ("hub.leader", "hub.leader"),
        "simulation": (simulation.pk, simulation.pk),
    }


def _people_rows(world: World) -> dict[str, tuple[Any, Any]]:
    """What is recorded of people before anybody is rostered."""
    cast, pairs = world.cast, []
    for code in ("yjj", "dag"):
        unit, (first, second) = cast.people[code][0].unit, sorted(cast.people[code][1:3], key=lambda p: p.pk)
        own = cast.people[code][-1] if code == "yjj" else cast.people[code][0]
        wish = Preference.objects.create(
            person=own, kind="gladly", first_day=date(2026, 10, 1), last_day=date(2026, 10, 2)
        )
        rule = PairRule.objects.create(unit=unit, first=first, second=second, kind="both_away")
        share = SharedPerson.objects.create(
            person=first, unit=cast.hub, valid_from=date(2027, 1, 1), valid_to=date(2027, 2, 1)
        )
        balance = OpeningBalance.objects.create(person=own, since=date(2020, 1, 1), as_of=date(2021, 1, 1), eve=1)
        pairs.append((wish.pk, rule.pk, share.pk, balance.pk, cast.people[code][3].pk))
    for number, who in enumerate((cast.people["yjj"][-1], cast.people["dag"][0]), start=1):
        Person.objects.filter(pk=who.pk).update(external_id=f"HR-{number}", known_in=cast.county)
    names = ("wish", "pair_rule", "shared_person", "balance", "colleague")
    return {name: (own, other) for name, own, other in zip(names, *pairs, strict=True)}


def _token(key: str) -> Any:
    token = find_token(key, now=at("2026-06-10 09:00"))
    assert token is not None
    return token.pk
