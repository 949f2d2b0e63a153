"""处置卡 as somebody in the duty room needs it: its lines, what of them is done, and who answers the telephone now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from alerts.enums import CardPart
from alerts.incidents.models import Incident
from alerts.labels import CARD_PART_LABELS
from alerts.response_cards.models import CardStep, CardTick, ResponseCard
from rostering.labels import is_county_wide
from rostering.on_duty.queries.resolver import OnDuty, on_duty_at
from units.labels import Label
from units.models import User

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`callees`: who is on duty there now, those to ask first on top; `name` and `phone` of the unit beside them."""

    step: CardStep
    name: str = ""
    phone: str = ""
    callees: tuple[OnDuty, ...] = ()
    tick: CardTick | None = None


@dataclass(frozen=True, slots=True)
class ShownPart:
    code: str
    label: Label
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True, slots=True)
class ShownCard:
    card: ResponseCard
    parts: tuple[ShownPart, ...]
    done: int
    total: int


def cards_of(user: User) -> QuerySet[ResponseCard]:
    steps = CardStep.objects.filter(is_active=True).select_related("unit")
    rows = ResponseCard.objects.visible_to(user).prefetch_related(Prefetch("steps", steps))
    return rows.order_by("-is_active", "created_at", "title")


def card_for(incident: Incident, user: User) -> ResponseCard | None:
    """The one in use for its kind, None when the county has none. Two queries."""
    return cards_of(user).filter(is_active=True, kinds__contains=[incident.kind]).first()


def cards_named(user: User, name: str) -> list[ResponseCard]:
    """In use, of that title or for that kind of incident; none for "". Two queries."""
    called = Q(title=name) | Q(kinds__contains=[name])
    return list(cards_of(user).filter(called, is_active=True)) if name else []


def ticks_on(incident: Incident) -> dict[UUID, CardTick]:
    """Step → what says that it is done. One query."""
    rows = CardTick.objects.filter(incident=incident, undone_at__isnull=True).select_related("done_by")
    return {row.step_id: row for row in rows}


def shown_card(card: ResponseCard, user: User, now: datetime, incident: Incident | None = None) -> ShownCard:
    """With who is on duty at `now`. Two queries when its steps are loaded."""
    on_duty: dict[UUID, list[OnDuty]] = defaultdict(list)
    for row in on_duty_at(now, user=user):
        if row.person_id is not None:
            on_duty[row.unit_id].append(row)
    ticks = ticks_on(incident) if incident is not None else {}
    lead = card.county.lead_office_id
    may_ring = user.may_see_duty_numbers
    steps = [_shown(step, on_duty, ticks, lead, may_ring=may_ring) for step in card.steps.all()]
    parts = tuple(
        ShownPart(part, CARD_PART_LABELS[part], tuple(one for one in steps if one.step.part == part))
        for part in CardPart
    )
    return ShownCard(card, parts, sum(1 for one in steps if one.tick), len(steps))


def _shown(
    step: CardStep,
    on_duty: Mapping[UUID, list[OnDuty]],
    ticks: Mapping[UUID, CardTick],
    lead: UUID | None,
    *,
    may_ring: bool,
) -> ShownStep:
    tick = ticks.get(step.pk)
    if step.part != CardPart.CALL:
        return ShownStep(step, tick=tick)
    # A post of the whole county is seated by the lead office, whatever unit the card names.
    unit_id = step.unit_id or (lead if step.post else None)
    rows = on_duty.get(unit_id, []) if unit_id else []
    callees = tuple(_to_ask(rows, step.post))[:MOST_NAMED]
    unit = step.unit
    phone = unit.duty_phone if unit and may_ring else ""
    return ShownStep(step, unit.label if unit else step.unit_name, phone, callees, tick)


def _to_ask(rows: Iterable[OnDuty], post: str) -> list[OnDuty]:
    """Of the post; without one everybody of the unit, staff before leaders, whoever stands for the county left out."""
    if post:
        return [row for row in rows if row.post == post]
    own = [row for row in rows if not is_county_wide(row.post)]
    return sorted(own, key=lambda row: (row.post == "leader", row.seat))
