"""待办: each thing appears for whoever has to act, for nobody else, and is gone once it is done."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.call_outs.services.call_outs import call_out
from alerts.call_outs.services.endings import end_call_out
from alerts.checks.services import checks, escalation, roll_call
from alerts.enums import NotificationState, ReportKind, WhistleKind
from alerts.incidents.services import reports
from alerts.models import CallOut, Check, ContactRule, Notification
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Kind, Line
from alerts.whistles.services import whistles
from rostering.changes.queries.swap_options import takers
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.enums import AbsenceKind, AbsenceState, Post, SwapKind
from rostering.fairness.services.absences import approve_absence, record_absence
from rostering.models import Absence, DutyPeriod
from rostering.periods.services.filing import accept_roster, confirm_roster, return_roster
from rostering.periods.services.publication import publish_period
from rostering.policy_lab.services.consultation import add_comment, answer_comment, open_round
from rostering.policy_lab.services.drafts import clone_policy
from rostering.seats.services.assignments import acknowledge
from tests.alerts.conftest import NOON
from tests.alerts.watch import flood, on_seat, send_all
from tests.clients import browser_of
from tests.factories import Cast, at, generated, make_user, roster_of
from tests.units.reviews.cast import Case
from units.counties.remembered import forget_all
from units.enums import Role, Stage
from units.models import User


def lines(user: User, kind: Kind) -> list[Line]:
    """Of the user as the next request would have them: what is remembered is what reading anew gives."""
    fresh, now = User.objects.get(pk=user.pk), timezone.now()
    remembered = queue_of(fresh, now)
    forget_all()
    assert remembered == queue_of(fresh, now)
    return [line for line in remembered.lines if line.kind == kind]


def who_has(cast: Cast, kind: Kind) -> set[str]:
    users = ("office", "leader", "routine_leader", "duty", "auditor")
    return {name for name in users if lines(getattr(cast, name), kind)}


@pytest.fixture
def filing(cast: Cast) -> DutyPeriod:
    """The Dragon Boat holiday, proposed and waiting for the units."""
    return generated(cast)


@pytest.fixture
def before_holiday() -> object:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


def test_a_roster_waits_for_its_unit_then_for_the_office_then_to_be_published(
    before_holiday: None, cast: Cast, filing: DutyPeriod
) -> None:
    assert who_has(cast, Kind.ROSTER) == {"leader", "routine_leader"}
    (line,) = lines(cast.office, Kind.FILING)
    assert (line.count, [part.text for part in line.parts]) == (3, ["县委办", "应急管理局", "档案馆"])
    assert line.due == filing.filing_deadline
    assert who_has(cast, Kind.FILING) == {"office"}

    for unit in cast.units:
        confirm_roster(roster=roster_of(filing, unit), by=cast.office)
    assert who_has(cast, Kind.ROSTER) == set()
    assert who_has(cast, Kind.FILING) == set()
    assert [line.count for line in lines(cast.office, Kind.REFILED)] == [3]

    return_roster(roster=roster_of(filing, cast.emergency), reason="请补齐", by=cast.office)
    (returned,) = lines(cast.leader, Kind.ROSTER)
    assert "请补齐" in returned.note
    confirm_roster(roster=roster_of(filing, cast.emergency), by=cast.leader)
    for unit in cast.units:
        accept_roster(roster=roster_of(filing, unit), by=cast.office)
    assert who_has(cast, Kind.REFILED) == set()
    assert who_has(cast, Kind.PUBLISH) == {"office"}

    publish_period(period=DutyPeriod.objects.get(pk=filing.pk), by=cast.office)
    assert who_has(cast, Kind.PUBLISH) == set()


def test_a_duty_without_its_word_is_the_persons_then_its_leaders_and_the_offices(watched: Cast) -> None:
    duty = on_seat(watched.emergency, Post.DEDICATED_STAFF, at("2026-07-09 12:00"))
    assert duty.person is not None
    User.objects.filter(person=duty.person).update(person=None)
    User.objects.filter(pk=watched.duty.pk).update(person=duty.person)
    own = {line.post for line in lines(watched.duty, Kind.ACKNOWLEDGE)}
    assert f"/my/{duty.pk}/acknowledge/" in own
    assert who_has(watched, Kind.ACKNOWLEDGE) == {"duty"}
    assert who_has(watched, Kind.UNANSWERED) == {"office", "leader", "routine_leader"}
    (before,) = lines(watched.leader, Kind.UNANSWERED)

    browser_of(watched.duty).post(f"/my/{duty.pk}/acknowledge/")
    assert f"/my/{duty.pk}/acknowledge/" not in {line.post for line in lines(watched.duty, Kind.ACKNOWLEDGE)}
    assert [line.count for line in lines(watched.leader, Kind.UNANSWERED)] == [before.count - 1]


def test_the_offices_people_see_their_own_duty_too(watched: Cast) -> None:
    duty = on_seat(watched.hub, Post.LEADER, NOON)
    assert duty.person is not None
    User.objects.filter(person=duty.person).update(person=None)
    office = make_user(Role.COUNTY_OFFICE, watched.county, person=duty.person)
    acknowledge(assignment=duty, by=office)
    (line,) = lines(office, Kind.OWN_DUTY)
    assert (line.path, "正在值班" in line.title) == ("/my/duty/", True)
    with time_machine.travel(duty.end + timedelta(minutes=1), tick=False):
        assert lines(office, Kind.OWN_DUTY) == []


def test_a_check_that_nobody_answers_is_the_offices(watched: Cast) -> None:
    roll_call.call_roll(units=[watched.emergency], reason="抽查", by=watched.office, exception=True)
    send_all()
    check = Check.objects.get()
    for _level in range(3):
        check.refresh_from_db()
        if check.escalate_at is None:
            break
        with time_machine.travel(check.escalate_at, tick=False):
            escalation.escalate_due(now=check.escalate_at)
            send_all()
    assert who_has(watched, Kind.CHECK_LOST) == {"office"}
    checks.close_check(check=check, note="已电话联系上", by=watched.office)
    assert who_has(watched, Kind.CHECK_LOST) == set()


def test_a_call_out_is_seen_by_the_office_and_the_units_it_calls(watched: Cast) -> None:
    made: CallOut = call_out(
        county=watched.county, matter="漫堤", place="堤段", required=1, by=watched.office,
        units=[watched.emergency], incident=flood(watched),
    )  # fmt: skip
    assert who_has(watched, Kind.CALL_OUT) == {"office", "leader", "duty"}
    end_call_out(made, outcome="已处置", by=watched.office, now=timezone.now())
    assert who_has(watched, Kind.CALL_OUT) == set()


def test_a_report_is_owed_until_it_is_made(watched: Cast) -> None:
    incident = flood(watched)
    assert who_has(watched, Kind.REPORT) == {"office", "leader", "duty"}
    assert len(lines(watched.leader, Kind.REPORT)) == 2
    reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="已到场", by=watched.leader)
    assert len(lines(watched.leader, Kind.REPORT)) == 1
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert all(
            is_late for line, is_late in queue_of(watched.office, timezone.now()).rows if line.kind == Kind.REPORT
        )


def test_a_whistle_goes_from_the_office_to_who_is_called_to_who_blew_it(watched: Cast) -> None:
    whistle = whistles.blow(
        unit=watched.routine, kind=WhistleKind.ROUTINE, matter="倒树", place="路口", wanted_units=[watched.emergency],
        by=watched.routine_leader,
    )  # fmt: skip
    assert who_has(watched, Kind.WHISTLE) == {"office"}
    whistles.dispatch(whistle=whistle, by=watched.office)
    assert who_has(watched, Kind.WHISTLE) == {"leader", "duty"}
    whistles.answer(whistle=whistle, text="已清理", by=watched.leader)
    assert who_has(watched, Kind.WHISTLE) == {"routine_leader"}
    whistles.settle(whistle=whistle, is_solved=True, by=watched.routine_leader)
    assert who_has(watched, Kind.WHISTLE) == set()


def test_a_message_that_reached_nobody_is_the_offices_for_a_day(watched: Cast) -> None:
    send_all()
    row = Notification.objects.exclude(channel="inbox").first()
    assert row is not None
    Notification.objects.filter(pk=row.pk).update(
        state=NotificationState.DEAD, settled_at=timezone.now(), later_channels=[]
    )
    assert who_has(watched, Kind.MESSAGE_DEAD) == {"office"}
    assert row.person.name in lines(watched.office, Kind.MESSAGE_DEAD)[0].note
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert who_has(watched, Kind.MESSAGE_DEAD) == set()


def test_a_substitution_waits_for_who_is_asked_then_for_the_leader(watched: Cast) -> None:
    duty = on_seat(watched.emergency, Post.DEDICATED_STAFF, at("2026-07-09 12:00"))
    free = next(option for option in takers(duty, duty.start, duty.end) if option.allowed).person
    User.objects.filter(person=free).update(person=None)
    asked = make_user(Role.DUTY_PERSON, watched.county, unit=watched.emergency, person=free)
    request_swap(wanted=Wanted(SwapKind.SUBSTITUTION, duty.pk, free.pk), by=watched.leader)
    assert len(lines(asked, Kind.SWAP)) == 1
    assert who_has(watched, Kind.SWAP) == set()
    swap_page = lines(asked, Kind.SWAP)[0].path
    browser_of(asked).post(swap_page, {"do": "accept"})
    assert lines(asked, Kind.SWAP) == []
    assert who_has(watched, Kind.SWAP) == {"leader"}


def test_leave_waits_for_the_units_leader_and_without_one_for_the_office(watched: Cast) -> None:
    person = watched.people["dag"][-1]
    absence = record_absence(
        person=person, kind=AbsenceKind.ANNUAL_LEAVE, start=at("2026-08-01 08:00"), end=at("2026-08-02 08:00"),
        by=make_user(Role.DUTY_PERSON, watched.county, unit=watched.routine, person=person),
    )  # fmt: skip
    assert who_has(watched, Kind.LEAVE) == {"routine_leader"}
    User.objects.filter(pk=watched.routine_leader.pk).update(is_active=False)
    assert "office" in who_has(watched, Kind.LEAVE)
    approve_absence(absence=absence, by=watched.office)
    assert who_has(watched, Kind.LEAVE) == set()


def test_a_holiday_without_a_period_and_a_year_without_a_notice_are_the_offices(cast: Cast) -> None:
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        (line,) = lines(cast.office, Kind.HOLIDAY)
        assert "端午" in line.title
        assert who_has(cast, Kind.HOLIDAY) == {"office"}
        generated(cast)
        assert lines(cast.office, Kind.HOLIDAY) == []
        assert lines(cast.office, Kind.YEAR) == []
    with time_machine.travel(at("2026-11-01 09:00"), tick=False):
        assert who_has(cast, Kind.YEAR) == {"office"}


def test_until_the_first_roster_is_published_the_checklist_is_a_line(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rostering.rosters.queries.STARTED", set())
    assert who_has(cast, Kind.SETUP) == {"office"}


def test_people_whom_no_message_reaches_are_counted_for_their_keepers(cast: Cast) -> None:
    assert who_has(cast, Kind.READINESS) == {"office", "leader", "routine_leader"}
    (line,) = lines(cast.routine_leader, Kind.READINESS)
    assert line.count == len(cast.people["dag"])
    for person in cast.people["dag"]:
        ContactRule.objects.create(person=person, channel="console", verified_at=timezone.now())
    assert who_has(cast, Kind.READINESS) == {"office", "leader"}


def test_a_review_whose_step_is_due_is_the_offices_and_who_is_asked(cast: Cast) -> None:
    User.objects.filter(pk=cast.leader.pk).update(person=cast.people["yjj"][0])
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        case = Case(cast)
        case.receiving_leader = User.objects.get(pk=cast.leader.pk)
        review = case.at(Stage.CONSULTATION)
        assert who_has(cast, Kind.REVIEW) == {"leader"}
        case.confirm_cover(review)
        assert who_has(cast, Kind.REVIEW) == set()
    assert review.step_due_at is not None
    with time_machine.travel(review.step_due_at, tick=False):
        assert who_has(cast, Kind.REVIEW) == {"office"}


def test_a_round_waits_for_each_unit_and_its_comments_for_the_office(cast: Cast) -> None:
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        opened = open_round(version=clone_policy(county=cast.county, by=cast.office), by=cast.office)
        assert who_has(cast, Kind.ROUND) == {"leader", "routine_leader"}
        comment = add_comment(
            policy_round=opened, unit=cast.emergency, tier="emergency_response", post="dedicated_staff", field="seats",
            text="人手不足", by=cast.leader,
        )  # fmt: skip
        assert who_has(cast, Kind.ROUND) == {"routine_leader", "office"}
        answer_comment(comment=comment, text="增配一人", by=cast.office)
        assert who_has(cast, Kind.ROUND) == {"routine_leader"}


def test_the_most_urgent_stands_first(watched: Cast) -> None:
    flood(watched)
    kinds = [line.kind for line in queue_of(watched.office, timezone.now()).lines]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert kinds[0] == Kind.REPORT


@pytest.mark.parametrize(("name", "most"), [("office", 25), ("leader", 18), ("duty", 11)])
def test_the_queue_costs_the_same_however_much_waits(
    watched: Cast, name: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.select_related("county").get(pk=getattr(watched, name).pk)
    queue_of(user, timezone.now())
    for _ in range(3):
        flood(watched)
    forget_all()
    with django_assert_max_num_queries(most):
        queue_of(User.objects.select_related("county").get(pk=user.pk), timezone.now())


def test_what_time_alone_changes_appears_in_time(watched: Cast) -> None:
    """Three days by steps of half an hour: what has been remembered on the way is what reading anew gives at each."""
    duty = on_seat(watched.emergency, Post.DEDICATED_STAFF, NOON)
    assert duty.person is not None
    User.objects.filter(person=duty.person).update(person=None)
    User.objects.filter(pk=watched.duty.pk).update(person=duty.person)
    acknowledge(assignment=duty, by=User.objects.get(pk=watched.duty.pk))
    flood(watched)
    Absence.objects.create(
        person=duty.person,
        kind=AbsenceKind.SICK_LEAVE,
        state=AbsenceState.APPROVED,
        start=duty.start,
        end=duty.end - timedelta(hours=2),
    )
    instants = [NOON + timedelta(minutes=30 * step + 1) for step in range(-48, 96)]
    users = [User.objects.get(pk=getattr(watched, name).pk) for name in ("office", "leader", "duty")]
    walked = [[queue_of(user, at) for at in instants] for user in users]
    seen = set()
    for user, queues in zip(users, walked, strict=True):
        for instant, queue in zip(instants, queues, strict=True):
            forget_all()
            assert queue == queue_of(user, instant)
        seen |= {frozenset(line.title for line in queue.lines) for queue in queues}
    assert len(seen) > 8


def test_a_queue_that_stands_costs_two_statements(
    watched: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = User.objects.select_related("county").get(pk=watched.office.pk)
    queue_of(office, timezone.now())
    with django_assert_num_queries(2):
        queue_of(office, timezone.now())
