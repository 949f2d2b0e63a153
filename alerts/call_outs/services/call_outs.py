"""紧急召集: made, kept ready, sent out, ended (domain §5)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import CallOut, Summons
from alerts.call_outs.services.announcing import call_out_dispatched
from alerts.call_outs.services.endings import drop_call_out, end_call_out
from alerts.call_outs.services.summoning import Reachable, reachable_in_units, summon
from alerts.enums import CallOutState, SummonsState
from alerts.incidents.models import Incident
from alerts.incidents.services.opening import hold_open
from alerts.permissions import check_command
from alerts.texts import required_text
from alerts.transitions import CALL_OUT
from rostering.models import Assignment
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import County, Person, Unit, User
from units.repeats.services.duplicates import one_a_minute


@write
@one_a_minute(CallOutState.DISPATCHED)
def call_out(
    *,
    county: County,
    matter: str,
    place: str,
    required: int,
    by: User | None,
    units: Iterable[Unit] = (),
    people: Iterable[Person] = (),
    incident: Incident | None = None,
    is_drill: bool = False,
) -> CallOut:
    """Calls whoever is on duty in `units` and the named `people`, at once.

    Raises InvalidInput for missing texts or nobody named, RuleViolation `nobody_on_duty` when all named units are
    unstaffed and have no leader to be reached, `incident_or_drill` when it is neither, `incident_closed`.
    """
    if by is not None:
        check_command(by)
    units, people = list(units), list(people)
    made = _drafted(
        units, people, county=county, matter=matter, place=place, required=required, requested_by=by,
        incident=incident, is_drill=is_drill,
    )  # fmt: skip
    return _dispatch(made, units, people, by)


@write
@one_a_minute(CallOutState.DRAFT)
def draft_call_out(
    *,
    county: County,
    matter: str,
    place: str,
    required: int,
    by: User,
    units: Iterable[Unit] = (),
    people: Iterable[Person] = (),
    incident: Incident | None = None,
    is_drill: bool = False,
) -> CallOut:
    """Kept ready, calls nobody yet: who is on duty in `units` is looked up when it is dispatched. Raises as `call_out`,
    and InvalidInput `nobody_named`."""
    check_command(by)
    units, people = list(units), list(people)
    if not units and not people:
        raise InvalidInput("nobody_named", _("请选择召集的单位或人员"), field="units")
    if not units:
        _refuse_more_than(len({person.pk for person in people}), required)
    made = _drafted(
        units, people, county=county, matter=matter, place=place, required=required, requested_by=by,
        incident=incident, is_drill=is_drill,
    )  # fmt: skip
    audit.record(by=by, action="call_out.drafted", row=made, county=county, after={"drill": is_drill})
    return made


@write
def dispatch(*, call_out: CallOut, by: User) -> CallOut:
    """Sends out one that was kept ready. Raises RuleViolation `wrong_state` the second time, `nobody_on_duty`,
    `incident_closed`."""
    check_command(by)
    call_out = _draft_of(call_out)
    units = Unit.objects.filter(pk__in=call_out.unit_ids)
    people = Person.objects.filter(pk__in=call_out.person_ids)
    return _dispatch(call_out, units, people, by)


@write
def cancel_call_out(*, call_out: CallOut, by: User) -> CallOut:
    """Drops one that was never dispatched. Raises RuleViolation `wrong_state`."""
    check_command(by)
    if not drop_call_out(call_out, by=by, now=timezone.now()):
        raise RuleViolation("wrong_state", _("该次召集已经发出或取消"))
    return call_out


@write
def close_call_out(*, call_out: CallOut, outcome: str, by: User) -> CallOut:
    """Ends it: those still on their way are released and told. Raises RuleViolation `wrong_state`."""
    check_command(by)
    outcome = required_text(outcome, "outcome")
    if not end_call_out(call_out, outcome=outcome, by=by, now=timezone.now()):
        raise RuleViolation("wrong_state", _("该次召集已经结束"))
    return call_out


def _drafted(
    units: list[Unit], people: list[Person], *, matter: str, place: str, required: int, **facts: Any
) -> CallOut:
    if facts["incident"] is None and not facts["is_drill"]:
        raise RuleViolation("incident_or_drill", _("召集须对应突发事件，或注明为演练"))
    hold_open(facts["incident"])
    return CallOut.objects.create(
        matter=required_text(matter, "matter"),
        place=required_text(place, "place"),
        required=_positive(required),
        unit_ids=[unit.pk for unit in units],
        person_ids=[person.pk for person in people],
        **facts,
    )


def _draft_of(call_out: CallOut) -> CallOut:
    """Locked and read afresh, so that of two who come at once one finds it gone. The incident's lock comes first: whoever
    closes an incident takes its call-outs' after it."""
    hold_open(call_out.incident)
    fresh = held(call_out, related=("county",))
    CALL_OUT.advance(fresh.state, "dispatch", RuleViolation("wrong_state", _("该次召集已经发出或取消")))
    return fresh


def _dispatch(made: CallOut, units: Iterable[Unit], people: Iterable[Person], by: User | None) -> CallOut:
    now = timezone.now()
    of = {unit.pk: unit for unit in units}
    reachable = reachable_in_units(of.keys(), now)
    people = list(people)
    called = _called(reachable, people)
    if not called:
        raise RuleViolation("nobody_on_duty", _("所选单位此刻无人值班，请直接选人"))
    _refuse_more_than(most_who_can_come(reachable, people), made.required)
    made.state = CALL_OUT.after(made.state, "dispatch")
    made.dispatched_at = now
    made.version += 1
    made.save()
    summonses = [
        Summons(person=person, unit=of.get(unit_id) or person.unit, assignment=duty) for person, unit_id, duty in called
    ]
    summon(made, summonses, now)
    audit.record(
        by=by,
        action="call_out.dispatched",
        row=made,
        county=made.county_id,
        after={"called": len(called), "drill": made.is_drill},
    )
    call_out_dispatched(made, {unit_id for _person, unit_id, _duty in called}, now)
    return made


def most_who_can_come(reachable: Mapping[UUID, Reachable], people: Iterable[Person]) -> int:
    """Everybody who could be called, one after the other, nobody counted twice."""
    on_duty = {person.pk for those in reachable.values() for person, _duty in those}
    return len(on_duty | {person.pk for person in people})


def _refuse_more_than(most: int, required: int) -> None:
    if required > most:
        message = _("可召集的只有%(most)d人，需到人数不能更多") % {"most": most}
        raise InvalidInput("required_beyond_callable", message, field="required")


def _called(
    reachable: Mapping[UUID, Reachable], people: Iterable[Person]
) -> list[tuple[Person, UUID, Assignment | None]]:
    """Who is called: the first to ask of each unit, its leader when nobody is on duty, and the people named; nobody
    twice."""
    called: dict[UUID, tuple[Person, UUID, Assignment | None]] = {}
    for unit_id, those in reachable.items():
        for person, duty in those[:1]:
            called[person.pk] = (person, unit_id, duty)
    for person in people:
        called.setdefault(person.pk, (person, person.unit_id, None))
    return list(called.values())


def outstanding(call_out: CallOut) -> int:
    """How many more must come."""
    arrived = Summons.objects.filter(Q(call_out=call_out), state=SummonsState.ARRIVED).count()
    return max(call_out.required - arrived, 0)


def _positive(number: int) -> int:
    if not 1 <= number <= 5000:
        raise InvalidInput("required_out_of_range", _("需到人数应在 1 至 5000 之间"), field="required")
    return number
