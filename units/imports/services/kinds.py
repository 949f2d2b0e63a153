"""What a sheet may be about, told by whoever knows the matter: how it is read, what it would change, how that is taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from units.counties.models.county import County
from units.counties.models.user import User
from units.hooks import Hook
from units.imports.models import SheetImport
from units.imports.rules.changes import Difference, Line
from units.imports.rules.sheets import Sheet
from units.labels import Label


@dataclass(frozen=True, slots=True)
class Asked:
    """What the clerk has said of an import: `people` by line key, who is meant; `options` of the kind."""

    choices: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


Understand = Callable[[SheetImport, dict[str, Sheet]], dict[str, Any]]
Compare = Callable[[SheetImport, User, Asked], Difference]
Accept = Callable[[SheetImport, list[Line], User, Asked], dict[str, Any]]
Undo = Callable[[SheetImport, User], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`meanings`: what a column may be mapped to, by code. `accept` returns what `undo` will need, JSON-able.

    `is_for`: who may bring such a sheet at all. `options`: what the form asks besides, code → label.
    """

    code: str
    label: Label
    hint: Label
    meanings: Mapping[str, Label]
    understand: Understand
    compare: Compare
    accept: Accept
    undo: Undo
    is_for: Callable[[User], bool]
    options: Mapping[str, Label] = field(default_factory=dict)
    periods: Callable[[User], list[tuple[str, str]]] | None = None
    # Writes the empty form of a county, for those whose sheets have one.
    form: Callable[[IO[bytes], County], None] | None = None

    @property
    def has_form(self) -> bool:
        """For templates, which would call it."""
        return self.form is not None


KINDS: Hook[Kind] = Hook("kinds of imported sheets")


def kinds_for(user: User) -> list[Kind]:
    """The directory first: the apps above announce theirs before it."""
    return [kind for kind in reversed(list(KINDS)) if kind.is_for(user)]


def kind_of(code: str) -> Kind:
    """Raises KeyError."""
    return KINDS.told[code]
