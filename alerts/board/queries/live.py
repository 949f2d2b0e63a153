"""What runs now beside the duty itself: call-outs, checks that wait, orders in force, trouble in the engine."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Subquery
from django.db.models.functions import JSONObject

from alerts.board.queries.unit_states import Away, Happening, States, UnitState, happening_at
from alerts.call_outs.models import Whistle
from alerts.call_outs.queries import Called, called_of
from alerts.enums import OrderState, WhistleState
from alerts.health.models import Finding, Sweep
from alerts.health.queries import DUE_TOO_OLD, SWEEP_TOO_OLD
from alerts.orders.models import PostureOrder
from alerts.outbox.models import Notification
from alerts.outbox.queries import dead_letters
from units.models import County, Unit, User

SHOWN_ON_BOARD = 6


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
    units: Mapping[str, States] = field(default_factory=dict)
    people: Mapping[UUID, States] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    orders: tuple[Raised, ...] = ()
    problems: tuple[str, ...] = ()
    whistles: int = 0
    """How many wait for the county office; told to it alone."""

    @property
    def counts(self) -> dict[UnitState, int]:
        """How many units are in which state, the most urgent first; a unit in two counts in both."""
        found = Counter(state for states in self.units.values() for state in states)
        return {state: found[state] for state in UnitState if found[state]}

    @property
    def alarms(self) -> int:
        """How many people are called or lost now, drills left out: the wall sounds when it rises."""
        called = sum(not one.summons.call_out.is_drill for one in self.called)
        return called + self.counts.get(UnitState.LOST, 0)

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
        content = (called, self.away, sorted(self.units.items()), self.orders, self.problems, self.whistles)
        return blake2b(repr(content).encode(), digest_size=6).hexdigest()


NOTHING_LIVE = Live()


def live_at(now: datetime, *, user: User) -> Live:
    """Three queries whatever the size of the county. People called are shown to whoever may see their unit's rows, the
    states of units and who is away to everybody who sees the board."""
    if user.county_id is None:
        return NOTHING_LIVE
    orders, problems, whistles = _orders_and_problems(user.county_id, user, now)
    live = replace(_live(happening_at(now, user=user), now, user), orders=orders)
    return replace(live, problems=problems, whistles=whistles) if user.sees_whole_county else live


def live_of_unit(unit: Unit, now: datetime, *, user: User) -> Live:
    """The part of one unit. Two queries."""
    return _live(happening_at(now, user=user, unit=unit), now, user)


def _live(found: Happening, now: datetime, user: User) -> Live:
    seen = [one for one in found.summonses if user.unit_ids is None or one.unit_id in user.unit_ids]
    called = tuple(sorted((called_of(one, now) for one in seen), key=_pressing))
    return Live(called, found.units, found.people, found.away)


def _pressing(called: Called) -> tuple[Any, ...]:
    return (not called.is_overdue, called.ring.left if called.ring else 0, str(called.summons.pk))


def _orders_and_problems(county_id: UUID, user: User, now: datetime) -> tuple[tuple[Raised, ...], tuple[str, ...], int]:
    """Orders, problems and how many whistles wait, in one query, because the board is asked for often."""
    waiting = Whistle.objects.filter(county_id=county_id, state=WhistleState.REQUESTED)
    in_force = PostureOrder.objects.filter(county_id=county_id, state=OrderState.IN_FORCE, start__lte=now)
    orders = in_force.filter(end__gt=now).order_by("number")
    shape = JSONObject(number="number", reason="reason", tier="tier", unit_ids="unit_ids", posture="posture", end="end")
    late = Notification.objects.pending().filter(due_at__lte=now - DUE_TOO_OLD)
    found = (
        County.objects.filter(pk=county_id)
        .values(
            orders=ArraySubquery(orders.values(json=shape)),
            swept=Subquery(Sweep.objects.order_by("-ran_at").values("ran_at")[:1]),
            is_late=Exists(late),
            has_dead=Exists(dead_letters(now).filter(county_id=county_id)),
            has_findings=Exists(Finding.objects.all()),
            waiting=ArraySubquery(waiting.values("pk")),
        )
        .get()
    )
    raised = tuple(_raised(order) for order in found["orders"] if _concerns(order, user))
    return raised, tuple(_problems(found, now)), len(found["waiting"])


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
