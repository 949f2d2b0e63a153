"""What the rules need to know of people who may take a seat by hand, loaded for whole units at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Sum

from rostering.engine import problem as engine
from rostering.engine.eligibility import Around, Candidate, OnDuty, Partner
from rostering.engine.problem import Rules, Slot, Strength
from rostering.enums import Posture
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.preference import PairRule, SharedPerson
from rostering.fairness.queries.leave import kind_word
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import clip
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import Shift, ShiftPhase, shortest_response
from rostering.seats.queries.slots import DAY_LONG
from units.models import Person

LEDGER_SPAN = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Held(engine.Duty):
    """A duty of somebody by its assignment, so that it can be left in exchange for another."""

    assignment_id: UUID | None = None
    period_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What people are asked about: a span, by which rules, and within which period they are counted (None = none).

    `given_up` are assignments about to be left, which keep nobody busy; nor do the duties that `taking_over` replaces.
    """

    start: datetime
    end: datetime
    rules: Rules
    period_id: UUID | None = None
    given_up: Collection[UUID] = ()
    taking_over: UUID | None = None


def candidates(people: Iterable[Person], asked: Asked) -> list[Candidate]:
    """`people` with what stands around them near the span. Three queries, and one more each for pair rules and a maximum."""
    people = list(people)
    ids = [person.pk for person in people]
    pairs = _pairs(ids, asked.rules)
    others = {other for partners in pairs.values() for other, *_rule in partners}
    absences = _absences({*ids, *others}, asked)
    duties = _duties({*ids, *others}, asked)
    elsewhere = _elsewhere(ids, asked)
    counted = _in_period(ids, asked)
    return [
        Candidate(
            person=as_person(person, elsewhere[person.pk]),
            around=Around(
                absences=tuple(absences[person.pk]),
                duties=tuple(duties[person.pk]),
                partners=tuple(
                    Partner(kind, unit_id, tuple(absences[other]), tuple(duties[other]), name, str(other))
                    for other, kind, unit_id, name in pairs[person.pk]
                ),
            ),
            in_period=counted.get(person.pk, 0),
        )
        for person in people
    ]


def exchanging(candidate: Candidate, asked: Asked, *, leaving: Collection[UUID], taking: Iterable[Held]) -> Candidate:
    """The candidate when assignments change hands in the same step: theirs and those of the others of pair rules."""
    taken: dict[str, list[Held]] = defaultdict(list)
    for duty in taking:
        taken[duty.person_id].append(duty)
    own = candidate.around
    left = [duty for duty in own.duties if _is_left(duty, leaving)]
    count = sum(isinstance(duty, Held) and duty.period_id == asked.period_id for duty in left)
    gained = taken[candidate.person.id]
    return replace(
        candidate,
        around=replace(
            own,
            duties=_after(own.duties, leaving, gained),
            partners=tuple(
                replace(one, duties=_after(one.duties, leaving, taken[one.person_id])) for one in own.partners
            ),
        ),
        in_period=candidate.in_period - count + sum(duty.period_id == asked.period_id for duty in gained),
    )


def _is_left(duty: OnDuty, leaving: Collection[UUID]) -> bool:
    return isinstance(duty, Held) and duty.assignment_id in leaving


def _after(duties: Iterable[OnDuty], leaving: Collection[UUID], gained: Iterable[Held]) -> tuple[OnDuty, ...]:
    return (*(duty for duty in duties if not _is_left(duty, leaving)), *gained)


def held(assignment: Assignment, person_id: UUID, start: datetime, end: datetime) -> Held:
    """`[start, end)` of an assignment as a duty of somebody. Needs `shift` with its phases loaded."""
    seat = slot(assignment.shift, start, end)
    return Held(
        person_id=str(person_id),
        unit_id=seat.unit_id,
        day=seat.day,
        start=start,
        end=end,
        exclusive=seat.exclusive,
        on_site_all_day=seat.on_site_all_day,
        assignment_id=assignment.pk,
        period_id=assignment.shift.period_id,
    )


def as_person(person: Person, also_units: Collection[str]) -> engine.Person:
    """A person as the rules see them; `also_units` borrow them."""
    return engine.Person(
        id=str(person.pk),
        unit_ids=frozenset({str(person.unit_id), *also_units}),
        rank=person.rank,
        eligible_posts=frozenset(person.eligible_posts),
        valid_from=person.valid_from,
        valid_to=person.valid_to,
        travel_minutes=person.travel_minutes,
        reachable=bool(person.mobile),
    )


def past_points(person_ids: Collection[UUID], before: datetime) -> dict[UUID, float]:
    """Burden points of published duty in the three years before `before`, per person."""
    rows = (
        Assignment.objects.in_force()
        .filter(person_id__in=person_ids, start__lt=before, start__gte=before - LEDGER_SPAN)
        .values("person_id")
        .annotate(total=Sum("points"))
        .values_list("person_id", "total")
    )
    return {person_id: float(total) for person_id, total in rows}


