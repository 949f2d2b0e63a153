"""Conflicts that whoever decides has to have seen: the same for pages and API."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _now

from rostering.seats.queries.moves import Minded
from units.consequences import Consequence, seal
from units.errors import RuleViolation

Found = Sequence[Consequence] | Sequence[Minded]


def refuse_unseen(found: Collection[Found], agreed: Collection[str] | None) -> None:
    """`found`: the conflicts of each thing decided. `agreed`: the seals of those that have been shown, None for whoever
    doesn't decide by them. What was recorded since has another seal.

    Raises RuleViolation `conflicts_unseen` with the sentences and the seals to agree to.
    """
    if agreed is None:
        return
    unseen = [one for one in found if one and seal(one) not in agreed]
    if unseen:
        texts = [each.text for one in unseen for each in one]
        raise RuleViolation(
            "conflicts_unseen",
            _now("有冲突，请核对后再办理：%(texts)s") % {"texts": "；".join(texts)},
            {"conflicts": texts, "agreed": [seal(one) for one in found if one]},
        )
