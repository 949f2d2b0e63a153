"""Rosters as problems of the engine: what `loading` has read of a period, as one problem per piece. No query.

A slot is an active assignment, whole or part of a shift; its id is the assignment's. Whoever stands on a seat by hand
is pinned there, everybody of a published period is a fact, and everybody else may move.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rostering.engine import problem as engine
from rostering.engine.problem import PlacementKind
from rostering.enums import WishKind
from rostering.fairness.models.preference import Preference
from rostering.labels import POST_LABELS
from rostering.rosters.models.period import DutyPeriod
from rostering.seats.queries.loading import Facts, load_facts
from rostering.seats.queries.slots import Seat
from units.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Loaded:
    """A problem with the rows behind it; `seats` by slot id, `person_ids` everybody it knows."""

    problem: engine.Problem
    seats: Mapping[str, Seat]
    person_ids: tuple[UUID, ...]

    @property
    def free(self) -> list[Seat]:
        """Those the plan decides, in the order of slot ids."""
        fixed = {placement.slot_id for placement in self.problem.fixed}
        return [seat for slot_id, seat in sorted(self.seats.items()) if slot_id not in fixed]


def load_problem(
    period: DutyPeriod, roster_ids: Collection[UUID], *, keep_shown: bool = True, published: bool = False
) -> Loaded:
    """The rosters named as one problem, by the queries of `load_facts`. Errors and options as `problem_of`."""
    return problem_of(load_facts(period, [roster_ids]), roster_ids, keep_shown=keep_shown, published=published)


def problem_of(
    facts: Facts, roster_ids: Collection[UUID], *, keep_shown: bool = True, published: bool = False
) -> Loaded:
    """One piece of those that were loaded as a problem. With `published` everybody on a seat stays as a fact.

    `keep_shown`: of equally good plans the one that changes least of what stands. Raises RuleViolation
    `pin_without_seat` for somebody pinned to a day on which no seat is theirs to take.
    """
    seats = facts.seats_of(roster_ids)
    people = facts.people_of(seats.values())
    names = [person.id for person in people.values()]
    wishes = [wish for name in names for wish in facts.wishes[name]]
    fixed = _fixed(seats, published=published)
    if not published:
        fixed += _pinned(wishes, seats, people, fixed)
    stuck = {placement.slot_id for placement in fixed}
    shown = [seat for seat in seats.values() if keep_shown and seat.person_id and str(seat.assignment_id) not in stuck]
    own = {seat.roster_id for seat in seats.values()}
    return Loaded(
        problem=engine.Problem(
            slots=tuple(seat.slot for seat in seats.values()),
            people=tuple(people.values()),
            absences=tuple(absence for name in names for absence in facts.absences[name]),
            duties=tuple(duty for name in names for roster, duty in facts.duties[name] if roster not in own),
            fixed=tuple(fixed),
            ledger=tuple(entry for name in names for entry in facts.ledger[name]),
            pairs=tuple(facts.pairs_among(names)),
            preferences=tuple(_preference(wish) for wish in wishes if wish.kind != WishKind.PINNED),
            shown=tuple(
                engine.Shown(str(seat.assignment_id), str(seat.person_id)) for seat in shown if seat.person_id in people
            ),
            rules=facts.rules,
        ),
        seats=seats,
        person_ids=tuple(people),
    )


def _fixed(seats: Mapping[str, Seat], *, published: bool) -> list[engine.Placement]:
    """Who was designated is a fact like the published: a pin would have to keep the rules that were set aside."""
    return [
        engine.Placement(slot_id, str(seat.person_id), _kind(seat, published=published))
        for slot_id, seat in seats.items()
        if seat.person_id and (published or seat.is_pinned or seat.is_designated)
    ]


def _kind(seat: Seat, *, published: bool) -> PlacementKind:
    return PlacementKind.PUBLISHED if published or seat.is_designated else PlacementKind.PINNED


def _preference(wish: Preference) -> engine.Preference:
    return engine.Preference(
        person_id=str(wish.person_id),
        start=wish.first_day,
        end=wish.last_day + timedelta(days=1),
        gladly=wish.kind == WishKind.GLADLY,
        weight=wish.weight,
    )


def _pinned(
    wishes: Iterable[Preference],
    seats: Mapping[str, Seat],
    people: Mapping[UUID, engine.Person],
    fixed: Sequence[engine.Placement],
) -> list[engine.Placement]:
    """A seat for everybody who has been told to be on duty on a day: the highest post they may hold, first seat first."""
    taken = {placement.slot_id: placement.person_id for placement in fixed}
    found = []
    for wish in sorted(wishes, key=lambda wish: (wish.first_day, wish.person_id, wish.pk)):
        if wish.kind != WishKind.PINNED:
            continue
        person = people[wish.person_id]
        that_day = [seat for seat in seats.values() if seat.slot.day == wish.first_day]
        if not that_day or any(taken.get(seat.slot.id) == person.id for seat in that_day):
            continue
        open_seats = [
            seat for seat in that_day if seat.slot.id not in taken and _may_hold(person, seat.slot, wish.post)
        ]
        if not open_seats:
            raise _pin_without_seat(wish)
        chosen = min(open_seats, key=lambda seat: (seat.post_order, seat.slot.seat, seat.slot.id))
        taken[chosen.slot.id] = person.id
        found.append(engine.Placement(chosen.slot.id, person.id, PlacementKind.PINNED))
    return found


def _may_hold(person: engine.Person, slot: engine.Slot, post: str) -> bool:
    wanted = slot.post == post if post else True
    return (
        wanted
        and slot.post in person.eligible_posts
        and slot.unit_id in person.unit_ids
        and (person.rank >= slot.min_rank)
    )


def _pin_without_seat(wish: Preference) -> RuleViolation:
    return RuleViolation(
        "pin_without_seat",
        _("%(person)s %(day)s 指定值班，但当日没有可安排的%(post)s席位，请先撤销或调整")
        % {"person": wish.person.name, "day": wish.first_day, "post": POST_LABELS.get(wish.post, "")},
        {"person": str(wish.person_id), "day": str(wish.first_day)},
    )
