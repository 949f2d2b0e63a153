"""Every audit event that any test writes must read as words: action, object, fields and values, by the clock of the county."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.utils import translation

from units.audit import services as audit
from units.audit.words import DATE_TEXT, action_label, field_label, value_text
from units.models import AuditEvent

# What a program calls things: `accepted`, `emergency_response`, `alerts:read`.
CODE = re.compile(r"[a-z]+(?:[_:.][a-z]+)*")
UUID_TEXT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
UTC_TEXT = re.compile(r"\+00:00|(?<![\d-])\d\d-\d\d \d\d:\d\d|\bUTC\b")
# People choose these themselves, or a reader compares them letter by letter.
OWN_NAMES = {
    "code",
    "user",
    "decided_by",
    "lead_office",
    "sha256",
    "seed",
    "name",
    "short_name",
    "title",
    "headline",
    "text",
    "area",
    "file_name",
    "answer",
}
# What a feed is called is the end of its random key, which readers compare letter by letter.
NAMED_BY_CHANCE = {"alerts.feed"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def faults(event: AuditEvent) -> list[str]:
    """What of `event` would reach a reader as a program writes it; empty when all of it has words."""
    found = [f"action {event.action}"] if str(action_label(event.action)) == event.action else []
    if not HAN.search(str(apps.get_model(event.object_type)._meta.verbose_name)):
        found.append(f"model {event.object_type}")
    found += [
        f"object {event.object_label!r}" for pattern in (UUID_TEXT, UTC_TEXT) if pattern.search(event.object_label)
    ]
    found += [
        f"object {event.object_label!r}"
        for part in event.object_label.split()
        if "_" in part and CODE.fullmatch(part) and event.object_type not in NAMED_BY_CHANCE
    ]
    for facts in (event.before, event.after):
        found += _unworded(event.object_type, facts)
    return found


def _unworded(model: str, facts: Mapping[str, Any]) -> Iterator[str]:
    for field, value in facts.items():
        if not DATE_TEXT.fullmatch(field) and str(field_label(model, field)) == field:
            yield f"field {field}"
        if field not in OWN_NAMES and (text := value_text(model, field, value)) and _is_raw(text):
            yield f"{field}={text}"


def _is_raw(text: str) -> bool:
    parts = re.split(r"[、\s]", text)
    return bool(UUID_TEXT.search(text) or UTC_TEXT.search(text) or any(part and CODE.fullmatch(part) for part in parts))


def watched(write: Callable[..., AuditEvent]) -> Callable[..., AuditEvent]:
    """`audit.event` that refuses what has no words."""

    def event(**kwargs: Any) -> AuditEvent:
        written = write(**kwargs)
        with translation.override("zh-hans"):
            found = faults(written)
        if found:
            raise AssertionError(f"{written.action} of {written.object_type} without words: {', '.join(found)}")
        return written

    return event


def watch() -> None:
    """From here on, for the whole run."""
    audit.event = watched(audit.event)
