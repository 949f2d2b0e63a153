"""How somebody is reached who can't sign in: told by the floor that sends messages (`alerts.notices.services.accounts`)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from units.accounts.models import AccountKey
from units.counties.models.user import User
from units.hooks import Hook

People = Callable[[Collection[UUID]], set[UUID]]


@dataclass(frozen=True, slots=True)
class Post:
    """`person_of_member`: whose verified way a member's id of 企业微信 is. `reachable`: whom any outside channel may reach. `verified`: who has proven a way of their own. `send` writes the
    messages of keys, whose accounts have people, in the running transaction; `tell_reset` that of somebody whose second
    factor (by its id) was taken back, `tell_new_device` that of a sign-in in a browser (by its id and name) that was not known."""

    reachable: People
    verified: People
    send: Callable[[Sequence[AccountKey], datetime], None]
    person_of_member: Callable[[str], UUID | None]
    tell_reset: Callable[[User, UUID, datetime], None]
    tell_new_device: Callable[[User, UUID, str, datetime], None]


POST: Hook[Post] = Hook("how accounts' keys reach people")


def reachable(person_ids: Collection[UUID]) -> set[UUID]:
    return POST.only.reachable(person_ids) if POST.only and person_ids else set()


def verified(person_ids: Collection[UUID]) -> set[UUID]:
    return POST.only.verified(person_ids) if POST.only and person_ids else set()


def send(keys: Sequence[AccountKey], now: datetime) -> None:
    if POST.only and keys:
        POST.only.send(keys, now)


def person_of_member(member: str) -> UUID | None:
    return POST.only.person_of_member(member) if POST.only else None


def tell_reset(account: User, factor_id: UUID, now: datetime) -> None:
    """Nobody for an account without a person."""
    if POST.only and account.person_id is not None:
        POST.only.tell_reset(account, factor_id, now)


def tell_new_device(account: User, device_id: UUID, device: str, now: datetime) -> None:
    """Nobody for an account without a person: many may use it, from many browsers."""
    if POST.only and account.person_id is not None:
        POST.only.tell_new_device(account, device_id, device, now)
