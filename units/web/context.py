"""What every page needs to know about its reader."""

from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from units.counties.models.user import User
from units.web.handbooks import help_path
from units.web.navigation import home_path, navigation_for

TEXT_SIZES = ("small", "medium", "large")
TEXT_SIZE_COOKIE = "text_size"


def text_size(request: HttpRequest) -> str:
    """The reader's choice, `small` when there is none."""
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return chosen if chosen in TEXT_SIZES else TEXT_SIZES[0]


def affiliation(user: User | AnonymousUser) -> dict[str, str | None]:
    """Names of the reader's county and unit, as `county` and `unit`; None where there is none. One query at most."""
    if not isinstance(user, User):
        return {"county": None, "unit": None}
    if user.city is not None:
        return {"county": user.city.name, "unit": None}
    if user.unit_id is None:
        # Mostly at hand already: the pages of the office ask for the county too.
        return {"county": user.county.name if user.county else None, "unit": None}
    county, unit = User.objects.filter(pk=user.pk).values_list("county__name", "unit__name").get()
    return {"county": county, "unit": unit}


def look(request: HttpRequest) -> dict[str, Any]:
    """Text size, the way home and the navigation by role. Lazy: an error page without a user asks for none of it."""
    return {
        "affiliation": cache(lambda: affiliation(request.user)),
        "text_size": text_size(request),
        "navigation": cache(lambda: navigation_for(request.user, request.path)),
        "home_path": lambda: home_path(request.user),
        "help_path": lambda: help_path(request.user, request.path),
    }
