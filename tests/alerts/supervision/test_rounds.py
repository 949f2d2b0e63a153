"""值班督导: begun and ended with one press each, seen on the board, what was found becomes a task; who may leave a post."""

from datetime import timedelta

import pytest

from alerts.duty_log.rules import Lacking, lacking
from alerts.enums import TaskKind
from alerts.models import Supervision, Task
from alerts.supervision import services as supervision
from rostering.enums import LeavingRule, Post
from tests.alerts.conftest import NOON
from tests.alerts.watch import person_on
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_token, make_user
from units.enums import Role


def test_a_round_on_the_phone(watched: Cast) -> None:
    leader = person_on(watched.hub, Post.COUNTY_LEADER, NOON)
    login = make_user(Role.DUTY_PERSON, watched.county, username="xianzhang", unit=watched.hub, person=leader)
    own, office = browser_of(login), browser_of(watched.office)
    assert own.post("/supervision/", {"leader": leader.pk, "route": "滨江堤段"}).status_code == 302
    row = Supervision.objects.get()
    page = f"/supervision/{row.pk}/"
    assert own.post("/supervision/", {"leader": leader.pk, "route": "别处"}).status_code == 400

    card = office.get("/").content.decode().partition(f"<strong>{leader.name}</strong>")[2].partition("</li>")[0]
    assert "督导中" in card
    assert "在岗" not in card
    assert own.post(page, {"unit": "dag"}).status_code == 302
    assert own.post(page, {"unit": "yjj", "follow_up": "on"}).status_code == 400
    assert own.post(page, {"unit": "yjj", "found": "值班台账不全", "follow_up": "on"}).status_code == 302
    task = Task.objects.get()
    assert (task.kind, task.unit, task.asker, task.place) == (TaskKind.ROUND, watched.emergency, leader, "滨江堤段")
    assert "值班台账不全" in browser_of(watched.leader).get("/todo/").content.decode()
    assert "值班台账不全" in browser_of(watched.leader).get(page).content.decode()

    assert browser_of(watched.leader).post(f"{page}end/").status_code == 403
    assert own.post(f"{page}end/").status_code == 302
    card = office.get("/").content.decode().partition(f"<strong>{leader.name}</strong>")[2].partition("</li>")[0]
    assert "督导中" not in card
    assert "在岗" in card
    seen = Api(key=make_token(watched.office)).get(f"supervisions/{row.pk}/visits/").results
    assert [(one["unit"]["code"], bool(one["task"])) for one in seen] == [("dag", False), ("yjj", True)]


def test_one_that_nobody_ends_is_over_after_half_a_day(watched: Cast) -> None:
    supervision.start(leader=watched.county_leaders[0], route="城东", by=watched.office)
    assert supervision.end_due(now=NOON + supervision.LONGEST - timedelta(seconds=1)) == 0
    assert supervision.end_due(now=NOON + supervision.LONGEST) == 1
    assert supervision.end_due(now=NOON + supervision.LONGEST) == 0


@pytest.mark.parametrize(
    ("rule", "has_incident", "is_relieved", "expected"),
    [
        (LeavingRule.ONLY_WHEN_RELIEVED, False, False, Lacking.RELIEF),
        (LeavingRule.ONLY_WHEN_RELIEVED, True, False, Lacking.RELIEF),
        (LeavingRule.ONLY_WHEN_RELIEVED, False, True, None),
        (LeavingRule.INCIDENT_AND_REPORT, False, False, Lacking.INCIDENT_OR_RELIEF),
        (LeavingRule.INCIDENT_AND_REPORT, True, False, None),
        (LeavingRule.INCIDENT_AND_REPORT, False, True, None),
        (LeavingRule.REPORT_TO_COUNTY_OFFICE, False, False, None),
        (LeavingRule.LOG_ENTRY, False, False, None),
        ("", False, False, None),
    ],
)
def test_what_leaving_takes(rule: str, has_incident: bool, is_relieved: bool, expected: Lacking | None) -> None:
    assert lacking(rule, has_incident=has_incident, is_relieved=is_relieved) == expected
