"""谁能顶班 and 多人换班 by link: whoever is asked answers for themselves without a login."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from alerts.answers.pages.kind import Act, Kind, Shown
from alerts.answers.services import changes
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.models import AnswerLink
from rostering.covers.queries import shown as shown_covers
from rostering.enums import CoverState, RingState
from rostering.models import Cover, CoverAsk, Ring, RingSeat
from rostering.rings.queries import shown as shown_rings
from units.models import Person

# While their word counts.
WITH_CONSENT = (RingState.PROPOSED, RingState.AGREED, RingState.APPROVED)


def _cover_page(link: AnswerLink, _now: datetime) -> Shown:
    """Whoever has answered sees what they answered; the others, when somebody was faster, that nobody is needed."""
    found = shown_covers(Cover.objects.all()).get(pk=link.object_id)
    own = next((ask for ask in found.asks.all() if ask.person_id == link.person_id), None)
    has_declined = own is not None and own.declined_at is not None
    asks = found.state == CoverState.OPEN and own is not None and not has_declined and link.used_at is None
    context = {
        "cover": found,
        "has_taken": found.swap is not None and found.swap.counterpart_id == link.person_id,
        "has_declined": has_declined,
        "asks": asks,
    }
    return Shown(context, asks, found.state)


def _covers_waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = CoverAsk.objects.filter(cover__in=ids, person=person, declined_at__isnull=True, cover__state=CoverState.OPEN)
    return rows.values_list("cover_id", flat=True)


def _ring_page(link: AnswerLink, _now: datetime) -> Shown:
    found = shown_rings(Ring.objects.all()).get(pk=link.object_id)
    own = next(seat for seat in found.seats.all() if seat.giver_id == link.person_id)
    asks = found.state == RingState.PROPOSED and own.agreed_at is None and link.used_at is None
    has_agreed = own.agreed_at is not None and found.state in WITH_CONSENT
    return Shown({"ring": found, "has_agreed": has_agreed, "asks": asks}, asks, found.state)


def _rings_waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = RingSeat.objects.filter(ring__in=ids, giver=person, agreed_at__isnull=True, ring__state=RingState.PROPOSED)
    return rows.values_list("ring_id", flat=True)


COVER = Kind(
    name=PURPOSE_LABELS["cover_asked"],
    template="alerts/answers/answer_cover.html",
    shown=_cover_page,
    acts={"take": Act(changes.take_cover), "decline": Act(changes.decline_cover)},
    waits=_covers_waiting,
    tells_end=True,
)
RING = Kind(
    name=PURPOSE_LABELS["ring_proposed"],
    template="alerts/answers/answer_ring.html",
    shown=_ring_page,
    acts={"agree": Act(changes.agree_ring), "decline": Act(changes.decline_ring)},
    waits=_rings_waiting,
    tells_end=True,
)
