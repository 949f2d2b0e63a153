"""Names of the posts a person may be eligible for, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Iterable, Mapping

from units.labels import Label

_names: dict[str, Label] = {}


def register(names: Mapping[str, Label]) -> None:
    """Adds posts; a code registered twice keeps the later name."""
    _names.update(names)


def post_name(code: str) -> Label:
    """The code itself for a post nobody has named."""
    return _names.get(code, code)


def post_choices(*, also: Iterable[str] = ()) -> list[tuple[str, Label]]:
    """(code, name) of every registered post, then those of `also` that aren't."""
    unknown = [code for code in also if code not in _names]
    return [*_names.items(), *((code, code) for code in unknown)]
