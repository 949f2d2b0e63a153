"""Whatever fact changes under a roster: it is foreseen, the roster shows it, the unit's leader gets it as work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from alerts.enums import ChannelCode, Purpose
from alerts.models import Notification
from alerts.outbox.queries import Shown
from alerts.outbox.services.wording import wording
from rostering.calendar.services import set_days
from rostering.engine.problem import PairKind, Strength
from rostering.enums import AbsenceKind, DayKind, PeriodKind, Post
from rostering.fairness.services.absences import approve_absence, cancel_absence, record_absence
from rostering.fairness.services.preferences import record_pair_rule, share_person, unshare_person
from rostering.fairness.services.roster_rules import change_rules
from rostering.models import Assignment, DutyPeriod
from rostering.periods.queries.conflicts import conflicting_rosters, conflicts_by_roster
from rostering.seats.queries import matrix
from rostering.seats.queries.coverage import coverage
from tests.factories import Cast, generated, make_person, make_user, published
from tests.rostering.imports.sheets import workbook
from units.consequences import Consequence, collected, foreseen
from units.enums import Rank, Role, Tier
from units.errors import RuleViolation
from units.imports.services.handing_in import accept, hand_in
from units.models import Person, User
from units.people.services.people import change_people
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit

pytestmark = pytest.mark.django_db


def near(make: Callable[..., DutyPeriod], cast: Cast) -> DutyPeriod:
    """A period that begins the day after tomorrow."""
    first = timezone.localdate() + timedelta(days=2)
    return make(cast, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL)


def leading(cast: Cast) -> Person:
    """Somebody of the emergency unit who leads it and has a login."""
    person = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, name="钱负责")
    make_user(Role.UNIT_LEADER, cast.county, unit=cast.emergency, person=person)
    return person


def seat_of(cast: Cast, period: DutyPeriod, post: str = Post.LEADER) -> Assignment:
    rows = Assignment.objects.active().filter(shift__period=period, shift__unit=cast.emergency, shift__post=post)
    return rows.select_related("person__unit__county", "shift").order_by("start")[0]


def leave(seat: Assignment, by: User) -> Any:
    return record_absence(
        person=holder(seat), kind=AbsenceKind.ANNUAL_LEAVE, start=seat.start, end=seat.end, by=by, note=""
    )


def holder(seat: Assignment) -> Person:
    assert seat.person is not None
    return seat.person


def change(seat: Assignment, by: User, **values: Any) -> Any:
    # A person read through a published seat is read as published; a change begins from the person as they are.
    person = Person.objects.select_related("unit__county").get(pk=holder(seat).pk)
    return change_people(changes=[(person, values)], by=by)


def paired(cast: Cast, seat: Assignment) -> Any:
    other = Assignment.objects.active().filter(shift__day=seat.shift.day, shift__unit=seat.shift.unit)
    other = other.exclude(pk=seat.pk).select_related("person__unit")
    return record_pair_rule(first=holder(seat), second=holder(other[0]), kind=PairKind.TOGETHER, by=cast.office)


def lent(cast: Cast, seat: Assignment) -> Any:
    """The holder is of another unit and helps out here, until they don't."""
    helper = make_person(cast.routine, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER])
    share = share_person(person=helper, unit=cast.emergency, by=cast.office, valid_from=timezone.localdate())
    Assignment.objects.filter(pk=seat.pk).update(person=helper)
    seat.person = helper
    return partial(unshare_person, share=share, by=cast.office)


def brought(cast: Cast, seat: Assignment) -> Callable[[], Any]:
    """The same leave in a sheet."""
    row = [cast.emergency.name, holder(seat).name, holder(seat).mobile, "病假", seat.shift.day.isoformat()]
    file = workbook([["单位", "姓名", "手机", "类型", "请假时间"], row])
    sheet = hand_in(kind="leave", file=file, name="请假.xlsx", by=cast.leader)
    return partial(accept, sheet=sheet, by=cast.leader)


CHANGES: dict[str, tuple[str, Callable[[Cast, Assignment], Callable[[], Any]]]] = {
    "leave": ("absent", lambda cast, seat: partial(leave, seat, cast.leader)),
    "imported leave": ("absent", brought),
    "left": ("not_in_service", lambda cast, seat: partial(change, seat, cast.office, valid_to=seat.shift.day)),
    "joins later": (
        "not_in_service",
        lambda cast, seat: partial(change, seat, cast.office, valid_from=seat.shift.day + timedelta(days=1)),
    ),
    "rank": ("rank_too_low", lambda cast, seat: partial(change, seat, cast.office, rank=Rank.STAFF)),
    "posts": ("post_not_eligible", lambda cast, seat: partial(change, seat, cast.office, eligible_posts=[])),
    "phone": ("no_phone", lambda cast, seat: partial(change, seat, cast.leader, mobile="")),
    "day": (
        "day_changed",
        lambda cast, seat: partial(
            set_days,
            county=cast.county,
            first=seat.shift.day,
            last=seat.shift.day,
            kind=DayKind.MAKEUP_WORKDAY,
            name="",
            by=cast.office,
        ),
    ),
    "unit": (
        "unit_closed",
        lambda cast, seat: partial(update_unit, unit=cast.emergency, changes={"is_active": False}, by=cast.office),
    ),
    "pair": ("pair_together", lambda cast, seat: partial(paired, cast, seat)),
    "share": ("other_unit", lent),
    "rules": (
        "too_far",
        lambda cast, seat: partial(
            change_rules,
            county=cast.county,
            effective_from=timezone.localdate(),
            changes={"distance": Strength.HARD},
            by=cast.office,
        ),
    ),
}


