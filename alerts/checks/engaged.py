"""Who is being called out, told by the subject above: nobody is asked whether they are there while they are sent for."""

from collections.abc import Callable, Collection
from uuid import UUID

from units.hooks import Hook

# Of these people, those who are sent for. One query.
CALLED: Hook[Callable[[Collection[UUID]], set[UUID]]] = Hook("who is being called out")


def called_of(person_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who are being called out, by whatever call-out that isn't a drill."""
    return {pk for called in CALLED for pk in called(person_ids)}
