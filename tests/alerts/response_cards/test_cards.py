"""Cards of what to do: ten ship, whom to call is who is on duty now, what is done stands in the incident's time line."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.enums import CardPart
from alerts.incidents.services import reports
from alerts.models import CardStep, CardTick, Incident, ResponseCard
from alerts.response_cards.queries import shown_card
from alerts.response_cards.services import cards, ticking
from rostering.enums import Post
from tests.alerts.watch import flood, person_on
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at
from units.errors import NotAllowed, RuleViolation

pytestmark = pytest.mark.django_db
NOON = at("2026-07-08 12:00")


def installed(cast: Cast) -> ResponseCard:
    cards.install_cards(county=cast.county, by=cast.office)
    return ResponseCard.objects.select_related("county").get(code="flood")


def test_ten_ship_once_with_the_units_the_county_has(watched: Cast) -> None:
    office = browser_of(watched.office)
    assert "载入十张处置卡" in office.get("/response-cards/").content.decode()
    office.post("/response-cards/install/")
    office.post("/response-cards/install/")
    made = ResponseCard.objects.filter(county=watched.county)
    assert made.count() == 10
    for card in made:
        parts = list(card.steps.values_list("part", flat=True))
        assert {*parts} == {*CardPart}
        assert parts.count("first") >= 5
    calls = CardStep.objects.filter(card__code="flood", part=CardPart.CALL)
    assert calls.get(unit=watched.emergency).unit_name == ""
    assert calls.filter(unit=None, unit_name="水利局").exists()
    assert len(Api(user=watched.duty).get("response-cards/").results) == 10


def test_whom_to_call_is_who_sits_there_now(watched: Cast) -> None:
    card = installed(watched)

    def callees(instant: object) -> dict[str, list[str]]:
        shown = shown_card(card, watched.office, timezone.now())
        calls = next(part for part in shown.parts if part.code == CardPart.CALL).steps
        return {one.name or one.step.post: [row.person_name for row in one.callees] for one in calls}

    for instant in (NOON, NOON + timedelta(days=1)):
        with time_machine.travel(instant, tick=False):
            found = callees(instant)
            staff = person_on(watched.emergency, Post.DEDICATED_STAFF, instant)
            leader = person_on(watched.emergency, Post.LEADER, instant)
            assert found[watched.emergency.label] == [staff.name, leader.name]
            assert found["county_leader"] == [person_on(watched.hub, Post.COUNTY_LEADER, instant).name]
            assert found["水利局"] == []
    page = browser_of(watched.duty).get(f"/response-cards/{card.pk}/").content.decode()
    assert f'href="tel:{watched.emergency.duty_phone}"' in page


def test_what_is_done_stands_in_the_time_line_with_who_and_when(watched: Cast) -> None:
    installed(watched)
    incident = flood(watched)
    leader = browser_of(watched.leader)
    path = f"/incidents/{incident.pk}/card/"
    assert "洪涝处置卡" in leader.get(path).content.decode()
    steps = list(CardStep.objects.filter(card__code="flood").order_by("order"))
    assert leader.post(path, {"step": steps[0].pk}).status_code == 302
    leader.post(path, {"step": steps[0].pk})
    body = Api(user=watched.office).post(f"incidents/{incident.pk}/card/", {"step": str(steps[1].pk), "note": "已通知"})
    ticked = {one["id"]: one["done_by"] for one in body["steps"] if one["done_at"]}
    assert ticked == {str(steps[0].pk): watched.leader.display_name, str(steps[1].pk): watched.office.display_name}
    shown = browser_of(watched.office).get(f"/incidents/{incident.pk}/").content.decode()
    assert steps[0].text in shown
    assert CardTick.objects.count() == 2

    leader.post(path, {"step": steps[0].pk, "do": "undo"})
    assert steps[0].text not in browser_of(watched.office).get(f"/incidents/{incident.pk}/").content.decode()
    assert CardTick.objects.count() == 2
    with pytest.raises(NotAllowed):
        ticking.tick(incident=incident, step=steps[2], by=watched.routine_leader)
    reports.report(incident=incident, kind="initial_phone", text="漫堤", by=watched.office)  # type: ignore[arg-type]
    reports.report(incident=incident, kind="final", text="退水", by=watched.office)  # type: ignore[arg-type]
    with pytest.raises(RuleViolation, match="办结"):
        ticking.tick(incident=Incident.objects.get(), step=steps[2], by=watched.office)


def test_a_changed_card_keeps_what_was_ticked_on_it(watched: Cast) -> None:
    card = installed(watched)
    incident = flood(watched)
    first, second = card.steps.order_by("order")[:2]
    ticking.tick(incident=incident, step=first, by=watched.office)
    ticking.tick(incident=incident, step=second, by=watched.office)
    office = browser_of(watched.office)
    forms = office.get(f"/response-cards/{card.pk}/edit/").context
    sent = {name: forms["form"][name].value() for name in forms["form"].fields}
    sent |= {"kinds": "洪涝、暴雨", "first": f"{first.text}\n逐户清点"}
    for row in forms["calls"]:
        sent |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    sent |= {f"form-{name}": value for name, value in (("TOTAL_FORMS", len(forms["calls"])), ("INITIAL_FORMS", 0))}
    answer = office.post(f"/response-cards/{card.pk}/edit/", sent)
    assert answer.status_code == 302, answer.content.decode()
    card.refresh_from_db()
    active = list(card.steps.filter(is_active=True, part="first").values_list("text", flat=True))
    assert (card.kinds, active) == (["洪涝", "暴雨"], [first.text, "逐户清点"])
    assert card.steps.get(pk=first.pk).is_active
    assert not card.steps.get(pk=second.pk).is_active
    assert CardTick.objects.filter(incident=incident, undone_at=None).count() == 2
    refused = office.post(f"/response-cards/{card.pk}/edit/", sent | {"kinds": " "})
    assert refused.status_code == 400


def test_a_card_costs_the_same_however_many_lines(watched: Cast) -> None:
    card = installed(watched)
    office = browser_of(watched.office)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(f"/response-cards/{card.pk}/").status_code == 200
        return len(queries)

    statements()
    before = statements()
    CardStep.objects.bulk_create(
        CardStep(card=card, part=CardPart.CALL, text=f"第{number}条", unit=unit, order=50 + number)
        for number, unit in enumerate([watched.hub, watched.emergency, watched.routine] * 3)
    )
    assert statements() == before


def test_the_office_writes_cards_through_the_api_and_what_was_ticked_still_counts(watched: Cast) -> None:
    office, duty = Api(user=watched.office), Api(user=watched.duty)
    lines = [
        {"part": "report", "text": "报县两办"},
        {"part": "first", "text": "停工断电"},
        {"part": "call", "text": "请到场", "unit": watched.emergency.code, "post": "leader"},
        {"part": "call", "text": "请支援", "unit_name": "市消防支队"},
    ]
    given = {"title": "塔吊倾覆", "kinds": ["工地事故"], "steps": lines}
    assert duty.post("response-cards/", given).status == 403
    made = office.post("response-cards/", given)
    assert (made.status, [step["text"] for step in made["steps"]]) == (
        201,
        ["停工断电", "请到场", "请支援", "报县两办"],
    )
    assert made["steps"][2]["unit_name"] == "市消防支队"
    path = f"response-cards/{made['id']}/"
    incident = flood(watched)
    done = {"step": made["steps"][0]["id"]}
    assert office.post(f"incidents/{incident.pk}/card/", done).status == 200
    assert office.patch(path, {"title": "塔吊事故"}, headers={"If-Match": '"0"'}).status == 412
    changed = office.patch(path, {"title": "塔吊事故", "steps": [lines[1], {"part": "report", "text": "报县住建局"}]})
    assert (changed["version"], changed["title"], changed["kinds"]) == (2, "塔吊事故", ["工地事故"])
    assert [step["text"] for step in changed["steps"]] == ["停工断电", "报县住建局"]
    assert changed["steps"][0]["id"] == made["steps"][0]["id"]
    assert CardTick.objects.get().step_id.hex == made["steps"][0]["id"].replace("-", "")
    refused: list[dict[str, object]] = [
        {"steps": []}, {"kinds": []}, {"steps": [lines[1] | {"post": "none"}]}, {"colour": "red"},
    ]  # fmt: skip
    for wrong in refused:
        assert office.patch(path, wrong).status == 400
    assert duty.patch(path, {"active": False}).status == 403
    assert office.patch(path, {"active": False})["active"] is False
