"""Per purpose: is the message still of use, and what follows once it is settled."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alerts.enums import Purpose
from alerts.outbox.models import Notification
from units.hooks import Hook

Rows = Sequence[Notification]
Relevant = Callable[[Rows, datetime], Collection[UUID]]
Settled = Callable[[Rows, bool, datetime], None]
Path = Callable[[Notification], str]


def _path_of_params(row: Notification) -> str:
    """`link` is the receiver's own answer link beside the `path` of a page that everybody signs in to."""
    return str(row.params.get("link") or row.params.get("path", ""))


@dataclass(frozen=True, slots=True)
class Handler:
    """Both take messages of one purpose. `relevant(rows, now)` gives the ids of those still of use.
    `settled(rows, reached, now)` runs in the settling transaction, once: when a provider has taken the messages, or
    when no channel is left that would. `path(row)` is where the message leads, asked when it goes out, without a database."""

    relevant: Relevant
    settled: Settled
    path: Path = _path_of_params

    @property
    def has_sequel(self) -> bool:
        """Whether `settled` writes anything."""
        return self.settled is not _nothing


def _always(rows: Rows, _now: datetime) -> Collection[UUID]:
    return {row.pk for row in rows}


def _nothing(_rows: Rows, _reached: bool, _now: datetime) -> None:
    return None


def if_each(holds: Callable[[Notification, datetime], bool]) -> Relevant:
    """For purposes of few messages at a time: asks row by row."""
    return lambda rows, now: {row.pk for row in rows if holds(row, now)}


def of_objects(found: Callable[[Collection[UUID]], Collection[UUID]]) -> Relevant:
    """For purposes whose use hangs on their object alone: asks for all objects at once."""

    def relevant(rows: Rows, _now: datetime) -> Collection[UUID]:
        objects = found({row.object_id for row in rows})
        return {row.pk for row in rows if row.object_id in objects}

    return relevant


# purpose → its rules. Filled by the subjects that write such messages, each in its own module.
HANDLERS: Hook[Handler] = Hook("purposes of messages")

# For purposes that stay of use until their time is over, and for those of a newer release: they fail to be worded, and
# die where people see it.
_PLAIN = Handler(_always, _nothing)


def register(*purposes: Purpose, relevant: Relevant, settled: Settled = _nothing, path: Path = _path_of_params) -> None:
    """Says when messages of `purposes` are still of use, what follows once they are settled, and where they lead when that
    must not stand in their parameters."""
    for purpose in purposes:
        HANDLERS.register(Handler(relevant, settled, path), name=purpose)


def handler_of(purpose: str) -> Handler:
    """The rules of `purpose`. One that nobody has registered is always relevant, and nothing follows from it."""
    return HANDLERS.told.get(purpose, _PLAIN)
