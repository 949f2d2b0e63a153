"""Writing the audit trail: every service that changes something says so here, in its own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone, translation

from units.audit.models import AuditEvent
from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.signals import recorded

_act: ContextVar[UUID | None] = ContextVar("audit_act", default=None)
_is_told: ContextVar[bool] = ContextVar("audit_is_told", default=True)


def snapshot(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields of `row` as JSON-able values; what a foreign key points at by the name it has now."""
    return {name: _plain(getattr(row, name)) for name in fields}


def event(
    *,
    by: User | None,
    action: str,
    row: models.Model,
    county: County | UUID | None = None,
    unit: Unit | UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    on_behalf_of: str = "",
    now: datetime | None = None,
) -> AuditEvent:
    """An unsaved event. `by` None means the system did it. Only fields that differ are kept of before/after."""
    kept_before, kept_after = _differing(before or {}, after or {})
    return AuditEvent(
        county_id=_key(county) or (by.county_id if by else None),
        unit_id=_key(unit),
        at=now or timezone.now(),
        actor=by,
        actor_name=by.display_name if by else "system",
        on_behalf_of=on_behalf_of,
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        object_label=_label(row),
        reason=reason,
        before=kept_before,
        after=kept_after,
        part_of_id=_act.get(),
    )


@contextmanager
def one_act() -> Iterator[UUID]:
    """What is recorded inside is part of the act that is recorded afterwards under the key given out."""
    key = uuid4()
    token = _act.set(key)
    try:
        yield key
    finally:
        _act.reset(token)


def record(**kwargs: Any) -> AuditEvent:
    """Saves one event; arguments as for `event`."""
    return _saved(event(**kwargs), kwargs["row"], kwargs["by"])


def record_act(key: UUID, **kwargs: Any) -> AuditEvent:
    """Saves the act whose parts were recorded within `one_act`."""
    entry = event(**kwargs)
    entry.pk = key
    return _saved(entry, kwargs["row"], kwargs["by"])


def _saved(entry: AuditEvent, row: models.Model, by: User | None) -> AuditEvent:
    entry.save(force_insert=True)
    if _is_told.get():
        recorded.send(sender=AuditEvent, entry=entry, row=row, by=by)
    return entry


@contextmanager
def untold() -> Iterator[None]:
    """What a demo county writes down of its past concerns nobody any more: it is recorded, and nobody hears of it."""
    token = _is_told.set(False)
    try:
        yield
    finally:
        _is_told.reset(token)


def record_many(events: Iterable[AuditEvent]) -> None:
    AuditEvent.objects.bulk_create(events, batch_size=500)


def _label(row: models.Model) -> str:
    """What the row is called now; the trail is the county's own record, so in its language whoever writes it."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(row)[:200]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {name for name in before.keys() & after.keys() if before[name] == after[name]}
    return (
        {name: value for name, value in before.items() if name not in same},
        {name: value for name, value in after.items() if name not in same},
    )


def _key(row: models.Model | UUID | None) -> Any:
    return row.pk if isinstance(row, models.Model) else row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, str | int | float | bool | list) or value is None:
        return value
    return str(value)