@pytest.mark.parametrize("make", [generated, published])
@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_fact_is_foreseen_shown_and_told(cast: Cast, name: str, make: Callable[..., DutyPeriod]) -> None:
    leader = leading(cast)
    period = near(make, cast)
    seat = seat_of(cast, period)
    code, prepare = CHANGES[name]
    if name == "rules":
        Person.objects.filter(pk=holder(seat).pk).update(travel_minutes=90)
    changing = prepare(cast, seat)

    before = foreseen(changing)
    assert code in codes_of(before, seat)
    assert not conflicts_by_roster([seat.shift.roster_id], timezone.now()), "looking ahead writes nothing"
    assert not told(leader)

    with collected() as touched:
        changing()

    assert [one.what for one in touched] == [one.what for one in before]
    gaps = {gap.assignment_id: gap for gap in coverage(period).gaps}
    assert code in [reason.code for reason in gaps[str(seat.pk)].reasons]
    seats = matrix.shift_seats(seat.shift_id, cast.office).seats
    assert seats[0].problem == gaps[str(seat.pk)].text
    mine = [one for row in conflicting_rosters(cast.leader, timezone.now()) for one in row.found]
    assert code in codes_of(mine, seat)
    (message,) = told(leader)
    assert holder(seat).name in wording(message.purpose, message.params)[1]
    assert Shown(message, message.params).path == f"/rosters/{seat.shift.roster_id}/confirm/"


def codes_of(found: list[Consequence], seat: Assignment) -> tuple[str, ...]:
    return next(one.codes for one in found if one.assignment_id == seat.pk)


def told(person: Person) -> list[Notification]:
    rows = Notification.objects.filter(person=person, purpose=Purpose.DUTY_CONFLICT, channel=ChannelCode.INBOX)
    return list(rows)


def test_an_approved_request_touches_what_a_request_does_not(cast: Cast) -> None:
    period, leader = near(published, cast), leading(cast)
    seat = seat_of(cast, period, Post.DEDICATED_STAFF)
    # Whoever the engine has seated may be the one who has a login already.
    asker = User.objects.filter(person=holder(seat)).first() or make_user(
        Role.DUTY_PERSON, cast.county, unit=cast.emergency, person=holder(seat)
    )

    absence = leave(seat, asker)
    assert not told(leader)
    approve_absence(absence=absence, by=cast.leader)
    assert len(told(leader)) == 1

    cancel_absence(absence=absence, by=cast.leader)
    assert not conflicts_by_roster([seat.shift.roster_id], timezone.now())


def test_a_tier_that_changes_under_an_open_roster_is_named(cast: Cast) -> None:
    period = near(generated, cast)
    changing = partial(
        set_tier,
        unit=cast.routine,
        tier=Tier.EMERGENCY_RESPONSE,
        effective_from=period.first_day,
        by=cast.office,
        reason="职能划入",
    )
    assert {code for one in foreseen(changing) for code in one.codes} == {"tier_changed"}


def test_duty_that_is_over_or_closed_is_touched_by_nothing(cast: Cast) -> None:
    today = timezone.localdate()
    period = published(cast, today - timedelta(days=5), today - timedelta(days=3), kind=PeriodKind.SPECIAL)
    assert foreseen(partial(change, seat_of(cast, period), cast.office, mobile="", eligible_posts=[])) == []


def test_leaves_of_one_person_do_not_overlap(cast: Cast) -> None:
    seat = seat_of(cast, near(generated, cast))
    absence = leave(seat, cast.leader)
    seat.start += timedelta(hours=1)
    with pytest.raises(RuleViolation, match=f"{holder(seat).name}.*年休假") as refusal:
        leave(seat, cast.office)
    assert refusal.value.code == "absence_overlap"

    cancel_absence(absence=absence, by=cast.leader)
    leave(seat, cast.office)


def test_a_unit_without_a_leader_who_is_there_leaves_it_to_the_office(cast: Cast) -> None:
    office = make_person(cast.hub, name="吴两办")
    make_user(Role.COUNTY_OFFICE, cast.county, person=office)
    leader, seat = leading(cast), seat_of(cast, near(published, cast))
    now: datetime = timezone.now()
    record_absence(
        person=leader, kind=AbsenceKind.BUSINESS_TRIP, start=now, end=now + timedelta(days=9), by=cast.office
    )

    leave(seat, cast.office)

    assert len(told(leader)) == len(told(office)) == 1
