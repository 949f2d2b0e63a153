"""Every event of docs/events.md reaches whoever it concerns, and nobody is told what they did themselves."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import ComplaintAbout, ComplaintKind, IncidentLevel, NotificationState, TaskKind, WhistleKind
from alerts.followups.services import extending, giving, working
from alerts.followups.services.tending import tend_tasks
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import Handover, Incident, Inspection, Notification, Task, Whistle
from alerts.notices.services.events import EVENTS
from alerts.outbox.queries import own_messages
from alerts.outbox.services.wording import wording
from alerts.whistles.services import whistles
from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import approve_absence, record_absence
from rostering.models import Absence
from rostering.periods.services.periods import delete_period
from rostering.policy_lab.services import consultation
from rostering.policy_lab.services import drafts as policy_drafts
from tests.alerts.watch import on_seat, person_on
from tests.factories import Cast, opened
from units.enums import Role
from units.models import Person, User
from units.people.services import transfers

DOCS = Path(__file__).resolve().parents[3] / "docs" / "events.md"
# Words of docs/events.md with messages of an older purpose.
OTHER_PURPOSE = {"whistle.blown"}


@pytest.fixture
def county(watched: Cast) -> Cast:
    """Leaders are somebody of the directory, so that they can be told."""
    for user, person in (
        (watched.leader, watched.people["yjj"][0]),
        (watched.routine_leader, watched.people["dag"][0]),
    ):
        user.person = person
        user.save(update_fields=["person"])
    return watched


def leave(cast: Cast) -> None:
    seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, timezone.now())
    back = timezone.now() + timedelta(hours=1)
    duty_log.report_leaving(
        assignment=seat, reason="处置险情", expected_back=back, by=cast.leader, covered_by=cast.people["yjj"][0]
    )


def come_back(cast: Cast) -> None:
    leave(cast)
    duty_log.report_return(report=cast.emergency.leave_post_reports.get(), by=cast.leader)


def hand_over(cast: Cast) -> Handover:
    seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, timezone.now())
    return handovers.offer_handover(assignment=seat, note="", by=cast.leader)


def take_over(cast: Cast) -> Handover:
    handover = hand_over(cast)
    with time_machine.travel(handover.outgoing.end, tick=False):
        return handovers.accept_handover(handover=handover, by=cast.office)


def take_back(cast: Cast) -> None:
    handover = take_over(cast)
    with time_machine.travel(handover.outgoing.end, tick=False):
        handovers.undo_acceptance(handover=handover, by=cast.office)


def successor(cast: Cast) -> set[str]:
    incoming = Handover.objects.get().incoming
    return {incoming.name} if incoming else {name_of(cast.leader)}


def predecessor(_cast: Cast) -> set[str]:
    person = Handover.objects.get().outgoing.person
    assert person is not None
    return {person.name}


def incident(cast: Cast) -> Incident:
    return reports.record_incident(
        county=cast.county, title="山洪", kind="洪涝", place="南山", units=[cast.emergency], by=cast.leader,
        occurred_at=timezone.now(), level=IncidentLevel.LARGER,
    )  # fmt: skip


def blow(cast: Cast) -> Whistle:
    return whistles.blow(
        unit=cast.emergency, kind=WhistleKind.ROUTINE, matter="积水", place="南门", wanted_units=[cast.routine],
        by=cast.leader,
    )  # fmt: skip


def reject(cast: Cast) -> None:
    whistles.reject(whistle=blow(cast), reason="不属本县", by=cast.office)


def dispatch(cast: Cast) -> Whistle:
    return whistles.dispatch(whistle=blow(cast), by=cast.office)


def answer(cast: Cast) -> Whistle:
    return whistles.answer(whistle=dispatch(cast), text="已抽排", by=cast.routine_leader)


def settle(cast: Cast) -> None:
    whistles.settle(whistle=answer(cast), is_solved=True, by=cast.leader)


def give(cast: Cast, raised_by: str = "") -> Task:
    return giving.give_task(
        unit=cast.emergency, kind=TaskKind.OTHER, matter="清淤", by=cast.office, raised_by=raised_by
    )


def report_task(cast: Cast) -> Task:
    return working.report(task=give(cast), result="已清。", by=cast.leader)


def ask_more_time(cast: Cast) -> Task:
    return extending.ask_more(task=give(cast), days=2, reason="等配件。", by=cast.leader)


def judge(cast: Cast) -> None:
    """Sent back once, then done."""
    working.judge(task=report_task(cast), is_satisfied=False, text="重办", by=cast.office)
    task = working.report(task=Task.objects.get(), result="再清", by=cast.leader)
    working.judge(task=task, is_satisfied=True, by=cast.office)


def keep_silent(cast: Cast) -> None:
    report_task(cast)
    tend_tasks(now=timezone.now() + timedelta(days=9))


def answer_complaint(cast: Cast) -> None:
    row = complaints.write_complaint(
        county=cast.county,
        kind=ComplaintKind.SUGGESTION,
        about=ComplaintAbout.BURDEN,
        text="夜间少打电话",
        by=cast.leader,
    )
    complaints.answer(complaint=row, answer="本月起照办", by=cast.office, now=timezone.now())


def ask_inspection(cast: Cast) -> Inspection:
    return inspections.plan_inspection(
        county=cast.county, department="应急管理局", subject="危化品专项检查", first_day=date(2026, 7, 1),
        last_day=date(2026, 7, 3), by=cast.leader, is_extra=True, reason="省里部署",
    )  # fmt: skip


def ask_leave(cast: Cast) -> None:
    start = timezone.now() + timedelta(days=20)
    assert cast.duty.person is not None
    record_absence(
        person=cast.duty.person, kind=AbsenceKind.ANNUAL_LEAVE, start=start, end=start + timedelta(days=1), by=cast.duty
    )


def mover(cast: Cast) -> Person:
    return cast.people["yjj"][-1]


def move(cast: Cast) -> None:
    transfers.transfer_people(
        people=[mover(cast)], to=cast.routine, day=timezone.localdate() + timedelta(days=9), by=cast.office
    )


def stay(cast: Cast) -> None:
    move(cast)
    transfers.take_back(person=mover(cast), by=cast.office)


def open_period(cast: Cast) -> None:
    opened(cast)


def open_round(cast: Cast) -> None:
    draft = policy_drafts.clone_policy(county=cast.county, by=cast.office)
    consultation.open_round(version=draft, by=cast.office)


def duty_room(cast: Cast) -> str:
    return person_on(cast.hub, Post.DEDICATED_STAFF, timezone.now()).name


def name_of(user: User) -> str:
    assert user.person is not None
    return str(user.person.name)


PLAYED: dict[str, tuple[Callable[[Cast], object], Callable[[Cast], set[str]]]] = {
    "leave.reported": (leave, lambda cast: {duty_room(cast)}),
    "leave.returned": (come_back, lambda cast: {duty_room(cast)}),
    "handover.offered": (hand_over, successor),
    "handover.withdrawn": (
        lambda cast: handovers.withdraw_handover(handover=hand_over(cast), by=cast.leader),
        successor,
    ),
    "handover.accepted": (take_over, predecessor),
    "handover.undone": (take_back, predecessor),
    "incident.recorded": (
        incident,
        lambda cast: {duty_room(cast), person_on(cast.hub, Post.COUNTY_LEADER, timezone.now()).name},
    ),
    "whistle.dispatched": (dispatch, lambda cast: {name_of(cast.leader)}),
    "whistle.answered": (answer, lambda cast: {name_of(cast.leader)}),
    "whistle.rejected": (reject, lambda cast: {name_of(cast.leader)}),
    "whistle.settled": (settle, lambda cast: {duty_room(cast), name_of(cast.routine_leader)}),
    "task.given": (give, lambda cast: {name_of(cast.leader)}),
    "task.forwarded": (
        lambda cast: giving.forward(task=give(cast), unit=cast.routine, by=cast.leader),
        lambda cast: {name_of(cast.routine_leader)},
    ),
    "task.reported": (report_task, lambda cast: {duty_room(cast)}),
    "task.extension_asked": (ask_more_time, lambda cast: {duty_room(cast)}),
    "task.extended": (
        lambda cast: extending.extend(task=ask_more_time(cast), is_granted=True, by=cast.office),
        lambda cast: {name_of(cast.leader)},
    ),
    "task.extension_refused": (
        lambda cast: extending.extend(task=ask_more_time(cast), is_granted=False, text="须按期", by=cast.office),
        lambda cast: {name_of(cast.leader)},
    ),
    "task.judged": (judge, lambda cast: {name_of(cast.leader)}),
    "task.lapsed": (keep_silent, lambda cast: {name_of(cast.leader)}),
    "task.withdrawn": (
        lambda cast: giving.withdraw(task=give(cast), reason="重复", by=cast.office),
        lambda cast: {name_of(cast.leader)},
    ),
    "inspection.planned": (ask_inspection, lambda cast: {duty_room(cast)}),
    "inspection.decided": (
        lambda cast: inspections.decide(
            inspection=ask_inspection(cast), is_approved=False, decision="合并到年度检查", by=cast.office
        ),
        lambda cast: {name_of(cast.leader)},
    ),
    "inspection.cancelled": (
        lambda cast: inspections.cancel(
            inspection=inspections.decide(
                inspection=ask_inspection(cast), is_approved=True, decision="同意", by=cast.office
            ),
            by=cast.office,
        ),
        lambda cast: {name_of(cast.leader)},
    ),
    "complaint.answered": (answer_complaint, lambda cast: {name_of(cast.leader)}),
    "absence.recorded": (ask_leave, lambda cast: {name_of(cast.leader)}),
    "period.opened": (open_period, lambda cast: {name_of(cast.leader), name_of(cast.routine_leader)}),
    "person.moved": (move, lambda cast: {mover(cast).name, name_of(cast.leader), name_of(cast.routine_leader)}),
    "person.move_taken_back": (
        stay,
        lambda cast: {mover(cast).name, name_of(cast.leader), name_of(cast.routine_leader)},
    ),
    "policy.round_opened": (open_round, lambda cast: {name_of(cast.leader), name_of(cast.routine_leader)}),
}


def test_the_table_of_the_docs_is_the_one_in_force_and_every_event_is_played() -> None:
    told = set(re.findall(r"\| `([a-z_.]+)` \|", DOCS.read_text(encoding="utf-8")))
    assert told - OTHER_PURPOSE == set(EVENTS) == set(PLAYED)


@pytest.mark.parametrize("code", sorted(PLAYED))
def test_whoever_it_concerns_hears_it_in_words(county: Cast, code: str) -> None:
    play, expected = PLAYED[code]
    play(county)
    rows = Notification.objects.filter(purpose="notice", channel="inbox", params__event=code)
    heard = {row.person.name for row in rows.select_related("person")}
    assert expected(county) <= heard
    for row in rows:
        title, text = wording(row.purpose, row.params)
        assert title
        assert not re.search(r"%\(|None|[a-z]{4,}|\d{4}-\d\d-\d\d", text), text


def test_nobody_is_told_what_they_did_and_a_small_matter_of_the_office_is_its_own(county: Cast) -> None:
    reports.record_incident(
        county=county.county, title="小火情", kind="火灾", place="南山", units=[], by=county.office,
        occurred_at=timezone.now(),
    )  # fmt: skip
    assert not Notification.objects.filter(params__event="incident.recorded").exists()
    reject(county)
    assert [row.params["event"] for row in own_messages(county.leader) if row.purpose == "notice"] == [
        "whistle.rejected"
    ]


def test_the_board_shows_a_waiting_whistle_and_who_is_away(county: Cast) -> None:
    office = Client()
    office.force_login(county.office)
    before = office.get("/").content.decode()
    assert "吹哨待受理" not in before
    blow(county)
    leave(county)
    board = office.get("/").content.decode()
    assert "1 个吹哨待受理" in board
    assert "离岗" in board.partition('id="tile-yjj"')[2].partition("</a>")[0]
    card = office.get("/now/yjj/").content.decode()
    assert "预计" in card
    assert "离岗" in card


def unlink(cast: Cast) -> None:
    """No leader's login belongs to somebody."""
    User.objects.filter(role=Role.UNIT_LEADER).update(person=None)
    for user in (cast.leader, cast.routine_leader):
        user.refresh_from_db()


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("whistle.answered", {"yjj"}),
        ("whistle.settled", {"dag"}),
        ("absence.recorded", {"yjj"}),
        ("period.opened", {"yjj", "dag"}),
        ("policy.round_opened", {"yjj", "dag"}),
    ],
)
def test_the_office_hears_of_leaders_whom_no_message_reaches(county: Cast, code: str, named: set[str]) -> None:
    unlink(county)
    PLAYED[code][0](county)
    row = Notification.objects.get(
        purpose="notice",
        channel="inbox",
        params__event=code,
        person__name=duty_room(county),
        params__has_key="unreached",
    )
    _title, text = wording(row.purpose, row.params)
    assert "请电话告知" in text
    labels = {unit.label: unit.code for unit in county.units}
    assert {labels[label] for label in row.params["unreached"].split("、")} == named


