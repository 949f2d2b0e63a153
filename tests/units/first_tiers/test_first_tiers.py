"""首次类别: what past years point to, with the rows behind it; the office decides all units in one table."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.incidents.services.past import PastFacts, record_past_incidents
from rostering.enums import PeriodKind
from tests import factories
from tests.api_client import Api
from tests.factories import Cast
from units.enums import Tier
from units.first_tiers.queries import sheet_of
from units.first_tiers.rules import Bar, Ground, Tally, Threshold, bar, suggestion
from units.models import AuditEvent, Unit, UnitTier

PAGE = "/units/first-tiers/"


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def happened(cast: Cast, unit: Unit, day: str, *, called_out: bool | None = None) -> None:
    facts = PastFacts(date.fromisoformat(day), "山洪", f"{day}山洪", [unit], called_out=called_out)
    record_past_incidents(county=cast.county, incidents=[facts], by=cast.office)


def line(cast: Cast, unit: Unit) -> Any:
    return next(row for row in sheet_of(cast.county, timezone.now()) if row.unit == unit)


def tally(**figures: Any) -> Tally:
    return Tally(**{"tier": None, "leads_county": False, "has_records": True, **figures})


@pytest.mark.parametrize(
    ("past", "tier", "ground"),
    [
        (tally(leads_county=True, on_holidays=3), Tier.HUB, Ground.LEADS_COUNTY),
        (tally(tier=Tier.HUB), Tier.HUB, Ground.ALREADY_HUB),
        (tally(incidents=1, on_holidays=1), Tier.EMERGENCY_RESPONSE, Ground.HOLIDAY_INCIDENTS),
        (tally(incidents=1, call_outs=1), Tier.EMERGENCY_RESPONSE, Ground.CALLED_OUT),
        (tally(gained=2, lost=1), Tier.EMERGENCY_RESPONSE, Ground.FUNCTIONS),
        (tally(gained=1, lost=1), Tier.ROUTINE_SUPPORT, Ground.QUIET),
        (tally(incidents=5), Tier.ROUTINE_SUPPORT, Ground.QUIET),
        (tally(has_records=False), None, Ground.NO_RECORDS),
    ],
)
def test_the_criterion(past: Tally, tier: Tier | None, ground: Ground) -> None:
    assert suggestion(past, Threshold()) == (tier, ground)


def test_a_county_that_asks_for_more_gets_fewer() -> None:
    threshold = Threshold(holiday_incidents=2, call_outs=3)
    assert suggestion(tally(incidents=1, on_holidays=1), threshold) == (Tier.ROUTINE_SUPPORT, Ground.QUIET)
    assert suggestion(tally(incidents=1, call_outs=2), threshold) == (Tier.ROUTINE_SUPPORT, Ground.QUIET)
    assert suggestion(tally(incidents=3, call_outs=3), threshold) == (Tier.EMERGENCY_RESPONSE, Ground.CALLED_OUT)


@pytest.mark.parametrize(
    ("entries", "has_review", "is_on_roster", "expected"),
    [
        (0, False, False, None),
        (1, False, False, None),
        (1, False, True, Bar.ON_DUTY),
        (1, True, False, Bar.REVIEWED),
        (2, False, False, Bar.HISTORY),
    ],
)
def test_what_may_still_be_decided_here(
    entries: int, has_review: bool, is_on_roster: bool, expected: Bar | None
) -> None:
    assert bar(entries=entries, has_review=has_review, is_on_roster=is_on_roster) == expected


def test_the_sheet_counts_what_lists_of_past_years_say(cast: Cast) -> None:
    # The library has the calendar of 2023: 2 October was off, 9 October wasn't.
    happened(cast, cast.routine, "2023-10-02", called_out=True)
    happened(cast, cast.routine, "2023-10-09")
    row = line(cast, cast.routine)
    assert (row.tally.incidents, row.tally.on_holidays, row.tally.call_outs) == (2, 1, 1)
    assert (row.tier, row.ground) == (Tier.EMERGENCY_RESPONSE, Ground.HOLIDAY_INCIDENTS)
    assert [(one.title, one.on_holiday, one.called_out) for one in row.behind] == [
        ("2023-10-02山洪", True, True),
        ("2023-10-09山洪", False, False),
    ]
    assert row.reason == "历年事件 2 起，其中节假日 1 起，出动 1 次；节假日有突发事件，承担应急处突任务"
    assert line(cast, cast.emergency).ground == Ground.QUIET


def test_all_units_are_decided_in_one_table_and_one_is_left_open(client: Client, cast: Cast) -> None:
    happened(cast, cast.routine, "2023-10-02")
    before = UnitTier.objects.get(unit=cast.emergency).tier
    client.force_login(cast.office)
    page = client.get(PAGE)
    assert "2023-10-02山洪" in page.content.decode()
    form = page.context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()} | {
        "effective_from": timezone.localdate().isoformat(),
        f"tier-{cast.emergency.code}": "",
    }
    assert sent[f"tier-{cast.routine.code}"] == Tier.EMERGENCY_RESPONSE
    answer = client.post(PAGE, sent)
    assert answer.status_code == 302, answer.content.decode()

    entry = UnitTier.objects.get(unit=cast.routine)
    assert (entry.tier, entry.reason) == (Tier.EMERGENCY_RESPONSE, sent[f"reason-{cast.routine.code}"])
    assert entry.decided_at is not None
    left = UnitTier.objects.get(unit=cast.emergency)
    assert (left.tier, left.decided_at) == (before, None)
    event = AuditEvent.objects.get(action="unit.first_tier_decided", unit=cast.routine)
    assert (event.before["tier"], event.after["tier"]) == (Tier.ROUTINE_SUPPORT, Tier.EMERGENCY_RESPONSE)
    # Looked at again, what was decided is left as it is.
    again = client.get(PAGE).context["form"]
    assert again.fields[f"tier-{cast.routine.code}"].initial == ""


def test_a_unit_without_any_tier_gets_its_first_entry(client: Client, cast: Cast) -> None:
    unit = Unit.objects.create(county=cast.county, code="xin", name="新设局")
    happened(cast, cast.emergency, "2023-10-02")
    client.force_login(cast.office)
    day = timezone.localdate() - timedelta(days=30)
    sent = {"effective_from": day.isoformat(), "tier-xin": "routine_support", "reason-xin": "没有应急职能"}
    assert client.post(PAGE, sent).status_code == 302
    entry = UnitTier.objects.get(unit=unit)
    assert (entry.tier, entry.valid.lower, entry.reason) == ("routine_support", day, "没有应急职能")


def test_without_a_reason_nothing_is_decided_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    sent = {"effective_from": timezone.localdate().isoformat(), f"tier-{cast.routine.code}": Tier.ROUTINE_SUPPORT}
    answer = client.post(PAGE, {**sent, f"reason-{cast.routine.code}": " ", f"reason-{cast.emergency.code}": "留着"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f"请写明{cast.routine.name}的理由" in html
    assert "留着" in html
    assert client.post(PAGE, {"effective_from": timezone.localdate().isoformat()}).status_code == 400
    assert not UnitTier.objects.filter(decided_at__isnull=False).exists()


def test_what_rests_on_a_tier_needs_a_review(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    factories.published(cast, today - timedelta(days=5), today - timedelta(days=3), kind=PeriodKind.SPECIAL)
    client.force_login(cast.office)
    html = client.get(PAGE).content.decode()
    assert "已按现类别发布值班表，须经调类程序" in html
    assert f"/reviews/new/?unit={cast.emergency.code}" in html
    decisions = [{"unit": cast.emergency.code, "tier": "routine_support", "reason": "没有事件"}]
    answer = Api(user=cast.office).post("first-tiers/decide/", {"decisions": decisions})
    assert (answer.status, answer.body["code"]) == (409, "tier_needs_review")
    assert cast.emergency.name in answer.body["detail"]


def test_open_duties_are_asked_about_before_a_tier_is_entered(client: Client, cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=2)
    factories.generated(cast, first, first + timedelta(days=1), kind=PeriodKind.SPECIAL)
    client.force_login(cast.office)
    sent = {
        "effective_from": timezone.localdate().isoformat(),
        f"tier-{cast.routine.code}": Tier.EMERGENCY_RESPONSE,
        f"reason-{cast.routine.code}": "职能划入",
    }
    asked = client.post(PAGE, sent)
    assert "尚未保存：此项变更影响" in asked.content.decode()
    assert client.post(PAGE, {**sent, "agreed": asked.context["agreed"]}).status_code == 302
    assert UnitTier.objects.get(unit=cast.routine).tier == Tier.EMERGENCY_RESPONSE


def test_over_the_network(cast: Cast) -> None:
    happened(cast, cast.routine, "2023-10-02")
    office = Api(user=cast.office)
    rows = {one["unit"]["code"]: one for one in office.get("first-tiers/").results}
    found = rows[cast.routine.code]
    assert (found["suggested_tier"], found["holiday_incidents"]) == ("emergency_response", 1)
    assert {one["title"] for one in found["behind"]} == {"2023-10-02山洪"}
    decisions = [{"unit": cast.routine.code, "tier": "emergency_response", "reason": found["suggested_reason"]}]
    answer = office.post("first-tiers/decide/", {"decisions": decisions})
    assert answer.status == 200
    assert [(one["tier"], one["decided"]) for one in answer.body["decided"]] == [("emergency_response", True)]
    assert Api(user=cast.leader).get("first-tiers/").status == 403


def test_the_sheet_costs_the_same_for_a_larger_county(cast: Cast, django_assert_max_num_queries: Any) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(40) as queries:
            sheet_of(cast.county, timezone.now())
        return len(queries)

    before = cost()
    for number in range(10):
        unit = factories.make_unit(cast.county, Tier.ROUTINE_SUPPORT)
        happened(cast, unit, f"2023-10-{number + 1:02}")
    # Only the holidays among the days of past incidents are asked for on top.
    assert cost() <= before + 1
