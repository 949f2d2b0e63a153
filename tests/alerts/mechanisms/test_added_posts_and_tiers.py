"""Posts and tiers are policy data: a county that adds some plays every flow of all three apps with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.models import Check, PostureOrder, Summons
from rostering.models import Assignment, DutyPeriod, PolicyVersion, Roster
from tests.alerts.watch import on_seat, send_all
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at, make_cast, make_county, make_person, make_token, make_unit, make_user, published
from units.enums import Rank, Role
from units.labels import TIER_LABELS, tier_numeral
from units.models import Unit

NOON = at("2026-07-08 12:00")
TIER, TIER_NAME = "township_front", "乡镇一线类"
NAMES = {
    "vice_county_leader": "带班县级副职",
    "town_head": "乡镇带班领导",
    "town_guard": "防火值守员",
    "safety_officer": "安全值守员",
}
ON_SITE = {"starts_at": "08:30", "posture": "on_site", "place_limit": "post", "leaving_rule": "incident_and_report"}
AT_HOME = {"starts_at": "20:00", "posture": "home_standby", "response_minutes": 30}
ADDED = (
    {"tier": "hub", "post": "vice_county_leader", "min_rank": "county_leader", "scope": "county"},
    {"tier": TIER, "tier_name": TIER_NAME, "post": "town_head", "min_rank": "section_chief", "scope": "unit"},
    {"tier": TIER, "post": "town_guard", "min_rank": "staff", "scope": "unit"},
    {"tier": "emergency_response", "post": "safety_officer", "min_rank": "staff", "scope": "unit"},
)


@dataclass(frozen=True)
class World:
    cast: Cast
    town: Unit
    period: DutyPeriod
    office: Client
    head: Client
    api: Api

    def seat(self, unit: Unit, post: str) -> Assignment:
        return on_seat(unit, post, timezone.now())


def write_policy(cast: Cast) -> None:
    """As the office does it: a draft, four more posts, published."""
    api = Api(key=make_token(cast.office))
    assert api.post("policies/", {}).status == 201
    posts = api.get("policies/2/").body["posts"]
    added = [{**post, "name": NAMES[str(post["post"])], "seats": 1, "phases": [ON_SITE, AT_HOME]} for post in ADDED]
    edited = api.patch("policies/2/", {"posts": posts + added})
    assert edited.status == 200, edited
    assert [post["tier_name"] for post in edited.body["posts"][-4:]] == ["", TIER_NAME, TIER_NAME, ""]
    answer = api.post("policies/2/publish/", {"effective_from": "2026-06-20"})
    assert answer.status == 200, answer


@pytest.fixture
def world(db: None) -> Iterator[World]:
    cast = make_cast()
    with time_machine.travel(at("2026-06-01 09:00"), tick=False):
        write_policy(cast)
        town = make_unit(cast.county, TIER, code="naz", name="南安镇")
        for _ in range(4):
            make_person(cast.hub, rank=Rank.COUNTY_LEADER, posts=["vice_county_leader"], position="县委常委")
            make_person(town, rank=Rank.SECTION_CHIEF, posts=["town_head"])
            make_person(town, posts=["town_guard"])
            make_person(cast.emergency, posts=["safety_officer"])
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        period = published(cast, at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date(), kind="special")
    with time_machine.travel(NOON, tick=False):
        leader = make_user(Role.UNIT_LEADER, cast.county, username="leader-naz", unit=town)
        office, head = Client(), Client()
        office.force_login(cast.office)
        head.force_login(leader)
        yield World(cast, town, period, office, head, Api(key=make_token(cast.office)))


def ok(answer: Any) -> str:
    """The page or answer, which names every post and tier by its word."""
    status = getattr(answer, "status_code", None) or answer.status
    text: str = answer.text if hasattr(answer, "text") and isinstance(answer.text, str) else answer.content.decode()
    assert status in (200, 201, 302), text[:2000]
    return text


def no_code_word(html: str) -> None:
    shown = html
    for code in (*NAMES, TIER):
        for allowed in (f'value="{code}"', f"tier--{code}", f"tier={code}", f"/{code}", f".{code}", f"|{code}"):
            shown = shown.replace(allowed, "")
        assert code not in shown, html[max(html.index(code) - 200, 0) : html.index(code) + 100]


def test_every_page_and_paper_says_them_by_name(world: World) -> None:
    roster = Roster.objects.get(period=world.period, unit=world.town)
    seat = world.seat(world.town, "town_guard")
    naming = {
        "/": "南安镇",
        "/now/naz/": NAMES["town_guard"],
        "/now/yjj/": NAMES["safety_officer"],
        f"/rosters/periods/{world.period.pk}/": TIER_NAME,
        f"/rosters/{roster.pk}/confirm/": NAMES["town_head"],
        f"/rosters/seats/{seat.pk}/": NAMES["town_guard"],
        f"/rosters/seats/{seat.pk}/why/": "",
        "/units/": TIER_NAME,
        "/units/naz/": TIER_NAME,
        "/people/": "",
        f"/people/{seat.person_id}/": NAMES["town_guard"],
        f"/people/{seat.person_id}/edit/": NAMES["safety_officer"],
        "/people/new/": NAMES["town_guard"],
        "/posture-orders/": TIER_NAME,
        "/reviews/new/?unit=dag": TIER_NAME,
        "/policies/2/": NAMES["vice_county_leader"],
        "/analysis/?from=2026-07-01&to=2026-07-10": TIER_NAME,
        "/fairness/": "",
        "/audit/": TIER_NAME,
        "/checks/ask/": "",
        "/call-outs/new/": "",
        "/log/": "",
        "/reviews/suggestions/": "",
    }
    for path, word in naming.items():
        html = ok(world.office.get(path, follow=True))
        assert word in html, path
        if path != "/policies/2/":
            no_code_word(html)
    board = ok(world.office.get("/"))
    assert "带班县级副职" in board.partition('id="leads-title"')[2].partition('id="units-title"')[0]
    assert f">{tier_numeral(TIER)}<" in board
    assert tier_numeral(TIER) == "Ⅳ"


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_print(world: World, kind: str) -> None:
    roster = Roster.objects.get(period=world.period, unit=world.town)
    paths = (
        f"/rosters/{roster.pk}/roster.{kind}",
        f"/rosters/periods/{world.period.pk}/roster.{kind}",
        f"/analysis/statistics.{kind}?from=2026-07-01&to=2026-07-10",
        f"/analysis/statistics.{kind}?from=2026-07-01&to=2026-07-10&tier={TIER}",
    )
    for path in paths:
        answer = world.office.get(path)
        assert answer.status_code == 200, path


def test_the_api_answers_and_filters_by_them(world: World) -> None:
    on_duty = world.api.get(f"on-duty/?tier={TIER}&include=next").results
    assert {row["post"] for row in on_duty} == {"town_head", "town_guard"}
    assert {row["tier"] for row in on_duty} == {TIER}
    order = [row["tier"] for row in world.api.get("on-duty/").results]
    assert order == sorted(order, key=TIER_LABELS.position)
    for path in (
        f"units/?tier={TIER}", "units/naz/", "units/naz/tiers/", f"statistics/?from=2026-07-01&to=2026-07-10&tier={TIER}",
        "statistics/?from=2026-07-01&to=2026-07-10", f"rosters/?period={world.period.pk}", "shifts/?unit=naz",
        "assignments/?unit=naz", "fairness/?from=2026-07-01&to=2026-07-10", "unit-states/", "policies/",
        f"policies/resolve/?tier={TIER}&post=town_guard&at=2026-07-08T12:00:00%2B08:00",
        f"duty-periods/{world.period.pk}/coverage/",
    ):  # fmt: skip
        ok(world.api.get(path))
    totals = world.api.get("statistics/?from=2026-07-01&to=2026-07-10").body["by_tier"]
    assert TIER in [row["tier"] for row in totals]
    assert world.api.get("units/?tier=nowhere").status == 400


def test_check_call_out_log_handover_leave_order(world: World) -> None:
    """On duty: everything that is done there, for the added tier's unit and the added post of another."""
    for unit in (world.town, world.cast.emergency):
        ok(world.api.post("checks/", {"unit": unit.code, "reason": "抽查", "exception": True}))
    send_all()
    assert Check.objects.get(unit=world.town).person == world.seat(world.town, "town_guard").person
    incident = world.api.post(
        "incidents/",
        {"title": "山火", "kind": "森林火灾", "place": "南山", "units": ["naz"], "occurred_at": NOON.isoformat()},
    )
    ok(incident)
    call = {"incident": incident.body["id"], "matter": "扑火", "place": "南山", "units": ["naz", "yjj"], "required": 2}
    drafted = world.api.post("call-outs/", call)
    ok(drafted)
    ok(world.api.post(f"call-outs/{drafted.body['id']}/dispatch/", {}))
    assert Summons.objects.filter(unit=world.town).count() >= 1
    ok(world.head.post("/log/nothing/", {"unit": "naz"}))
    guard = world.seat(world.town, "town_guard")
    back = (timezone.now() + timedelta(hours=1)).isoformat()
    ok(
        world.api.post(
            "leave-post-reports/",
            {"assignment": str(guard.pk), "incident": incident.body["id"], "reason": "巡山", "expected_back": back},
        )
    )
    start, end = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=20)
    order = {"reason": "高火险", "tier": TIER, "posture": "on_site", "start": start.isoformat(), "end": end.isoformat()}
    ok(world.api.post("posture-orders/", order))
    assert PostureOrder.objects.get().tier == TIER
    assert TIER_NAME in ok(world.office.get("/posture-orders/"))
    for page in ("/", "/now/naz/", "/checks/", "/call-outs/", "/messages/log/", "/log/?unit=naz", "/audit/"):
        no_code_word(ok(world.office.get(page)))
    with time_machine.travel(at("2026-07-09 08:25"), tick=False):
        ok(world.api.post("handovers/", {"assignment": str(guard.pk), "note": "火场已清"}))


