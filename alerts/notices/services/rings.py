"""Who hears of a ring of duties: all its people, by a link that answers; the leader when they have agreed; and everybody who
was told when it ends otherwise. An approved one tells nobody here: its amendment tells them what they owe now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from alerts.deadlines import DUTY_NEWS_USEFUL_FOR, ENDING_USEFUL_FOR, SHORTEST_USE
from alerts.enums import LinkPurpose, Purpose
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import end_links, fall_silent, tell_ended
from alerts.outbox.services.endings import receivers as told_of
from alerts.outbox.services.outbox import Message, enqueue, with_links
from alerts.who_answers import office_people
from rostering.enums import RingState
from rostering.models import Ring, RingSeat
from units.counties.queries import people_leading
from units.models import User


def tell(*, ring: Ring, by: User | None, now: datetime) -> None:
    """The messages for the state it is in now, within the transaction of the step."""
    if ring.state == RingState.PROPOSED:
        _ask(ring, now)
    elif ring.state == RingState.AGREED:
        leaders = [person for _unit, person in people_leading([ring.unit_id], today=timezone.localdate(now))]
        _write(ring, Purpose.RING_TO_DECIDE, leaders or office_people(ring.unit.county, now), now)
    else:
        fall_silent([ring.pk], now=now)
        end_links([ring.pk], now=now)
        if ring.state != RingState.APPROVED:
            _tell_over(ring, by, now)


def ring_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether it still waits for them."""
    waits = {Purpose.RING_PROPOSED: RingState.PROPOSED, Purpose.RING_TO_DECIDE: RingState.AGREED}
    if not Ring.objects.filter(pk=notification.object_id, state=waits[Purpose(notification.purpose)]).exists():
        return False
    agreed = RingSeat.objects.filter(ring=notification.object_id, giver=notification.person_id, agreed_at__isnull=False)
    return notification.purpose == Purpose.RING_TO_DECIDE or not agreed.exists()


def _ask(ring: Ring, now: datetime) -> None:
    seats = _seats(ring)
    taken = {one.taker_id: one for one in seats}
    base = _params(ring, seats)
    messages = [
        _message(
            ring,
            Purpose.RING_PROPOSED,
            one.giver_id,
            now,
            ring.expires_at - now,
            {**base, "gives": _seat(one), "takes": _seat(taken[one.giver_id])},
        )
        for one in seats
    ]
    enqueue(with_links(messages, LinkPurpose.RING_PROPOSED), county_id=ring.unit.county_id, now=now)


def _write(ring: Ring, purpose: Purpose, people: Iterable[UUID], now: datetime) -> None:
    params = _params(ring, _seats(ring))
    messages = [_message(ring, purpose, one, now, ring.expires_at - now, params) for one in dict.fromkeys(people)]
    enqueue(messages, county_id=ring.unit.county_id, now=now)


def _tell_over(ring: Ring, by: User | None, now: datetime) -> None:
    told_by = (Purpose.RING_PROPOSED, Purpose.RING_TO_DECIDE)
    people = {person for _ring, person, _unit in told_of([ring.pk], told_by)} - {by.person_id if by else None}
    params = {**_params(ring, _seats(ring)), "state": ring.state}
    messages = [_message(ring, Purpose.RING_ENDED, one, now, ENDING_USEFUL_FOR, params) for one in sorted(people)]
    tell_ended(messages, told_by=told_by, county_id=ring.unit.county_id, now=now)


def _seats(ring: Ring) -> list[RingSeat]:
    rows = RingSeat.objects.filter(ring=ring).select_related("giver", "taker", "assignment__shift__period")
    return list(rows.order_by("order"))


def _message(
    ring: Ring, purpose: Purpose, person_id: UUID, now: datetime, useful: timedelta, params: dict[str, Any]
) -> Message:
    return Message(
        purpose=purpose,
        object_id=ring.pk,
        person_id=person_id,
        unit_id=ring.unit_id,
        due_at=now,
        useful_for=max(min(useful, DUTY_NEWS_USEFUL_FOR), SHORTEST_USE),
        params=params,
        answer_by=ring.expires_at,
    )


def _params(ring: Ring, seats: list[RingSeat]) -> dict[str, Any]:
    return {
        "unit": str(ring.unit.label),
        "people": [one.giver.name for one in seats],
        "until": moment(ring.expires_at),
    }


def _seat(one: RingSeat) -> dict[str, str]:
    return {"day": str(one.assignment.shift.day), "post": str(one.assignment.shift.post_name)}


register(Purpose.RING_PROPOSED, Purpose.RING_TO_DECIDE, relevant=if_each(ring_is_relevant))
