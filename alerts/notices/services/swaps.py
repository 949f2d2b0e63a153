"""Who is told of a step of a swap (domain §3.5): whoever has to act next, and those it concerns of how it ended.

An approved swap tells nobody here: its amendment tells both what they owe now.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from alerts.deadlines import DUTY_NEWS_USEFUL_FOR, SHORTEST_USE
from alerts.enums import LinkPurpose, Purpose
from alerts.instants import moment
from alerts.notices.services.duty import part_of
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.endings import receivers as told_of
from alerts.outbox.services.outbox import Message, enqueue, with_links
from rostering.enums import SwapKind, SwapState
from rostering.models import Swap
from units.counties.queries import people_leading
from units.enums import Role
from units.models import User


def tell_moved(*, swap: Swap, by: User | None, now: datetime) -> None:
    """Writes the messages for the state the swap is in now; what waits of an earlier one never goes out. Nobody is told
    what they have just done themselves. Who was to decide is told when there is nothing more to decide."""
    fall_silent([swap.pk], now=now)
    receivers = _receivers(swap, by)
    if not receivers:
        return
    params = _params(swap)
    messages = [
        Message(
            purpose=purpose,
            object_id=swap.pk,
            person_id=person_id,
            unit_id=swap.unit_id,
            due_at=now,
            useful_for=_useful_for(swap, now),
            level=swap.version,
            params=params,
            answer_by=swap.expires_at if swap.is_open else None,
        )
        for person_id, purpose in receivers.items()
    ]
    asked = with_links((one for one in messages if one.purpose == Purpose.SWAP_REQUESTED), LinkPurpose.SWAP_REQUESTED)
    others = [one for one in messages if one.purpose != Purpose.SWAP_REQUESTED]
    enqueue([*asked, *others], county_id=swap.period.county_id, now=now)


def swap_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether nothing has happened since: a later step tells its own news."""
    return Swap.objects.filter(pk=notification.object_id, version=notification.level).exists()


def _receivers(swap: Swap, by: User | None) -> dict[UUID, Purpose]:
    """Person → what they are told."""
    parties = (swap.person_id, swap.counterpart_id)
    found: dict[UUID, Purpose] = {}
    if swap.state == SwapState.REQUESTED:
        found = {swap.counterpart_id: Purpose.SWAP_REQUESTED}
    elif swap.state == SwapState.ACCEPTED:
        found = {swap.person_id: Purpose.SWAP_MOVED} | dict.fromkeys(_deciders(swap, by), Purpose.SWAP_TO_DECIDE)
    elif swap.state == SwapState.IN_EFFECT:
        found = dict.fromkeys(_deciders(swap, by), Purpose.SWAP_TO_DECIDE)
    elif swap.state == SwapState.DECLINED:
        found = {swap.person_id: Purpose.SWAP_MOVED}
    elif swap.state != SwapState.APPROVED:
        found = dict.fromkeys([*_told_to_decide(swap), *parties], Purpose.SWAP_MOVED)
    return {person: purpose for person, purpose in found.items() if by is None or person != by.person_id}


def _deciders(swap: Swap, by: User | None) -> Iterable[UUID]:
    """The unit's leaders who are people; the office's where the unit has none, or none but whoever ordered the cover."""
    users = User.objects.filter(county=swap.period.county_id, is_active=True, person__isnull=False)
    if swap.kind == SwapKind.EMERGENCY_COVER and by is not None:
        users = users.exclude(pk=by.pk)
    leading = {person for _unit, person in people_leading([swap.unit_id], today=timezone.localdate())}
    leaders = _people(users.filter(person__in=leading))
    return leaders or _people(users.filter(role=Role.COUNTY_OFFICE))


def _told_to_decide(swap: Swap) -> list[UUID]:
    return [person for _swap, person, _unit in told_of([swap.pk], [Purpose.SWAP_TO_DECIDE])]


def _people(users: Any) -> list[UUID]:
    return list(users.values_list("person_id", flat=True))


def _params(swap: Swap) -> dict[str, Any]:
    seats = list(swap.seats.select_related("assignment__shift"))
    return {
        "kind": swap.kind,
        "state": swap.state,
        "period": swap.period.name,
        "unit": swap.unit.short_name or swap.unit.name,
        "person": swap.person.name,
        "counterpart": swap.counterpart.name,
        "days": [str(seat.assignment.shift.day) for seat in seats],
        "posts": [seat.assignment.shift.post for seat in seats],
        "parts": [part_of(seat.assignment.shift, seat.start, seat.end) for seat in seats],
        **({"until": moment(swap.expires_at)} if swap.is_open else {}),
    }


def _useful_for(swap: Swap, now: datetime) -> timedelta:
    left = swap.expires_at - now if swap.is_open else DUTY_NEWS_USEFUL_FOR
    return max(min(left, DUTY_NEWS_USEFUL_FOR), SHORTEST_USE)


register(Purpose.SWAP_REQUESTED, Purpose.SWAP_TO_DECIDE, Purpose.SWAP_MOVED, relevant=if_each(swap_is_relevant))
