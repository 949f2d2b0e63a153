"""Messages with the link by which somebody who can't sign in chooses a password, and of what happened to an account."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from alerts.enums import ChannelCode, Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.outbox import Message, enqueue, routes_of
from units.accounts.reaching import POST, Post
from units.accounts.services.keys import key_path
from units.enums import AccountKeyKind
from units.models import AccountKey, Person, User

# What concerns an account's safety is worth knowing a while later, too.
NOTICE_OF_USE = timedelta(days=7)

PURPOSES = {
    AccountKeyKind.INVITATION: Purpose.ACCOUNT_INVITED,
    AccountKeyKind.RESET: Purpose.ACCOUNT_RECOVERY,
}


def reachable(person_ids: Collection[UUID]) -> set[UUID]:
    """Those with a way of their own, or with a mobile where the installation sends to mobiles."""
    routes = routes_of(person_ids)
    proven = verified(person_ids)
    with_mobile = set(Person.objects.filter(pk__in=person_ids).exclude(mobile="").values_list("pk", flat=True))
    outside = {pk for pk, codes in routes.items() if any(code != ChannelCode.INBOX for code in codes)}
    return outside & (proven | with_mobile)


def verified(person_ids: Collection[UUID]) -> set[UUID]:
    rules = ContactRule.objects.filter(person_id__in=person_ids, verified_at__isnull=False)
    return set(rules.exclude(channel=ChannelCode.INBOX).values_list("person_id", flat=True))


def person_of_member(member: str) -> UUID | None:
    """Whoever has proven that `wecom://member` reaches them; None where nobody has, or more than one."""
    rules = ContactRule.objects.filter(address=f"wecom://{member}", verified_at__isnull=False)
    people = set(rules.values_list("person_id", flat=True))
    return people.pop() if len(people) == 1 else None


def send(keys: Sequence[AccountKey], now: datetime) -> None:
    """The path of the link is not among the parameters: it is worked out when the message goes out."""
    for county_id in {key.user.county_id for key in keys if key.user.county_id}:
        messages = [_message(key, now) for key in keys if key.user.county_id == county_id and key.user.person_id]
        enqueue(messages, county_id=county_id, now=now)


def _message(key: AccountKey, now: datetime) -> Message:
    person_id = key.user.person_id
    if person_id is None:
        raise ValueError("a key without a person has no way to go")
    return Message(
        purpose=PURPOSES[AccountKeyKind(key.kind)],
        object_id=key.pk,
        person_id=person_id,
        unit_id=key.user.unit_id,
        due_at=now,
        useful_for=key.expires_at - now,
        params={
            "login": "" if key.user.login_phone else key.user.username,
            "county": key.user.county.name if key.user.county else "",
            "until": key.expires_at.isoformat(),
        },
    )


def tell_reset(account: User, factor_id: UUID, now: datetime) -> None:
    """The owner of a second factor that the office took back."""
    _tell(account, Purpose.ACCOUNT_FACTOR_RESET, factor_id, {}, now)


def tell_new_device(account: User, device_id: UUID, device: str, now: datetime) -> None:
    """Whoever has signed in, or somebody in their name. `device` is empty when the browser says nothing known."""
    _tell(account, Purpose.ACCOUNT_NEW_DEVICE, device_id, {"device": device}, now)


def _tell(account: User, purpose: Purpose, object_id: UUID, params: dict[str, str], now: datetime) -> None:
    if account.person_id is None or account.county_id is None:
        return
    message = Message(
        purpose=purpose,
        object_id=object_id,
        person_id=account.person_id,
        unit_id=account.unit_id,
        due_at=now,
        useful_for=NOTICE_OF_USE,
        params={"at": now.isoformat(), **params},
    )
    enqueue([message], county_id=account.county_id, now=now)


def still_good(ids: Collection[UUID]) -> set[UUID]:
    """Of these keys, those not used and not replaced by a later one; how long they are good the messages know."""
    return set(AccountKey.objects.filter(pk__in=ids, used_at__isnull=True).values_list("pk", flat=True))


def path_of(row: Notification) -> str:
    return key_path(row.object_id)


register(*PURPOSES.values(), relevant=of_objects(still_good), path=path_of)
POST.register(Post(reachable, verified, send, person_of_member, tell_reset, tell_new_device))
