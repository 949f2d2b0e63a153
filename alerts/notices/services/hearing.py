"""What an entry of the table of events says: who hears, in which words, with which link."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.who_answers import office_people
from units.models import User

# Who hears: the person, and of which unit.
Hearers = Iterable[tuple[UUID, UUID | None]]


@dataclass(frozen=True, slots=True)
class Event:
    """`hears(row, now)` who it concerns; `facts(row)` the words of its sentence, `path` where it is handled among them.

    `asks(row, person)` gives an answer link to whoever is asked to do something about it.

    `leads(row)` are the units whose leaders are among those who hear: the office is told of leaders no message reaches.
    """

    hears: Callable[[Any, datetime], Hearers]
    facts: Callable[[Any], dict[str, str]]
    concerns: Callable[[Any, User | None], bool] = lambda _row, _by: True
    leads: Callable[[Any], Iterable[UUID]] = lambda _row: ()
    asks: Callable[[Any, UUID], dict[str, str]] = lambda _row, _person: {}


def office(row: Any, now: datetime) -> Hearers:
    """The county office's duty room."""
    return [(person_id, None) for person_id in office_people(row.county, now)]


def by_a_unit(_row: Any, by: User | None) -> bool:
    """What the office itself records it knows."""
    return by is None or not by.is_county_office
