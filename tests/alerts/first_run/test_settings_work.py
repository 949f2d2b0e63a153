"""No setting of the county without effect: each is saved on the page and then seen where it works."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alerts.checks.services import checks
from alerts.incidents.services.reminding import remind_of_reports
from alerts.models import Check, CheckPlan, IncidentReport, Notification, Summons
from alerts.notices.services.duty import remind_of_filing
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.enums import PeriodKind, SwapKind
from rostering.models import DutyPeriod
from rostering.periods.services.filing import accept_silent_rosters, confirm_roster
from rostering.periods.services.publication import publish_period
from rostering.statistics.services.circulars import draft_circular
from tests.alerts.call_outs.test_call_outs import call
from tests.alerts.first_run.saved import save, saved
from tests.alerts.watch import flood, send_all
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at, drafted, generated, make_person, make_token, roster_of, seat_of
from units.enums import Rank
from units.errors import RuleViolation
from units.models import AuditEvent, County, CountySettings

SPECIAL = {"kind": PeriodKind.SPECIAL, "name": "防汛"}


def due_by_kind() -> dict[str, timedelta]:
    return {
        row.kind: row.due_at - row.incident.known_at
        for row in IncidentReport.objects.select_related("incident")
        if row.due_at
    }


class TestSaving:
    def test_what_is_saved_is_shown_recorded_and_given_by_the_api(self, cast: Cast) -> None:
        County.objects.update(lead_office=None)
        saved(cast, name="贡江县", letterhead="贡江县委办", checks_per_period=3, lead_office=str(cast.hub.pk))

        county = County.objects.get()
        assert (county.name, county.lead_office) == ("贡江县", cast.hub)
        event = AuditEvent.objects.get(action="county.settings_changed")
        assert event.after == {"letterhead": "贡江县委办", "checks_per_period": 3}
        page = browser_of(cast.office).get("/audit/").content.decode()
        assert "修改县设置" in page
        api = Api(key=make_token(cast.leader))
        assert api.get("county/settings/")["checks_per_period"] == 3
        assert api.get("county/settings/")["lead_office"] == "xwb"

    def test_the_api_changes_the_same_row(self, cast: Cast) -> None:
        office = Api(key=make_token(cast.office))
        found = office.get("county/settings/")
        stale = {"If-Match": found.header("ETag")}
        assert office.patch("county/settings/", {"quiet_from": "21:30"}, headers=stale)["quiet_from"] == "21:30"
        assert office.patch("county/settings/", {"quiet_from": "21:00"}, headers=stale).status == 412
        assert office.patch("county/settings/", {"filing_days_before": 31}).status == 400
        assert office.patch("county/settings/", {"lead_office": "none"})["code"] == "unknown_lead_office"
        assert CountySettings.objects.get().quiet_from.hour == 21

    def test_of_two_who_change_it_at_once_the_second_is_told(self, cast: Cast) -> None:
        saved(cast, checks_per_period=2)
        answer = save(cast, checks_per_period=4, expected_version=0)
        assert answer.status_code == 400
        assert "刚被他人修改" in answer.content.decode()
        assert 'value="4"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"name": ""}, "县名"),
            ({"filing_days_before": 99}, "30"),
            ({"checks_per_period": 0}, "1"),
            ({"signatures": "、".join("甲乙丙丁戊己庚")}, "签署栏最多 6 项"),
            ({"report_phone_minutes": 90}, "书面首报的时限不能短于电话首报"),
            ({"quiet_from": "25:00"}, "时间"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, cast: Cast, given: dict[str, object], words: str) -> None:
        answer = save(cast, **given)
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert not CountySettings.objects.exists()


class TestFiling:
    @time_machine.travel(at("2026-06-01 09:00"), tick=False)
    def test_the_usual_deadline_of_periods_made_from_then_on(self, cast: Cast) -> None:
        before = drafted(cast)
        saved(cast, filing_days_before=3, filing_time="18:00")
        after = drafted(cast, at("2026-07-10 00:00").date(), at("2026-07-11 00:00").date(), **SPECIAL)
        assert after.filing_deadline == at("2026-07-07 18:00")
        before.refresh_from_db()
        assert before.filing_deadline == at("2026-06-17 12:00")

    @time_machine.travel(at("2026-06-10 09:00"), tick=False)
    def test_when_silent_units_are_reminded(self, cast: Cast) -> None:
        cast.leader.person = cast.people["yjj"][0]
        cast.leader.save()
        period = generated(cast)
        saved(cast, remind_filing_hours=0)
        assert remind_of_filing(now=period.filing_deadline - timedelta(minutes=1)) == 0
        saved(cast, remind_filing_hours=48)
        assert remind_of_filing(now=period.filing_deadline - timedelta(hours=49)) == 0
        assert remind_of_filing(now=period.filing_deadline - timedelta(hours=47)) == 1

    @time_machine.travel(at("2026-06-16 09:00"), tick=False)
    def test_when_the_office_s_silence_is_acceptance(self, cast: Cast) -> None:
        period = generated(cast)
        confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
        saved(cast, answer_filing_hours=30, silence_accepts=False)
        assert accept_silent_rosters(now=at("2026-06-18 09:00")) == 0
        saved(cast, silence_accepts=True)
        assert accept_silent_rosters(now=at("2026-06-17 14:59")) == 0
        assert accept_silent_rosters(now=at("2026-06-17 15:00")) == 1

    @time_machine.travel(at("2026-06-10 09:00"), tick=False)
    def test_whether_a_period_is_published_over_silent_units(self, cast: Cast) -> None:
        period = generated(cast)
        saved(cast, publish_unfiled="never")
        with time_machine.travel(at("2026-06-18 09:00")), pytest.raises(RuleViolation) as refused:
            publish_period(period=period, by=cast.office, exception_reason="急需")
        assert refused.value.code == "units_must_file"
        office = browser_of(cast.office)
        page = office.get(f"/rosters/periods/{period.pk}/publish/").content.decode()
        assert "全部报送后方可发布" in page
        assert "exception_reason" not in page
        assert office.post(f"/rosters/periods/{period.pk}/publish/", {"exception_reason": "急"}).status_code == 409
        saved(cast, publish_unfiled="with_reason")
        assert publish_period(period=period, by=cast.office, exception_reason="急需").number == 1


class TestChecks:
    def test_how_often_how_long_and_when_not(self, watched: Cast) -> None:
        saved(watched, checks_per_period=2, check_answer_minutes=25, quiet_from="11:00", quiet_until="11:30")
        office = browser_of(watched.office)
        for reason in ("一", "二"):
            assert office.post("/checks/ask/", {"reason": reason, "unit": "dag"}).status_code == 302
            Check.objects.update(due_at=timezone.now() - timedelta(hours=1))
        assert {row.answer_minutes for row in Check.objects.all()} == {25}
        assert office.post("/checks/ask/", {"reason": "三", "unit": "dag"}).status_code == 400
        saved(watched, checks_per_period=9, quiet_from="11:00", quiet_until="13:00")
        assert "免扰时段" in office.post("/checks/ask/", {"reason": "四", "unit": "dag"}).content.decode()

    def test_a_plan_keeps_what_held_when_it_was_drawn(self, watched: Cast) -> None:
        saved(watched, checks_per_period=2, check_answer_minutes=7, quiet_from="20:00", quiet_until="08:00")
        office, period = browser_of(watched.office), DutyPeriod.objects.get()
        page = office.get(f"/checks/plans/{period.pk}/").content.decode()
        assert 'value="20:00"' in page
        plan = checks.plan_checks(period=period, by=watched.office, seed=3)
        saved(watched, checks_per_period=5, check_answer_minutes=9)
        plan = CheckPlan.objects.get(pk=plan.pk)
        assert (plan.cap, plan.answer_minutes, plan.quiet_start.hour, plan.quiet_end.hour) == (2, 7, 20, 8)
        assert plan.checks.count() == 6

    @pytest.mark.parametrize(("minutes", "spared"), [(0, 0), (600, 1)])
    def test_who_has_just_answered_is_spared_for_so_long(self, watched: Cast, minutes: int, spared: int) -> None:
        saved(watched, checks_per_period=5, recent_proof_minutes=minutes)
        first = checks.ask_unit(unit=watched.routine, reason="一", by=watched.office)
        assert first.person is not None
        checks.answer(check=first, person=first.person, now=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(hours=5), tick=False):
            checks.ask_unit(unit=watched.routine, reason="二", by=watched.office)
        assert Check.objects.exclude(pk=first.pk).filter(state="answered").count() == spared


class TestCallOutsAndReports:
    def test_the_clock_to_acknowledge(self, watched: Cast) -> None:
        saved(watched, call_answer_minutes=5)
        call(watched, watched.routine)
        send_all()
        summons = Summons.objects.get()
        assert summons.dispatched_at is not None
        assert summons.answer_by == summons.dispatched_at + timedelta(minutes=5)
        assert summons.arrive_by == summons.dispatched_at + timedelta(minutes=30)

    def test_when_reports_are_due_and_reminded_of(self, watched: Cast) -> None:
        saved(watched, report_phone_minutes=20, report_written_minutes=45, remind_report_minutes=5)
        flood(watched)
        assert due_by_kind() == {"initial_phone": timedelta(minutes=20), "initial_written": timedelta(minutes=45)}
        known = IncidentReport.objects.select_related("incident")[0].incident.known_at
        assert remind_of_reports(now=known + timedelta(minutes=14)) == 0
        assert remind_of_reports(now=known + timedelta(minutes=15)) == 1
        assert Notification.objects.filter(purpose="report_due").exists()


class TestCover:
    @time_machine.travel(at("2026-06-18 20:00"), tick=False)
    def test_how_soon_before_a_duty_emergency_cover_is_possible(self, cast: Cast) -> None:
        with time_machine.travel(at("2026-06-10 09:00"), tick=False):
            from_then = generated(cast)
            publish_period(period=from_then, by=cast.office, exception_reason="急需")
        seat = seat_of(from_then, cast.emergency, "dedicated_staff")
        taker = make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"])
        wanted = Wanted(SwapKind.EMERGENCY_COVER, seat.pk, counterpart_id=taker.pk)
        saved(cast, emergency_hours=12)
        with pytest.raises(RuleViolation) as refused:
            request_swap(wanted=wanted, by=cast.leader, reason="急病")
        assert refused.value.code == "not_urgent"
        saved(cast, emergency_hours=13)
        assert request_swap(wanted=wanted, by=cast.leader, reason="急病").kind == SwapKind.EMERGENCY_COVER


def test_the_letterhead_signs_circulars(cast: Cast) -> None:
    saved(cast, letterhead="中共章江县委办公室")
    day = at("2026-06-01 00:00").date()
    assert (
        draft_circular(county=cast.county, first_day=day, last_day=day, by=cast.office).issuer == "中共章江县委办公室"
    )
