"""Before a change that touches duties is saved, its page asks back with the list."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from units.consequences import Consequence, foreseen, seal
from units.web.once import FIELD

# Not part of what was asked for.
OWN = ("csrfmiddlewaretoken", FIELD, "agreed")
SHOWN = 50


def asked_back(request: HttpRequest, change: Callable[[], Any], *, title: str, back: str) -> HttpResponse | None:
    """The question, None when nothing is touched or the reader has agreed to exactly this. Raises what `change` raises.

    The same request with `agreed` goes through; without it nothing is written.
    """
    found = foreseen(change)
    if not found or request.POST.get("agreed") == seal(found):
        return None
    context = touched_context(found) | {
        "title": title,
        "back": back,
        "sent": [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values],
    }
    return render(request, "units/ask_back.html", context)


def touched_context(found: list[Consequence]) -> dict[str, Any]:
    """For `units/_touched.html`: the first of them, how many, and the seal to send back."""
    return {
        "agreed": seal(found),
        "found": found[:SHOWN],
        "count": len(found),
        "more": max(len(found) - SHOWN, 0),
        "is_published": any(one.is_published for one in found),
    }
