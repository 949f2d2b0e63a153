"""What hangs on a matter that ends, in the transaction that ends it: nothing more goes out about it, its answer links
are good no more, and those who were told of it are told that it is over."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.outbox.models import AnswerLink, Notification
from alerts.outbox.services.outbox import Message, enqueue

OBSOLETE = "obsolete"


def fall_silent(object_ids: Collection[UUID], *, now: datetime, purposes: Collection[Purpose] | None = None) -> None:
    """Suppresses what hasn't gone out about these objects (of `purposes`, all when None) and ends their links.

    What is at a provider this moment is settled by its sender.
    """
    end_links(object_ids, now=now, purposes=purposes)
    waiting = Notification.objects.pending().filter(object_id__in=object_ids)
    if purposes is not None:
        waiting = waiting.filter(purpose__in=purposes)
    waiting.free(now).settle(state=NotificationState.SUPPRESSED, settled_at=now, detail=OBSOLETE)


def end_links(object_ids: Collection[UUID], *, now: datetime, purposes: Collection[Purpose] | None = None) -> None:
    """Unused answer links of these objects expire. An answer takes its link's row before its object's: so does an end."""
    links = AnswerLink.objects.filter(object_id__in=object_ids, used_at__isnull=True, expires_at__gt=now)
    (links if purposes is None else links.filter(purpose__in=purposes)).update(expires_at=now)


def tell_ended(
    messages: Iterable[Message], *, told_by: Sequence[Purpose], county_id: UUID, now: datetime
) -> list[Message]:
    """Tells those among the receivers who have been told of the object by one of `told_by`. Call it after `fall_silent`.

    Whom the first message never reached outside hears of the end in the inbox alone. Returns what was written.
    """
    messages = list(messages)
    objects = {one.object_id for one in messages}
    heard = {(pk, person_id) for pk, person_id, _unit in receivers(objects, told_by)}
    unheard = never_left(objects, told_by)
    known = [one for one in messages if (one.object_id, one.person_id) in heard]
    for inbox_only in (False, True):
        wanted = [one for one in known if ((one.object_id, one.person_id) in unheard) == inbox_only]
        enqueue(wanted, county_id=county_id, now=now, inbox_only=inbox_only)
    return known


def receivers(object_ids: Collection[UUID], told_by: Sequence[Purpose]) -> list[tuple[UUID, UUID, UUID | None]]:
    """(object, person, unit) of everybody who has been told of the objects by one of `told_by`."""
    rows = Notification.objects.filter(object_id__in=object_ids, purpose__in=told_by)
    return list(rows.values_list("object_id", "person_id", "unit_id").distinct().order_by("object_id", "person_id"))


def never_left(object_ids: Collection[UUID], told_by: Sequence[Purpose]) -> set[tuple[UUID, UUID]]:
    """(object, person) of those whom every message outside the inbox was kept from."""
    rows = Notification.objects.filter(object_id__in=object_ids, purpose__in=told_by).exclude(channel=ChannelCode.INBOX)
    kept: set[tuple[UUID, UUID]] = set()
    left: set[tuple[UUID, UUID]] = set()
    for object_id, person_id, state in rows.values_list("object_id", "person_id", "state"):
        (kept if state == NotificationState.SUPPRESSED else left).add((object_id, person_id))
    return kept - left
