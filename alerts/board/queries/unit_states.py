"""The states of units and people over and above the posture: a set each, the most urgent first, none hides another."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from alerts.call_outs.models import COMING_STATES, Summons
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.duty_log.models import LeavePostReport
from alerts.enums import CallOutState, CheckOutcome, LeaveState, SummonsState, SupervisionState
from alerts.supervision.models import Supervision
from rostering.on_duty.queries.resolver import OnDuty, on_duty_at
from units.models import County, Unit, User

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Model)


class UnitState(StrEnum):
    """From the most urgent down. A call nobody answers outranks a call, a check nobody answers does not."""

    OVERDUE = "overdue"
    LOST = "lost"
    CALLED = "called"
    VACANT = "vacant"
    AWAY = "away"
    DRILL = "drill"
    WAITING = "waiting"
    # Where the person is instead of at the post, by right: nothing is wrong.
    SUPERVISING = "supervising"


States = tuple[UnitState, ...]
RANKS: dict[UnitState, float] = {state: place for place, state in enumerate(UnitState)}
LOST_OF_A_CHECK = RANKS[UnitState.CALLED] + 0.5


class Fact(NamedTuple):
    """One state of one person of a unit; the lowest rank is the most urgent."""

    unit_code: str
    person_id: UUID | None
    state: UnitState
    rank: float


class Away(NamedTuple):
    """Somebody who has reported leaving the post, and who stays there instead."""

    assignment_id: UUID
    person_id: UUID
    unit_code: str
    left_at: datetime
    expected_back: datetime
    covered_by: str


@dataclass(frozen=True)
class Happening:
    """What is behind the states: who is called, asked, away."""

    summonses: tuple[Summons, ...] = ()
    away: tuple[Away, ...] = ()
    facts: tuple[Fact, ...] = field(default=(), repr=False)

    @cached_property
    def units(self) -> dict[str, States]:
        return _ranked((fact.unit_code, fact) for fact in self.facts)

    @cached_property
    def people(self) -> dict[UUID, States]:
        return _ranked((fact.person_id, fact) for fact in self.facts if fact.person_id is not None)


def _ranked(pairs: Iterable[tuple[Key, Fact]]) -> dict[Key, States]:
    """Key → its states, each once, the most urgent first."""
    found: dict[Key, dict[UnitState, float]] = defaultdict(dict)
    for key, fact in pairs:
        found[key][fact.state] = min(fact.rank, found[key].get(fact.state, fact.rank))
    return {key: tuple(sorted(ranks, key=ranks.__getitem__)) for key, ranks in found.items()}


def with_vacancies(units: Mapping[str, States], rows: Iterable[OnDuty]) -> dict[str, States]:
    """The states of `units` and 空岗 of every unit with a seat nobody sits on, before what is less urgent."""
    found = dict(units)
    for code in {row.unit_code for row in rows if row.person_id is None}:
        states = found.get(code, ())
        less = tuple(state for state in states if RANKS[state] > RANKS[UnitState.VACANT])
        found[code] = (*states[: len(states) - len(less)], UnitState.VACANT, *less)
    return found


def happening_at(now: datetime, *, user: User, unit: Unit | None = None) -> Happening:
    """Of the county, or of `unit`. Two queries whatever the size of the county, two more while somebody is called: unit and
    call-out are read once for all of theirs. The state of a unit is everybody's who sees the board: it belongs to the
    public duty directory."""
    calls = Summons.objects.with_calls().filter(call_out__state=CallOutState.DISPATCHED, state__in=COMING_STATES)
    summonses = tuple(_of(calls, user, unit).annotate(unit_code=F("unit__code")))
    found = _checks_away_and_rounds(user, unit)
    away = tuple(map(_away, found["away"]))
    facts = (
        *(fact for one in summonses for fact in _of_summons(one, now)),
        *map(_of_check, found["checks"]),
        *(_fact(one.unit_code, one.person_id, UnitState.AWAY) for one in away),
        *(_fact(one["code"], UUID(one["person"]), UnitState.SUPERVISING) for one in found["rounds"]),
    )
    return Happening(summonses, away, facts)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the directory, its tier on the day (None before its history begins) and its states."""

    code: str
    name: str
    tier: str | None
    states: States


