"""Rings on a board of offers: who could pass a duty to whom so that everybody gives one and takes one.

Points are burden in hundredths. Plain functions over frozen data: what the rules of duty say of each passing stands in `may`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

LONGEST = 5
# A board whose offers all fit each other has more rings than anybody needs; the shortest are kept, for fewer have to agree.
MOST_RINGS = 20_000


@dataclass(frozen=True, slots=True)
class Offer:
    """`person` gives `seat`, which weighs `points`, for a duty on one of `days` (empty = any).

    `deviation` is what they have carried above (+) or below (-) their fair share, `extra` by how much more than now that
    may be apart from it.
    """

    id: str
    person: str
    seat: str
    day: date
    points: int
    deviation: int
    days: frozenset[date] = frozenset()
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """`may` has (taker's offer, giver's offer) wherever no rule of duty keeps the taker off the giver's seat."""

    offers: tuple[Offer, ...]
    may: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ring:
    """Offers in order: each takes the duty of the next, the last that of the first. The smallest id stands first."""

    offers: tuple[Offer, ...]

    @property
    def passings(self) -> tuple[tuple[Offer, Offer], ...]:
        """(giver, taker) of every duty."""
        return tuple(zip((*self.offers[1:], self.offers[0]), self.offers, strict=True))

    @property
    def people(self) -> frozenset[str]:
        return frozenset(offer.person for offer in self.offers)

    @property
    def apart(self) -> int:
        """By how much its people are further from their fair shares than before; negative when they come nearer."""
        return sum(further(taker, giver) for giver, taker in self.passings)


def further(taker: Offer, giver: Offer) -> int:
    """How much further from their fair share the taker is with the giver's duty instead of their own."""
    return abs(taker.deviation + giver.points - taker.points) - abs(taker.deviation)


def suits(taker: Offer, giver: Offer) -> bool:
    """Whether the taker wants the day, and is not the worse for it beyond what they wish."""
    wanted = not taker.days or giver.day in taker.days
    return taker.person != giver.person and wanted and further(taker, giver) <= taker.extra


def passings_of(board: Board) -> dict[str, list[Offer]]:
    """Offer → the offers whose duty it would take, in the order of the board."""
    return {
        taker.id: [giver for giver in board.offers if (taker.id, giver.id) in board.may and suits(taker, giver)]
        for taker in board.offers
    }


def rings_of(board: Board, *, longest: int = LONGEST, most: int = MOST_RINGS) -> list[Ring]:
    """Every ring of two to `longest` people, each once, the shorter first; no more than `most`."""
    after = passings_of(board)
    found: list[Ring] = []
    for length in range(2, longest + 1):
        for ring in _of_length(board, after, length):
            if len(found) == most:
                return found
            found.append(ring)
    return found


def _of_length(board: Board, after: Mapping[str, list[Offer]], length: int) -> Iterator[Ring]:
    """Begins each ring at its smallest offer, so that none comes twice."""

    def go_on(path: tuple[Offer, ...], people: frozenset[str]) -> Iterator[Ring]:
        for giver in after[path[-1].id]:
            if giver.id == path[0].id and len(path) == length:
                yield Ring(path)
            elif len(path) < length and giver.id > path[0].id and giver.person not in people:
                yield from go_on((*path, giver), people | {giver.person})

    for first in sorted(board.offers, key=lambda offer: offer.id):
        yield from go_on((first,), frozenset({first.person}))
