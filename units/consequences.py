"""What a changed fact does to duties that stand: assessed before and after the change by whoever knows, pushed down by registration.

A service that changes a fact about people, units, days or rules makes its writes inside `watched`. What no longer holds
afterwards is announced in the same transaction (`units.signals.facts_changed`), is `collected` for whoever answers the
caller, and is known beforehand by `foreseen`, which makes the very same change and takes it back.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from units.db import write
from units.hooks import Hook
from units.signals import facts_changed

if TYPE_CHECKING:
    from units.counties.models.user import User


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose duties a change may touch: those of the people, in the units or on the days named; all None = the county's."""

    county_id: UUID | None
    person_ids: frozenset[UUID] | None = None
    unit_ids: frozenset[UUID] | None = None
    days: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """One duty of a person that doesn't hold any more, with the sentence why. `path` is where it is put right."""

    assignment_id: UUID
    roster_id: UUID
    period_id: UUID
    period_name: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    person_id: UUID | None
    person_name: str
    day: date
    post: str
    is_published: bool
    codes: tuple[str, ...]
    reason: str
    text: str
    path: str

    @property
    def what(self) -> tuple[UUID, tuple[str, ...], str]:
        """What is the matter: two alike are one, whatever else has changed."""
        return self.assignment_id, self.codes, self.reason


Assess = Callable[[Scope, datetime], list[Consequence]]

ASSESSORS: Hook[Assess] = Hook("consequences of changed facts")
_is_watching: ContextVar[bool] = ContextVar("is_watching", default=False)
_collecting: ContextVar[tuple[list[Consequence], ...]] = ContextVar("collecting", default=())


@contextmanager
def watched(scope: Scope, *, by: "User | None", now: datetime | None = None) -> Iterator[None]:
    """Around the writes of a change, within its transaction and under its locks.

    Inside another one it does nothing: whoever began the change has asked for all of it.
    """
    if _is_watching.get():
        yield
        return
    now = now or timezone.now()
    token = _is_watching.set(True)
    try:
        before = {one.what: one for one in _assessed(scope, now)}
        yield
        after = {one.what: one for one in _assessed(scope, now)}
        touched = [one for what, one in after.items() if what not in before]
        settled = [one for what, one in before.items() if what not in after]
    finally:
        _is_watching.reset(token)
    for found in _collecting.get():
        found.extend(touched)
    facts_changed.send(sender=Scope, scope=scope, touched=touched, settled=settled, by=by, now=now)


@contextmanager
def collected() -> Iterator[list[Consequence]]:
    """Everything that the services called inside have touched."""
    found: list[Consequence] = []
    token = _collecting.set((*_collecting.get(), found))
    try:
        yield found
    finally:
        _collecting.reset(token)


def foreseen(change: Callable[[], Any]) -> list[Consequence]:
    """What `change()` would touch: it is made and taken back. Raises what it raises."""
    return write(lambda: _made_and_taken_back(change))()


def _made_and_taken_back(change: Callable[[], Any]) -> list[Consequence]:
    with collected() as found, transaction.atomic():
        change()
        transaction.set_rollback(True)
    return found


def _assessed(scope: Scope, now: datetime) -> list[Consequence]:
    return [one for assess in ASSESSORS for one in assess(scope, now)]


def standing(scope: Scope, now: datetime) -> list[Consequence]:
    """What is the matter within `scope` as things are, for whoever has to put it right."""
    return _assessed(scope, now)


class Told(Protocol):
    """Whatever is the matter, by what tells it from everything else."""

    @property
    def what(self) -> tuple[Any, ...]: ...


def seal(found: Iterable[Told]) -> str:
    """Names exactly these, so that whoever has seen them agrees to no others."""
    return blake2b(repr([one.what for one in found]).encode(), digest_size=12).hexdigest()
