"""值守方式时间线: which posture each post owes over the duty day of an instant, from the stored phases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, When

from rostering.labels import EXTRA_LABELS, POST_LABELS, is_county_wide
from rostering.models import ShiftPhase
from rostering.on_duty.queries.resolver import OnDuty
from rostering.policies.queries.published import zone
from units.enums import Tier
from units.labels import TIER_LABELS, Label
from units.models import User

HOURS_BETWEEN_TICKS = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch with one obligation; `left` and `width` are per cent of the day."""

    start: datetime
    end: datetime
    posture: str
    place_limit: str
    response_minutes: int | None
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A post of a tier (of a unit in the hub tier) and how many seats it has."""

    tier: str
    post: str
    unit_label: str
    seats: int
    bars: tuple[Bar, ...]
    policy_id: int | None = None
    extra: str = ""

    @property
    def post_name(self) -> Label:
        """As the policy of its period calls it; of seats that orders added what they are there for."""
        return EXTRA_LABELS[self.extra] if self.extra else POST_LABELS.called_in(self.post, self.policy_id)


@dataclass(frozen=True, slots=True)
class Tick:
    hour: int
    left: float
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    start: datetime
    end: datetime
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]

    def share(self, at: datetime) -> float:
        """Where `at` lies, in per cent of the day."""
        return round(100 * ((at - self.start) / (self.end - self.start)), 3)


def timeline(rows: list[OnDuty], user: User) -> Timeline | None:
    """The duty day that `rows` belong to; None when nobody is on duty. One query."""
    if not rows:
        return None
    start, end = min(row.shift_start for row in rows), max(row.shift_end for row in rows)
    found: list[Mapping[str, Any]] = [{**phase, **_hub_unit(phase, rows)} for phase in _phases(rows, user)]
    found.sort(key=lambda phase: (TIER_LABELS.position(phase["shift__tier"]), _order(phase)))
    drawn = Timeline(start, end, (), tuple(_ticks(start, end)))
    return Timeline(start, end, tuple(_lines(found, drawn)), drawn.ticks)


def _phases(rows: list[OnDuty], user: User) -> Iterable[Mapping[str, Any]]:
    """Phases of the duty day with the number of seats that owe them; hub units one by one, other tiers together."""
    phases = ShiftPhase.objects.filter(
        shift__period__in={row.period_id for row in rows}, shift__day__in={row.day for row in rows}
    )
    if user.directory_unit_ids is not None:
        phases = phases.filter(shift__unit_id__in=user.directory_unit_ids)
    return (
        phases.annotate(hub_unit=Case(When(shift__tier=Tier.HUB, then="shift__unit_id"), default=None))
        .values(
            "shift__tier",
            "shift__post",
            "shift__extra",
            "shift__period__policy_id",
            "shift__post_order",
            "hub_unit",
            "start",
            "end",
            "posture",
            "place_limit",
            "response_minutes",
        )
        .annotate(seats=Count("shift_id", distinct=True))
        .order_by("start")
    )


def _hub_unit(phase: Mapping[str, Any], rows: list[OnDuty]) -> dict[str, Any]:
    """How the unit of a hub line is called and ordered, as those on duty have it; other tiers have one line for all."""
    for order, row in enumerate(rows):
        if row.unit_id == phase["hub_unit"]:
            return {"unit_label": row.unit_label, "unit_order": order}
    return {"unit_label": "", "unit_order": len(rows) if phase["hub_unit"] else 0}


def _order(phase: Mapping[str, Any]) -> tuple[Any, ...]:
    """The county leader's post comes first within the hub, whichever office seats them."""
    return (
        not is_county_wide(phase["shift__post"]),
        phase["unit_order"],
        phase["unit_label"],
        phase["shift__extra"],
        phase["shift__post_order"],
        phase["start"],
    )


def _lines(phases: list[Mapping[str, Any]], day: Timeline) -> Iterable[Line]:
    for (tier, unit_label, extra, post), grouped in groupby(
        phases,
        key=lambda phase: (phase["shift__tier"], phase["unit_label"], phase["shift__extra"], phase["shift__post"]),
    ):
        stretches = list(grouped)
        bars = tuple(_bar(phase, day) for phase in stretches)
        yield Line(tier, post, unit_label, _seats(stretches), bars, stretches[0]["shift__period__policy_id"], extra)


def _seats(stretches: list[Mapping[str, Any]]) -> int:
    first = stretches[0]["start"]
    return sum(phase["seats"] for phase in stretches if phase["start"] == first)


def _bar(phase: Mapping[str, Any], day: Timeline) -> Bar:
    left = day.share(phase["start"])
    return Bar(
        start=phase["start"],
        end=phase["end"],
        posture=phase["posture"],
        place_limit=phase["place_limit"],
        response_minutes=phase["response_minutes"],
        left=left,
        width=round(day.share(phase["end"]) - left, 3),
    )


def _ticks(start: datetime, end: datetime) -> Iterable[Tick]:
    """Every second hour by the county's clock; every other one is dropped on a phone."""
    span = end - start
    tick = (start.astimezone(zone()) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    while tick < end:
        if tick.hour % HOURS_BETWEEN_TICKS == 0:
            yield Tick(tick.hour, round(100 * ((tick - start) / span), 3), tick.hour % (2 * HOURS_BETWEEN_TICKS) != 0)
        tick += timedelta(hours=1)