def slot(shift: Shift, start: datetime, end: datetime) -> Slot:
    """`[start, end)` of a shift as the rules see it; no query when `phases` is prefetched."""
    phases = clip(shift.as_phases(), start, end)
    return replace(
        bare_slot(shift, start, end),
        response_minutes=shortest_response(phases),
        on_site_all_day=all(phase.obligation.posture == Posture.ON_SITE for phase in phases)
        and end - start >= DAY_LONG,
    )


def bare_slot(shift: Shift, start: datetime, end: datetime) -> Slot:
    """Without what is owed there, for rules that ask neither about the way to the post nor about rest. No query."""
    return Slot(
        id=str(shift.pk),
        unit_id=str(shift.unit_id),
        tier=shift.tier,
        post=shift.post,
        seat=shift.seat,
        day=shift.day,
        start=start,
        end=end,
        min_rank=shift.min_rank,
        points=int(shift.points * 100),
        exclusive=shift.is_exclusive,
    )


def _absences(person_ids: Collection[UUID], asked: Asked) -> dict[UUID, list[engine.Absence]]:
    found: dict[UUID, list[engine.Absence]] = defaultdict(list)
    rows = Absence.objects.binding().overlapping(asked.start, asked.end).filter(person_id__in=person_ids)
    fields = ("person_id", "kind", "kind_name", "start", "end")
    for person_id, kind, name, start, end in rows.order_by("start").values_list(*fields):
        found[person_id].append(engine.Absence(str(person_id), start, end, label=str(kind_word(kind, name))))
    return found


def _duties(person_ids: Collection[UUID], asked: Asked) -> dict[UUID, list[Held]]:
    """As far around the span as rest and weeks reach."""
    days = max(7, asked.rules.rest_days + 2, asked.rules.rest_days_after_on_site + 2)
    around = timedelta(days=days)
    rows = Assignment.objects.active().filter(
        person_id__in=person_ids, start__gte=asked.start - around, start__lt=asked.end + around
    )
    if asked.taking_over is not None:
        rows = rows.exclude(shift__replaced_by=asked.taking_over)
    rows = rows.exclude(pk__in=asked.given_up).annotate(
        leaves_site=Exists(ShiftPhase.objects.filter(shift=OuterRef("shift")).exclude(posture=Posture.ON_SITE))
    )
    found: dict[UUID, list[Held]] = defaultdict(list)
    columns = ("pk", "person_id", "shift__unit_id", "shift__day", "start", "end", "is_exclusive", "leaves_site")
    for pk, person_id, unit_id, day, start, end, exclusive, leaves_site, label, period_id in rows.order_by(
        "start"
    ).values_list(*columns, "shift__period__name", "shift__period_id"):
        found[person_id].append(
            Held(
                person_id=str(person_id),
                unit_id=str(unit_id),
                day=day,
                start=start,
                end=end,
                exclusive=exclusive,
                on_site_all_day=not leaves_site and end - start >= DAY_LONG,
                label=label,
                assignment_id=pk,
                period_id=period_id,
            )
        )
    return found


def _pairs(person_ids: Collection[UUID], rules: Rules) -> dict[UUID, list[tuple[UUID, engine.PairKind, str, str]]]:
    """Per person the others of pair rules: (who, kind, unit, name)."""
    found: dict[UUID, list[tuple[UUID, engine.PairKind, str, str]]] = defaultdict(list)
    if rules.pair_together == rules.pair_both_away == Strength.OFF:
        return found
    rows = PairRule.objects.filter(Q(first__in=person_ids) | Q(second__in=person_ids)).order_by("pk")
    for first, first_name, second, second_name, kind, unit_id in rows.values_list(
        "first_id", "first__name", "second_id", "second__name", "kind", "unit_id"
    ):
        found[first].append((second, engine.PairKind(kind), str(unit_id), second_name))
        found[second].append((first, engine.PairKind(kind), str(unit_id), first_name))
    return found


def _elsewhere(person_ids: Collection[UUID], asked: Asked) -> dict[UUID, set[str]]:
    """Units that borrow the people somewhere in the span."""
    first, last = asked.start.astimezone(zone()).date(), asked.end.astimezone(zone()).date()
    shares = SharedPerson.objects.overlapping(first, last).filter(person_id__in=person_ids)
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, unit_id in shares.values_list("person_id", "unit_id"):
        found[person_id].add(str(unit_id))
    return found


def _in_period(person_ids: Collection[UUID], asked: Asked) -> dict[UUID, int]:
    if asked.period_id is None or asked.rules.max_in_period is None:
        return {}
    duties = Assignment.objects.active().filter(shift__period=asked.period_id, person_id__in=person_ids)
    counted = duties.exclude(pk__in=asked.given_up).order_by().values("person_id")
    return dict(counted.annotate(n=Count("shift", distinct=True)).values_list("person_id", "n"))
