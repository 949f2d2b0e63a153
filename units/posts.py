"""Names of the posts a person may be eligible for, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Iterable

from units.vocabulary import Label, Vocabulary

_known = Vocabulary("no posts", {})


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
