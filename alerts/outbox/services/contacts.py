"""Ways to reach a person: entered, then verified by a round trip before they count."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.channels.delivery import dedupe_key
from alerts.channels.registry import is_acceptable
from alerts.deadlines import CODE_RESEND_AFTER, CODE_VALID_FOR
from alerts.enums import ChannelCode, LinkPurpose, Purpose
from alerts.labels import ADDRESS_FORMS, CHANNEL_LABELS
from alerts.outbox.models import AnswerLink, ContactRule, Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.links import Asked, link_path, make_links, use_link
from alerts.outbox.services.outbox import wake_senders
from alerts.permissions import check_manage_contacts
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User
from units.repeats.services.duplicates import one_a_minute
from units.rows.ciphers import keyring

MOST_RULES = 6


@write
@one_a_minute(None, state="verified_at")
def add_rule(*, person: Person, channel: ChannelCode, address: str, by: User) -> ContactRule:
    """A further way to reach `person`, unverified; a code is sent to it at once. Safety messages use every verified way.

    Raises InvalidInput for an address the channel can't use, RuleViolation `too_many_rules`, `rule_exists`.
    """
    check_manage_contacts(by, person)
    lock(person)
    address = address.strip()
    if not address or len(address) > 300:
        raise InvalidInput("address_required", _("请填写接收地址"), field="address")
    if not is_acceptable(channel, address):
        words = {"channel": CHANNEL_LABELS[channel], "form": ADDRESS_FORMS[channel]}
        raise InvalidInput("unusable_address", _("%(channel)s的地址应为%(form)s") % words, field="address")
    if person.contact_rules.count() >= MOST_RULES:
        raise RuleViolation("too_many_rules", _("每人最多登记 6 种联系方式"))
    rule, made = ContactRule.objects.get_or_create(
        person=person, channel=channel, address=address, defaults={"order": _last_place(person)}
    )
    if not made and rule.verified_at:
        raise RuleViolation("rule_exists", _("该联系方式已登记"))
    send_code(rule, now=timezone.now())
    audit.record(by=by, action="contact.added", row=rule, county=person.unit.county_id, unit=person.unit_id)
    return rule


@write
def resend_code(*, rule: ContactRule, by: User) -> ContactRule:
    """A new code on its way; the one before is good no more. Raises RuleViolation `already_verified`, `code_just_sent`."""
    check_manage_contacts(by, rule.person)
    lock(rule.person)
    rule.refresh_from_db()
    if rule.verified_at is not None:
        raise RuleViolation("already_verified", _("该联系方式已验证"))
    now = timezone.now()
    earlier = Notification.objects.filter(object_id=rule.pk, purpose=Purpose.CONTACT_PROOF)
    if earlier.filter(due_at__gt=now - CODE_RESEND_AFTER).exists():
        raise RuleViolation("code_just_sent", _("验证码刚发出，请一分钟后再试"))
    send_code(rule, now=now)
    audit.record(by=by, action="contact.code_sent", row=rule, county=by.county_id, unit=rule.person.unit_id)
    return rule


@write
def move_rule(*, rule: ContactRule, place: int, by: User) -> ContactRule:
    """Puts it at `place` (1 = tried first) among the person's; a place beyond the last is the last.

    Raises InvalidInput below 1.
    """
    check_manage_contacts(by, rule.person)
    if place < 1:
        raise InvalidInput("place_out_of_range", _("顺序从 1 开始"), field="order")
    lock(rule.person)
    rules = list(ContactRule.objects.filter(person=rule.person).order_by("order", "id"))
    others = [one for one in rules if one.pk != rule.pk]
    others.insert(place - 1, next(one for one in rules if one.pk == rule.pk))
    for number, one in enumerate(others):
        one.order = number
    ContactRule.objects.bulk_update(others, ["order"])
    rule.refresh_from_db()
    audit.record(
        by=by, action="contact.reordered", row=rule, county=by.county_id, unit=rule.person.unit_id,
        after={"place": rule.order + 1},
    )  # fmt: skip
    return rule


def send_code(rule: ContactRule, *, now: datetime) -> None:
    """Writes the proof message straight onto the channel to be proven."""
    send_codes([rule], now=now)


def send_codes(rules: Sequence[ContactRule], *, now: datetime, valid_for: timedelta = CODE_VALID_FOR) -> None:
    """As `send_code`, to many at once (`person.unit` loaded): as few statements for a county as for one.

    The message carries a code to be typed in and a link that does the same; either proves that it has arrived.
    """
    fall_silent([rule.pk for rule in rules], now=now)
    for rule in rules:
        rule.code = f"{secrets.randbelow(10**6):06d}"
    ContactRule.objects.bulk_update(rules, ["code"], batch_size=500)
    expires_at = now + valid_for
    wanted = [Asked(rule.pk, rule.person_id, expires_at) for rule in rules]
    keys = make_links(purpose=LinkPurpose.CONTACT_PROOF, wanted=wanted)
    messages = [
        Notification(
            county_id=rule.person.unit.county_id,
            unit_id=rule.person.unit_id,
            person=rule.person,
            purpose=Purpose.CONTACT_PROOF,
            object_id=rule.pk,
            channel=rule.channel,
            dedupe_key=dedupe_key(Purpose.CONTACT_PROOF, rule.pk, 0, rule.code, rule.channel),
            params={"code": rule.code, "address": keyring().seal(rule.address), "path": link_path(key)},
            due_at=now,
            expires_at=expires_at,
        )
        for rule, key in zip(rules, keys, strict=True)
    ]
    wake_senders(Notification.objects.bulk_create(messages, batch_size=500), now)


@write
def verify_rule(*, rule: ContactRule, code: str, by: User) -> ContactRule:
    """The round trip is closed by the code. Raises InvalidInput `wrong_code`."""
    check_manage_contacts(by, rule.person)
    lock(rule.person)
    if not rule.code or not secrets.compare_digest(rule.code.encode(), code.strip().encode()):
        raise InvalidInput("wrong_code", _("验证码不正确"), field="code")
    _verified(rule, by, timezone.now())
    return rule


@write
def verify_by_link(*, link: AnswerLink, now: datetime) -> ContactRule | None:
    """The round trip is closed by the link of the message. None when the way has been taken off in the meantime.

    Raises RuleViolation `link_used`, `link_expired`.
    """
    lock(link.person)
    use_link(link, now=now)
    rule = ContactRule.objects.select_related("person__unit").filter(pk=link.object_id).first()
    if rule is not None and rule.verified_at is None:
        _verified(rule, None, now)
    return rule


def _verified(rule: ContactRule, by: User | None, now: datetime) -> None:
    rule.verified_at, rule.code = now, ""
    fall_silent([rule.pk], now=now)
    rule.save(update_fields=["verified_at", "code"])
    unit = rule.person.unit
    on_behalf_of = "" if by else rule.person.name
    audit.record(
        by=by, action="contact.verified", row=rule, county=unit.county_id, unit=unit, on_behalf_of=on_behalf_of, now=now
    )


@write
def remove_rule(*, rule: ContactRule, by: User) -> None:
    check_manage_contacts(by, rule.person)
    fall_silent([rule.pk], now=timezone.now())
    audit.record(by=by, action="contact.removed", row=rule, county=by.county_id, unit=rule.person.unit_id)
    with watched(Scope(rule.person.unit.county_id, person_ids=frozenset({rule.person_id})), by=by):
        ContactRule.objects.filter(pk=rule.pk).delete()


def _last_place(person: Person) -> int:
    last: int | None = person.contact_rules.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def proof_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the code is still the one awaited."""
    return ContactRule.objects.filter(pk=notification.object_id, code=notification.params["code"]).exists()


register(Purpose.CONTACT_PROOF, relevant=if_each(proof_is_relevant))
