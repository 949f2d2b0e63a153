"""A row of leave, a wish, a pair or a balance: whom it means, what speaks against it, and how it is entered.

What speaks against it is asked of the same functions that enter it, beside what is stored and the rows before it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from rostering.engine.problem import PairKind
from rostering.enums import AbsenceState, WishKind
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import PairRule, Preference
from rostering.fairness.queries.leave import kinds_of
from rostering.fairness.rules.leave_kinds import Kind
from rostering.fairness.services.absences import Beside, planned_absence, record_absence
from rostering.fairness.services.balances import COUNTS, check_balance, record_balance
from rostering.fairness.services.preferences import (
    planned_pair_rule,
    planned_preference,
    record_pair_rule,
    record_preference,
)
from rostering.imports.services.leave_columns import LeaveCellError, span_in
from rostering.imports.services.wish_forms import ABSENCES, BALANCES, PAIRS, WISHES
from units.errors import DomainError
from units.imports.queries import known_units
from units.imports.rules.sheets import Problem, Record
from units.models import Person, User
from units.spelling import cells
from units.spelling.names import name_key


class People:
    """Those whom the reader may see, by unit and name. Two queries."""

    def __init__(self, user: User) -> None:
        self.named: dict[tuple[UUID, str], list[Person]] = defaultdict(list)
        self.units = known_units(user.county) if user.county else None
        for person in Person.objects.visible_to(user).select_related("unit__county").order_by("pk"):
            self.named[person.unit_id, person.name_key].append(person)

    def find(self, record: Record, field_name: str = "name") -> Person | Problem:
        name, text = record.values[field_name], record.values["unit"]
        unit = self.units.named(text) if self.units else None
        if unit is None:
            return record.problem("单位代码", "unknown_unit", value=text)
        found = self.named.get((unit.key, name_key(name)), [])
        if "mobile" in record.values:
            found = [person for person in found if person.mobile == record.values["mobile"]]
        head = {"name": "姓名", "other": "乙"}[field_name] if record.sheet != PAIRS or field_name == "other" else "甲"
        if not found:
            return _nobody(record, head, name)
        return found[0] if len(found) == 1 else record.problem(head, "ambiguous_person", value=name)

    def of(self, record: Record) -> list[Person | Problem]:
        """The one, or the two of a pair."""
        return [self.find(record)] + ([self.find(record, "other")] if record.sheet == PAIRS else [])


def _nobody(record: Record, head: str, name: str) -> Problem:
    try:
        cells.real_name(name)
    except cells.CellError as error:
        return record.problem(head, error.code, **error.params)
    return record.problem(head, "unknown_person", value=name, unit=record.values["unit"])


@dataclass(slots=True)
class Standing:
    """What is stored of the people that rows are about, and what the rows before have added."""

    kinds: Sequence[Kind] = ()
    absences: dict[UUID, list[Absence]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    wishes: set[tuple[Any, ...]] = field(default_factory=set)
    pairs: set[tuple[Any, ...]] = field(default_factory=set)
    balances: set[tuple[Any, ...]] = field(default_factory=set)

    def beside(self, person: Person) -> Beside:
        own = [one for one in self.absences[person.pk] if one.state in (AbsenceState.REQUESTED, AbsenceState.APPROVED)]
        others = [one for partner in self.partners[person.pk] for one in self.absences[partner]]
        return Beside(self.kinds, own, [one for one in others if one.state == AbsenceState.APPROVED])


def standing_of(people: Iterable[Person], user: User) -> Standing:
    """Six queries."""
    found = Standing(kinds_of(user.county))
    ids = {person.pk for person in people}
    pairs = [*PairRule.objects.filter(first__in=ids), *PairRule.objects.filter(second__in=ids)]
    for rule in pairs:
        found.pairs.add((rule.first_id, rule.second_id, rule.kind))
        if rule.kind == PairKind.BOTH_AWAY:
            found.partners[rule.first_id].add(rule.second_id)
            found.partners[rule.second_id].add(rule.first_id)
    away = ids.union(*found.partners.values()) if found.partners else ids
    for absence in Absence.objects.standing().filter(person__in=away).select_related("person").order_by("start"):
        found.absences[absence.person_id].append(absence)
    found.wishes = {_wish_key(one) for one in Preference.objects.filter(person__in=ids)}
    found.balances = {_balance_key(one) for one in OpeningBalance.objects.filter(person__in=ids)}
    return found


def _wish_key(one: Preference) -> tuple[Any, ...]:
    return one.person_id, one.kind, one.first_day, one.last_day, one.post, one.weight


def _balance_key(one: OpeningBalance) -> tuple[Any, ...]:
    return one.person_id, one.since, one.as_of, *(Decimal(getattr(one, name)) for name in COUNTS)


def judged(record: Record, people: People, standing: Standing, by: User) -> tuple[bool, list[Problem]]:
    """Whether the row stands there already, and what speaks against it. Nothing is written."""
    found = people.of(record)
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        return False, problems
    try:
        who = [one for one in found if isinstance(one, Person)]
        return JUDGE[record.sheet](who, dict(record.values), standing, by), []
    except LeaveCellError as error:
        return False, [record.problem(error.head, error.code)]
    except DomainError as error:
        head = "类型" if error.code == "unknown_kind" else ""
        return False, [record.problem(head, "refused", reason=str(error))]


def _judge_absence(people: Sequence[Person], values: dict[str, Any], standing: Standing, by: User) -> bool:
    start, end = span_in(values)
    given = {"person": people[0], "kind": values["kind"], "start": start, "end": end}
    alone = planned_absence(**given, by=by, beside=Beside(standing.kinds))
    mine = standing.absences[people[0].pk]
    if any((one.kind, one.start, one.end) == (alone.kind, start, end) and not one._state.adding for one in mine):
        return True
    mine.append(planned_absence(**given, by=by, beside=standing.beside(people[0])))
    return False


def _judge_wish(people: Sequence[Person], values: dict[str, Any], standing: Standing, by: User) -> bool:
    wish = planned_preference(**_wish(people, values), by=by)
    if _wish_key(wish) in standing.wishes:
        return True
    if wish.kind == WishKind.PINNED and any(key[:3] == _wish_key(wish)[:3] for key in standing.wishes):
        wish.validate_constraints()
    standing.wishes.add(_wish_key(wish))
    return False


def _judge_pair(people: Sequence[Person], values: dict[str, Any], standing: Standing, by: User) -> bool:
    rule = planned_pair_rule(first=people[0], second=people[1], kind=values["kind"], by=by)
    key = (rule.first_id, rule.second_id, rule.kind)
    is_there = key in standing.pairs
    standing.pairs.add(key)
    return is_there


def _judge_balance(people: Sequence[Person], values: dict[str, Any], standing: Standing, by: User) -> bool:
    counts = _counts(values)
    days = {"since": values["since"], "as_of": values["as_of"]}
    check_balance(person=people[0], **days, counts=counts, by=by)
    return (people[0].pk, *days.values(), *(Decimal(counts[name]) for name in COUNTS)) in standing.balances


JUDGE: Mapping[str, Callable[[Sequence[Person], dict[str, Any], Standing, User], bool]] = {
    ABSENCES: _judge_absence,
    WISHES: _judge_wish,
    PAIRS: _judge_pair,
    BALANCES: _judge_balance,
}


def enter(record: Record, people: People, by: User) -> Any:
    """The row that it makes. Raises what a single entry raises, LeaveCellError, and LookupError for whom nobody knows."""
    who = [one for one in people.of(record) if isinstance(one, Person)]
    if len(who) != (2 if record.sheet == PAIRS else 1):
        raise LookupError
    values = dict(record.values)
    note = values.get("note", "")
    if record.sheet == ABSENCES:
        start, end = span_in(values)
        return record_absence(person=who[0], kind=values["kind"], start=start, end=end, note=note, by=by)
    if record.sheet == WISHES:
        return record_preference(**_wish(who, values), note=note, by=by)
    if record.sheet == PAIRS:
        return record_pair_rule(first=who[0], second=who[1], kind=values["kind"], note=note, by=by)
    return record_balance(
        person=who[0],
        since=values["since"],
        as_of=values["as_of"],
        counts=_counts(values),
        source=values.get("source", ""),
        by=by,
    )


def _wish(people: Sequence[Person], values: Mapping[str, Any]) -> dict[str, Any]:
    first = values["first"]
    days = {"first_day": first, "last_day": values.get("last", first)}
    return {
        "person": people[0],
        "kind": values["kind"],
        "weight": values.get("weight", 1),
        "post": values.get("post", ""),
        **days,
    }


def _counts(values: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: values.get(name, Decimal(0)) for name in COUNTS}
