"""What people wish and what is decided about pairs and shared people, before anybody is rostered."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.models.preference import HEAVIEST, PairRule, Preference, SharedPerson
from rostering.labels import POST_LABELS
from rostering.permissions import check_decide_absence, check_manage_rules, check_record_absence
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput
from units.models import Person, Unit, User
from units.plausible import check_day
from units.repeats.services.duplicates import one_a_minute

PREFERENCE_AUDITED = ("kind", "first_day", "last_day", "post", "weight")
LONGEST_WISH_DAYS = 400
# Wishes and loans of people are of this time.
YEARS = 10


@write
@one_a_minute()
def record_preference(
    *,
    person: Person,
    kind: WishKind,
    first_day: date,
    last_day: date,
    by: User,
    weight: int = 1,
    post: str = "",
    note: str = "",
) -> Preference:
    """A wish of the person, or (`pinned`, by leader and office only) the decision that they are on duty that day.

    Raises InvalidInput for days out of order, a pin of several days, a post nobody knows or that the person may not
    hold; RuleViolation `already_pinned`.
    """
    days = {"first_day": first_day, "last_day": last_day}
    wish = planned_preference(person=person, kind=kind, by=by, weight=weight, post=post, note=note, **days)
    lock(person)
    wish.save(force_insert=True)
    after = audit.snapshot(wish, PREFERENCE_AUDITED)
    audit.record(by=by, action="preference.recorded", row=wish, unit=person.unit_id, after=after)
    return wish


def planned_preference(
    *,
    person: Person,
    kind: WishKind,
    first_day: date,
    last_day: date,
    by: User,
    weight: int = 1,
    post: str = "",
    note: str = "",
) -> Preference:
    """The wish as it would be recorded, unsaved. Raises what `record_preference` raises but for what stands already."""
    check_record_absence(by, person)
    if kind == WishKind.PINNED:
        check_decide_absence(by, person)
    _check_wish(person, kind, first_day, last_day, post, weight)
    days = {"first_day": first_day, "last_day": last_day}
    return Preference(person=person, kind=kind, weight=weight, post=post, note=note, created_by=by, **days)


@write
def remove_preference(*, preference: Preference, by: User) -> None:
    """Whoever may enter it may take it back."""
    check_record_absence(by, preference.person)
    if preference.kind == WishKind.PINNED:
        check_decide_absence(by, preference.person)
    audit.record(
        by=by,
        action="preference.removed",
        row=preference,
        unit=preference.person.unit_id,
        before=audit.snapshot(preference, PREFERENCE_AUDITED),
    )
    preference.delete()


@write
def record_pair_rule(*, first: Person, second: Person, kind: PairKind, by: User, note: str = "") -> PairRule:
    """About two people of one unit. Raises InvalidInput for one person twice or two units, `pair_rule_exists`."""
    rule = planned_pair_rule(first=first, second=second, kind=kind, by=by, note=note)
    lock(first, second)
    with watched(Scope(first.unit.county_id, person_ids=frozenset({first.pk, second.pk})), by=by):
        rule.save(force_insert=True)
    _audit_pair(rule, "pair_rule.recorded", by)
    return rule


def planned_pair_rule(*, first: Person, second: Person, kind: PairKind, by: User, note: str = "") -> PairRule:
    """The rule as it would be recorded, unsaved. Raises what `record_pair_rule` raises but for one that stands already."""
    check_decide_absence(by, first)
    check_decide_absence(by, second)
    if first.pk == second.pk:
        raise InvalidInput("pair_of_one", _("请选择两个不同的人员"), field="second")
    if first.unit_id != second.unit_id:
        raise InvalidInput("pair_of_two_units", _("两人须为同一单位人员"), field="second")
    one, other = sorted((first, second), key=lambda person: person.pk)
    return PairRule(unit_id=first.unit_id, first=one, second=other, kind=kind, note=note, created_by=by)


@write
def remove_pair_rule(*, rule: PairRule, by: User) -> None:
    """Needs both people loaded."""
    check_decide_absence(by, rule.first)
    _audit_pair(rule, "pair_rule.removed", by)
    with watched(Scope(rule.first.unit.county_id, person_ids=frozenset({rule.first_id, rule.second_id})), by=by):
        PairRule.objects.filter(pk=rule.pk).delete()


@write
def share_person(
    *, person: Person, unit: Unit, by: User, valid_from: date, valid_to: date | None = None
) -> SharedPerson:
    """The person fills posts of `unit` too, in `[valid_from, valid_to)`. Raises InvalidInput, `already_shared`."""
    check_manage_rules(by)
    if unit.pk == person.unit_id or unit.county_id != person.unit.county_id:
        raise InvalidInput("unit_not_other", _("请选择本县的另一个单位"), field="unit")
    if valid_to is not None and valid_to <= valid_from:
        raise InvalidInput("days_inverted", _("终止日期须晚于起始日期"), field="valid_to")
    for field, day in (("valid_from", valid_from), ("valid_to", valid_to)):
        check_day(day, field=field, today=timezone.localdate(), back=YEARS, ahead=YEARS)
    lock(person)
    share = SharedPerson.objects.create(
        person=person, unit=unit, valid_from=valid_from, valid_to=valid_to, created_by=by
    )
    _audit_share(share, "shared_person.recorded", by)
    return share


@write
def unshare_person(*, share: SharedPerson, by: User) -> None:
    """Needs person and unit loaded. Duties that stand stay, and are announced as nobody's."""
    check_manage_rules(by)
    _audit_share(share, "shared_person.removed", by)
    with watched(Scope(share.unit.county_id, person_ids=frozenset({share.person_id})), by=by):
        SharedPerson.objects.filter(pk=share.pk).delete()


def _check_wish(person: Person, kind: WishKind, first_day: date, last_day: date, post: str, weight: int) -> None:
    _check_days(kind, first_day, last_day)
    _check_post(person, kind, post)
    if not 1 <= weight <= HEAVIEST:
        raise InvalidInput("weight_unknown", _("分量为 1 至 9"), field="weight")


def _check_days(kind: WishKind, first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise InvalidInput("days_inverted", _("末日不能早于首日"), field="last_day")
    if kind == WishKind.PINNED and first_day != last_day:
        raise InvalidInput("pin_of_days", _("指定值班须逐日登记"), field="last_day")
    if (last_day - first_day).days >= LONGEST_WISH_DAYS:
        raise InvalidInput("range_too_long", _("一条意愿最长 400 天"), field="last_day")
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        check_day(day, field=field, today=timezone.localdate(), back=YEARS, ahead=YEARS)


def _check_post(person: Person, kind: WishKind, post: str) -> None:
    if not post:
        return
    if kind != WishKind.PINNED or post not in POST_LABELS:
        raise InvalidInput("unknown_post", _("只有指定值班可以写明岗位"), field="post")
    if post not in person.eligible_posts:
        raise InvalidInput("post_not_eligible", _("该人员未列入该岗位人选"), field="post")


def _audit_pair(rule: PairRule, action: str, by: User) -> None:
    after = {"kind": rule.kind, "first": rule.first.name, "second": rule.second.name}
    audit.record(by=by, action=action, row=rule, unit=rule.unit_id, after=after)


def _audit_share(share: SharedPerson, action: str, by: User) -> None:
    after = {"person": share.person.name, "start": str(share.valid_from), "end": str(share.valid_to or "")}
    audit.record(by=by, action=action, row=share, unit=share.unit_id, after=after)
