"""The audit trail as pages read it: newest first, by keyset, so that no page shifts while events are added."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Q
from django.utils import timezone

from units.audit.models import AuditEvent
from units.audit.words import action_label, field_label, value_text, without_ids
from units.counties.models.user import User
from units.labels import Label
from units.spelling.names import tidy_name
from units.when import local_minute

PAGE = 50
KEY_TIME = "%Y%m%d%H%M%S%f"
# Earlier versions called these rows by their state or kind, and what happens on duty by its instant in UTC.
ONCE_CALLED_BY_CODE = frozenset(
    {
        "rostering.roster",
        "rostering.absence",
        "rostering.preference",
        "rostering.pairrule",
        "rostering.job",
        "units.reviewrecord",
    }
)
CODES = re.compile(r"[a-z_]+(?: [a-z_]+)*")
SAYS_NOTHING = frozenset({"", "—"})
UTC_MINUTE = re.compile(r"\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; empty means everything. `first` and `last` are local days, both included."""

    actor: str = ""
    action: str = ""
    object: str = ""
    first: date | None = None
    last: date | None = None
    # The act whose parts are wanted; else acts are, and parts only where something is looked for.
    within: UUID | None = None

    @property
    def is_everything(self) -> bool:
        return not (self.actor or self.action or self.object or self.within)


@dataclass(frozen=True, slots=True)
class Change:
    field: Label
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in words."""

    event: AuditEvent
    action: Label
    object_kind: str
    object_name: str
    changes: tuple[Change, ...]
    # How many events are part of it.
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Trail:
    """A page and the key of the next one; empty when this is the last."""

    entries: tuple[Entry, ...]
    following: str


def trail(user: User, wanted: Wanted, *, after: str = "") -> Trail:
    """Two queries. An `after` that isn't a key counts as none."""
    events = AuditEvent.objects.visible_to(user).filter(_condition(wanted), _beyond(after)).select_related("unit")
    found = list(events.order_by("-at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    following = _key(shown[-1]) if len(found) > PAGE else ""
    parts = _parts(shown)
    return Trail(tuple(_entry(event, parts.get(event.pk, 0)) for event in shown), following)


def _parts(events: list[AuditEvent]) -> dict[UUID, int]:
    """How many each of them has, those without any left out."""
    rows = AuditEvent.objects.filter(part_of__in=[event.pk for event in events]).order_by()
    return dict(rows.values_list("part_of").annotate(Count("pk")))


def _condition(wanted: Wanted) -> Q:
    condition = Q(part_of=None) if wanted.is_everything else Q()
    if wanted.within:
        condition &= Q(part_of=wanted.within)
    if wanted.actor:
        actor = tidy_name(wanted.actor)
        condition &= Q(actor_name__icontains=actor) | Q(on_behalf_of__icontains=actor)
    if wanted.action:
        condition &= Q(action=wanted.action)
    if wanted.object:
        name = tidy_name(wanted.object)
        condition &= Q(object_label__icontains=name) | Q(unit__name__icontains=name)
    if wanted.first:
        condition &= Q(at__gte=_midnight(wanted.first))
    if wanted.last:
        condition &= Q(at__lt=_midnight(wanted.last + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _key(event: AuditEvent) -> str:
    return f"{event.at.astimezone(UTC):{KEY_TIME}}_{event.pk}"


def _beyond(after: str) -> Q:
    try:
        stamp, _, pk = after.partition("_")
        at, last = datetime.strptime(stamp, KEY_TIME).replace(tzinfo=UTC), UUID(pk)
    except ValueError:
        return Q()
    return Q(at__lt=at) | Q(at=at, pk__lt=last)


def _entry(event: AuditEvent, parts: int) -> Entry:
    return Entry(
        event=event,
        action=action_label(event.action),
        object_kind=_kind(event.object_type),
        object_name=object_name(event),
        changes=tuple(_changes(event)),
        parts=parts,
    )


def object_name(event: AuditEvent) -> str:
    """What the row was called when the event was written; empty where it had no name of its own."""
    name = without_ids(event.object_label)
    if event.object_type in ONCE_CALLED_BY_CODE and CODES.fullmatch(name):
        return ""
    if UTC_MINUTE.fullmatch(name):
        return local_minute(datetime.strptime(f"{event.at:%Y}-{name}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC))
    return name


def _kind(model: str) -> str:
    try:
        return str(apps.get_model(model)._meta.verbose_name)
    except (LookupError, ValueError):
        return model


def _changes(event: AuditEvent) -> Iterable[Change]:
    for field in [*event.before, *(name for name in event.after if name not in event.before)]:
        before, after = _text(event, event.before, field), _text(event, event.after, field)
        if not {before, after} <= SAYS_NOTHING:
            yield Change(field_label(event.object_type, field), before, after)


def _text(event: AuditEvent, side: dict[str, Any], field: str) -> str:
    return value_text(event.object_type, field, side[field]) if field in side else ""
