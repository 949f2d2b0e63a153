"""Writing messages into the outbox, in the transaction that makes them due."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from alerts.channels.delivery import dedupe_key
from alerts.enums import BUNDLED, MUTABLE, ChannelCode, LinkPurpose, NotificationState, Purpose
from alerts.outbox.models import ContactRule, Mute, Notification
from alerts.outbox.services.links import Asked, link_path, make_links
from alerts.outbox.services.pacing import paced
from alerts.outbox.services.wording import wording
from alerts.signals import messages_due


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody has to be told about an object. `useful_for` counts from `due_at`; later it is of no use."""

    purpose: Purpose
    object_id: UUID
    person_id: UUID
    unit_id: UUID | None
    due_at: datetime
    useful_for: timedelta
    level: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    # What its answer link is about and until when, where that isn't the object and as long as the message is of use.
    asks_about: UUID | None = None
    answer_by: datetime | None = None
    # Of several about one matter a person gets no more than one a minute outside the inbox.
    matter: UUID | None = None


def with_links(messages: Iterable[Message], purpose: LinkPurpose) -> list[Message]:
    """The messages, each leading to an answer link of its receiver's own."""
    messages = list(messages)
    wanted = [
        Asked(one.asks_about or one.object_id, one.person_id, one.answer_by or one.due_at + one.useful_for)
        for one in messages
    ]
    paths = map(link_path, make_links(purpose=purpose, wanted=wanted))
    return [replace(one, params={**one.params, "path": path}) for one, path in zip(messages, paths, strict=True)]


def enqueue(
    messages: Iterable[Message], *, county_id: UUID, now: datetime, inbox_only: bool = False
) -> list[Notification]:
    """One inbox row per message and, unless `inbox_only`, one row on the person's first outside channel; the others
    wait as fallback.

    Writing the same message again writes nothing (unique dedupe key). Returns the rows, written or not.
    """
    messages = list(messages)
    if not messages:
        return []
    routes = {} if inbox_only else routes_of({message.person_id for message in messages})
    muted = _muted(messages)
    rows = [
        row
        for message in messages
        for row in _rows(
            message,
            [] if (message.person_id, message.purpose) in muted else routes.get(message.person_id, []),
            county_id,
            now,
        )
    ]
    rows = paced(rows, now)
    Notification.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    wake_senders(rows, now)
    return rows


def has_way(person_id: UUID, code: str) -> bool:
    """Whether the person has verified a way of this kind."""
    return ContactRule.objects.filter(person=person_id, channel=code, verified_at__isnull=False).exists()


def send_by(message: Message, code: str, *, county_id: UUID, now: datetime) -> None:
    """The message once more, on the one way `code` alone."""
    row = _row(message, code, [], county_id, settled_at=None)
    Notification.objects.bulk_create([row], ignore_conflicts=True)
    wake_senders([row], now)


def fallback(notification: Notification, *, now: datetime) -> Notification | None:
    """The row on the next channel after `notification` has died, None when there is none left."""
    if not notification.later_channels or now >= notification.expires_at:
        return None
    code, *later = notification.later_channels
    row = Notification(
        county_id=notification.county_id,
        unit_id=notification.unit_id,
        person_id=notification.person_id,
        purpose=notification.purpose,
        object_id=notification.object_id,
        matter=notification.matter,
        level=notification.level,
        params=notification.params,
        words=notification.words,
        channel=code,
        later_channels=later,
        dedupe_key=dedupe_key(
            notification.purpose, notification.object_id, notification.level, notification.person_id, code
        ),
        due_at=now,
        expires_at=notification.expires_at,
    )
    Notification.objects.bulk_create([row], ignore_conflicts=True)
    wake_senders([row], now)
    return row


def wake_senders(rows: Iterable[Notification], now: datetime) -> None:
    """Whoever writes messages wakes those who send them, once what it belongs to has committed: nobody else has to."""
    if any(row.state == NotificationState.PENDING and row.due_at <= now for row in rows):
        messages_due.send(sender=Notification)


def routes_of(person_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Channel codes per person in the order to try: their verified ways, else the installation's default."""
    person_ids = set(person_ids)
    verified = ContactRule.objects.filter(person_id__in=person_ids, verified_at__isnull=False)
    own: dict[UUID, list[str]] = defaultdict(list)
    for person_id, code in verified.order_by("person_id", "order").values_list("person_id", "channel"):
        if code not in own[person_id]:
            own[person_id].append(code)
    return {pk: own.get(pk) or list(settings.ALERT_DEFAULT_CHANNELS) for pk in person_ids}


def _bundle_of(message: Message) -> UUID | None:
    """What its receiver hears by the way is one matter: theirs."""
    return message.person_id if message.purpose in BUNDLED else None


def _muted(messages: Collection[Message]) -> set[tuple[UUID, str]]:
    """(person, purpose) of what its receiver wants in the inbox alone. No query where nobody may choose."""
    people = {one.person_id for one in messages if one.purpose in MUTABLE}
    return set(Mute.objects.filter(person__in=people).values_list("person_id", "purpose")) if people else set()


def _rows(message: Message, channels: list[str], county_id: UUID, now: datetime) -> Iterable[Notification]:
    outside = [code for code in channels if code != ChannelCode.INBOX]
    yield _row(message, ChannelCode.INBOX, [], county_id, settled_at=now)
    if outside:
        yield _row(message, outside[0], outside[1:], county_id, settled_at=None)


def _said(message: Message) -> dict[str, Any]:
    """Title and text as they are now; nothing when the parameters don't make a sentence, and then the sending says so,
    where a dead letter is seen."""
    try:
        return {"said": wording(message.purpose, dict(message.params))}
    except KeyError:
        return {}


def _row(
    message: Message, code: str, later: list[str], county_id: UUID, *, settled_at: datetime | None
) -> Notification:
    return Notification(
        county_id=county_id,
        unit_id=message.unit_id,
        person_id=message.person_id,
        purpose=message.purpose,
        object_id=message.object_id,
        matter=message.matter or _bundle_of(message),
        level=message.level,
        params=dict(message.params),
        words=_said(message),
        channel=code,
        later_channels=later,
        dedupe_key=dedupe_key(message.purpose, message.object_id, message.level, message.person_id, code),
        due_at=message.due_at,
        expires_at=message.due_at + message.useful_for,
        state=NotificationState.ACCEPTED if settled_at else NotificationState.PENDING,
        settled_at=settled_at,
        first_sent_at=settled_at,
    )
