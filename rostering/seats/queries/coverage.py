"""Is every post of a period filled by somebody who may sit there, can be reached, and by what holds today (domain §3.4)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _now

from rostering.engine.eligibility import refusals
from rostering.engine.problem import Reason, Rules, Strength
from rostering.enums import RosterState
from rostering.fairness.queries.roster_rules import rules_of
from rostering.labels import POST_LABELS
from rostering.reasons import reasons_text
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.seats.queries import reach
from rostering.seats.queries.facts import bare_slot, slot
from rostering.seats.queries.outdated import outdated_reasons
from rostering.seats.queries.present import Holders, holders_of, with_present_facts
from rostering.seats.queries.reach import Unreached, unreached_of
from units.models import County, Person


@dataclass(frozen=True, slots=True)
class Gap:
    """One seat that isn't as it should be, with every reason. `kind` is the gravest of vacancy, ineligible, outdated (laid
    out by what no longer holds) and unreachable."""

    kind: str
    assignment_id: str
    unit_code: str
    unit_name: str
    post: str
    seat: int
    day: date
    person_name: str
    reasons: tuple[Reason, ...]
    row: Assignment

    @property
    def text(self) -> str:
        return reasons_text(self.reasons)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A unit whose word is missing: silent (`draft`), or asked to look again (`returned`)."""

    code: str
    name: str
    state: str

    @property
    def is_returned(self) -> bool:
        return self.state == RosterState.RETURNED


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of a period and its gaps; `waiting` are the units that haven't confirmed, in protocol order.

    `unreached`: whom no message reaches for certain, each once. `not_on_duty` (unit, person): listed for none of the posts that their unit staffs in the period.
    """

    seats: int
    filled: int
    gaps: tuple[Gap, ...]
    units: int
    waiting: tuple[Unconfirmed, ...]
    not_on_duty: tuple[tuple[str, str], ...]
    unreached: tuple[Unreached, ...]

    @property
    def unreached_reasons(self) -> tuple[reach.Reason, ...]:
        return reach.by_reason(self.unreached)

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def confirmed(self) -> int:
        return self.units - len(self.waiting)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.waiting)

    @property
    def returned(self) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.waiting if unit.is_returned)


def coverage(period: DutyPeriod, *, unit_ids: Collection[UUID] | None = None) -> Coverage:
    """Of the units named, None = all. Six queries whatever the size of the county.

    Whoever has no verified way is a gap where the county says so, else somebody to be named.
    """
    seats = Assignment.objects.active().filter(shift__period=period)
    filings = Roster.objects.filter(period=period)
    if unit_ids is not None:
        seats, filings = seats.filter(shift__unit_id__in=unit_ids), filings.filter(unit_id__in=unit_ids)
    assignments = list(
        with_present_facts(seats)
        .select_related("shift__unit", "shift__roster", "person__unit")
        .order_by("shift__unit__protocol_order", "shift__day", "shift__post_order", "shift__seat")
    )
    in_order = filings.order_by("unit__protocol_order", "unit__code")
    rosters = list(in_order.values_list("unit__code", "unit__name", "state"))
    done = (RosterState.SUBMITTED, RosterState.ACCEPTED)
    unreached = _unreached(period, assignments)
    gaps = gaps_among(period, assignments)
    if unreached and _is_gap(period.county_id):
        gaps += _unreached_gaps(assignments, unreached, {gap.assignment_id for gap in gaps})
    return Coverage(
        seats=len(assignments),
        filled=sum(1 for assignment in assignments if assignment.person_id),
        gaps=tuple(gaps),
        units=len(rosters),
        waiting=tuple(Unconfirmed(*row) for row in rosters if row[2] not in done),
        not_on_duty=_not_on_duty(period, assignments),
        unreached=unreached,
    )


def _is_gap(county_id: UUID) -> bool:
    return County.objects.filter(pk=county_id, unreached_is_gap=True).exists()


def _unreached(period: DutyPeriod, assignments: Iterable[Assignment]) -> tuple[Unreached, ...]:
    """In the order of seats. One query."""
    return unreached_of((one.person for one in assignments if one.person is not None), period.last_day)


def _unreached_gaps(
    assignments: Iterable[Assignment], unreached: Iterable[Unreached], known: Collection[str]
) -> list[Gap]:
    """Of seats that are in order otherwise: the first of each person stands for all of theirs."""
    why = {one.person_id: one.why for one in unreached}
    gaps: dict[UUID, Gap] = {}
    for one in assignments:
        if one.person_id in why and one.person_id is not None and str(one.pk) not in known:
            reason = Reason(f"way_{why[one.person_id]}")
            gaps.setdefault(one.person_id, _gap("unreachable", one, (reason,)))
    return list(gaps.values())


def _not_on_duty(period: DutyPeriod, assignments: Iterable[Assignment]) -> tuple[tuple[str, str], ...]:
    """One query."""
    posts: dict[UUID, set[str]] = {}
    for one in assignments:
        posts.setdefault(one.shift.unit_id, set()).add(one.shift.post)
    there = Q(valid_from__lte=period.last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=period.first_day))
    people = Person.objects.filter(there, unit__in=posts).by_unit()
    rows = people.values_list("unit_id", "unit__name", "name", "eligible_posts")
    return tuple((unit, name) for unit_id, unit, name, held in rows if not posts[unit_id] & set(held))


def gaps_among(period: DutyPeriod, assignments: list[Assignment]) -> list[Gap]:
    """Gaps of loaded assignments of the period, in their order: as `gaps_of`."""
    return gaps_of(assignments, {period.pk: period})


def gaps_of(assignments: list[Assignment], periods: Mapping[UUID, DutyPeriod]) -> list[Gap]:
    """Gaps of assignments read `with_present_facts` (shift with unit and roster, person), in their order.

    One query for the rules, and more only where somebody is away, lent or of a pair, or where the distance is a rule.
    """
    if not assignments:
        return []
    rules = {pk: _fitness(found) for pk, found in rules_of(periods.values()).items()}
    if any(one.distance == Strength.HARD for one in rules.values()):
        prefetch_related_objects(assignments, "shift__phases")
    holders, now = holders_of(assignments), timezone.now()
    gaps = (
        _gap_of(one, holders, rules[one.shift.period_id], outdated_reasons(periods[one.shift.period_id], one, now))
        for one in assignments
        if not _is_served(periods[one.shift.period_id], one, now)
    )
    return [gap for gap in gaps if gap is not None]


def _is_served(period: DutyPeriod, one: Assignment, now: datetime) -> bool:
    """A published duty that is over can only have been vacant: what became of its holder since is no gap of it."""
    return one.person_id is not None and period.is_in_force and one.end <= now


def gap_sentence(gap: Gap) -> str:
    """Unit, day, post and what is wrong, in one line."""
    return _now("%(unit)s %(day)s %(post)s：%(text)s") % {
        "unit": gap.unit_name,
        "day": f"{gap.day.month}/{gap.day.day}",
        "post": POST_LABELS.get(gap.post, gap.post),
        "text": " ".join(filter(None, (gap.person_name, gap.text))),
    }


def _gap_of(assignment: Assignment, holders: Holders, rules: Rules, outdated: Collection[Reason]) -> Gap | None:
    if assignment.person is None:
        causes = [Reason(c["code"], c.get("params", {})) for c in assignment.vacancy_causes]
        return _gap("vacancy", assignment, (*causes, *outdated))
    candidate = holders.candidate(assignment.person, assignment.shift.day)
    ask = slot if rules.distance == Strength.HARD else bare_slot
    refused = refusals(candidate, ask(assignment.shift, assignment.start, assignment.end), rules)
    if assignment.designated:  # type: ignore[attr-defined]  # annotated by with_present_facts
        refused = [one for one in refused if one.code not in assignment.designated["rules"]]  # type: ignore[attr-defined]
    if assignment.shift.replaced_by_id is not None:
        # Who is about to be replaced may sit in the period that takes over.
        refused = []
    unreachable = [] if candidate.person.reachable else [Reason("no_phone")]
    for kind, reasons in (("ineligible", refused), ("outdated", outdated), ("unreachable", unreachable)):
        if reasons:
            return _gap(kind, assignment, (*refused, *outdated, *unreachable))
    return None


def _fitness(rules: Rules) -> Rules:
    """May this person sit there at all: how often they do is asked when somebody is seated, not of a finished roster."""
    off = Strength.OFF
    return replace(rules, rest=off, week=off, period=off)


def _gap(kind: str, assignment: Assignment, reasons: tuple[Reason, ...]) -> Gap:
    shift = assignment.shift
    return Gap(
        kind=kind,
        assignment_id=str(assignment.pk),
        unit_code=shift.unit.code,
        unit_name=shift.unit.name,
        post=shift.post,
        seat=shift.seat,
        day=shift.day,
        person_name=assignment.person.name if assignment.person else "",
        reasons=reasons,
        row=assignment,
    )
