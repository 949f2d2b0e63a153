"""Who of a sheet takes which seat of a unit's day: by what the sheet calls them, those who sit there already staying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COUNTY_LEADER, LEADER, STAFF = "county_leader", "leader", "staff"
DAY, NIGHT = "day", "night"


@dataclass(frozen=True, slots=True)
class SeatAt:
    """A seat of one unit on one day. `role` as sheets call it, `turns_at`: when its night begins."""

    key: Any
    post: str
    role: str
    order: tuple[int, int]
    person_id: Any
    start: datetime
    end: datetime
    turns_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of a sheet for that unit and day. `person_id` None with `is_vacant`: nobody; `posts`: what the person may hold."""

    key: str
    role: str
    part: str
    person_id: Any
    is_vacant: bool = False
    posts: frozenset[str] = frozenset()
    seat_key: Any = None


@dataclass(frozen=True, slots=True)
class Placed:
    """`start` and `end` where only a part of the seat is meant; `code` says what is doubtful or, without a seat, wrong."""

    seat: SeatAt | None
    start: datetime | None = None
    end: datetime | None = None
    code: str = ""


def place(seats: Sequence[SeatAt], wanted: Sequence[Wanted]) -> dict[str, Placed]:
    """By line key. Lines that name a seat of an export come first, then those who sit there already, then in order."""
    found: dict[str, Placed] = {}
    taken: dict[Any, list[Wanted]] = {}
    for one in sorted(wanted, key=lambda line: line.seat_key is None):
        role, code = _role(one, seats)
        fitting = sorted((seat for seat in seats if seat.role == role), key=lambda seat: seat.order)
        if one.seat_key is not None:
            fitting = [seat for seat in seats if seat.key == one.seat_key] or fitting
        if not fitting:
            found[one.key] = Placed(None, code="no_such_seat")
            continue
        seat = _own(fitting, one, taken) or _free(fitting, taken)
        if seat is None:
            found[one.key] = _beside(fitting, one, taken, code)
            continue
        taken.setdefault(seat.key, []).append(one)
        found[one.key] = Placed(seat, code=code)
    _with_parts(wanted, taken, found)
    return found


def _role(one: Wanted, seats: Sequence[SeatAt]) -> tuple[str, str]:
    """The role a line means. A unit with one kind of post needs none; else what only the person may hold decides, with a doubt."""
    roles = list(dict.fromkeys(seat.role for seat in sorted(seats, key=lambda seat: seat.order)))
    if one.role in roles:
        return one.role, ""
    if not one.role:
        if len(roles) == 1:
            return roles[0], ""
        may = list(dict.fromkeys(seat.role for seat in seats if seat.post in one.posts))
        if len(may) == 1:
            return may[0], "role_by_person"
        return (STAFF, "role_unknown") if STAFF in roles else ("", "")
    return one.role, ""


def _own(seats: Sequence[SeatAt], one: Wanted, taken: dict[Any, list[Wanted]]) -> SeatAt | None:
    if one.person_id is None:
        return None
    return next((seat for seat in seats if seat.person_id == one.person_id and seat.key not in taken), None)


def _free(seats: Sequence[SeatAt], taken: dict[Any, list[Wanted]]) -> SeatAt | None:
    return next((seat for seat in seats if seat.key not in taken), None)


def _beside(seats: Sequence[SeatAt], one: Wanted, taken: dict[Any, list[Wanted]], code: str) -> Placed:
    """白班 and 夜班 share a seat; anybody else is one too many."""
    for seat in seats:
        others = taken.get(seat.key, [])
        if len(others) == 1 and {others[0].part, one.part} == {DAY, NIGHT}:
            others.append(one)
            return Placed(seat, code=code)
    return Placed(None, code="no_free_seat")


def _with_parts(wanted: Sequence[Wanted], taken: dict[Any, list[Wanted]], found: dict[str, Placed]) -> None:
    """Two who share a seat get their parts of it; one of whom only a part is said gets the whole, with a doubt."""
    for sharers in taken.values():
        for one in sharers:
            placed = found[one.key]
            seat = placed.seat
            if seat is None or not one.part or one.is_vacant:
                continue
            if len(sharers) == 1:
                found[one.key] = Placed(seat, code=placed.code or "part_of_seat")
            elif one.part == DAY:
                found[one.key] = Placed(seat, seat.start, seat.turns_at, placed.code)
            else:
                found[one.key] = Placed(seat, seat.turns_at, seat.end, placed.code)
