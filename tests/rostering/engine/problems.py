"""Random problems of the roster engine, small enough to try every plan when `tiny`."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from rostering.engine.problem import (
    LEDGER_CLASSES,
    Absence,
    Duty,
    DutyClass,
    LedgerEntry,
    Pair,
    PairKind,
    Person,
    Placement,
    PlacementKind,
    Preference,
    Problem,
    Rules,
    Shown,
    Slot,
    Strength,
)
from tests.rostering.engine.cast import at, duty, on, person, seat

UNITS = ("u", "v")
POSTS = ("leader", "staff")
STRENGTHS = st.sampled_from(list(Strength))


@st.composite
def problems(draw: st.DrawFn, *, seats: int = 8, people: int = 6, days: int = 9, fixed: bool = True) -> Problem:
    """Anything the contract allows, with every list in use."""
    crew = draw(st.lists(_people(), min_size=1, max_size=people))
    crew = [replace(one, id=f"p{index}") for index, one in enumerate(crew)]
    slots = [
        replace(one, id=f"s{index}")
        for index, one in enumerate(draw(st.lists(_slots(days), min_size=1, max_size=seats)))
    ]
    names = st.sampled_from([one.id for one in crew])
    return Problem(
        slots=tuple(slots),
        people=tuple(crew),
        absences=tuple(draw(st.lists(_absences(names, days), max_size=4))),
        duties=tuple(draw(st.lists(_duties(names, days), max_size=3))),
        fixed=draw(_fixed(slots, crew)) if fixed else (),
        ledger=draw(_ledger(crew)),
        pairs=draw(_pairs(crew)),
        preferences=tuple(draw(st.lists(_wishes(names, days), max_size=3))),
        shown=draw(_shown(slots, names)),
        rules=draw(_rules()),
    )


def _people() -> st.SearchStrategy[Person]:
    return st.builds(
        lambda units, rank, posts, joins, leaves, minutes, reachable: person(
            "p",
            unit_ids=frozenset(units),
            rank=rank,
            eligible_posts=frozenset(posts),
            valid_from=on(joins),
            valid_to=None if leaves is None else on(leaves),
            travel_minutes=minutes,
            reachable=reachable,
        ),
        units=st.sampled_from([("u",), ("u",), ("v",), UNITS]),
        rank=st.integers(1, 3),
        posts=st.sampled_from([POSTS, POSTS, POSTS[:1], POSTS[1:]]),
        joins=st.sampled_from([-900, -900, -900, 2]),
        leaves=st.sampled_from([None, None, None, 5]),
        minutes=st.sampled_from([None, 10, 30, 31]),
        reachable=st.sampled_from([True, True, True, False]),
    )


def _slots(days: int) -> st.SearchStrategy[Slot]:
    return st.builds(
        lambda offset, post, unit, rank, all_day, klass, points, weight, exclusive, response: seat(
            offset,
            post,
            unit_id=unit,
            min_rank=rank,
            on_site_all_day=all_day,
            duty_class=klass,
            festival="春节" if klass in {DutyClass.EVE, DutyClass.FESTIVAL} else "",
            points=points,
            weight=weight,
            exclusive=exclusive,
            response_minutes=response,
        ),
        offset=st.integers(0, days - 1),
        post=st.sampled_from(POSTS),
        unit=st.sampled_from(["u", "u", "v"]),
        rank=st.sampled_from([1, 1, 1, 2, 3]),
        all_day=st.booleans(),
        klass=st.sampled_from([klass for klass in DutyClass if klass != DutyClass.POINTS]),
        points=st.sampled_from([0, 406, 1775, 2712]),
        weight=st.integers(1, 3),
        exclusive=st.sampled_from([True, True, True, False]),
        response=st.sampled_from([None, None, 0, 30]),
    )


def _absences(names: st.SearchStrategy[str], days: int) -> st.SearchStrategy[Absence]:
    return st.builds(
        lambda name, first, length, excused: Absence(
            name, at(first), at(first + length), f"{name}/{first}", excused=excused
        ),
        names,
        st.integers(-2, days),
        st.integers(1, 5),
        st.booleans(),
    )


def _duties(names: st.SearchStrategy[str], days: int) -> st.SearchStrategy[Duty]:
    return st.builds(
        lambda name, offset, unit, all_day, festival: duty(
            name, offset, unit, on_site_all_day=all_day, festival=festival
        ),
        names,
        st.integers(-3, days + 2) | st.just(-360),
        st.sampled_from(["u", "v", "w"]),
        st.booleans(),
        st.sampled_from(["", "春节"]),
    )


@st.composite
def _fixed(draw: st.DrawFn, slots: list[Slot], crew: list[Person]) -> tuple[Placement, ...]:
    kinds = st.sampled_from([PlacementKind.PINNED, PlacementKind.PUBLISHED, PlacementKind.PUBLISHED])
    chosen = (
        draw(st.lists(st.sampled_from(slots), max_size=3, unique_by=lambda slot: slot.id))
        if draw(st.booleans())
        else []
    )
    return tuple(Placement(slot.id, draw(st.sampled_from(crew)).id, draw(kinds)) for slot in chosen)


@st.composite
def _ledger(draw: st.DrawFn, crew: list[Person]) -> tuple[LedgerEntry, ...]:
    classes = draw(st.lists(st.sampled_from(LEDGER_CLASSES), unique=True, max_size=3))
    return tuple(
        LedgerEntry(
            one.id,
            klass,
            draw(st.integers(0, 12)) * 100,
            draw(st.sampled_from([0, 200, 365])),
            draw(st.sampled_from([None, None, 300])),
        )
        for klass in classes
        for one in crew
        if draw(st.integers(0, 3))
    )


@st.composite
def _pairs(draw: st.DrawFn, crew: list[Person]) -> tuple[Pair, ...]:
    if len(crew) < 2 or draw(st.booleans()):
        return ()
    first, second = draw(st.permutations(crew))[:2]
    kind = draw(st.sampled_from(PairKind))
    return (Pair(first.id, second.id, kind, "u" if kind == PairKind.BOTH_AWAY else ""),)


def _wishes(names: st.SearchStrategy[str], days: int) -> st.SearchStrategy[Preference]:
    return st.builds(
        lambda name, first, length, gladly, weight: Preference(name, on(first), on(first + length), gladly, weight),
        names,
        st.integers(0, days),
        st.integers(1, 3),
        st.booleans(),
        st.integers(1, 3),
    )


@st.composite
def _shown(draw: st.DrawFn, slots: list[Slot], names: st.SearchStrategy[str]) -> tuple[Shown, ...]:
    if draw(st.booleans()):
        return ()
    return tuple(Shown(slot.id, draw(names)) for slot in slots if draw(st.booleans()))


def _rules() -> st.SearchStrategy[Rules]:
    settings: dict[str, Any] = {
        name: st.sampled_from([Strength.HARD, Strength.HARD, Strength.WARNING, Strength.OFF])
        for name in ("rest", "week", "period", "distance", "phone", "pair_together", "pair_both_away")
    }
    return st.builds(
        Rules,
        rest_days=st.integers(0, 2),
        rest_days_after_on_site=st.integers(1, 3),
        max_in_week=st.integers(1, 4),
        max_in_period=st.sampled_from([None, None, 1, 2]),
        spacing_days=st.integers(1, 8),
        **settings,
    )
