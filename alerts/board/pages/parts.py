"""The parts of the board that are the same for all who see the same, drawn once: nothing of a session stands in them."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from alerts.board.queries.board import Board
from alerts.board.queries.standing import Standing

TEMPLATES = {
    "leads": "alerts/board/_leads.html",
    "tiles": "alerts/board/_tiles.html",
    "timeline": "alerts/board/_timeline.html",
    "wall": "alerts/board/_wall_tiles.html",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Name of a part → its HTML, drawn when a template asks for it. Without a `standing` (the past) nothing is kept."""

    board: Board
    standing: Standing | None = None
    asked: str = ""

    def __getitem__(self, name: str) -> str:
        if self.standing is None:
            return self._drawn(name)
        # The now line stands on the timeline.
        minute = f"{self.board.at:%H%M}" if name == "timeline" else ""
        return self.standing.part(f"{name} {get_language()}", minute, lambda: self._drawn(name))

    def _drawn(self, name: str) -> str:
        context = {"board": self.board, "timeline": self.board.timeline, "asked": self.asked}
        return render_to_string(TEMPLATES[name], context)
