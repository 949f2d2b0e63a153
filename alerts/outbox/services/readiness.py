"""联络准备: everybody who takes part in duty and has proved no way yet is sent a code, by one button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.channels.registry import channel, is_acceptable
from alerts.deadlines import ASK_AGAIN_AFTER, INVITED_CODE_VALID_FOR
from alerts.enums import Purpose
from alerts.outbox.models import ContactRule, Notification
from alerts.outbox.queries import default_channels, people_in_duty, verified_people
from alerts.outbox.services.contacts import send_codes
from alerts.permissions import check_command, check_prepare
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import County, Person, Unit, User


@dataclass(frozen=True, slots=True)
class Sent:
    """How many were sent a code, asked within the last day already, and have no number to send one to."""

    sent: int
    waiting: int
    without: int


@write
def ask_to_verify(*, units: Sequence[Unit], by: User) -> Sent:
    """A code to the mobile of everybody of `units` who takes part in duty and has no verified way.

    Nobody is sent one twice within a day. Raises NotAllowed, RuleViolation `no_channel` when nothing here can send one.
    """
    for unit in units:
        check_prepare(by, unit.pk)
    now = timezone.now()
    if not default_channels():
        raise RuleViolation("no_channel", _("系统尚未配置发送通道，请管理员先配置短信等通道"))
    # Two who press at the same moment are one.
    lock(*(f"ask-to-verify:{unit.pk}" for unit in units))
    people = list(people_in_duty(units, timezone.localdate(now)))
    verified = verified_people(people)
    open_ones = [person for person in people if person.pk not in verified]
    ways = [(person, way) for person in open_ones if (way := _way(person))]
    rules = _rules(ways)
    asked = _asked_lately(rules, now)
    due = [rule for rule in rules if rule.pk not in asked]
    if due:
        send_codes(due, now=now, valid_for=INVITED_CODE_VALID_FOR)
    found = Sent(len(due), len(rules) - len(due), len(open_ones) - len(ways))
    _record(units, found, by, now)
    return found


@write
def set_reach_rule(*, county: County, is_gap: bool, by: User) -> County:
    """Whether somebody without a verified way is a gap when a period is published, or named as a warning."""
    check_command(by)
    lock(county)
    county.refresh_from_db()
    before = {"unreached_is_gap": county.unreached_is_gap}
    county.unreached_is_gap = is_gap
    county.save(update_fields=["unreached_is_gap"])
    after = {"unreached_is_gap": is_gap}
    audit.record(by=by, action="county.reach_rule_set", row=county, county=county, before=before, after=after)
    return county


def _way(person: Person) -> str:
    """The first way of the installation that takes the person's mobile; empty when none does."""
    return next((code for code in default_channels() if _takes(code, person.mobile)), "")


def _takes(code: str, mobile: str) -> bool:
    return bool(mobile) and (not channel(code).needs_address or is_acceptable(code, mobile))


def _rules(ways: Sequence[tuple[Person, str]]) -> list[ContactRule]:
    """The unverified way of each by that channel, entered where there is none yet. Four queries."""
    wanted = {(person.pk, way, person.mobile): person for person, way in ways}
    ways_of = ContactRule.objects.filter(person__in=[person.pk for person, _way in ways])
    known = set(ways_of.values_list("person_id", "channel", "address"))
    fresh = [
        ContactRule(person=person, channel=key[1], address=key[2]) for key, person in wanted.items() if key not in known
    ]
    ContactRule.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    rows = ways_of.filter(verified_at__isnull=True).select_related("person__unit").order_by("pk")
    return [row for row in rows if (row.person_id, row.channel, row.address) in wanted]


def _asked_lately(rules: Sequence[ContactRule], now: datetime) -> set[object]:
    sent = Notification.objects.filter(object_id__in=[rule.pk for rule in rules], purpose=Purpose.CONTACT_PROOF)
    return set(sent.filter(due_at__gt=now - ASK_AGAIN_AFTER).values_list("object_id", flat=True))


def _record(units: Sequence[Unit], found: Sent, by: User, now: datetime) -> None:
    one = units[0] if len(units) == 1 else None
    if not units:
        return
    row = one or units[0].county
    audit.record(
        by=by,
        action="contact.codes_sent",
        row=row,
        county=units[0].county_id,
        unit=one,
        after={"sent": found.sent, "waiting": found.waiting, "without": found.without},
        now=now,
    )
