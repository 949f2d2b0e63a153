"""What runs now beside the duty itself: call-outs, checks that wait, orders in force, trouble in the engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Subquery
from django.db.models.functions import JSONObject

from alerts.domain.deadlines import ANSWER_WITHIN, ARRIVE_WITHIN
from alerts.domain.enums import CallOutState, CheckOutcome, CheckState, NotificationState, OrderState, SummonsState
from alerts.models import Check, Finding, Notification, PostureOrder, Summons, Sweep
from alerts.models.call_out import COMING_STATES
from alerts.selectors.engine import DUE_TOO_OLD, SWEEP_TOO_OLD, dead_letters
from units.models import County, User

SHOWN_ON_BOARD = 6


class UnitState(StrEnum):
    """What a tile says over and above the posture."""

    WAITING = "waiting"
    DRILL = "drill"
    CALLED = "called"
    LOST = "lost"
    OVERDUE = "overdue"


# Of several the last wins. Being called outranks a check that nobody answered, not a call that nobody answered.
OF_CHECKS = (UnitState.WAITING, UnitState.LOST)
OF_CALL_OUTS = (UnitState.DRILL, UnitState.CALLED, UnitState.LOST, UnitState.OVERDUE)


@dataclass(frozen=True, slots=True)
class Ring:
    """A clock that runs down: seconds left (negative = over) of `total`."""

    left: int
    total: int


@dataclass(frozen=True)
class Called:
    """One person called, with the clock that counts now."""

    summons: Summons
    ring: Ring | None
    is_overdue: bool

    @property
    def minutes_late(self) -> int:
        return max(-self.ring.left, 0) // 60 if self.ring else 0


@dataclass(frozen=True, slots=True)
class Raised:
    """A posture order in force."""

    number: int
    reason: str
    tier: str
    units: int
    posture: str
    end: datetime


@dataclass(frozen=True)
class Live:
    """Everything of the moment that the board shows; `version` changes when any of it does."""

    called: tuple[Called, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    orders: tuple[Raised, ...] = ()
    problems: tuple[str, ...] = ()

    def count(self, state: UnitState) -> int:
        return sum(1 for one in self.units.values() if one == state)

    @property
    def called_units(self) -> int:
        return self.count(UnitState.CALLED)

    @property
    def drill_units(self) -> int:
        return self.count(UnitState.DRILL)

    @property
    def lost_units(self) -> int:
        return self.count(UnitState.LOST)

    @property
    def overdue_units(self) -> int:
        return self.count(UnitState.OVERDUE)

    @property
    def waiting_units(self) -> int:
        return self.count(UnitState.WAITING)

    @property
    def shown(self) -> tuple[Called, ...]:
        """The most pressing ones; the page of the call-out has all."""
        return self.called[:SHOWN_ON_BOARD]

    @property
    def more(self) -> int:
        return len(self.called) - len(self.shown)

    @property
    def version(self) -> str:
        called = [(one.summons.pk, one.summons.version, one.is_overdue) for one in self.called]
        content = (called, sorted(self.units.items()), self.orders, self.problems)
        return blake2b(repr(content).encode(), digest_size=6).hexdigest()


NOTHING_LIVE = Live()


def live_at(now: datetime, *, user: User) -> Live:
    """Three queries whatever the size of the county. People called are shown to whoever may see their unit's rows,
    the state of a unit to everybody who sees the board: it is the public duty directory."""
    if user.county_id is None:
        return NOTHING_LIVE
    summonses = list(_summonses(user.county_id, user))
    checks = list(_checks(user.county_id, user))
    orders, problems = _orders_and_problems(user.county_id, user, now)
    states = _most_urgent(_states_of_checks(checks), OF_CHECKS)
    states |= _most_urgent(_states_of_summonses(summonses, now), OF_CALL_OUTS)
    seen = [one for one in summonses if user.unit_ids is None or one.unit_id in user.unit_ids]
    called = sorted((called_of(one, now) for one in seen), key=_pressing)
    return Live(tuple(called), states, orders, problems if user.sees_whole_county else ())


def _most_urgent(pairs: Iterable[tuple[str, UnitState]], order: tuple[UnitState, ...]) -> dict[str, str]:
    """Unit code → the last in `order` of its states."""
    return dict(sorted(pairs, key=lambda pair: order.index(pair[1])))


def called_of(summons: Summons, now: datetime) -> Called:
    """The clock of somebody called: to acknowledge first, to arrive then; none once they have come or can't."""
    coming = summons.state in COMING_STATES
    is_overdue = coming and summons.arrive_by is not None and summons.arrive_by <= now
    if not coming or summons.arrive_by is None or summons.answer_by is None:
        return Called(summons, None, is_overdue)
    if summons.state == SummonsState.CALLED and now < summons.answer_by:
        return Called(summons, _ring(summons.answer_by, ANSWER_WITHIN, now), is_overdue)
    return Called(summons, _ring(summons.arrive_by, ARRIVE_WITHIN, now), is_overdue)