def test_many_units_are_counted() -> None:
    params = {"event": "policy.round_opened", "policy": "值守制度", "unreached": "甲局、乙局", "unreached_count": 7}
    assert "甲局、乙局等7个单位负责人的账号未关联人员" in wording("notice", params)[1]


def test_the_log_of_messages_lists_them_until_their_login_belongs_to_somebody(county: Cast, client: Client) -> None:
    client.force_login(county.office)
    assert "收不到消息的单位负责人" not in client.get("/messages/log/").content.decode()
    unlink(county)
    page = client.get("/messages/log/").content.decode()
    assert "收不到消息的单位负责人" in page
    assert county.routine.label in page


def decide(cast: Cast) -> None:
    ask_leave(cast)
    approve_absence(absence=Absence.objects.latest("updated_at"), by=cast.leader)


def delete_opened(cast: Cast) -> None:
    delete_period(period=opened(cast), by=cast.office)


@pytest.mark.parametrize(
    ("code", "play"),
    [
        ("leave.reported", come_back),
        ("whistle.dispatched", answer),
        ("whistle.answered", settle),
        ("absence.recorded", decide),
        ("period.opened", delete_opened),
    ],
)
def test_what_has_not_gone_out_is_silent_once_the_matter_has_ended(
    county: Cast, code: str, play: Callable[[Cast], object]
) -> None:
    play(county)
    rows = Notification.objects.filter(params__event=code).exclude(channel="inbox")
    assert {row.state for row in rows} == {NotificationState.SUPPRESSED}
