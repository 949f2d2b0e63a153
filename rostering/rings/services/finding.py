"""Looking for rings on the boards that have changed. Runs in a worker: it asks the rules of many pairs, and solves."""

import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from rostering.changes.models import SwapSeat
from rostering.covers.models import OPEN_COVERS, Cover
from rostering.engine.problem import DutyClass
from rostering.enums import PeriodState
from rostering.fairness.queries.ledger import Window, ledgers
from rostering.rings.models import OfferQuerySet, Ring, RingOffer, RingRefusal, RingSeat
from rostering.rings.rules.board import Board, Offer, rings_of, suits
from rostering.rings.rules.board import Ring as Found
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.moves import Move, takings
from rostering.seats.services.reseating import lock_seats
from rostering.signals import ring_moved
from units.audit import services as audit
from units.db import write

# The first to begin; further ones wait for room on the board. Bounds the pairs that the rules are asked of.
MOST_OFFERS = 24
BOARDS_AT_ONCE = 20


def find_due(*, now: datetime) -> int:
    """Proposes rings on every board that has changed. Returns how many rings."""
    boards = RingOffer.objects.live().filter(looked_at__isnull=True, expires_at__gt=now)
    units = boards.order_by().values_list("unit_id", flat=True).distinct()[:BOARDS_AT_ONCE]
    return sum(_find(unit, now) for unit in units)


def _find(unit_id: UUID, now: datetime) -> int:
    """Asks and solves without holding locks, for that takes a while; each ring is then proposed under the locks of its
    seats, if they still stand as they were found."""
    RingOffer.objects.live().filter(unit=unit_id, looked_at__isnull=True).update(looked_at=now)
    offers = list(_free().filter(unit=unit_id, expires_at__gt=now).order_by("expires_at", "pk")[:MOST_OFFERS])
    seats = _seats(offers)
    offers = [offer for offer in offers if _stands(offer, seats)]
    if len(offers) < 2:
        return 0
    by_id = {str(offer.pk): offer for offer in offers}
    chosen = _chosen(_board(offers, seats), by_id, seats)
    return sum(_propose(ring, by_id, now) for ring in chosen)


def _free() -> OfferQuerySet:
    """Offers of whose duty nothing else is under way."""
    busy = RingSeat.objects.filter(is_open=True).values("assignment")
    swapping = SwapSeat.objects.filter(is_open=True).values("assignment")
    covering = Cover.objects.filter(state__in=OPEN_COVERS).values("assignment")
    rows = RingOffer.objects.live().select_related("person")
    return rows.exclude(assignment__in=busy).exclude(assignment__in=swapping).exclude(assignment__in=covering)


def _seats(offers: Sequence[RingOffer]) -> dict[UUID, Assignment]:
    rows = Assignment.objects.active().filter(pk__in=[offer.assignment_id for offer in offers])
    rows = rows.select_related(
        "shift__roster", "shift__unit", "shift__period__county", "shift__period__policy", "person"
    )
    return {row.pk: row for row in rows.prefetch_related("shift__phases")}


def _stands(offer: RingOffer, seats: Mapping[UUID, Assignment]) -> bool:
    seat = seats.get(offer.assignment_id)
    return (
        seat is not None
        and seat.person_id == offer.person_id
        and seat.start == offer.expires_at
        and seat.shift.period.state == PeriodState.PUBLISHED
    )


def _board(offers: Sequence[RingOffer], seats: Mapping[UUID, Assignment]) -> Board:
    carried = ledgers([offer.person for offer in offers], Window())
    plain = tuple(
        Offer(
            id=str(offer.pk),
            person=str(offer.person_id),
            seat=str(offer.assignment_id),
            day=seats[offer.assignment_id].shift.day,
            points=round(seats[offer.assignment_id].points * 100),
            deviation=carried[offer.person_id].deviation(DutyClass.POINTS),
            days=frozenset(offer.days),
            extra=offer.extra * 100,
        )
        for offer in offers
    )
    refused = set(RingRefusal.objects.filter(taker__in=offers).values_list("taker_id", "giver_id"))
    pairs = [
        (taker, giver)
        for taker, plain_taker in zip(offers, plain, strict=True)
        for giver, plain_giver in zip(offers, plain, strict=True)
        if suits(plain_taker, plain_giver) and (taker.pk, giver.pk) not in refused
    ]
    may = {(str(taker.pk), str(giver.pk)) for taker, giver in pairs if _may(taker, giver, seats)}
    return Board(plain, frozenset(may))


def _may(taker: RingOffer, giver: RingOffer, seats: Mapping[UUID, Assignment]) -> bool:
    """Whether the rules let the taker have the giver's duty without their own."""
    own, theirs = seats[taker.assignment_id], seats[giver.assignment_id]
    moves = [Move(own, None, own.start, own.end), Move(theirs, taker.person, theirs.start, theirs.end)]
    return not any(one.refusals() for one in takings(moves))


def _chosen(board: Board, by_id: Mapping[str, RingOffer], seats: Mapping[UUID, Assignment]) -> list[Found]:
    """The best disjoint rings of those that the rules allow as a whole: two who may not serve together may meet in one."""
    rings = rings_of(board)
    # The solver brings OR-Tools: a process that never looks for rings never loads it.
    best_rings = importlib.import_module("rostering.rings.services.choosing").best_rings
    while rings:
        chosen: list[Found] = best_rings(rings)
        broken = [ring for ring in chosen if _breaks(ring, by_id, seats)]
        if not broken:
            return chosen
        rings = [ring for ring in rings if ring not in broken]
    return []


def _breaks(ring: Found, by_id: Mapping[str, RingOffer], seats: Mapping[UUID, Assignment]) -> bool:
    moves = []
    for giver, taker in ring.passings:
        seat = seats[by_id[giver.id].assignment_id]
        moves.append(Move(seat, by_id[taker.id].person, seat.start, seat.end))
    return any(one.refusals() for one in takings(moves))


@write
def _propose(found: Found, by_id: Mapping[str, RingOffer], now: datetime) -> bool:
    """False when one of its duties isn't free any more: the board is looked at anew when that has ended."""
    offers = [by_id[offer.id] for offer in found.offers]
    seats = lock_seats([one.assignment_id for one in offers], [one.person_id for one in offers])
    free = set(_free().filter(pk__in=[one.pk for one in offers]).values_list("pk", flat=True))
    if not all(one.pk in free and _stands(one, seats) for one in offers):
        return False
    first = seats[offers[0].assignment_id]
    begins = min(seat.start for seat in seats.values())
    ring = Ring.objects.create(unit=first.shift.unit, found_at=now, expires_at=begins)
    RingSeat.objects.bulk_create(
        RingSeat(
            ring=ring,
            order=order,
            offer=by_id[giver.id],
            assignment_id=by_id[giver.id].assignment_id,
            giver=by_id[giver.id].person,
            taker=by_id[taker.id].person,
        )
        for order, (giver, taker) in enumerate(found.passings)
    )
    audit.record(
        by=None,
        action="ring.proposed",
        row=ring,
        county=first.shift.period.county_id,
        unit=ring.unit_id,
        after={"people": len(offers)},
        now=now,
    )
    ring_moved.send(sender=Ring, ring=ring, by=None, now=now)
    return True
