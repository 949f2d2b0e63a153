"""A county after a duty on which everything has happened once."""

from datetime import date, time, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from alerts.bulletins.services import drafting, issuing
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import (
    BulletinSeries,
    BulletinStage,
    ComplaintAbout,
    ComplaintKind,
    ReportKind,
    SendingWay,
    TaskKind,
    WhistleKind,
)
from alerts.feeds.services import create_feed
from alerts.followups.services import giving, working
from alerts.incidents.services import reports
from alerts.models import Summons
from alerts.orders.services import orders
from alerts.response_cards.services import ticking
from alerts.response_cards.services.cards import install_cards
from alerts.supervision import services as supervision
from alerts.whistles.services import whistles
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.enums import DayKind, PeriodKind, Post, Posture, SwapKind
from rostering.models import Assignment, CalendarDay, DutyPeriod, PolicyPhase, PolicyPost, PolicyVersion
from rostering.periods.services.periods import close_period
from rostering.policies.queries.added import forget_added
from rostering.seats.services.assignments import replace_person
from rostering.statistics.services.circulars import draft_circular, edit_circular
from tests.alerts.watch import on_seat, send_all
from tests.factories import Cast, at, make_cast, make_person, published
from units.enums import Rank, Tier
from units.models import Person, Unit

FIRST, LAST = date(2026, 7, 7), date(2026, 7, 9)
NOON = at("2026-07-08 12:00")
ADDED = "safety_officer"


