"""Registered texts: SMS and voice carry a template's code and its parameters, never free text.

An installation names its templates by purpose: {"check": {"code": "SMS_1", "params": ["asker", "minutes:4", "key"]}}.
`name:4` is the longest the provider has agreed to for that parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alerts.channels.addresses import one_line
from alerts.channels.base import Outgoing
from rostering.policies.queries.published import zone

# Of no use when cut: the message is refused instead.
WHOLE = ("code", "key", "path", "link")
# Providers take these for the sender's signature.
BRACKETS = str.maketrans("【】", "[]")
# Providers refuse an empty parameter.
NOTHING = "无"

Templates = Mapping[str, Mapping[str, Any]]


class NotRegistered(Exception):
    """This message can't go out as a registered text; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Registered:
    """`values` in the order in which the template names its parameters."""

    code: str
    values: dict[str, str]


def registered(templates: Templates, message: Outgoing, *, most: int) -> Registered:
    """The template for `message` with its parameters, each at most `most` long. Raises NotRegistered."""
    purpose = template_name(message)
    template = templates.get(purpose)
    if not template or not template.get("code"):
        raise NotRegistered(f"no template registered for {purpose}")
    limits = dict(_limit(entry, most) for entry in template.get("params", ()))
    return Registered(str(template["code"]), {name: _value(message, name, limit) for name, limit in limits.items()})


def template_name(message: Outgoing) -> str:
    """The purpose; drills have templates of their own, so that none can read like the real thing."""
    return f"{message.template}_drill" if message.params.get("is_drill") else message.template


def _limit(entry: str, most: int) -> tuple[str, int]:
    name, _, limit = entry.partition(":")
    return name, int(limit) if limit else most


def _value(message: Outgoing, name: str, limit: int) -> str:
    value = one_line(_text(_raw(message, name))).translate(BRACKETS) or NOTHING
    if len(value) <= limit:
        return value
    if name in WHOLE:
        raise NotRegistered(f"parameter {name} is longer than {limit}")
    return value[: limit - 1] + "…"


def _raw(message: Outgoing, name: str) -> Any:
    """A parameter of the message; `key` is the end of its link, for templates that fix the rest."""
    if name == "link":
        return message.link
    if name == "key":
        return message.link.rstrip("/").rpartition("/")[2]
    if name not in message.params:
        raise NotRegistered(f"the message has no parameter {name}")
    return message.params[name]


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(_text(part) for part in value)
    return _dated(value) if isinstance(value, str) else str(value)


def _dated(value: str) -> str:
    """Days and instants come in ISO form; everything else is text as it stands."""
    try:
        if len(value) == 10:
            day = date.fromisoformat(value)
            return f"{day.month}月{day.day}日"
        return datetime.fromisoformat(value).astimezone(zone()).strftime("%H:%M") if "T" in value else value
    except ValueError:
        return value
