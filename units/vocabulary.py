"""Codes that a county's policy may add to, with the words people read for them."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.utils.functional import Promise

from units.hooks import Hook

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Term:
    """What a policy says of a code it has added. `leads`, `is_county_wide`: of a post. `names`: by version of the policy."""

    name: str
    leads: bool = False
    is_county_wide: bool = False
    names: Mapping[Any, str] = field(default_factory=dict)


Terms = Mapping[str, Term]
# The terms of a county; of every county for None.
Source = Callable[[UUID | None], Terms]

_county: ContextVar[UUID | None] = ContextVar("county whose words are read", default=None)


def read_words_of(county_id: UUID | None) -> None:
    """From here to the end of the request the words of this county alone are known. What reads for nobody, a task or an answer by
    link, knows those of all counties: a row says itself which version names its code (`called_in`)."""
    _county.set(county_id)


def _forget_county(**_signal: object) -> None:
    _county.set(None)


request_started.connect(_forget_county)
request_finished.connect(_forget_county)


class Vocabulary(Mapping[str, Label]):
    """The codes that ship, in their order, then those added. A code nobody has named is its own word: no reader of old
    rows may fail over one.

    The floor above tells where added ones stand (`added`). It is asked once per request, and only about codes that
    don't ship or for the whole list.
    """

    def __init__(self, name: str, shipped: Mapping[str, Label]) -> None:
        self._shipped = dict(shipped)
        self.added: Hook[Source] = Hook(name)
        self._read: ContextVar[tuple[UUID | None, Terms] | None] = ContextVar(name, default=None)
        request_started.connect(self.forget, weak=False)

    @property
    def shipped(self) -> tuple[str, ...]:
        return tuple(self._shipped)

    def forget(self, **_signal: object) -> None:
        """What was read may have changed: a new request, a policy written."""
        self._read.set(None)

    def term(self, code: str) -> Term | None:
        """What a policy says of an added code; None for those that ship and those nobody knows."""
        return None if code in self._shipped else self._added().get(code)

    def called_in(self, code: str, version: Any) -> Label:
        """The word of a code in a version of the policy: what that version governs keeps it. The newest if it has none."""
        term = self.term(code)
        return self[code] if term is None else term.names.get(version, term.name)

    def position(self, code: str) -> tuple[int, str]:
        """Sorts codes: those that ship in their order, the others after them by code. Asks nobody."""
        shipped = list(self._shipped)
        return (shipped.index(code), "") if code in self._shipped else (len(shipped), code)

    def __getitem__(self, code: str) -> Label:
        if not code or code in self._shipped:
            return self._shipped.get(code, "")
        term = self._added().get(code)
        return term.name if term else code

    def __contains__(self, code: object) -> bool:
        return code in self._shipped or code in self._added()

    def __iter__(self) -> Iterator[str]:
        yield from self._shipped
        yield from sorted(self._added().keys() - self._shipped.keys())

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __deepcopy__(self, _memo: object) -> "Vocabulary":
        """Forms copy their fields with what these ask: there is one vocabulary."""
        return self

    def _added(self) -> Terms:
        county_id, found = _county.get(), self._read.get()
        if found is None or found[0] != county_id:
            source = self.added.only
            found = (county_id, {} if source is None else source(county_id))
            self._read.set(found)
        return found[1]
