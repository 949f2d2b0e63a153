"""Every event of the table, played through its service, and who has to hear of it."""

from collections.abc import Callable
from datetime import date, timedelta

import time_machine
from django.utils import timezone

from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import ComplaintAbout, ComplaintKind, IncidentLevel, TaskKind, WhistleKind
from alerts.followups.services import extending, giving, working
from alerts.followups.services.tending import tend_tasks
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import Handover, Incident, Inspection, Task, Whistle
from alerts.whistles.services import whistles
from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.policy_lab.services import consultation
from rostering.policy_lab.services import drafts as policy_drafts
from tests.alerts.watch import on_seat, person_on
from tests.factories import Cast, opened
from units.models import Person, User
from units.people.services import transfers


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
