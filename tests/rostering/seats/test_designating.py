"""领导指定: over which rules, by whom, with a reason, kept by proposals, undone, printed, told by page and API."""

import pytest
from django.test import Client

from rostering.enums import Post
from rostering.generation.services.start import generate_now
from rostering.generation.services.undo import undo_step
from rostering.models import Absence, Assignment, Designation, DutyPeriod
from rostering.printing.queries.papers import county_paper, unit_paper
from rostering.seats.queries.coverage import coverage
from rostering.seats.queries.matrix import load
from rostering.seats.services.assignments import replace_person
from rostering.seats.services.designating import designate
from tests.api_client import Api
from tests.clients import FRAGMENT
from tests.factories import Cast, at, generated, make_person, make_token, published, roster_of, seat_of
from units.enums import Rank
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent, Person, User

REASON = "局长外出，由其代为带班"


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    return seat_of(period, cast.emergency, Post.LEADER)


@pytest.fixture
def clerk(cast: Cast) -> Person:
    """Of a rank too low to lead, and listed for nothing."""
    return make_person(cast.emergency, rank=Rank.STAFF, posts=[], name="破例人")


def designated(
    cast: Cast, seat: Assignment, person: Person, reason: str = REASON, by: User | None = None
) -> Assignment:
    seat.refresh_from_db()
    by = by or cast.leader
    return designate(assignment=seat, person_id=person.pk, reason=reason, by=by, expected_version=seat.version)


def test_somebody_is_seated_over_rules_with_a_reason(cast: Cast, seat: Assignment, clerk: Person) -> None:
    designated(cast, seat, clerk)
    seat.refresh_from_db()
    assert (seat.person, seat.is_pinned) == (clerk, True)
    assert Designation.objects.get().rules == ["post_not_eligible", "rank_too_low"]
    event = AuditEvent.objects.get(action="assignment.designated")
    assert (event.reason, event.after["set_aside"]) == (REASON, ["post_not_eligible", "rank_too_low"])
    assert str(seat.pk) not in {gap.assignment_id for gap in coverage(seat.shift.period).gaps}


def test_without_a_reason_it_is_refused(cast: Cast, seat: Assignment, clerk: Person) -> None:
    with pytest.raises(InvalidInput, match="事由"):
        designated(cast, seat, clerk, reason="  ")


def test_whoever_may_sit_there_needs_no_designation(cast: Cast, seat: Assignment) -> None:
    free = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER])
    with pytest.raises(RuleViolation) as error:
        designated(cast, seat, free)
    assert error.value.code == "rules_allow"


def test_the_impossible_stays_refused(cast: Cast, period: DutyPeriod, seat: Assignment, clerk: Person) -> None:
    """Away, gone, or on duty at the same time."""
    away = make_person(cast.emergency, posts=[], name="外出人")
    Absence.objects.create(person=away, kind="sick_leave", start=at("2026-06-19 00:00"), end=at("2026-06-20 00:00"))
    gone = make_person(cast.emergency, posts=[], valid_to=period.first_day)
    busy = seat_of(period, cast.emergency, Post.DEDICATED_STAFF).person
    for person in (away, gone, busy):
        assert person is not None
        with pytest.raises(RuleViolation) as error:
            designated(cast, seat, person)
        assert error.value.code == "cannot_be_set_aside"
    assert not Designation.objects.exists()


def test_only_who_decides_for_the_unit(cast: Cast, seat: Assignment, clerk: Person) -> None:
    with pytest.raises(NotAllowed):
        designate(
            assignment=seat, person_id=clerk.pk, reason=REASON, by=cast.routine_leader, expected_version=seat.version
        )


def test_a_later_proposal_keeps_them_where_they_are(cast: Cast, seat: Assignment, clerk: Person) -> None:
    designated(cast, seat, clerk)
    job = generate_now(period=seat.shift.period, by=cast.office, seed=2)
    assert job.state == "succeeded", job.failure
    seat.refresh_from_db()
    assert seat.person == clerk


def test_undoing_takes_them_off_and_brings_them_back(cast: Cast, seat: Assignment, clerk: Person) -> None:
    before = seat.person
    designated(cast, seat, clerk)
    replace_person(assignment=seat, person_id=None, by=cast.leader, expected_version=seat.version + 1)
    undo_step(period=seat.shift.period, by=cast.leader)
    seat.refresh_from_db()
    assert seat.person == clerk, "the rules set aside for them are set aside again"
    undo_step(period=seat.shift.period, by=cast.leader)
    seat.refresh_from_db()
    assert seat.person == before


def test_the_paper_marks_them_and_says_why(cast: Cast, seat: Assignment, clerk: Person) -> None:
    designated(cast, seat, clerk)
    period = DutyPeriod.objects.get(pk=seat.shift.period_id)
    loaded = load(period, cast.office)
    county = county_paper(loaded)
    unit = unit_paper(roster_of(period, cast.emergency), loaded)
    other = unit_paper(roster_of(period, cast.routine), loaded)
    assert any("破例人（指定）" in cell.text for row in county.sheets[0].tiers[1].rows for cell in row.cells)
    assert [paper.head.footnotes for paper in (county, unit)] == [(f"指定：6月19日 应急管理局 破例人，{REASON}",)] * 2
    assert other.head.footnotes == ()


def test_the_dialog_offers_it_and_says_why_it_was_done(leader: Client, seat: Assignment, clerk: Person) -> None:
    page = leader.get(f"/rosters/seats/{seat.pk}/", headers=FRAGMENT).content.decode()
    assert "由系统排定" in page
    assert f'<option value="{clerk.pk}"' in page
    data = {"person": str(clerk.pk), "version": str(seat.version), "reason": REASON}
    answer = leader.post(f"/rosters/seats/{seat.pk}/designate/", data, headers=FRAGMENT)
    assert answer.status_code == 200, answer.content.decode()
    assert f"领导指定：{REASON}" in answer.content.decode()
    page = leader.get(f"/rosters/seats/{seat.pk}/", headers=FRAGMENT).content.decode()
    assert REASON in page
    assert "破例：未列入该岗位人选、职级不够" in page


def test_why_a_seat_is_held_says_who_else_could(leader: Client, cast: Cast, seat: Assignment, clerk: Person) -> None:
    make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER], name="另一人")
    page = leader.get(f"/rosters/seats/{seat.pk}/", headers=FRAGMENT).content.decode()
    why = page[page.index("why-holder") : page.index("</details>")]
    assert "另一人" in why
    assert "不可选：" in why


def test_by_the_api(cast: Cast, seat: Assignment, clerk: Person) -> None:
    api = Api(key=make_token(cast.leader))
    assert api.get(f"assignments/{seat.pk}/why/")["how"] == "proposed"
    answer = api.post(f"assignments/{seat.pk}/designate/", {"person": str(clerk.pk), "reason": REASON})
    assert answer.status == 200, answer.text
    told = api.get(f"assignments/{seat.pk}/why/")
    assert told["how"] == "designated"
    assert told["designation"]["reason"] == REASON


def test_of_a_published_roster_it_is_an_amendment(cast: Cast, clerk: Person) -> None:
    period = published(cast)
    designated(cast, seat_of(period, cast.emergency, Post.LEADER), clerk, by=cast.office)
    assert period.revisions.count() == 2
