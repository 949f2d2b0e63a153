"""催办: a unit that hasn't filed is reminded once in two hours at most, by whom stands in the audit."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from alerts.models import Notification
from alerts.notices.services.duty import remind_of_filing
from alerts.todo.services.urging import urge, urge_all
from rostering.models import DutyPeriod
from rostering.periods.services.filing import confirm_roster
from tests.clients import browser_of
from tests.concurrency import outcomes
from tests.factories import Cast, at, generated, roster_of
from units.errors import NotAllowed, RuleViolation
from units.models import AuditEvent, User

MORNING = at("2026-06-10 09:00")


@pytest.fixture
def period(cast: Cast) -> Iterator[DutyPeriod]:
    """Waits for its units, two of which have a leader who can be told."""
    found = generated(cast)
    User.objects.filter(pk=cast.leader.pk).update(person=cast.people["yjj"][0])
    User.objects.filter(pk=cast.routine_leader.pk).update(person=cast.people["dag"][0])
    with time_machine.travel(MORNING, tick=False):
        yield found


def urged() -> list[str]:
    rows = Notification.objects.filter(purpose="filing_urged", channel="inbox")
    return sorted(rows.values_list("unit__code", flat=True))


def test_all_who_have_not_filed_are_told_and_the_rest_named(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.routine), by=cast.office)
    html = browser_of(cast.office).post(f"/todo/periods/{period.pk}/urge/", follow=True).content.decode()
    assert urged() == ["yjj"]
    assert "已催办 1 个单位" in html
    assert "请电话催办：县委办" in html
    assert list(AuditEvent.objects.filter(action="roster.urged").values_list("unit__code", flat=True)) == ["yjj"]


def test_within_two_hours_a_unit_is_left_alone(cast: Cast, period: DutyPeriod) -> None:
    roster = roster_of(period, cast.emergency)
    urge(roster=roster, by=cast.office)
    with time_machine.travel(MORNING + timedelta(minutes=119), tick=False):
        with pytest.raises(RuleViolation) as refused:
            urge(roster=roster, by=cast.office)
        assert (refused.value.code, "11:00" in str(refused.value.message)) == ("urged_lately", True)
        assert [unit.code for unit in urge_all(period=period, by=cast.office).lately] == ["yjj"]
    assert urged() == ["dag", "yjj"]
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        urge(roster=roster, by=cast.office)
    assert urged() == ["dag", "yjj", "yjj"]


def test_what_the_system_has_said_counts_too(cast: Cast, period: DutyPeriod) -> None:
    near = period.filing_deadline - timedelta(hours=1)
    remind_of_filing(now=near)
    with time_machine.travel(near + timedelta(minutes=30), tick=False), pytest.raises(RuleViolation) as refused:
        urge(roster=roster_of(period, cast.emergency), by=cast.office)
    assert refused.value.code == "urged_lately"


def test_after_the_deadline_the_message_says_so(cast: Cast, period: DutyPeriod) -> None:
    with time_machine.travel(period.filing_deadline + timedelta(hours=3), tick=False):
        urge(roster=roster_of(period, cast.emergency), by=cast.office)
    row = Notification.objects.filter(purpose="filing_urged", channel="inbox").get()
    assert "已过报送时限" in row.words["said"][1]


def test_who_has_filed_and_who_has_nobody_are_refused(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.routine), by=cast.office)
    for unit, code in ((cast.routine, "already_filed"), (cast.hub, "nobody_to_tell")):
        with pytest.raises(RuleViolation) as refused:
            urge(roster=roster_of(period, unit), by=cast.office)
        assert refused.value.code == code
    assert urged() == []


def test_it_is_the_offices(cast: Cast, period: DutyPeriod) -> None:
    with pytest.raises(NotAllowed):
        urge(roster=roster_of(period, cast.emergency), by=cast.leader)
    with pytest.raises(NotAllowed):
        urge_all(period=period, by=cast.leader)


def test_a_refusal_leads_back_with_its_sentence(cast: Cast, period: DutyPeriod) -> None:
    office = browser_of(cast.office)
    path = f"/todo/rosters/{roster_of(period, cast.emergency).pk}/urge/"
    assert "已催办 应急管理局" in office.post(path, {"next": "/"}, follow=True).content.decode()
    answer = office.post(path, {"next": "/"})
    assert answer.status_code == 409
    assert "两小时内已提醒过" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_urge_once(period: DutyPeriod, cast: Cast) -> None:
    roster = roster_of(period, cast.emergency)

    found = outcomes([lambda: urge(roster=roster, by=cast.office)] * 4)
    told = sorted(one.code if isinstance(one, RuleViolation) else "told" for one in found)
    assert told == ["told", "urged_lately", "urged_lately", "urged_lately"]
    assert urged() == ["yjj"]
