"""吹哨: a catalogue that fills the form in, called units that each answer for themselves, a verdict, figures."""

from datetime import timedelta

import pytest
import time_machine

from alerts.board.queries.facts import SOURCE
from alerts.models import Whistle, WhistleTopic
from alerts.whistles.rules import SHIPPED
from tests.alerts.conftest import NOON
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_token


def test_what_ships_is_a_whole_catalogue() -> None:
    assert len(SHIPPED) == len({one.name for one in SHIPPED}) == 33
    assert {kind: sum(one.kind == kind for one in SHIPPED) for kind in ("routine", "joint", "urgent")} == {
        "routine": 13, "joint": 13, "urgent": 7,
    }  # fmt: skip


def test_from_the_catalogue_to_the_figures(watched: Cast) -> None:
    office, blower, called = map(browser_of, (watched.office, watched.routine_leader, watched.leader))
    assert office.post("/whistles/topics/", {"do": "lay_out"}).status_code == 302
    assert WhistleTopic.objects.count() == 33
    with pytest.raises(WhistleTopic.DoesNotExist):
        WhistleTopic.objects.get(lead__code="dag")
    topic = WhistleTopic.objects.get(name="危险化学品、燃气使用隐患")
    assert topic.lead == watched.emergency
    changed = {
        "name": topic.name, "kind": "joint", "lead": "yjj", "called": ["yjj", "xwb"], "hours": 4, "is_active": "on",
    }  # fmt: skip
    assert blower.post(f"/whistles/topics/{topic.pk}/", changed).status_code == 403
    assert office.post(f"/whistles/topics/{topic.pk}/", changed).status_code == 302

    form = blower.get(f"/whistles/?topic={topic.pk}").content.decode()
    assert f'value="{topic.name}"' in form
    given = {
        "topic": topic.pk, "kind": "joint", "matter": topic.name, "place": "南门", "unit": "dag",
        "wanted_units": ["yjj", "xwb"],
    }  # fmt: skip
    assert blower.post("/whistles/", given).status_code == 302
    whistle = Whistle.objects.get()
    page = f"/whistles/{whistle.pk}/"
    office.post(page, {"do": "dispatch"})
    whistle.refresh_from_db()
    assert (whistle.answer_by, whistle.lead_unit) == (NOON + timedelta(hours=4), watched.emergency)
    assert topic.name in called.get("/now/yjj/").content.decode()

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert called.post(page, {"do": "answer", "text": "已查封"}).status_code == 302
        assert called.post(page, {"do": "answer", "text": "再说"}).status_code == 400
    whistle.refresh_from_db()
    assert whistle.state == "dispatched"
    assert "待本单位答复" not in called.get("/todo/").content.decode()
    with time_machine.travel(NOON + timedelta(hours=6), tick=False):
        office.force_login(watched.office)
        assert "逾期" in office.get(page).content.decode()
        assert office.post(page, {"do": "answer", "text": "已告知业主"}).status_code == 302
    whistle.refresh_from_db()
    assert whistle.state == "answered"
    assert "已查封" in whistle.answer
    assert "已告知业主" in whistle.answer

    blower.post(page, {"do": "reopen"})
    whistle.refresh_from_db()
    assert (whistle.state, whistle.round) == ("dispatched", 2)
    called.post(page, {"do": "answer", "text": "已复查"})
    office.post(page, {"do": "answer", "text": "已办"})
    assert blower.post(page, {"do": "solve"}).status_code == 302
    replies = Api(key=make_token(watched.office)).get(f"whistles/{whistle.pk}/replies/").results
    assert [(one["unit"]["code"], one["round"]) for one in replies] == [("yjj", 1), ("xwb", 1), ("yjj", 2), ("xwb", 2)]

    facts = list(SOURCE.load([unit.pk for unit in watched.units], NOON, NOON + timedelta(days=1)))
    hours = {fact.unit_id: fact.value for fact in facts if fact.kind == "whistle_hours"}
    assert hours == {watched.emergency.pk: 1.0, watched.hub.pk: 6.0}
    assert [fact.unit_id for fact in facts if fact.kind == "whistle_in_time"] == [watched.emergency.pk]


def test_the_catalogue_by_the_api(watched: Cast) -> None:
    office = Api(key=make_token(watched.office))
    made = office.post(
        "whistle-topics/", {"name": "积水", "kind": "joint", "lead": "yjj", "called": ["dag"], "hours": 24}
    )
    assert (made.status, [unit["code"] for unit in made["called"]]) == (201, ["yjj", "dag"])
    changed = office.patch(f"whistle-topics/{made['id']}/", {"hours": 8, "lead": None})
    assert (changed["hours"], changed["lead"], [unit["code"] for unit in changed["called"]]) == (
        8,
        None,
        ["yjj", "dag"],
    )
    office.patch(f"whistle-topics/{made['id']}/", {"lead": "yjj"})
    again = office.post("whistle-topics/", {"name": "积水", "kind": "joint", "hours": 4})
    assert (again.status, again["code"]) == (409, "topic_exists")
    whistle = Api(key=make_token(watched.routine_leader)).post(
        "whistles/",
        {
            "unit": "dag",
            "kind": "joint",
            "matter": "积水",
            "place": "南门",
            "wanted_units": ["yjj"],
            "topic": made["id"],
        },
    )
    assert (whistle["topic"], whistle["lead_unit"]) == (made["id"], "yjj")
