"""What the floors above add to the demo county. They register here, since imports only point down."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from units.hooks import Hook
from units.models import County

# Adds what is missing of its part, in bulk; returns one line for each thing added, nothing when it stood already.
Chapter = Callable[[County, Random, datetime], list[str]]

# Its name seeds a chapter's draws: another chapter changes nothing in it.
CHAPTERS: Hook[Chapter] = Hook("chapters of the demo county")
