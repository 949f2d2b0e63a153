"""吹哨报到 as its page shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from alerts.call_outs.models import Whistle
from alerts.call_outs.queries import unreached_if_called
from alerts.enums import WhistleState
from alerts.transitions import WHISTLE
from alerts.whistles.models import WhistleReply
from alerts.who_answers import office_people
from rostering.seats.queries.reach import Unreached, unreached_among
from units.models import County, Unit, User
from units.rows.keeping import units_as_kept


def visible_whistles(user: User) -> QuerySet[Whistle]:
    """The county's for the office; for a unit those it blew and those that call it. The latest first."""
    if user.is_auditor or user.county_id is None:
        return Whistle.objects.none()
    rows = Whistle.objects.filter(county_id=user.county_id)
    if user.unit_ids is not None:
        called = Whistle.wanted_units.through.objects.filter(unit_id__in=user.unit_ids).values("whistle_id")
        rows = rows.filter(Q(unit_id__in=user.unit_ids) | Q(pk__in=called))
    return rows.select_related("unit", "call_out").prefetch_related("wanted_units").order_by("-requested_at", "pk")


@dataclass(frozen=True, slots=True)
class Called:
    """A unit that is called, and what it has answered since the whistle was last sent to it; None = nothing yet."""

    unit: Unit
    reply: WhistleReply | None
    is_lead: bool


def called_units(whistle: Whistle) -> list[Called]:
    """The leading unit first, as the whistle names them. One query beside the prefetched units."""
    replies = {row.unit_id: row for row in whistle.replies.filter(round=whistle.round).select_related("by")}
    units = units_as_kept(whistle, "wanted_units")
    found = [Called(unit, replies.get(unit.pk), unit.pk == whistle.lead_unit_id) for unit in units]
    return sorted(found, key=lambda one: not one.is_lead)


def calls_of(unit: Unit, user: User) -> QuerySet[Whistle]:
    """Whistles that call the unit or that it has blown and that aren't closed, as far as the reader sees them."""
    mine = Q(wanted_units=unit, state=WhistleState.DISPATCHED) | Q(unit=unit)
    rows = Whistle.objects.filter(mine, pk__in=Whistle.objects.visible_to(user).values("pk"))
    return rows.exclude(state__in=WHISTLE.ends).distinct().select_related("unit").order_by("requested_at")


def unreached_if_blown(
    county: County, wanted: Collection[UUID], now: datetime, *, is_urgent: bool
) -> tuple[Unreached, ...]:
    """Whom a whistle does not reach for certain: the county office's duty room, and where it is urgent whoever it calls
    in the `wanted` units. Nine queries at most."""
    found = unreached_among(office_people(county, now), timezone.localdate(now))
    known = {one.person_id for one in found}
    called = unreached_if_called(wanted, now) if is_urgent else ()
    return (*found, *(one for one in called if one.person_id not in known))


def unreached_if_dispatched(whistle: Whistle, now: datetime) -> tuple[Unreached, ...]:
    """Whom the call-out of a whistle that waits for the office does not reach for certain."""
    return unreached_if_called(list(whistle.wanted_units.values_list("pk", flat=True)), now)
