"""Who may sit on a seat, and why not: one set of named rules for engine, explanations, candidates, changes and coverage.

The engine and everything else ask the same predicates: `seat_rules` (person and seat alone), `clash` (two duties of one
person), `most_in_week_with` (too many in seven days), `pair_rules` (two people). `broken_rules` puts them together for one seat,
`refusals` and `warnings` sort them by the strength that the county has set.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from rostering.engine.problem import ALWAYS_HARD, Absence, PairKind, Person, Reason, Rule, Rules, Slot, Strength

WEEK = 7
# What somebody in charge may set aside for one seat. Never who is away, gone, elsewhere at the time, of another unit, or
# whom nobody can call.
MAY_BE_SET_ASIDE = frozenset(
    {
        Rule.REST_TOO_SHORT,
        Rule.TOO_MANY_IN_WEEK,
        Rule.TOO_MANY_IN_PERIOD,
        Rule.TOO_FAR,
        Rule.POST_NOT_ELIGIBLE,
        Rule.RANK_TOO_LOW,
        Rule.PAIR_TOGETHER,
        Rule.PAIR_BOTH_AWAY,
    }
)


class OnDuty(Protocol):
    """What the rules need to know of a duty: a slot, or a duty that stands elsewhere."""

    @property
    def unit_id(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def exclusive(self) -> bool: ...
    @property
    def on_site_all_day(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Partner:
    """The other one of a pair rule, with what keeps that person busy."""

    kind: PairKind
    unit_id: str
    absences: tuple[Absence, ...] = ()
    duties: tuple[OnDuty, ...] = ()
    label: str = ""
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around one person: absences, other duties (of this plan too), people not to be on duty or away with."""

    absences: tuple[Absence, ...] = ()
    duties: tuple[OnDuty, ...] = ()
    partners: tuple[Partner, ...] = ()


def strength_of(rule: str, rules: Rules) -> Strength:
    """How strictly `rule` is meant. A duty is nothing a setting could make two of: `ALWAYS_HARD`."""
    if rule in ALWAYS_HARD:
        return Strength.HARD
    return {
        Rule.REST_TOO_SHORT: rules.rest,
        Rule.TOO_MANY_IN_WEEK: rules.week,
        Rule.TOO_MANY_IN_PERIOD: rules.period,
        Rule.TOO_FAR: rules.distance,
        Rule.NO_PHONE: rules.phone,
        Rule.PAIR_TOGETHER: rules.pair_together,
        Rule.PAIR_BOTH_AWAY: rules.pair_both_away,
    }[Rule(rule)]


def broken_rules(person: Person, slot: Slot, around: Around, rules: Rules, *, in_period: int) -> list[Reason]:
    """Every rule of any strength that `person` on `slot` would break. `in_period`: their other duties of the period."""
    found = [*seat_rules(person, slot, around.absences), *duty_rules(slot, around.duties, rules)]
    for partner in around.partners:
        found += pair_rules(slot, partner)
    if rules.max_in_period is not None and in_period >= rules.max_in_period:
        found.append(Reason(Rule.TOO_MANY_IN_PERIOD.value, {"most": rules.max_in_period}))
    return [reason for reason in found if strength_of(reason.code, rules) != Strength.OFF]


def hard(reasons: Iterable[Reason], rules: Rules) -> list[Reason]:
    """Those that keep a person off."""
    return [reason for reason in reasons if strength_of(reason.code, rules) == Strength.HARD]


def soft(reasons: Iterable[Reason], rules: Rules) -> list[Reason]:
    """Those to mind only."""
    return [reason for reason in reasons if strength_of(reason.code, rules) == Strength.WARNING]


def seat_rules(person: Person, slot: Slot, absences: Iterable[Absence] = ()) -> Iterator[Reason]:
    """The rules about this person on this seat, whatever else they do."""
    yield from post_rules(person, slot)
    if not in_service(person, slot.day):
        yield Reason(Rule.NOT_IN_SERVICE.value)
    for absence in absences:
        if at_once(slot, absence):
            yield Reason(Rule.ABSENT.value, {"label": absence.label})


def post_rules(person: Person, slot: Slot) -> Iterator[Reason]:
    """The rules about a person and a post on any day. A way that nobody has measured is not too long."""
    if slot.unit_id not in person.unit_ids:
        yield Reason(Rule.OTHER_UNIT.value)
    if slot.post not in person.eligible_posts:
        yield Reason(Rule.POST_NOT_ELIGIBLE.value)
    if person.rank < slot.min_rank:
        yield Reason(Rule.RANK_TOO_LOW.value, {"min_rank": slot.min_rank})
    if slot.response_minutes and person.travel_minutes is not None and person.travel_minutes > slot.response_minutes:
        yield Reason(Rule.TOO_FAR.value, {"minutes": person.travel_minutes, "limit": slot.response_minutes})
    if not person.reachable:
        yield Reason(Rule.NO_PHONE.value)


