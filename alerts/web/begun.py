"""What a form begins with where another page leads to it: words that stand there already and nobody types again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from units.models import Unit


def begun(request: HttpRequest, *names: str, lists: Collection[str] = ()) -> dict[str, Any]:
    """The query's values for these fields, as a form's `initial`; they are checked with everything else once it is sent."""
    given: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    return given | {name: request.GET.getlist(name) for name in lists if name in request.GET}


def order_query(reason: str, units: Iterable[Unit], end: datetime | None = None, warning: UUID | None = None) -> str:
    """Leads to an order for these units; `end` None: whoever issues it says until when. `warning`: what it is begun from."""
    words: dict[str, Any] = {"reason": reason, "units": [unit.code for unit in units], "warning": warning}
    return query_of(words | ({"end": f"{timezone.localtime(end):%Y-%m-%dT%H:%M}"} if end else {}))


def query_of(words: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in words.items() if value}, doseq=True)
