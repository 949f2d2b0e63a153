"""Opening balances: what people had carried before the system kept the records."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.fairness.models.ledger import OpeningBalance
from rostering.permissions import check_manage_rules
from rostering.rosters.models.assignment import Assignment
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User
from units.plausible import LONGEST_SERVICE, check_day

COUNTS = ("eve", "festival", "statutory", "weekend", "points")
AUDITED = ("since", "as_of", *COUNTS)
ONE_DAY = timedelta(days=1)


@write
def record_balance(
    *, person: Person, since: date, as_of: date, counts: Mapping[str, Decimal], by: User, source: str = ""
) -> OpeningBalance:
    """Sets the person's balance for `[since, as_of)`; a second one takes the place of the first.

    Raises InvalidInput for days out of order or negative counts, RuleViolation `balance_overlaps_records` when the
    system has duties of that time itself, which would count twice.
    """
    check_manage_rules(by)
    # A second balance takes the place of the first: it has to see it.
    lock(person)
    check_balance(person=person, since=since, as_of=as_of, counts=counts, by=by)
    balance = OpeningBalance.objects.filter(person=person).first() or OpeningBalance(person=person)
    before = {} if balance._state.adding else audit.snapshot(balance, AUDITED)
    balance.since, balance.as_of, balance.source, balance.created_by = since, as_of, source, by
    for name in COUNTS:
        setattr(balance, name, counts.get(name, Decimal(0)))
    balance.save()
    audit.record(
        by=by,
        action="opening_balance.recorded",
        row=balance,
        unit=person.unit_id,
        before=before,
        after=audit.snapshot(balance, AUDITED),
    )
    return balance


def check_balance(*, person: Person, since: date, as_of: date, counts: Mapping[str, Decimal], by: User) -> None:
    """Raises what `record_balance` raises; nothing is written."""
    check_manage_rules(by)
    if as_of <= since:
        raise InvalidInput("days_inverted", _("截止日期须晚于起始日期"), field="as_of")
    check_day(since, field="since", today=timezone.localdate(), back=LONGEST_SERVICE, ahead=0)
    check_day(as_of, field="as_of", today=timezone.localdate(), back=LONGEST_SERVICE, ahead=1)
    for name, value in counts.items():
        if value < 0:
            raise InvalidInput("negative", _("次数和分数不能为负"), field=name)
    _refuse_recorded(person, since, as_of)


@write
def remove_balance(*, balance: OpeningBalance, by: User) -> None:
    """Needs the person loaded."""
    check_manage_rules(by)
    audit.record(
        by=by,
        action="opening_balance.removed",
        row=balance,
        unit=balance.person.unit_id,
        before=audit.snapshot(balance, AUDITED),
    )
    balance.delete()


def _refuse_recorded(person: Person, since: date, as_of: date) -> None:
    recorded = Assignment.objects.in_force().filter(
        person=person,
        shift__day__gte=since,
        shift__day__lt=as_of,
        start__date__gte=since,
        start__date__lte=as_of + ONE_DAY,
    )
    if recorded.exists():
        raise RuleViolation(
            "balance_overlaps_records",
            _("%(person)s在该时段已有系统记录的值班，不能重复计入") % {"person": person.name},
        )
