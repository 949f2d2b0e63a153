"""Telling those who have to put a roster right that a changed fact has touched it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone, translation

from alerts.deadlines import DUTY_NEWS_USEFUL_FOR
from alerts.enums import Purpose
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.outbox import Message, enqueue
from alerts.who_answers import not_there, office_people
from rostering.periods.queries.conflicts import conflicts_by_roster
from units.consequences import Consequence
from units.counties.queries import people_leading
from units.models import County

# The message names so many; the roster shows all.
NAMED = 2


def tell_touched(*, county_id: UUID, touched: Iterable[Consequence], now: datetime) -> None:
    """One message per roster to each leader of its unit; without one who is there, to the county office too."""
    in_order = sorted(
        _in_the_countys_words(touched, now), key=lambda one: (str(one.unit_id), str(one.roster_id), one.day)
    )
    leaders = _leaders({one.unit_id for one in in_order})
    away = not_there([pk for people in leaders.values() for pk in people], now)
    office: list[UUID] | None = None
    messages = []
    for (unit_id, roster_id), found in groupby(in_order, key=lambda one: (one.unit_id, one.roster_id)):
        told = leaders.get(unit_id, [])
        if all(pk in away for pk in told):
            if office is None:
                office = office_people(County.objects.get(pk=county_id), now)
            told = [*told, *(pk for pk in office if pk not in told)]
        messages += _messages(told, unit_id, roster_id, list(found), now)
    enqueue(messages, county_id=county_id, now=now)


def _in_the_countys_words(touched: Iterable[Consequence], now: datetime) -> list[Consequence]:
    """They were found in the language of whoever changed the fact; the message is kept in the county's."""
    touched = list(touched)
    if translation.get_language() == settings.LANGUAGE_CODE or not touched:
        return touched
    with translation.override(settings.LANGUAGE_CODE):
        found = conflicts_by_roster({one.roster_id for one in touched}, now)
    reasons = {(one.assignment_id, one.codes): one.reason for rows in found.values() for one in rows}
    return [replace(one, reason=reasons.get((one.assignment_id, one.codes), one.reason)) for one in touched]


def conflict_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the roster still has any of it."""
    roster_id = UUID(notification.params["roster"])
    standing = {str(one.assignment_id) for one in conflicts_by_roster([roster_id], now).get(roster_id, ())}
    return bool(standing & set(notification.params["seats"]))


def _messages(
    told: Collection[UUID], unit_id: UUID, roster_id: UUID, found: list[Consequence], now: datetime
) -> list[Message]:
    # Each change is a message of its own, however alike.
    change = uuid4()
    params = {
        "unit": found[0].unit_name,
        "period": found[0].period_name,
        "count": len(found),
        "items": [
            {"day": str(one.day), "post": one.post, "person": one.person_name, "reason": one.reason}
            for one in found[:NAMED]
        ],
        "roster": str(roster_id),
        "seats": [str(one.assignment_id) for one in found],
        "path": found[0].path,
    }
    return [
        Message(
            purpose=Purpose.DUTY_CONFLICT,
            object_id=change,
            person_id=person_id,
            unit_id=unit_id,
            due_at=now,
            useful_for=DUTY_NEWS_USEFUL_FOR,
            params=params,
        )
        for person_id in told
    ]


def _leaders(unit_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The people who lead each unit."""
    found: dict[UUID, list[UUID]] = {}
    for unit_id, person_id in people_leading(unit_ids, today=timezone.localdate()):
        found.setdefault(unit_id, []).append(person_id)
    return found


register(Purpose.DUTY_CONFLICT, relevant=if_each(conflict_is_relevant))
