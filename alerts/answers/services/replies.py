"""Answers without a screen: the question of a message's link, answered by text message or by a key of the phone.

They use the very link that the message carries, so that over all ways there is one answer and the first wins.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.answers.queries.earlier import HOW, said_before
from alerts.answers.rules import NO, YES, digit_of
from alerts.answers.services import changes, safety, warnings
from alerts.channels.addresses import BadAddress, e164
from alerts.enums import AnsweredBy, ChannelCode, Heard, LinkPurpose, NotificationState, ReplyOutcome
from alerts.labels import HEARD_LABELS
from alerts.outbox.models import AnswerLink, ContactRule, Notification, Reply
from alerts.outbox.services import contacts
from alerts.outbox.services.links import find_link, is_over
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Person
from units.spelling.phones import mobile_number

SMS = (ChannelCode.ALIYUN_SMS, ChannelCode.TENCENT_SMS)
# A text message answers what was asked by one within this time.
ASKED_WITHIN = timedelta(hours=72)
LOOKED_AT = 10
# Who taps the link and writes beside it means one question, not the one they were asked before it.
SAME_MOMENT = timedelta(minutes=2)
Answer = Callable[..., Any]


def _decline_summons(*, link: AnswerLink, now: datetime) -> None:
    safety.decline_summons(link=link, reason=_("本人答复暂时无法到岗"), now=now)


CHECK: Mapping[str, Answer] = {YES: safety.answer_check, NO: safety.unable_to_answer}
# What 1 and 2 mean for each question that can be answered with one digit. All take `link` and `now`.
ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    LinkPurpose.CHECK: CHECK,
    LinkPurpose.CHECK_ESCALATED: CHECK,
    LinkPurpose.SUMMONS: {YES: safety.acknowledge_summons, NO: _decline_summons},
    LinkPurpose.CONTACT_PROOF: {YES: contacts.verify_by_link},
    LinkPurpose.COVER_ASKED: {YES: changes.take_cover, NO: changes.decline_cover},
    LinkPurpose.RING_PROPOSED: {YES: changes.agree_ring, NO: changes.decline_ring},
    LinkPurpose.WARNING: {YES: warnings.answer_warning},
}


@write
def by_phone(*, message: UUID, event: str, heard: Heard, digits: str, now: datetime) -> Reply:
    """What the voice bridge tells of its call for `message`, once per `event`; only a key that the question has is an answer.

    Raises InvalidInput `unknown_message`, RuleViolation `busy`: nothing is kept, and it has to be told again.
    """
    row = Notification.objects.filter(pk=message, channel=ChannelCode.VOICE).select_related("person").first()
    if row is None:
        raise InvalidInput("unknown_message", _("没有发出过这条语音"), field="key")
    reply, is_new = _kept(ChannelCode.VOICE, event, heard, digits, row.person, row, now)
    if is_new and heard == Heard.KEY:
        _settle(reply, _link_of(row), digit_of(digits), now)
    elif is_new:
        # The log says what the call met: that the provider took it tells less.
        Notification.objects.filter(pk=row.pk, state=NotificationState.ACCEPTED).update(detail=str(HEARD_LABELS[heard]))
    return reply


@write
def by_text_message(*, channel: ChannelCode, number: str, text: str, event: str, now: datetime) -> Reply:
    """A text message of somebody who was asked by one: it answers the latest question that is still open.

    Raises RuleViolation `busy` as `by_phone` does.
    """
    people = _people_of(number)
    row, link = _asked(people, now)
    person = row.person if row else people[0] if people else None
    reply, is_new = _kept(channel, event, Heard.TEXT, text, person, row, now)
    if is_new:
        _settle(reply, link, digit_of(text), now)
    return reply


def can_be_declined(reply: Reply) -> bool:
    """Whether the question it came back on has a no."""
    return reply.notification is not None and NO in ANSWERS.get(reply.notification.purpose, {})


def said_already(reply: Reply, now: datetime) -> str:
    """Of one that came after another answer: when that was, by which way and by whom."""
    link = _link_of(reply.notification) if reply.notification else None
    return said_before(link, now) if link else ""


def event_of(*parts: str) -> str:
    """The name of an event whose provider gives it none: the same parts are the same event."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _kept(
    channel: ChannelCode,
    event: str,
    heard: Heard,
    said: str,
    person: Person | None,
    row: Notification | None,
    now: datetime,
) -> tuple[Reply, bool]:
    """The row of this event; a second telling waits for the first and gets what came of it."""
    asked = heard in (Heard.KEY, Heard.TEXT)
    return Reply.objects.get_or_create(
        channel=channel,
        event=event,
        defaults={
            "county_id": person.unit.county_id if person else None,
            "unit_id": person.unit_id if person else None,
            "person": person,
            "notification": row,
            "heard": heard,
            # What a stranger writes is nobody's record.
            "said": said[:60] if person else "",
            "outcome": ReplyOutcome.NO_QUESTION if asked else ReplyOutcome.NOT_AN_ANSWER,
            "received_at": now,
        },
    )


