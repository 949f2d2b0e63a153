"""Names of the posts a person may be eligible for, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from units.hooks import Hook
from units.vocabulary import Label, Vocabulary

if TYPE_CHECKING:
    from units.counties.models.county import County
    from units.counties.models.unit import Unit

from units.counties.rules import PostOption, usual_posts

# The choice of a form that says out loud what an empty one only seems to say.
NO_POST = "none"

# Those that ship and those a policy has added.
NAMES: Hook[Vocabulary] = Hook("names of posts")
OPTIONS: Hook[Callable[["County | None"], list[PostOption]]] = Hook("posts a county's people may hold")


def _known() -> Mapping[str, Label]:
    names = NAMES.only
    return {} if names is None else names


def post_name(code: str) -> Label:
    """The code itself for a post nobody has named."""
    return _known().get(code, code)


def post_choices(*, also: Iterable[str] = ()) -> list[tuple[str, Label]]:
    """(code, name) of every known post, then those of `also` that aren't."""
    unknown = [code for code in also if code not in _known()]
    return [*_known().items(), *((code, code) for code in unknown)]


def default_posts(unit: "Unit", rank: int) -> list[str]:
    """What somebody of that rank may hold in the unit when nobody says otherwise: the same by every door.

    Of the unit's latest tier the posts that ask for the highest rank the person has. Two queries.
    """
    latest = unit.tiers.order_by("-valid").values_list("tier", flat=True).first()
    options = [option for options_of in OPTIONS for option in options_of(unit.county)]
    return usual_posts(latest, rank, options)
