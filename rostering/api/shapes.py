"""What rosters, shifts and the rest look like: for each a function over values() rows."""

from collections.abc import Mapping
from typing import Any


def name_of(row: Mapping[str, Any], relation: str) -> str | None:
    """As User.display_name, from values(); None for nobody or the system."""
    return row[f"{relation}__first_name"] or row[f"{relation}__username"]