def test_swap_acknowledge_feed_and_amendment(world: World) -> None:
    own = world.seat(world.town, "town_guard")
    own = Assignment.objects.filter(shift__unit=world.town, shift__post="town_guard", is_active=True).latest("start")
    options = world.api.get(f"assignments/{own.pk}/swap-options/")
    ok(options)
    ok(world.head.get(f"/swaps/new/{own.pk}/"))
    ok(world.api.post(f"assignments/{own.pk}/acknowledge/", {}))
    candidates = world.api.get(f"assignments/{own.pk}/candidates/").results
    other = next(
        one["person"]["id"] for one in candidates if one["allowed"] and one["person"]["id"] != str(own.person_id)
    )
    ok(
        world.api.post(
            "swaps/", {"kind": "substitution", "assignment": str(own.pk), "person": other, "reason": "家中有事"}
        )
    )
    feed = world.api.post("feeds/", {"unit": "naz"})
    ok(feed)
    calendar = ok(Client().get(f"/feeds/{feed.body['secret']}.ics"))
    assert NAMES["town_guard"] in calendar.replace("\r\n ", "")


def test_a_draft_with_another_tier_by_page_and_its_simulation(world: World) -> None:
    """The lab page: a post of yet another tier, then its version's pages."""
    assert world.api.post("policies/", {}).status == 201
    version = PolicyVersion.objects.get(number=3)
    phases = {
        "phases-TOTAL_FORMS": "1", "phases-INITIAL_FORMS": "0", "phases-0-starts_at": "08:30",
        "phases-0-posture": "on_site", "phases-0-response_minutes": "0",
    }  # fmt: skip
    post = {"edits": version.edits, "code": "gate_guard", "name": "门岗", "min_rank": 1, "seats": 1, "scope": "unit"}
    refused = world.office.post("/policies/3/posts/new/", {**phases, **post, "tier": "+"})
    assert refused.status_code == 400
    named = {"tier": "+", "tier_code": "school_watch", "tier_name": "校园值守类"}
    ok(world.office.post("/policies/3/posts/new/", {**phases, **post, **named}))
    html = ok(world.office.get("/policies/3/"))
    assert "校园值守类" in html
    assert "门岗" in html
    ok(world.office.get("/policies/3/posts/school_watch.gate_guard/"))
    kept = {**phases, **post, "edits": PolicyVersion.objects.get(number=3).edits, "seats": 2}
    ok(world.office.post("/policies/3/posts/school_watch.gate_guard/", kept))
    assert world.api.get("policies/3/").body["posts"][-1]["tier_name"] == "校园值守类"
    ok(world.api.post("policies/3/validate/", {}))