def in_service(person: Person, day: date) -> bool:
    return person.valid_from <= day and (person.valid_to is None or day < person.valid_to)


def overlap(first: OnDuty, second: OnDuty) -> bool:
    """Two duties at once; one that isn't exclusive goes beside any other."""
    return first.exclusive and second.exclusive and first.start < second.end and second.start < first.end


def rest_too_short(first: OnDuty, second: OnDuty, rules: Rules) -> bool:
    """Fewer free duty days between two exclusive duties than the earlier one asks for."""
    if not (first.exclusive and second.exclusive):
        return False
    earlier, later = (first, second) if first.day <= second.day else (second, first)
    return (later.day - earlier.day).days <= rest_after(earlier, rules)


def rest_after(duty: OnDuty, rules: Rules) -> int:
    """Free duty days owed after a duty, by the setting."""
    return rules.rest_days_after_on_site if duty.on_site_all_day else rules.rest_days


def clash(first: OnDuty, second: OnDuty, rules: Rules) -> Rule | None:
    """Why one person can't have both duties, None = may."""
    if overlap(first, second):
        return Rule.ALREADY_ON_DUTY
    if rules.rest != Strength.OFF and rest_too_short(first, second, rules):
        return Rule.REST_TOO_SHORT
    return None


def duty_rules(slot: OnDuty, duties: Collection[OnDuty], rules: Rules) -> Iterator[Reason]:
    """The rules about one more duty beside those a person has. The maximum of a period is the engine's own."""
    for duty in duties:
        rule = clash(slot, duty, rules)
        if rule is not None:
            near = {"day": duty.day.isoformat()} if rule == Rule.REST_TOO_SHORT else {}
            yield Reason(rule.value, {"label": getattr(duty, "label", ""), **near})
    most = most_in_week_with(slot, duties)
    if rules.week != Strength.OFF and most > rules.max_in_week:
        yield Reason(Rule.TOO_MANY_IN_WEEK.value, {"most": rules.max_in_week})


def most_in_week_with(slot: OnDuty, duties: Iterable[OnDuty]) -> int:
    """Duties in the fullest seven consecutive days that include the slot's, the slot counted. 0 if not exclusive."""
    if not slot.exclusive:
        return 0
    days = [duty.day for duty in duties if duty.exclusive]
    begins = [slot.day - timedelta(days=back) for back in range(WEEK)]
    return 1 + max(sum(1 for day in days if begin <= day < begin + timedelta(days=WEEK)) for begin in begins)


def pair_rules(slot: OnDuty, partner: Partner) -> Iterator[Reason]:
    """The rules about the other one of a pair."""
    params = {"label": partner.label}
    if partner.kind == PairKind.TOGETHER:
        if any(at_once(slot, duty) for duty in partner.duties):
            yield Reason(Rule.PAIR_TOGETHER.value, params)
    elif slot.unit_id != partner.unit_id and is_away(slot, partner):
        yield Reason(Rule.PAIR_BOTH_AWAY.value, params)


def is_away(slot: OnDuty, partner: Partner) -> bool:
    """Is the other one absent, or on duty for another unit than the pair's, during the slot?"""
    elsewhere = (duty for duty in partner.duties if duty.unit_id != partner.unit_id)
    return any(at_once(slot, absence) for absence in partner.absences) or any(at_once(slot, duty) for duty in elsewhere)


def at_once(first: OnDuty, second: OnDuty | Absence) -> bool:
    """Do the spans overlap?"""
    return first.start < second.end and second.start < first.end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person with what stands around them. `in_period`: other duties of the same period."""

    person: Person
    around: Around
    in_period: int = 0


def refusals(candidate: Candidate, slot: Slot, rules: Rules) -> list[Reason]:
    """Every hard rule that keeps the candidate off `slot`; empty = allowed."""
    return hard(_broken(candidate, slot, rules), rules)


def warnings(candidate: Candidate, slot: Slot, rules: Rules) -> list[Reason]:
    """What a person should look at but may decide: soft rules, among them that nobody can call them."""
    return soft(_broken(candidate, slot, rules), rules)


def in_emergency(rules: Rules) -> Rules:
    """When somebody has to step in at once (domain §3.5): how often they do is to be minded, not to forbid it.

    The leader reviews it afterwards. Whoever is absent, on duty elsewhere or not eligible still can't.
    """
    eased = {Strength.HARD: Strength.WARNING}
    rest, week, period = (eased.get(one, one) for one in (rules.rest, rules.week, rules.period))
    return replace(rules, rest=rest, week=week, period=period)


def _broken(candidate: Candidate, slot: Slot, rules: Rules) -> list[Reason]:
    return broken_rules(candidate.person, slot, candidate.around, rules, in_period=candidate.in_period)