def units_in_states(
    now: datetime, *, user: User, unit_code: str | None = None, state: str | None = None
) -> list[UnitRow]:
    """Units in use of the reader's directory in protocol order, or those of them in `state`. Five queries."""
    units = Unit.objects.in_directory_of(user).active().with_tier_on(timezone.localdate(now)).in_protocol_order()
    if unit_code:
        units = units.filter(code=unit_code)
    states = with_vacancies(happening_at(now, user=user).units, on_duty_at(now, user=user))
    found: Iterable[Mapping[str, Any]] = units.values()
    rows = (UnitRow(row["code"], row["name"], row["tier"], states.get(row["code"], ())) for row in found)
    return [row for row in rows if state is None or state in row.states]


def _checks_away_and_rounds(user: User, unit: Unit | None) -> Mapping[str, Any]:
    """One query for all, because the board is asked for often."""
    checks = _of(Check.objects.filter(state__in=ANSWERABLE_STATES), user, unit)
    check = JSONObject(code="unit__code", person="person_id", level="level", outcome="outcome")
    reports = _of(LeavePostReport.objects.filter(state=LeaveState.AWAY), user, unit).order_by("expected_back")
    report = JSONObject(
        assignment="assignment_id", person="person_id", code="unit__code", left_at="left_at", back="expected_back",
        cover="covered_by__name",
    )  # fmt: skip
    rounds = _of(Supervision.objects.filter(state=SupervisionState.UNDER_WAY), user, unit)
    if user.county_id is None:
        return {"checks": [], "away": [], "rounds": []}
    return (
        County.objects.filter(pk=user.county_id)
        .values(
            checks=ArraySubquery(checks.values(json=check)),
            away=ArraySubquery(reports.values(json=report)),
            rounds=ArraySubquery(rounds.values(json=JSONObject(code="unit__code", person="leader_id"))),
        )
        .get()
    )


def _away(row: Mapping[str, Any]) -> Away:
    return Away(
        UUID(row["assignment"]),
        UUID(row["person"]),
        row["code"],
        datetime.fromisoformat(row["left_at"]),
        datetime.fromisoformat(row["back"]),
        row["cover"] or "",
    )


def _of(rows: QuerySet[Row], user: User, unit: Unit | None) -> QuerySet[Row]:
    """Those in the reader's directory."""
    rows = rows.filter(county_id=user.county_id)
    if user.directory_unit_ids is not None:
        rows = rows.filter(unit_id__in=user.directory_unit_ids)
    return rows if unit is None else rows.filter(unit=unit)


def _fact(unit_code: str, person_id: UUID | None, state: UnitState) -> Fact:
    return Fact(unit_code, person_id, state, RANKS[state])


def _of_check(row: Mapping[str, Any]) -> Fact:
    """Nobody answered is 失联; a provider's failure says nothing about a unit and keeps waiting."""
    person_id = UUID(row["person"]) if row["person"] else None
    if row["level"] > 0 and row["outcome"] == CheckOutcome.NO_ANSWER:
        return Fact(row["code"], person_id, UnitState.LOST, LOST_OF_A_CHECK)
    return _fact(row["code"], person_id, UnitState.WAITING)


def _of_summons(summons: Summons, now: datetime) -> Iterable[Fact]:
    """Called as long as the call-out waits for them, whatever else is true.

    A drill is one until its end, however late somebody is: nothing red may stand for something that isn't real.
    """
    who = (vars(summons)["unit_code"], summons.person_id)
    if summons.call_out.is_drill:
        yield _fact(*who, UnitState.DRILL)
        return
    yield _fact(*who, UnitState.CALLED)
    if summons.late_from is not None and summons.late_from <= now:
        yield _fact(*who, UnitState.OVERDUE)
    if summons.state == SummonsState.CALLED and summons.escalated_at is not None and summons.was_reached:
        yield _fact(*who, UnitState.LOST)
