"""Who hears of a duty that is up for cover: whom it asks, by a link that answers; the leader when nobody takes it; and all
who were asked when it is over. What follows once somebody has taken it is told as of every substitution."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from alerts.deadlines import ENDING_USEFUL_FOR, SHORTEST_USE, quiet_until
from alerts.enums import LinkPurpose, Purpose
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.duty_words import duty_facts
from alerts.outbox.services.endings import end_links, fall_silent, tell_ended
from alerts.outbox.services.endings import receivers as told_of
from alerts.outbox.services.outbox import Message, enqueue, with_links
from alerts.who_answers import office_people
from rostering.covers.rules import is_urgent
from rostering.enums import CoverNews, CoverState
from rostering.models import Assignment, Cover, CoverAsk
from rostering.policies.queries.published import zone
from units.counties.queries import people_leading
from units.models import CountySettings, User

# A column holds no more.
LEVELS = 2**15


def tell(*, cover: Cover, news: CoverNews, person_ids: Collection[UUID], by: User | None, now: datetime) -> None:
    """Within the transaction of the step."""
    if news in (CoverNews.ASKED, CoverNews.REMINDED):
        _ask(cover, person_ids, now)
    elif news == CoverNews.REOPENED:
        still = CoverAsk.objects.filter(cover=cover, declined_at__isnull=True)
        _ask(cover, list(still.values_list("person_id", flat=True)), now)
    elif news == CoverNews.UNFILLED:
        _tell_leaders(cover, now)
    else:
        # Nobody else can take it now; whose link is open reads how it stands.
        fall_silent([cover.pk], now=now, purposes=[Purpose.COVER_ASKED])
    if news == CoverNews.ENDED:
        end_links([cover.pk], now=now)
        _tell_over(cover, by, now)


def ask_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether nobody has taken it and they haven't answered."""
    open_ones = CoverAsk.objects.filter(cover=notification.object_id, cover__state=CoverState.OPEN)
    return open_ones.filter(person=notification.person_id, declined_at__isnull=True).exists()


def unfilled_is_relevant(notification: Notification, now: datetime) -> bool:
    return Cover.objects.filter(pk=notification.object_id, state=CoverState.OPEN).exists()


def _ask(cover: Cover, person_ids: Collection[UUID], now: datetime) -> None:
    """Not in the quiet hours while there is time."""
    people = list(person_ids)
    if not people:
        return
    due_at = now
    if not is_urgent(cover.expires_at, now):
        quiet = CountySettings.of(cover.period.county_id).quiet_hours
        due_at = quiet_until(now, quiet, zone()) or now
    duty = Assignment.objects.select_related("shift__period", "person").get(pk=cover.assignment_id)
    facts = duty_facts([duty])
    base = {**_params(cover), "duties": facts, "until": moment(cover.expires_at)}
    left = cover.expires_at - due_at
    messages = [_message(cover, Purpose.COVER_ASKED, person, due_at, left, base) for person in people]
    enqueue(with_links(messages, LinkPurpose.COVER_ASKED), county_id=cover.period.county_id, now=now)


def _tell_leaders(cover: Cover, now: datetime) -> None:
    """With whoever leads the unit, the office where nobody does; whose duty it is hears that it is still theirs."""
    leaders = [person for _unit, person in people_leading([cover.unit_id], today=timezone.localdate(now))]
    people = [*(leaders or office_people(cover.period.county, now)), cover.person_id]
    left = cover.expires_at - now
    messages = [
        _message(cover, Purpose.COVER_UNFILLED, one, now, left, _params(cover)) for one in dict.fromkeys(people)
    ]
    enqueue(messages, county_id=cover.period.county_id, now=now)


def _tell_over(cover: Cover, by: User | None, now: datetime) -> None:
    """Those who were asked and the leaders who were told; not who did it, nor who takes it: they hear of their duty."""
    fall_silent([cover.pk], now=now)
    taker = cover.swap.counterpart if cover.swap and cover.state == CoverState.APPROVED else None
    knows = {by.person_id if by else None, taker.pk if taker else None}
    told_by = (Purpose.COVER_ASKED, Purpose.COVER_UNFILLED)
    people = {person for _object, person, _unit in told_of([cover.pk], told_by)} - knows
    params = {**_params(cover), "state": cover.state, "taker": taker.name if taker else ""}
    messages = [_message(cover, Purpose.COVER_ENDED, one, now, ENDING_USEFUL_FOR, params) for one in sorted(people)]
    tell_ended(messages, told_by=told_by, county_id=cover.period.county_id, now=now)


def _message(
    cover: Cover, purpose: Purpose, person_id: UUID, due_at: datetime, useful: timedelta, params: Mapping[str, Any]
) -> Message:
    return Message(
        purpose=purpose,
        object_id=cover.pk,
        person_id=person_id,
        unit_id=cover.unit_id,
        due_at=due_at,
        useful_for=max(useful, SHORTEST_USE),
        level=cover.version % LEVELS,
        params=params,
        answer_by=cover.expires_at,
    )


def _params(cover: Cover) -> dict[str, Any]:
    shift = cover.assignment.shift
    return {
        "unit": str(cover.unit.label),
        "person": cover.person.name,
        "day": str(shift.day),
        "post": str(shift.post_name),
    }


register(Purpose.COVER_ASKED, relevant=if_each(ask_is_relevant))
register(Purpose.COVER_UNFILLED, relevant=if_each(unfilled_is_relevant))
