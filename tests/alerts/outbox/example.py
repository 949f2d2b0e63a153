"""One message as it is read: its purpose, its parameters, its title and text."""

from typing import Any, NamedTuple

from alerts.enums import Purpose


class Example(NamedTuple):
    purpose: Purpose
    params: dict[str, Any]
    title: str
    text: str
