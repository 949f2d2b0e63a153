"""`manage.py draw_states`: docs/states.md from the transition tables; `--check` only says whether it is current."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from rostering.domain.transitions import TABLES, Table
from units.domain.reviews import REVIEW
from units.management.endings import SentenceCommand

TARGET = settings.BASE_DIR / "docs" / "states.md"
HEAD = """# States

Generated from `rostering/domain/transitions.py` and `units/domain/reviews.py` by `make states`. What isn't drawn is refused.
"""


class Command(SentenceCommand):
    help = "Draws the state diagrams of docs/states.md from the transition tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when docs/states.md is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        tables = {**TABLES, "tier_review": REVIEW}
        text = "\n".join([HEAD, *(diagram(name, table) for name, table in tables.items())])
        if not options["check"]:
            TARGET.write_text(text, encoding="utf-8")
        elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            raise CommandError("docs/states.md is out of date: run `make states`.")


def diagram(name: str, table: Table) -> str:
    """One Mermaid state diagram; the first state of the table is where rows begin."""
    first = next(iter(table))[0]
    steps = [f"    {state} --> {target}: {action}" for (state, action), target in table.items()]
    return "\n".join([f"## {name}\n", "```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *steps, "```\n"])