def _ring(end: datetime, total: timedelta, now: datetime) -> Ring:
    return Ring(int((end - now).total_seconds()), int(total.total_seconds()))


def _pressing(called: Called) -> tuple[Any, ...]:
    return (not called.is_overdue, called.ring.left if called.ring else 0, str(called.summons.pk))


def _summonses(county_id: UUID, user: User) -> Iterable[Summons]:
    rows = Summons.objects.filter(county_id=county_id, call_out__state=CallOutState.DISPATCHED, state__in=COMING_STATES)
    if user.directory_unit_ids is not None:
        rows = rows.filter(unit_id__in=user.directory_unit_ids)
    return rows.select_related("call_out", "unit", "person")


def _checks(county_id: UUID, user: User) -> Iterable[Check]:
    rows = Check.objects.filter(county_id=county_id, state__in=(CheckState.ASKING, CheckState.WITH_OFFICE))
    if user.directory_unit_ids is not None:
        rows = rows.filter(unit_id__in=user.directory_unit_ids)
    return rows.select_related("unit").only("level", "state", "outcome", "unit__code")


def _states_of_checks(checks: Iterable[Check]) -> Iterable[tuple[str, UnitState]]:
    """Nobody answered is 失联; a provider's failure says nothing about a unit and keeps waiting."""
    for check in checks:
        is_lost = check.level > 0 and check.outcome == CheckOutcome.NO_ANSWER
        yield check.unit.code, UnitState.LOST if is_lost else UnitState.WAITING


def _states_of_summonses(summonses: Iterable[Summons], now: datetime) -> Iterable[tuple[str, UnitState]]:
    """A drill is one until its end, however late somebody is: nothing red may stand for something that isn't real."""
    for summons in summonses:
        if summons.call_out.is_drill:
            yield summons.unit.code, UnitState.DRILL
        elif summons.arrive_by is not None and summons.arrive_by <= now:
            yield summons.unit.code, UnitState.OVERDUE
        elif summons.state == SummonsState.CALLED and summons.escalated_at is not None and summons.was_reached:
            yield summons.unit.code, UnitState.LOST
        else:
            yield summons.unit.code, UnitState.CALLED


def _orders_and_problems(county_id: UUID, user: User, now: datetime) -> tuple[tuple[Raised, ...], tuple[str, ...]]:
    """One query for both, because the board is asked for often."""
    in_force = PostureOrder.objects.filter(county_id=county_id, state=OrderState.IN_FORCE, start__lte=now)
    orders = in_force.filter(end__gt=now).order_by("number")
    shape = JSONObject(number="number", reason="reason", tier="tier", unit_ids="unit_ids", posture="posture", end="end")
    late = Notification.objects.filter(state=NotificationState.PENDING, due_at__lte=now - DUE_TOO_OLD)
    found = (
        County.objects.filter(pk=county_id)
        .values(
            orders=ArraySubquery(orders.values(json=shape)),
            swept=Subquery(Sweep.objects.order_by("-ran_at").values("ran_at")[:1]),
            is_late=Exists(late),
            has_dead=Exists(dead_letters(now).filter(county_id=county_id)),
            has_findings=Exists(Finding.objects.all()),
        )
        .get()
    )
    raised = tuple(_raised(order) for order in found["orders"] if _concerns(order, user))
    return raised, tuple(_problems(found, now))


def _concerns(order: Mapping[str, Any], user: User) -> bool:
    """Orders are for everybody to read; a token narrowed to units sees those of its units and of tiers."""
    allowed = user.directory_unit_ids
    return allowed is None or bool(order["tier"]) or any(UUID(pk) in allowed for pk in order["unit_ids"])


def _raised(order: Mapping[str, Any]) -> Raised:
    end = datetime.fromisoformat(order["end"])
    return Raised(order["number"], order["reason"], order["tier"], len(order["unit_ids"]), order["posture"], end)


def _problems(found: Mapping[str, Any], now: datetime) -> Iterable[str]:
    """The codes of `EngineHealth.problems`."""
    if found["swept"] is None or now - found["swept"] > SWEEP_TOO_OLD:
        yield "sweeps_silent"
    if found["is_late"]:
        yield "messages_late"
    if found["has_dead"]:
        yield "dead_letters"
    if found["has_findings"]:
        yield "invariant_broken"
