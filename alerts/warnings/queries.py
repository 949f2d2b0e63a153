"""Whom a warning names by the county's table, who has been reached when, and what waits for the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import ChannelCode, Heard, WarningCallState
from alerts.labels import HEARD_LABELS, WARNING_KIND_LABELS, WARNING_LEVEL_LABELS, Label
from alerts.outbox.models import Reply
from alerts.warnings.models import UNANSWERED_STATES, PublicWarning, WarningCall, WarningRule
from alerts.warnings.rules.plans import PLANS
from units.models import Unit


@dataclass(frozen=True, slots=True)
class Named:
    """What the table says for one kind and level; `is_own` where the county has said so itself."""

    units: tuple[Unit, ...]
    posture: str
    extra_staff: int
    answer_minutes: int
    card: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class UnitReached:
    """Everybody of a unit asked in the present round, in the order they were."""

    unit: Unit
    calls: tuple[WarningCall, ...]

    @property
    def answered(self) -> WarningCall | None:
        return next((one for one in self.calls if one.state == WarningCallState.ANSWERED), None)

    @property
    def last(self) -> WarningCall:
        return self.calls[-1]

    @property
    def is_with_office(self) -> bool:
        return self.answered is None and self.last.state == WarningCallState.WITH_OFFICE


@dataclass(frozen=True, slots=True)
class Reached:
    """Of all units of the present round: those to be rung first. `met`: per call what its telephone met."""

    units: tuple[UnitReached, ...]
    met: Mapping[UUID, Label] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(one.answered is not None for one in self.units)

    @property
    def with_office(self) -> int:
        return sum(one.is_with_office for one in self.units)

    @property
    def version(self) -> str:
        content = [(one.pk, one.version, str(self.met.get(one.pk))) for unit in self.units for one in unit.calls]
        return blake2b(repr(content).encode(), digest_size=6).hexdigest()


def named_by(county_id: UUID, kind: str, level: str) -> Named:
    """The county's line of the table; without one what the colour alone asks for. Two queries."""
    active = Unit.objects.filter(county=county_id).active().in_protocol_order()
    rule = WarningRule.objects.filter(county=county_id, kind=kind, level=level).first()
    if rule is not None:
        units = tuple(active.filter(pk__in=rule.units.values("pk")))
        return Named(units, rule.posture, rule.extra_staff, rule.answer_minutes, rule.card, is_own=True)
    plan = PLANS[level]
    of_tiers = active.filter(tiers__valid__contains=timezone.localdate(), tiers__tier__in=plan.tiers)
    units = tuple(of_tiers)
    return Named(units, plan.posture, plan.extra_staff, plan.answer_minutes, "", is_own=False)


Cell = tuple[str, Label, WarningRule | None]


def table_of(county_id: UUID) -> list[tuple[str, Label, list[Cell]]]:
    """Every kind with its four levels, code and word of each, the county's own lines where there are any. Two queries."""
    rows = WarningRule.objects.filter(county=county_id).prefetch_related("units")
    own = {(row.kind, row.level): row for row in rows}
    return [
        (kind, name, [(level, label, own.get((kind, level))) for level, label in WARNING_LEVEL_LABELS.items()])
        for kind, name in WARNING_KIND_LABELS.items()
    ]


def reached_of(warning: PublicWarning, calls: Iterable[WarningCall]) -> Reached:
    """The calls of the present round by unit; those the operator has to ring first, those reached last."""
    by_unit: dict[UUID, list[WarningCall]] = {}
    for call in sorted(calls, key=lambda one: one.place):
        if call.round == warning.round:
            by_unit.setdefault(call.unit_id, []).append(call)
    units = [UnitReached(rows[0].unit, tuple(rows)) for rows in by_unit.values()]
    return Reached(tuple(sorted(units, key=_pressing)))


def met_by_telephone(calls: Iterable[WarningCall]) -> dict[UUID, Label]:
    """Per call what its telephone met last where that was no answer: the operator needn't find out again. One query."""
    waiting = [call.pk for call in calls if call.state in UNANSWERED_STATES]
    replies = Reply.objects.filter(notification__object_id__in=waiting, channel=ChannelCode.VOICE)
    met = replies.order_by("received_at").values_list("notification__object_id", "heard")
    return {pk: _("按键无效") if heard == Heard.KEY else HEARD_LABELS[heard] for pk, heard in met if pk is not None}


def _pressing(one: UnitReached) -> tuple[bool, bool, int, str]:
    return (one.answered is not None, not one.is_with_office, one.unit.protocol_order, str(one.unit.pk))


def still_asked(ids: Iterable[UUID]) -> set[UUID]:
    """Of these calls, those nobody has answered and that are not over."""
    rows = WarningCall.objects.filter(pk__in=ids, state__in=UNANSWERED_STATES)
    return set(rows.values_list("pk", flat=True))
