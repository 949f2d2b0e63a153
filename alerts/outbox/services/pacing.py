"""One person gets one message a minute about one matter: of a storm of call-outs and checks, and of all that they only hear
by the way (alerts.enums.BUNDLED), whose matter is the person.

The first goes out at once. The second waits until the minute is over; what comes while it waits is counted in it and stands
in the inbox by itself, so that nothing is lost and the telephone rings once.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import ngettext

from alerts.enums import ChannelCode, NotificationState
from alerts.outbox.models import Notification
from units.db import lock

APART = timedelta(minutes=1)
LANGUAGE = "zh-hans"
# Person and matter.
Key = tuple[UUID, UUID | None]


def paced(rows: Iterable[Notification], now: datetime) -> list[Notification]:
    """The rows to be written: those of a matter outside the inbox put off to their minute, or left out and counted in one
    that waits. Within the caller's transaction; two writers about one matter go through it one after the other."""
    rows = list(rows)
    of_matter = [row for row in rows if row.matter is not None and row.channel != ChannelCode.INBOX]
    if not of_matter:
        return rows
    lock(*{f"pace:{row.person_id}:{row.matter}" for row in of_matter})
    newest = _newest({_key(row) for row in of_matter}, now)
    written = Notification.objects.filter(dedupe_key__in=[row.dedupe_key for row in of_matter])
    known = set(written.values_list("dedupe_key", flat=True))
    counted: set[UUID] = set()
    for row in of_matter:
        if row.dedupe_key not in known and not _put_off(row, newest, now):
            counted.add(row.pk)
    _write_counts(newest.values())
    return [row for row in rows if row.pk not in counted]


def _put_off(row: Notification, newest: dict[Key, Notification], now: datetime) -> bool:
    """Whether it goes out by itself; otherwise the one that waits counts it."""
    before = newest.get(_key(row))
    if before is not None and before.state == NotificationState.PENDING and before.due_at > now:
        before.params = {**before.params, "more": before.params.get("more", 0) + 1}
        return False
    if before is not None and row.due_at < before.due_at + APART:
        useful = row.expires_at - row.due_at
        row.due_at = before.due_at + APART
        row.expires_at = row.due_at + useful
    newest[_key(row)] = row
    return True


def _newest(keys: Collection[Key], now: datetime) -> dict[Key, Notification]:
    """Per person and matter the latest message of the last minute, or that waits; locked, so that no sender takes it."""
    people, matters = {person for person, _matter in keys}, {matter for _person, matter in keys}
    rows = Notification.objects.select_for_update().filter(
        person__in=people, matter__in=matters, due_at__gt=now - APART
    )
    found = {_key(row): row for row in rows.exclude(channel=ChannelCode.INBOX).order_by("due_at")}
    return {key: row for key, row in found.items() if key in keys}


def _write_counts(rows: Iterable[Notification]) -> None:
    """The text of what waits says how many more there are."""
    for row in rows:
        if "more" not in row.params or "said" not in row.words:
            continue
        title, text = row.words.setdefault("alone", row.words["said"])
        row.words = {**row.words, "said": (title, text + _more(row.params["more"]))}
        if not row._state.adding:
            Notification.objects.filter(pk=row.pk).update(params=row.params, words=row.words)


def _more(count: int) -> str:
    with translation.override(LANGUAGE):
        words = ngettext("另有%(count)d条，请登录查看。", "另有%(count)d条，请登录查看。", count)
        return words % {"count": count}


def _key(row: Notification) -> Key:
    return row.person_id, row.matter
