"""Rings are found and chosen as if every possibility had been tried."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations, permutations

import pytest

from rostering.rings.rules.board import LONGEST, Board, Offer, Ring, further, rings_of
from rostering.rings.services.choosing import best_rings

FIRST = date(2026, 6, 19)


def offer(name: str, *, day: int = 0, points: int = 1000, deviation: int = 0, **more: object) -> Offer:
    days = frozenset(FIRST + timedelta(days=n) for n in more.pop("days", ()))  # type: ignore[attr-defined]
    return Offer(name, f"person {name}", f"seat {name}", FIRST + timedelta(days=day), points, deviation, days, **more)  # type: ignore[arg-type]


def board(offers: Iterable[Offer], but: Iterable[tuple[str, str]] = ()) -> Board:
    """Everybody may take every other's, but those named."""
    offers = tuple(offers)
    pairs = {(a.id, b.id) for a in offers for b in offers if a is not b}
    return Board(offers, frozenset(pairs - set(but)))


def names(rings: Iterable[Ring]) -> list[str]:
    return ["".join(one.id for one in ring.offers) for ring in rings]


def test_a_ring_of_two_and_one_of_three() -> None:
    a, b, c = offer("a", day=0, days=[1]), offer("b", day=1, days=[0, 2]), offer("c", day=2, days=[0])
    assert names(rings_of(board([a, b, c]))) == ["ab", "abc"]
    # Each takes the next one's.
    (_pair, ring) = rings_of(board([a, b, c]))
    assert [(giver.id, taker.id) for giver, taker in ring.passings] == [("b", "a"), ("c", "b"), ("a", "c")]
    assert names(best_rings(rings_of(board([a, b, c])))) == ["abc"]


def test_no_ring_breaks_a_rule_or_goes_against_a_wish() -> None:
    a, b = offer("a", day=0, days=[1]), offer("b", day=1, days=[0])
    assert rings_of(board([a, b], but=[("b", "a")])) == []
    assert rings_of(board([a, offer("b", day=1, days=[2])])) == []


def test_nobody_comes_out_further_from_their_share_than_they_wish() -> None:
    heavy, light = offer("h", points=1500), offer("l", day=1, points=1000)
    assert rings_of(board([heavy, light])) == []
    over = offer("h", points=1500, deviation=500)
    under = offer("l", day=1, points=1000, deviation=-500)
    assert names(rings_of(board([over, under]))) == ["hl"]
    assert further(over, under) == -500
    willing = offer("l", day=1, points=1000, extra=500)
    assert names(rings_of(board([over, willing]))) == ["hl"]


def test_nobody_is_in_two_rings_though_they_offer_two_duties() -> None:
    one = Offer("a", "p", "s1", FIRST, 1000, 0)
    two = Offer("b", "p", "s2", FIRST + timedelta(days=1), 1000, 0)
    others = [offer("c", day=2), offer("d", day=3)]
    chosen = best_rings(rings_of(board([one, two, *others])))
    people = [person for ring in chosen for person in ring.people]
    assert len(people) == len(set(people)) == 3


def test_the_length_is_bounded() -> None:
    circle = [offer(name, day=n, days=[(n + 1) % 6]) for n, name in enumerate("abcdef")]
    assert rings_of(board(circle)) == []
    assert names(rings_of(board(circle), longest=6)) == ["abcdef"]


def test_a_board_of_thirty_is_searched_within_its_bound() -> None:
    offers = [offer(f"{n:02}", day=n) for n in range(30)]
    rings = rings_of(board(offers), most=5000)
    assert len(rings) == 5000
    assert sum(len(ring.people) for ring in best_rings(rings)) == 30


def random_board(seed: int) -> Board:
    dice = random.Random(seed)  # noqa: S311 - seeded, so that a board that fails can be played again
    count = dice.randint(2, 6)
    offers = []
    for n in range(count):
        days = frozenset(FIRST + timedelta(days=dice.randrange(5)) for _ in range(dice.randrange(4)))
        person = f"p{dice.randrange(count)}" if dice.random() < 0.2 else f"q{n}"
        points, deviation = dice.choice([800, 1000, 1500]), dice.choice([-700, -200, 0, 200, 700])
        day = FIRST + timedelta(days=dice.randrange(5))
        offers.append(Offer(f"o{n}", person, f"s{n}", day, points, deviation, days, dice.choice([0, 0, 200])))
    may = {(a.id, b.id) for a in offers for b in offers if a is not b and dice.random() < 0.7}
    return Board(tuple(offers), frozenset(may))


def enumerated(found: Board) -> set[tuple[str, ...]]:
    """Every ring by trying every order of every choice of offers."""
    rings = set()
    for length in range(2, LONGEST + 1):
        for order in permutations(found.offers, length):
            passes = list(zip(order, (*order[1:], order[0]), strict=True))
            if order[0].id != min(one.id for one in order) or len({one.person for one in order}) < length:
                continue
            if all(_passes(found, taker, giver) for taker, giver in passes):
                rings.add(tuple(one.id for one in order))
    return rings


def _passes(found: Board, taker: Offer, giver: Offer) -> bool:
    apart = abs(taker.deviation - taker.points + giver.points) - abs(taker.deviation)
    wants = giver.day in taker.days if taker.days else True
    return (taker.id, giver.id) in found.may and wants and apart <= taker.extra and taker.person != giver.person


def best_by_enumeration(rings: list[Ring]) -> tuple[int, int]:
    """(people served, how much further from fair) of the best disjoint set."""
    best = (0, 0)
    for size in range(1, 4):
        for chosen in combinations(rings, size):
            people = [person for ring in chosen for person in ring.people]
            if len(people) == len(set(people)):
                best = max(best, (len(people), -sum(ring.apart for ring in chosen)))
    return best


@pytest.mark.parametrize("part", range(10))
def test_on_a_thousand_random_boards_the_choice_is_that_of_enumeration(part: int) -> None:
    for seed in range(100 * part, 100 * part + 100):
        found = random_board(seed)
        rings = rings_of(found)
        assert {tuple(one.id for one in ring.offers) for ring in rings} == enumerated(found), seed
        chosen = best_rings(rings)
        people = [person for ring in chosen for person in ring.people]
        assert len(people) == len(set(people))
        assert (len(people), -sum(ring.apart for ring in chosen)) == best_by_enumeration(rings), seed