def test_a_tier_without_a_name_is_refused(world: World) -> None:
    assert world.api.post("policies/", {}).status == 201
    posts = world.api.get("policies/3/").body["posts"]
    nameless = {**posts[-1], "tier": "nameless", "tier_name": "", "post": "somebody"}
    refused = world.api.patch("policies/3/", {"posts": [*posts, nameless]})
    assert refused.status == 400
    assert refused.body["code"] == "tier_name_required"


def test_a_code_nobody_has_named_breaks_no_page(world: World) -> None:
    """Rows from elsewhere, a version discarded since: still readable."""
    Unit.objects.get(code="dag").tiers.update(tier="left_over")
    for path in ("/units/", "/units/dag/", "/reviews/new/?unit=dag", "/"):
        ok(world.office.get(path))
    assert world.api.get("units/dag/").body["tier"] == "left_over"


def test_a_neighbour_county_knows_nothing_of_them(world: World) -> None:
    """Neither in what it may choose nor by name, whatever its own policy calls by the same code."""
    theirs = make_user(Role.COUNTY_OFFICE, make_county(code="dy", name="大余县"))
    pages = [client.get("/units/new/").content.decode() for client in (world.office, browser_of(theirs))]
    assert [TIER_NAME in page for page in pages] == [True, False]
    town = {"code": "zs", "name": "樟水镇", "tier": TIER, "tier_from": "2026-07-08"}
    asked = Api(key=make_token(theirs)).post("units/", town)
    assert (asked.status, asked["errors"][0]["pointer"]) == (400, "#/tier"), asked
    assert world.api.post("units/", town).status == 201