class World:
    """A county after a duty on which everything has happened once."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        with time_machine.travel(at("2026-07-01 09:00"), tick=False):
            CalendarDay.objects.filter(county=self.cast.county, date=FIRST).update(
                kind=DayKind.STATUTORY_HOLIDAY, name="采茶节", is_confirmed=True
            )
            add_post(self.cast)
            self.period: DutyPeriod = published(self.cast, FIRST, LAST, kind=PeriodKind.SPECIAL, name="采茶节假期")
        with time_machine.travel(NOON, tick=False):
            self._on_duty()
        with time_machine.travel(at("2026-07-10 10:00"), tick=False):
            self._over()

    def _on_duty(self) -> None:
        cast, office = self.cast, self.cast.office
        self.seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        assert self.seat.person is not None
        self.order = orders.issue_order(
            county=cast.county, reason="汛期", posture=Posture.ON_SITE, start=NOON, end=NOON + timedelta(hours=3),
            by=office, units=[cast.routine],
        )  # fmt: skip
        self.incident = reports.record_incident(
            county=cast.county, title="山洪", kind="地质灾害", place="南安镇", occurred_at=NOON, by=office,
            units=[cast.emergency, cast.routine],
        )  # fmt: skip
        reports.report(incident=self.incident, kind=ReportKind.INITIAL_PHONE, text="已转移", by=office)
        self.call_out = call_outs.call_out(
            county=cast.county, matter="转移群众", place="南安镇", required=1, by=office, units=[cast.emergency],
            incident=self.incident,
        )  # fmt: skip
        self.check = checks.ask_unit(unit=cast.routine, reason="抽查", by=office)
        send_all()
        for summons in Summons.objects.all():
            summons_answers.acknowledge(summons=summons, by=office, now=timezone.now())
            summons_answers.arrive(summons=summons, by=office, now=timezone.now())
        assert self.check.person is not None
        checks.answer(check=self.check, person=self.check.person, now=timezone.now(), by=office)
        duty_log.write_entry(unit=cast.emergency, by=office, matter="群众来电", is_done=True)
        self.left = duty_log.report_leaving(
            assignment=self.seat, reason="处置险情", expected_back=NOON + timedelta(hours=1), by=office,
            covered_by=cast.people[cast.emergency.code][0],
        )  # fmt: skip
        duty_log.report_return(report=self.left, by=office)
        # A handover is accepted near the end of the duty.
        with time_machine.travel(self.seat.end - timedelta(hours=1), tick=False):
            handovers.accept_handover(
                handover=handovers.offer_handover(assignment=self.seat, note="留意水位", by=office), by=office
            )
        self.whistle = whistles.blow(
            unit=cast.emergency, kind=WhistleKind.ROUTINE, matter="借抽水泵", place="南安镇",
            wanted_units=[cast.routine], by=office,
        )  # fmt: skip
        said: dict[str, Any] = dict.fromkeys(
            ("place", "source", "matter", "casualties", "scope", "measures", "trend", "reporter"), "如实"
        )
        self.bulletin = issuing.issue_bulletin(
            bulletin=drafting.draft_bulletin(
                county=cast.county, incident=self.incident, series=BulletinSeries.DUTY, stage=BulletinStage.INITIAL,
                title="漫堤", by=office, recipients=["市委值班室"], occurred_at=timezone.now(), **said,
            ),
            signer="张主任", by=office,
        )  # fmt: skip
        issuing.record_sending(bulletin=self.bulletin, recipient="市委值班室", way=SendingWay.FAX, by=office)
        card = install_cards(county=cast.county, by=office)[0]
        ticking.tick(
            incident=self.incident, step=card.steps.select_related("card", "unit").order_by("order")[0], by=office
        )
        self.round = supervision.start(leader=cast.county_leaders[1], route="城东堤段", by=office)
        supervision.visit(supervision=self.round, unit=cast.routine, found="无人值守", follow_up=True, by=office)
        supervision.end(supervision=self.round, by=office)
        self.task = giving.give_task(
            unit=cast.routine, kind=TaskKind.OTHER, matter="清淤", by=office, person=cast.people["dag"][1],
            asker=cast.county_leaders[0],
        )  # fmt: skip
        working.judge(
            task=working.report(task=self.task, result="已清", by=cast.routine_leader), is_satisfied=True, by=office
        )
        self.complaint = complaints.write_complaint(
            county=cast.county, kind=ComplaintKind.SUGGESTION, about=ComplaintAbout.BURDEN, text="少查一次",
            by=cast.routine_leader,
        )  # fmt: skip
        complaints.answer(complaint=self.complaint, answer="已采纳", by=office, now=timezone.now())
        self._amended()

    def _amended(self) -> None:
        """One seat by the office, and a part of another by a substitution."""
        tomorrow = on_seat(self.cast.routine, Post.DUTY_OFFICER, at("2026-07-09 12:00"))
        spare = self._spare(self.cast.routine, tomorrow)
        replace_person(
            assignment=tomorrow,
            person_id=spare.pk,
            by=self.cast.office,
            expected_version=tomorrow.version,
            reason="公差",
        )
        staff = on_seat(self.cast.emergency, Post.DEDICATED_STAFF, at("2026-07-09 12:00"))
        other = self._spare(self.cast.emergency, staff)
        part = Wanted(
            SwapKind.SUBSTITUTION, staff.pk, other.pk, start=at("2026-07-09 12:00"), end=at("2026-07-09 20:00")
        )
        self.swap = request_swap(wanted=part, by=self.cast.office)

    def _spare(self, unit: Unit, seat: Assignment) -> Person:
        held = Assignment.objects.active().filter(
            shift__period=self.period,
            start__lt=seat.end + timedelta(hours=20),
            end__gt=seat.start - timedelta(hours=30),
        )
        free = unit.people.exclude(pk__in=held.exclude(person=None).values("person"))
        return free.filter(eligible_posts__contains=[seat.shift.post]).order_by("pk")[0]

    def _over(self) -> None:
        call_outs.close_call_out(call_out=self.call_out, outcome="已转移", by=self.cast.office)
        reports.report(incident=self.incident, kind=ReportKind.INITIAL_WRITTEN, text="书面", by=self.cast.office)
        reports.report(incident=self.incident, kind=ReportKind.FINAL, text="已办结", by=self.cast.office)
        close_period(period=self.period, by=self.cast.office)
        self.period.refresh_from_db()
        circular = draft_circular(county=self.cast.county, first_day=FIRST, last_day=LAST, by=self.cast.office)
        self.circular = edit_circular(
            circular=circular, by=self.cast.office, expected_version=1, issued_on=date(2026, 7, 10)
        )
        self.feed = create_feed(by=self.cast.office, unit=self.cast.emergency)


def add_post(cast: Cast) -> None:
    """A post that doesn't ship, which only the policy can name."""
    version = PolicyVersion.objects.get(county=cast.county)
    rule = {"posture": Posture.ON_SITE, "starts_at": time(8, 30)}
    post = PolicyPost.objects.create(
        version=version, tier=Tier.EMERGENCY_RESPONSE, code=ADDED, name="安全员", order=90, min_rank=Rank.STAFF, seats=1
    )
    PolicyPhase.objects.create(
        post=post, ordinal=1, starts_basis="local", posture_basis="local", place_basis="local", leaving_basis="local",
        response_basis="local", **rule,
    )  # fmt: skip
    for _each in range(4):
        make_person(cast.emergency, posts=[ADDED])
    forget_added()
