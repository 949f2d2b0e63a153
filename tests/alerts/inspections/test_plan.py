"""检查计划: once a year and body, extras by approval, others' checks count, nobody is checked on a quiet day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.checks.queries import usual_plan
from alerts.checks.services import checks
from alerts.checks.services.ask_units import allowance_left, plans_of
from alerts.inspections import services as inspections
from alerts.models import Check, Inspection, QuietDay
from tests.alerts.conftest import NOON
from tests.clients import browser_of
from tests.factories import Cast
from units.errors import RuleViolation

DAYS = {"first_day": "2026-07-06", "last_day": "2026-07-10"}


def test_a_body_comes_once_a_year_and_more_only_with_leave(watched: Cast) -> None:
    office, leader = browser_of(watched.office), browser_of(watched.leader)
    given = {"department": "县审计局", "subject": "专项资金", **DAYS}
    assert office.post("/inspections/", given).status_code == 302
    again = office.post("/inspections/", given | {"subject": "工程项目"})
    assert "另行检查须报批" in again.content.decode()
    assert leader.post("/inspections/", given | {"is_extra": "on"}).status_code == 400
    asked = given | {"subject": "工程项目", "is_extra": "on", "reason": "群众举报"}
    assert leader.post("/inspections/", asked).status_code == 302
    extra = Inspection.objects.get(is_extra=True)
    page = f"/inspections/{extra.pk}/"
    with pytest.raises(RuleViolation) as refused:
        inspections.enter_visit(inspection=extra, unit=watched.emergency, day=timezone.localdate(), by=watched.leader)
    assert refused.value.code == "not_approved"
    waits = f'href="{page}"'
    assert waits in office.get("/todo/").content.decode()
    assert waits not in leader.get("/todo/").content.decode()
    assert leader.post(page, {"do": "approve", "decision": "同意"}).status_code == 403
    assert office.post(page, {"do": "approve", "decision": "同意"}).status_code == 302
    assert waits not in office.get("/todo/").content.decode()
    seen = {"do": "enter", "unit": "yjj", "day": "2026-07-08", "result": "无问题"}
    assert leader.post(page, seen).status_code == 302
    assert leader.post(page, seen).status_code == 400
    html = office.get(page).content.decode()
    assert "无问题" in html
    assert "群众举报" in html
    assert "县审计局" in leader.get("/inspections/").content.decode()


def test_what_others_have_checked_counts_against_the_units_cap(watched: Cast) -> None:
    period = watched.county.duty_periods.get()
    pair = (watched.emergency.pk, period.pk)
    usual = usual_plan(watched.county.pk)
    assert allowance_left([pair], plans_of([period.pk]), usual)[pair[0]] == usual.cap == 1
    row = inspections.plan_inspection(
        county=watched.county, department="消防大队", subject="消防", first_day=NOON.date(), last_day=NOON.date(),
        by=watched.office,
    )  # fmt: skip
    inspections.enter_visit(inspection=row, unit=watched.emergency, day=NOON.date(), by=watched.leader)
    assert allowance_left([pair], plans_of([period.pk]), usual)[pair[0]] == 0
    with pytest.raises(RuleViolation) as refused:
        checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office)
    assert refused.value.code == "check_cap_reached"
    checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office, exception=True)
    with pytest.raises(RuleViolation) as kept:
        inspections.cancel(inspection=row, by=watched.office)
    assert kept.value.code == "visits_entered"


def test_nobody_is_checked_on_a_quiet_day(watched: Cast) -> None:
    office = browser_of(watched.office)
    period = watched.county.duty_periods.get()
    plan = checks.plan_checks(period=period, by=watched.office, seed=1)
    Check.objects.filter(plan=plan).update(due_at=NOON)
    assert office.post("/inspections/quiet-days/", {"day": "2026-07-08", "reason": "宁静日"}).status_code == 302
    assert "宁静日" in office.get("/inspections/").content.decode()
    with pytest.raises(RuleViolation) as refused:
        checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office)
    assert refused.value.code == "quiet_day"
    assert checks.ask_due(now=NOON + timedelta(minutes=1)) == 3
    assert set(Check.objects.values_list("state", "outcome")) == {("closed", "not_sent")}
    row = inspections.plan_inspection(
        county=watched.county, department="消防大队", subject="消防", first_day=NOON.date(), last_day=NOON.date(),
        by=watched.office,
    )  # fmt: skip
    with pytest.raises(RuleViolation) as no_visit:
        inspections.enter_visit(inspection=row, unit=watched.emergency, day=NOON.date(), by=watched.office)
    assert no_visit.value.code == "quiet_day"
    assert office.post(f"/inspections/quiet-days/{QuietDay.objects.get().pk}/withdraw/").status_code == 302
    checks.ask_unit(unit=watched.emergency, reason="抽查", by=watched.office)
