"""What the floors above add to the demo county. They register here, since imports only point down."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from units.models import County

# Adds what is missing of its part, in bulk; returns one line for each thing added, nothing when it stood already.
Chapter = Callable[[County, Random, datetime], list[str]]

_chapters: dict[str, Chapter] = {}


def register(name: str, add: Chapter) -> None:
    """Called from an app's `ready()`. `name` seeds the chapter's draws: another chapter changes nothing in it."""
    _chapters[name] = add


def chapters() -> dict[str, Chapter]:
    return dict(_chapters)
