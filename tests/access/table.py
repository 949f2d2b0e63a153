"""How expectations are written: per route and method one status for each actor, on one's own unit's row and another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACTORS = ("office", "leader", "duty", "auditor", "anonymous", "scopeless")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Expect:
    """`own` and `other` are statuses in the order of ACTORS; `leader` and `duty` are of the emergency unit, `other` rows
    of the routine unit. `row` names the row of the world that fills the route, `body` and `query` may name rows too."""

    own: str
    other: str = ""
    row: str = ""
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)


Table = Mapping[str, Mapping[str, Expect]]
