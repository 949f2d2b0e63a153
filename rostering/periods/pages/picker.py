"""The list that opens on a cell while somebody types: people of the seat by name, pinyin initials or full pinyin."""

from typing import Any

from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.candidates import SeatCandidate, seat_candidates
from units.spelling.names import name_key
from units.spelling.pinyin import name_readings

MOST_SHOWN = 8


def picked(seat: Assignment, wanted: str) -> dict[str, Any]:
    """`allowed` and `refused` candidates that fit, without the present holder; `more` is how many are not shown."""
    fitting = [one for one in seat_candidates(seat) if one.person.pk != seat.person_id and fits(one, wanted)]
    allowed = [one for one in fitting if one.allowed]
    refused = [one for one in fitting if not one.allowed][: max(MOST_SHOWN - len(allowed), 2)]
    shown = allowed[:MOST_SHOWN]
    return {"allowed": shown, "refused": refused, "more": len(fitting) - len(shown) - len(refused)}


def fits(candidate: SeatCandidate, wanted: str) -> bool:
    """A part of the name, or pinyin from its beginning: initials, full, or the two mixed (zhangw, zwei)."""
    key = name_key(wanted)
    person = candidate.person
    if key in person.name_key or person.initials.startswith(key):
        return True
    # Most are told apart by their first letter; the dictionary of readings is dear to load.
    if not key.isascii() or (person.initials and not person.initials.startswith(key[0])):
        return False
    return _reads(name_readings(person.name), key)


def _reads(syllables: list[str], typed: str) -> bool:
    """Can `typed` be read as beginnings of the syllables in their order?"""
    if not typed:
        return True
    if not syllables:
        return False
    first, *rest = syllables
    lengths = range(min(len(first), len(typed)), 0, -1)
    return any(first.startswith(typed[:length]) and _reads(rest, typed[length:]) for length in lengths)
