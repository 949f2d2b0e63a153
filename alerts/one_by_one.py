"""One row after the other, so that one that can't be handled holds up none of the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

Row = TypeVar("Row")


def handle_each(rows: Iterable[Row], handle: Callable[[Row], bool]) -> int:
    """How many rows `handle` handled. One that fails is logged and left for the next sweep; without a database all are."""
    return sum(_handled(row, handle) for row in rows)


def _handled(row: Row, handle: Callable[[Row], bool]) -> bool:
    try:
        return handle(row)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s failed on %s", handle, row)
        return False
