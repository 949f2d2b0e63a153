"""Which pages are open to a city's office: those that say so. Everything else of the house belongs to a county."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def for_city(view: View) -> View:
    """Marks a page that a city's office may open too; what it shows is that page's matter."""
    view.for_city = True  # type: ignore[attr-defined]  # read by `units.web.middleware.CityReadsOnly`
    return view
