"""What the board shows now, read once for all who see the same of it (docs/decisions/0019)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from alerts.board.queries.board import Board, board_at
from alerts.board.queries.live import Live, Moment, live_of, moment_at
from alerts.board.queries.trouble import trouble_in
from rostering.on_duty.queries.remembered import Sight, next_edge
from units.counties.remembered import Memory, Remembered, version_of
from units.models import User


@dataclass(frozen=True)
class Standing:
    """The board with what runs beside duty, before anything of one reader alone: without numbers. And the parts drawn of them
    so far."""

    board: Board
    moment: Moment
    drawn: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    def part(self, name: str, of: str, draw: Callable[[], str]) -> str:
        """What `draw` gives, drawn once; again when it is `of` something else than the last time."""
        kept = self.drawn.get(name)
        if kept is None or kept[0] != of:
            kept = self.drawn[name] = (of, draw())
        return kept[1]


@dataclass(frozen=True, slots=True)
class Shown:
    """The board as one reader has it. While the county stands at `version`, nothing changes in it until `until`: the
    minute counts too, the clock and the now line stand on the page."""

    board: Board
    live: Live
    standing: Standing
    county_id: UUID
    version: int
    until: datetime


_standing: Memory[Standing] = Memory()


def standing_of(user: User, now: datetime, *, version: int, known: int | None = None) -> Remembered[Standing]:
    """For somebody with a county that stands at `version`, the same for all of their directory: forty leaders have one. No query
    while nothing has moved."""
    county_id, directory = Sight.of(user).directory

    def build() -> tuple[Standing, datetime]:
        moment = moment_at(county_id, now, user=user)
        board = board_at(now, user=user, live=live_of(moment, now, user), with_numbers=False)
        return Standing(board, moment), min([next_edge(board.rows, county_id, now), *moment.edges(now)])

    return _standing.recall((county_id, directory), version=version, now=now, build=build, known=known)


def shown_now(user: User, now: datetime, *, known: int | None = None) -> Shown:
    """For somebody with a county. One query while nothing has moved, two for the office. `known`: the version that a poll
    came with."""
    sight = Sight.of(user)
    found = standing_of(user, now, version=version_of(sight.county_id), known=known)
    live = live_of(found.value.moment, now, user)
    edges = [found.until, now.replace(second=0, microsecond=0) + timedelta(minutes=1)]
    if user.sees_whole_county:
        trouble = trouble_in(sight.county_id, now)
        live = replace(live, problems=tuple(trouble.problems(now)))
        edges += trouble.edges(now)
    board = replace(found.value.board, at=now)
    return Shown(board, live, found.value, sight.county_id, found.version, min(edges))