def _settle(reply: Reply, link: AnswerLink | None, digit: str, now: datetime) -> None:
    reply.outcome = _outcome(link, digit, HOW[reply.heard], now)
    reply.save(update_fields=["outcome"])


def _outcome(link: AnswerLink | None, digit: str, how: AnsweredBy, now: datetime) -> ReplyOutcome:
    if link is None or link.purpose not in ANSWERS:
        return ReplyOutcome.NO_QUESTION
    answer = ANSWERS[link.purpose].get(digit)
    if answer is None:
        return ReplyOutcome.UNCLEAR
    if link.purpose == LinkPurpose.WARNING:
        answer = partial(answer, how=how)
    try:
        with transaction.atomic():
            answer(link=link, now=now)
    except RuleViolation as error:
        # Somebody holds the row for seconds: that says nothing of the question, and an answer must not be lost by it.
        if error.code == "busy":
            raise
        return ReplyOutcome.ALREADY if error.code == "link_used" else ReplyOutcome.OVER
    return ReplyOutcome.COUNTED


def _link_of(row: Notification) -> AnswerLink | None:
    """The link that a message carries: `link` where `path` is a page that everybody signs in to."""
    paths = (str(row.params.get(name, "")) for name in ("link", "path"))
    key = next((path.strip("/").removeprefix("a/") for path in paths if path.startswith("/a/")), None)
    return find_link(key) if key else None


def _people_of(number: str) -> list[Person]:
    """Whose mobile or proved number it is."""
    try:
        written = {mobile_number(number) or number, e164(number)}
    except BadAddress:
        return []
    proved = ContactRule.objects.filter(channel__in=SMS, address__in=written).values("person_id")
    people = Person.objects.select_related("unit")
    return list(people.filter(mobile__in=written) | people.filter(pk__in=proved))


def _asked(people: list[Person], now: datetime) -> tuple[Notification | None, AnswerLink | None]:
    """The latest question they were sent by text message and can mean, else the latest of all."""
    sent = Notification.objects.filter(
        person__in=people,
        channel__in=SMS,
        purpose__in=list(ANSWERS),
        created_at__gte=now - ASKED_WITHIN,
        first_sent_at__isnull=False,
    )
    rows = list(sent.select_related("person__unit").order_by("-created_at")[:LOOKED_AT]) if people else []
    found = [(row, link) for row in rows if (link := _link_of(row)) is not None]
    meant = partial(_can_be_meant, now=now)
    return next(filter(meant, found), found[0] if found else (None, None))


def _can_be_meant(one: tuple[Notification, AnswerLink], now: datetime) -> bool:
    """Still open, or answered just now by another way than by text message."""
    row, link = one
    if link.used_at is None:
        return not is_over(link, now)
    return now - link.used_at < SAME_MOMENT and not row.replies.filter(outcome=ReplyOutcome.COUNTED).exists()
