"""Domain errors as sentences. The API turns them into problem+json, a page into a message."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """`code` is stable for programs, `message` is a sentence a clerk understands, `details` is JSON-able."""

    def __init__(self, code: str, message: Any, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.details = dict(details or {})

    def __str__(self) -> str:
        return str(self.message)


class RuleViolation(DomainError):
    """A rule or the present state forbids it (HTTP 409)."""


class InvalidInput(DomainError):
    """A value can't be taken (HTTP 400). `field` names it."""

    def __init__(self, code: str, message: Any, *, field: str = "") -> None:
        super().__init__(code, message, {"field": field})
        self.field = field


class NotAllowed(DomainError):
    """The role or scope does not allow it (HTTP 403)."""


class Stale(DomainError):
    """The caller looked at an older version than the one stored (HTTP 412 for If-Match, else 409)."""
