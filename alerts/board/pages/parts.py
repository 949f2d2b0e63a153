"""The parts of the board that are the same for all who see the same, drawn once: nothing of a session stands in them. Numbers
stand beside those who lead alone."""

from dataclasses import dataclass
from functools import partial

from django.template.loader import render_to_string
from django.utils.translation import get_language

from alerts.board.queries.board import Board, with_numbers
from alerts.board.queries.standing import Standing
from rostering.on_duty.queries.remembered import Sight
from units.models import User

TEMPLATES = {
    "leads": "alerts/board/_leads.html",
    "tiles": "alerts/board/_tiles.html",
    "timeline": "alerts/board/_timeline.html",
    "wall": "alerts/board/_wall_tiles.html",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Name of a part → its HTML, drawn when a template asks for it. Without a `standing` (the past) nothing is kept, and the
    board has its numbers already."""

    board: Board
    reader: User
    standing: Standing | None = None
    asked: str = ""

    def __getitem__(self, name: str) -> str:
        if self.standing is None:
            return self._drawn(name, self.board)
        kept = f"{name} {get_language()}"
        if name == "leads":
            seen = Sight.of(self.reader).numbers_of(one.duty.unit_id for one in self.board.leads)
            draw = partial(self._drawn_with_numbers, name)
            return self.standing.part(f"{kept} {seen}", "", draw)
        # The now line stands on the timeline.
        minute = f"{self.board.at:%H%M}" if name == "timeline" else ""
        return self.standing.part(kept, minute, partial(self._drawn, name, self.board))

    def _drawn_with_numbers(self, name: str) -> str:
        return self._drawn(name, with_numbers(self.board, user=self.reader))

    def _drawn(self, name: str, board: Board) -> str:
        context = {"board": board, "timeline": board.timeline, "asked": self.asked}
        return render_to_string(TEMPLATES[name], context)
