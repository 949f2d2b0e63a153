"""Names of the posts a person may be eligible for, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from units.vocabulary import Label, Vocabulary

if TYPE_CHECKING:
    from units.counties.models.county import County
    from units.counties.models.unit import Unit

from units.counties.rules import PostOption, usual_posts

# The choice of a form that says out loud what an empty one only seems to say.
NO_POST = "none"

_known = Vocabulary("no posts", {})
_options: list[Callable[["County | None"], list[PostOption]]] = []


def register(names: Vocabulary) -> None:
    """The vocabulary of posts: those that ship and those a policy has added."""
    global _known  # noqa: PLW0603 - registration by the app above, once
    _known = names


def post_name(code: str) -> Label:
    """The code itself for a post nobody has named."""
    return _known[code]


def post_choices(*, also: Iterable[str] = ()) -> list[tuple[str, Label]]:
    """(code, name) of every known post, then those of `also` that aren't."""
    unknown = [code for code in also if code not in _known]
    return [*_known.items(), *((code, code) for code in unknown)]


def register_options(options: "Callable[[County | None], list[PostOption]]") -> None:
    """Called from an app's `ready()`; the latest counts."""
    _options[:] = [options]


def default_posts(unit: "Unit", rank: int) -> list[str]:
    """What somebody of that rank may hold in the unit when nobody says otherwise: the same by every door.

    Of the unit's latest tier the posts that ask for the highest rank the person has. Two queries.
    """
    latest = unit.tiers.order_by("-valid").values_list("tier", flat=True).first()
    options = [option for provider in _options for option in provider(unit.county)]
    return usual_posts(latest, rank, options)
