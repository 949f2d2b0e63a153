"""One step of a ring along its table, and how rings and offers end by themselves."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from rostering import transitions
from rostering.enums import RingState
from rostering.rings.models import Ring, RingOffer, RingRefusal, RingSeat
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.services.reseating import lock_seats
from rostering.signals import ring_moved
from rostering.states import advance
from units.audit import services as audit
from units.db import write
from units.errors import RuleViolation
from units.models import User

ENDINGS = frozenset(RingState) - {RingState.PROPOSED, RingState.AGREED}
EXPIRED_AT_ONCE = 200
FIELDS = ("state", "note", "ended_at", "decided_at", "decided_by")


def move(ring: Ring, action: str, *, by: User | None, now: datetime, note: str = "", on_behalf_of: str = "") -> None:
    """One step, with its trail and its announcement. `ring` was read under the locks of its seats.

    What ends otherwise than by approval puts its duties back on the board. Raises RuleViolation `wrong_state`, or `busy`
    when somebody else has taken a step since it was read.
    """
    before, state = ring.state, advance(transitions.RING, ring.state, action)
    ring.state = state
    ring.note = note or ring.note
    if state in ENDINGS:
        ring.ended_at = now
        RingSeat.objects.filter(ring=ring).update(is_open=False)
        _free_offers(ring, now)
    keep(ring, now)
    audit.record(
        by=by,
        action=f"ring.{state}",
        row=ring,
        county=ring.unit.county_id,
        unit=ring.unit_id,
        before={"state": before},
        after={"state": state},
        reason=note,
        on_behalf_of=on_behalf_of,
        now=now,
    )
    ring_moved.send(sender=Ring, ring=ring, by=by, now=now)


def keep(ring: Ring, now: datetime) -> None:
    """Writes the ring unless somebody has changed it since it was read."""
    values = {name: getattr(ring, name) for name in FIELDS}
    same = Ring.objects.filter(pk=ring.pk, version=ring.version)
    if not same.update(**values, version=F("version") + 1, updated_at=now):
        raise RuleViolation("busy", _("其他人正在修改，请稍后再试"))
    ring.version += 1


def _free_offers(ring: Ring, now: datetime) -> None:
    offers = RingOffer.objects.live().filter(seats__ring=ring)
    if ring.state == RingState.APPROVED:
        offers.update(ended_at=now, updated_at=now)
    else:
        offers.update(looked_at=None, updated_at=now)


def refuse_passings(ring: Ring, now: datetime, *, giver_id: UUID | None = None) -> None:
    """The passings to and from `giver_id`, all when None, are not proposed again."""
    seats = list(RingSeat.objects.filter(ring=ring))
    offer_of = {seat.giver_id: seat.offer_id for seat in seats}
    RingRefusal.objects.bulk_create(
        (
            RingRefusal(taker_id=offer_of[seat.taker_id], giver_id=seat.offer_id, refused_at=now)
            for seat in seats
            if giver_id in (None, seat.giver_id, seat.taker_id)
        ),
        ignore_conflicts=True,
    )


def break_rings_of(offer_ids: Collection[UUID], *, by: User | None, now: datetime) -> None:
    """Ends the open rings of these offers. Within the caller's transaction."""
    for ring in fresh(Ring.objects.open().filter(seats__offer__in=offer_ids).distinct()):
        move(ring, "void", by=by, now=now)


def seats_moved(*, assignment_ids: Iterable[UUID], by: User | None, now: datetime) -> None:
    """Their seats have changed hands some other way: rings are void, offers over. Within the amending transaction."""
    offers = RingOffer.objects.live().filter(assignment__in=list(assignment_ids))
    break_rings_of(list(offers.values_list("pk", flat=True)), by=by, now=now)
    offers.update(ended_at=now, updated_at=now)


def expire_of_period(period: DutyPeriod, *, by: User | None, now: datetime) -> None:
    """Within the closing transaction, under its lock."""
    for ring in fresh(Ring.objects.open().filter(seats__assignment__shift__period=period).distinct()):
        move(ring, "expire", by=by, now=now)
    RingOffer.objects.live().filter(assignment__shift__period=period).update(ended_at=now, updated_at=now)


def expire_due(*, now: datetime) -> int:
    """Ends rings of which a duty begins before all was agreed, and offers of duties that have begun. Returns how many rings."""
    due = Ring.objects.open().filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)
    found = sum(_expire(pk, now) for pk in due[:EXPIRED_AT_ONCE])
    RingOffer.objects.live().filter(expires_at__lte=now).update(ended_at=now, updated_at=now)
    return found


@write
def _expire(pk: UUID, now: datetime) -> bool:
    ring = locked(Ring(pk=pk))
    if not ring.is_open or ring.expires_at > now:
        return False
    move(ring, "expire", by=None, now=now)
    return True


def locked(ring: Ring) -> Ring:
    """The ring as it is under the locks of its seats and people, all taken in one sorted step."""
    seats = list(RingSeat.objects.filter(ring=ring).values_list("assignment_id", "giver_id"))
    lock_seats([seat for seat, _giver in seats], [giver for _seat, giver in seats])
    return fresh(Ring.objects.all()).get(pk=ring.pk)


def fresh(rows: "QuerySet[Ring]") -> "QuerySet[Ring]":
    return rows.select_related("unit__county")
