"""How one kind of thing that a message asks for is declared: what its page shows, and what it does."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from alerts.labels import Label
from alerts.outbox.models import AnswerLink
from units.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says now. `asks` while somebody may still press; `state` is what a page that waits looks for."""

    context: Mapping[str, Any]
    asks: bool
    state: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """`do(link=, now=, **cleaned fields of form)` answers; the key of a further link it gives, or None."""

    do: Callable[..., str | None]
    form: type[forms.Form] | None = None


def _nothing(_ids: Collection[UUID], _person: Person, _now: datetime) -> Collection[UUID]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """`waits(object ids, person, now)` gives those still asked of the person: what another link of theirs counts.

    `tells_end`: the page of a link that is over still says how its matter ended; others say only that it is over.
    """

    name: Label
    template: str
    shown: Callable[[AnswerLink, datetime], Shown]
    acts: Mapping[str, Act]
    waits: Callable[[Collection[UUID], Person, datetime], Collection[UUID]] = _nothing
    tells_end: bool = False
    # The form that the page shows, beside hidden ones that acts bring.
    form: Callable[[], forms.Form] | None = field(default=None)
