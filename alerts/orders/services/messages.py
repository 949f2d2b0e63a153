"""Whoever must be raised by an order is told so, from when until when; and told again when it is lifted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from alerts.deadlines import ENDING_USEFUL_FOR, SHORTEST_USE
from alerts.enums import OrderState, Purpose
from alerts.instants import moment
from alerts.orders.models import PostureOrder
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.endings import never_left
from alerts.outbox.services.outbox import Message, enqueue
from rostering.models import Assignment, Shift


def tell_raised(order: PostureOrder, shifts: Iterable[Shift], now: datetime) -> None:
    """Everybody whose duty in `shifts` the order raises, once, with their own hours."""
    held = _held(now).filter(shift__in=shifts, start__lt=order.end, end__gt=order.start)
    enqueue(_raised(order, held, now), county_id=order.county_id, now=now)


def tell_lifted(
    order: PostureOrder, shifts: Iterable[Shift], *, span: tuple[datetime, datetime], now: datetime
) -> None:
    """Everybody who still had raised hours before them, whether the order or the notice of their duty had told them so."""
    held = _held(now).filter(shift__in=shifts, start__lt=span[1], end__gt=max(span[0], now))
    messages = {
        row.person_id: Message(
            purpose=Purpose.POSTURE_LIFTED,
            object_id=order.pk,
            person_id=row.person_id,
            unit_id=row.shift.unit_id,
            due_at=now,
            useful_for=max(min(ENDING_USEFUL_FOR, span[1] - now), SHORTEST_USE),
            params={
                "reason": order.reason,
                "number": order.number,
                "start": moment(span[0]),
                "end": moment(span[1]),
                "lifted": moment(now),
                "is_withdrawn": order.withdrawn_at is not None,
                "path": "/my/",
            },
        )
        for row in held
        if row.person_id is not None
    }
    unheard = never_left([order.pk], [Purpose.POSTURE_RAISED])
    for inbox_only in (False, True):
        wanted = [one for one in messages.values() if ((order.pk, one.person_id) in unheard) == inbox_only]
        enqueue(wanted, county_id=order.county_id, now=now, inbox_only=inbox_only)


def still_in_force(ids: Iterable[UUID]) -> set[UUID]:
    """Of these orders, those that hold or will."""
    rows = PostureOrder.objects.filter(pk__in=ids, state=OrderState.IN_FORCE)
    return set(rows.values_list("pk", flat=True))


def _held(now: datetime) -> QuerySet[Assignment]:
    rows = Assignment.objects.in_force().filter(person__isnull=False, end__gt=now)
    return rows.select_related("shift").order_by("start")


# Kept in the county's language, whichever the reader of a page or the API wants.
@translation.override(settings.LANGUAGE_CODE)
def _raised(order: PostureOrder, held: Iterable[Assignment], now: datetime) -> list[Message]:
    duties: dict[UUID, list[Assignment]] = {}
    for row in held:
        if row.person_id is not None:
            duties.setdefault(row.person_id, []).append(row)
    return [
        Message(
            purpose=Purpose.POSTURE_RAISED,
            object_id=order.pk,
            person_id=person_id,
            unit_id=own[0].shift.unit_id,
            due_at=now,
            useful_for=max(order.end - now, SHORTEST_USE),
            params={
                "reason": order.reason,
                "start": moment(order.start),
                "end": moment(order.end),
                "hours": _hours(order, own),
                "posture": order.posture,
                "path": "/my/",
            },
        )
        for person_id, own in duties.items()
    ]


def _hours(order: PostureOrder, own: Sequence[Assignment]) -> list[list[str]]:
    """From when to when the person's duties are raised; those that follow on each other are one."""
    hours: list[list[datetime]] = []
    for row in own:
        start, end = max(row.start, order.start), min(row.end, order.end)
        if hours and start <= hours[-1][1]:
            hours[-1][1] = max(hours[-1][1], end)
        else:
            hours.append([start, end])
    return [[moment(instant) for instant in span] for span in hours]


register(Purpose.POSTURE_RAISED, relevant=of_objects(still_in_force))
