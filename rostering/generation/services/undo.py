"""撤销上一步: the seats of one step as they were before it, if nobody has changed them since and the rules allow it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.engine.checking import Breach, violations
from rostering.engine.plan import Plan, Vacancy
from rostering.engine.problem import Placement, PlacementKind, Reason, Rule
from rostering.enums import RosterState
from rostering.generation.services.plans import SeatWrite, write_seats
from rostering.permissions import check_undo
from rostering.reasons import reason_text
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.designation import Designation
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.step import RosterStep, SeatBefore
from rostering.rosters.permissions import check_file
from rostering.rosters.queries import LastStep, last_step
from rostering.seats.queries.problem import Loaded, load_problem
from units.audit import services as audit
from units.db import lock, write
from units.errors import RuleViolation
from units.models import Person, User

FILED = (RosterState.SUBMITTED, RosterState.ACCEPTED)


@write
def undo_step(*, period: DutyPeriod, by: User) -> LastStep:
    """Takes back the last step that `by` may take back, all of it or nothing.

    Raises NotAllowed, RuleViolation `nothing_to_undo`, `generation_running`, `roster_filed`, `changed_since`, or `rules_forbid`
    when what stood before breaks a rule by now.
    """
    check_undo(by)
    step = _last(period, by)
    rows = RosterStep.objects.filter(pk__in=step.ids).values_list("seats", "roster_ids")
    seats: list[SeatBefore] = [seat for changed, _rosters in rows for seat in changed]
    people = {UUID(person) for seat in seats for person in (seat["person"], seat["now"]) if person}
    rosters = {pk for _changed, ids in rows for pk in ids}
    lock(period, *(Roster(pk=pk) for pk in rosters), *(Person(pk=pk) for pk in people))
    # Which locks to take was read without them: by now somebody may have taken another step.
    if _last(period, by).ids != step.ids:
        raise _changed()
    if period.jobs.generations().running().exists():
        raise RuleViolation("generation_running", _("正在排班，请等待完成或先取消"))
    _check_rosters(rosters, by, by_hand=step.is_by_hand)
    versions = _versions(seats)
    _check_rules(period, rosters, seats)
    now = timezone.now()
    write_seats([_put_back(seat, versions) for seat in seats], now)
    Roster.objects.filter(pk__in=rosters).update(version=F("version") + 1, updated_at=now)
    _mark(step, period, by, now)
    return step


def _last(period: DutyPeriod, by: User) -> LastStep:
    period.refresh_from_db()
    step = last_step(period, by)
    if step is None:
        raise RuleViolation("nothing_to_undo", _("没有可以撤销的步骤"))
    return step


def _changed() -> RuleViolation:
    return RuleViolation("changed_since", _("这一步之后席位又有改动，不能撤销"))


def _check_rosters(ids: Collection[UUID], by: User, *, by_hand: bool) -> None:
    """What a unit has filed is its word; the office may take back a change by hand, as it may make one."""
    for roster in Roster.objects.filter(pk__in=ids).select_related("unit").order_by("pk"):
        check_file(by, roster)
        if roster.state in FILED and not (by_hand and by.sees_whole_county):
            raise RuleViolation(
                "roster_filed", _now("%(unit)s已报送，不能撤销；可退回后重新排班") % {"unit": roster.unit.name}
            )


def _versions(seats: Iterable[SeatBefore]) -> dict[str, int]:
    """Of the seats, when each still has the person whom the step put there. Raises `changed_since`."""
    wanted = {seat["seat"]: seat["now"] for seat in seats}
    rows = Assignment.objects.active().filter(pk__in=wanted).values_list("pk", "person_id", "version")
    found = {str(pk): (str(person) if person else None, version) for pk, person, version in rows}
    if any(seat not in found or found[seat][0] != person for seat, person in wanted.items()):
        raise _changed()
    return {seat: version for seat, (_person, version) in found.items()}


def _put_back(seat: SeatBefore, versions: Mapping[str, int]) -> SeatWrite:
    return SeatWrite(seat["seat"], seat["person"], seat["pinned"], seat["causes"], versions[seat["seat"]])


def _check_rules(period: DutyPeriod, rosters: Collection[UUID], seats: Sequence[SeatBefore]) -> None:
    """Asks every hard rule of those who come back, everybody else where they are: who sits there anyway comes from nowhere."""
    back = {seat["seat"]: seat["person"] for seat in seats if seat["person"] != seat["now"]}
    if not any(back.values()):
        return
    loaded = load_problem(period, rosters, keep_shown=False, published=True)
    known = {person.id for person in loaded.problem.people}
    gone = [seat for seat, person in back.items() if person and person not in known]
    if gone:
        raise _forbidden(Breach(Rule.NOT_IN_SERVICE, (gone[0],), (str(back[gone[0]]),)), loaded)
    found = [breach for breach in _breaches(loaded, back) if not set(back).isdisjoint(breach.slot_ids)]
    if found:
        raise _forbidden(found[0], loaded)


def _breaches(loaded: Loaded, back: Mapping[str, str | None]) -> list[Breach]:
    """Everybody else is a fact; those who come back are as good as pinned."""
    stays = [one for one in loaded.problem.fixed if one.slot_id not in back]
    designated = _designated(back)
    comes = [
        Placement(slot, person, PlacementKind.PUBLISHED if slot in designated else PlacementKind.PINNED)
        for slot, person in back.items()
        if person
    ]
    problem = replace(loaded.problem, fixed=(*stays, *comes))
    held = {one.slot_id for one in problem.fixed}
    empty = tuple(Vacancy(slot.id, ()) for slot in problem.slots if slot.id not in held)
    return violations(problem, Plan(assignments=problem.fixed, vacancies=empty))


def _designated(back: Mapping[str, str | None]) -> set[str]:
    """The seats to which those come back who had been designated for them: the rules set aside then are set aside now."""
    rows = Assignment.objects.filter(pk__in=back).values_list(
        "pk", "shift__period_id", "shift__unit_id", "shift__day", "shift__post", "shift__seat"
    )
    seats = {(*place, UUID(person)): str(pk) for pk, *place in rows if (person := back[str(pk)])}
    designations = Designation.objects.filter(period__shifts__assignments__in=[UUID(pk) for pk in back]).distinct()
    known = designations.values_list("period_id", "unit_id", "day", "post", "seat", "person_id")
    return {seats[place] for place in known if place in seats}


def _forbidden(breach: Breach, loaded: Loaded) -> RuleViolation:
    names = Person.objects.filter(pk__in=breach.person_ids).values_list("name", flat=True)
    days = sorted(loaded.seats[slot].slot.day for slot in breach.slot_ids if slot in loaded.seats)
    reason = reason_text(Reason(breach.code, {"day": days[0].isoformat()} if days else {}))
    return RuleViolation(
        "rules_forbid",
        _now("不能撤销：%(people)s %(reason)s") % {"people": "、".join(sorted(names)), "reason": reason},
        {"rule": breach.code, "seats": list(breach.slot_ids)},
    )


def _mark(step: LastStep, period: DutyPeriod, by: User, now: datetime) -> None:
    RosterStep.objects.filter(pk__in=step.ids).update(undone_at=now)
    audit.record(
        by=by,
        action="period.step_undone",
        row=period,
        county=period.county_id,
        after={"step": step.kind, "seats": step.seats},
    )
