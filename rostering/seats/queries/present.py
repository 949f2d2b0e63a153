"""Seats beside the facts as they are now, read with the seats themselves: who is away, which day, tier and policy hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from rostering.calendar.models import CalendarDay
from rostering.engine import problem as engine
from rostering.engine.eligibility import Around, Candidate, Partner
from rostering.engine.problem import Rules
from rostering.fairness.models.absence import Absence
from rostering.fairness.models.preference import PairRule, SharedPerson
from rostering.fairness.queries.leave import kind_word
from rostering.policies.models import PolicyVersion
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.designation import designation_of_holder
from rostering.seats.queries.facts import Asked, Held, as_person, candidates, held
from units.models import Person, UnitTier


def with_present_facts(rows: "QuerySet[Assignment]") -> "QuerySet[Assignment]":
    """Annotates what most seats have nothing of, so that the rows behind it are only read where there is something:
    `is_away`, `is_paired` and `designated` of the holder; `kind_now`, `tier_now`, `policy_now` by which the seat would be laid out now.
    """
    away = Absence.objects.binding().filter(
        person=OuterRef("person"), start__lt=OuterRef("end"), end__gt=OuterRef("start")
    )
    days = CalendarDay.objects.filter(county=OuterRef("shift__period__county"), date=OuterRef("shift__day"))
    tiers = UnitTier.objects.filter(unit=OuterRef("shift__unit"), valid__contains=OuterRef("shift__period__first_day"))
    policies = PolicyVersion.objects.published().filter(
        county=OuterRef("shift__period__county"), effective_from__lte=OuterRef("shift__period__first_day")
    )
    first, second = (PairRule.objects.filter(**{name: OuterRef("person")}) for name in ("first", "second"))
    return rows.annotate(
        is_away=Exists(away),
        is_paired=Q(Exists(first)) | Q(Exists(second)),
        kind_now=Subquery(days.values("kind")[:1]),
        tier_now=Subquery(tiers.values("tier")[:1]),
        policy_now=Subquery(policies.order_by("-effective_from").values("pk")[:1]),
        designated=designation_of_holder(),
    )


@dataclass(frozen=True, slots=True)
class Holders:
    """What the rules need to know of the holders of seats."""

    absences: Mapping[UUID, list[engine.Absence]]
    lent: Mapping[UUID, list[SharedPerson]]
    partners: Mapping[UUID, tuple[Partner, ...]] = field(default_factory=dict)

    def candidate(self, person: Person, day: date) -> Candidate:
        """The holder as the rules see them on a duty day. No query."""
        units = {
            str(share.unit_id)
            for share in self.lent.get(person.pk, ())
            if share.valid_from <= day and (share.valid_to is None or day < share.valid_to)
        }
        return Candidate(
            as_person(person, units),
            Around(tuple(self.absences.get(person.pk, ())), (), self.partners.get(person.pk, ())),
        )


def holders_of(assignments: Collection[Assignment]) -> Holders:
    """Of rows `with_present_facts`, person and shift loaded. No query where nobody is away, lent or of a pair."""
    paired = {a.person.pk: a.person for a in assignments if a.person is not None and a.is_paired}  # type: ignore[attr-defined]
    return Holders(
        absences=_absences([a for a in assignments if a.is_away]),  # type: ignore[attr-defined]
        lent=_lent({a.person_id for a in assignments if a.person and a.person.unit_id != a.shift.unit_id}),
        partners=_partners(assignments, paired) if paired else {},
    )


def _absences(rows: Collection[Assignment]) -> dict[UUID, list[engine.Absence]]:
    found: dict[UUID, list[engine.Absence]] = defaultdict(list)
    if not rows:
        return found
    span = min(row.start for row in rows), max(row.end for row in rows)
    known = Absence.objects.binding().overlapping(*span).filter(person__in=[row.person_id for row in rows])
    fields = ("person_id", "kind", "kind_name", "start", "end")
    for person_id, kind, name, start, end in known.order_by("start").values_list(*fields):
        found[person_id].append(engine.Absence(str(person_id), start, end, label=str(kind_word(kind, name))))
    return found


def _lent(person_ids: Collection[UUID | None]) -> dict[UUID, list[SharedPerson]]:
    found: dict[UUID, list[SharedPerson]] = defaultdict(list)
    if person_ids:
        for share in SharedPerson.objects.filter(person__in=person_ids):
            found[share.person_id].append(share)
    return found


def _partners(assignments: Iterable[Assignment], paired: Mapping[UUID, Person]) -> dict[UUID, tuple[Partner, ...]]:
    """With what the others do elsewhere, and among the very seats that are looked at."""
    seats = [row for row in assignments if row.person_id is not None]
    prefetch_related_objects(seats, "shift__phases")
    span = min(row.start for row in seats), max(row.end for row in seats)
    asked = Asked(*span, Rules(), given_up=[row.pk for row in seats])
    here: dict[str, list[Held]] = defaultdict(list)
    for row in seats:
        if row.person_id is not None:
            here[str(row.person_id)].append(held(row, row.person_id, row.start, row.end))
    found = zip(paired, candidates(paired.values(), asked), strict=True)
    return {
        pk: tuple(
            replace(other, duties=(*other.duties, *here.get(other.person_id, ())))
            for other in candidate.around.partners
        )
        for pk, candidate in found
    }
