"""A township's station below its township: the leader of the unit above reads its rosters and figures, and changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from rostering.enums import PeriodKind
from rostering.models import Assignment, DutyPeriod, Roster
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, at, make_cast, make_county, make_token, make_unit, published, roster_of, seat_of
from units.enums import Tier
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User
from units.units.services.closing import close_unit
from units.units.services.units import update_unit


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Of the present days; afterwards 档案馆 is put below 应急管理局, by the form as the browser sends it back."""
    made = published(cast, at("2026-06-08 00:00").date(), at("2026-06-11 00:00").date(), kind=PeriodKind.SPECIAL)
    office = browser_of(cast.office)
    form = office.get("/units/dag/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert office.post("/units/dag/edit/", sent | {"parent": "yjj"}, follow=True).status_code == 200
    cast.routine.refresh_from_db()
    return made


def status(user: User, name: str, *args: Any, method: str = "get", **sent: Any) -> int:
    return int(getattr(browser_of(user), method)(reverse(name, args=args), sent).status_code)


def test_the_directory_says_who_is_below_whom(cast: Cast, period: DutyPeriod) -> None:
    office, leader = browser_of(cast.office), browser_of(cast.leader)
    assert "下级单位" in office.get("/units/yjj/").content.decode()
    assert "上级单位" in office.get("/units/dag/").content.decode()
    assert reverse("alerts:unit_now", args=["dag"]) in leader.get("/units/yjj/").content.decode()
    api = Api(key=make_token(cast.office))
    assert api.get("units/dag/")["parent"] == {"code": "yjj", "name": "应急管理局"}
    assert api.patch("units/dag/", {"parent": None})["parent"] is None
    assert api.patch("units/dag/", {"parent": "nobody"})["errors"][0]["pointer"] == "#/parent"
    assert api.patch("units/dag/", {"parent": "yjj"})["parent"]["code"] == "yjj"


def test_the_leader_above_reads_rosters_and_figures_and_changes_nothing(cast: Cast, period: DutyPeriod) -> None:
    roster, seat = roster_of(period, cast.routine), seat_of(period, cast.routine, "duty_officer")
    api = Api(key=make_token(cast.leader))
    assert {one["unit"]["code"] for one in api.get("rosters/").results} == {"dag", "yjj"}
    assert api.get(f"assignments/{seat.pk}/").status == 200
    assert status(cast.leader, "rostering:roster_print", roster.pk) == 200
    assert "档案馆" in browser_of(cast.leader).get("/rosters/").content.decode()
    assert "档案馆" in browser_of(cast.leader).get("/analysis/").content.decode()

    refused = (403, 404)
    version = {"version": seat.version, "person": None, "reason": "试"}
    assert api.patch(f"assignments/{seat.pk}/", version).status in refused
    assert api.post(f"assignments/{seat.pk}/acknowledge/").status in refused
    assert api.post(f"rosters/{roster.pk}/confirm/").status in refused
    assert status(cast.leader, "rostering:roster_phones", roster.pk, method="post", purpose="下乡检查") in refused
    assert status(cast.leader, "rostering:confirm", roster.pk, method="post") in refused
    assert status(cast.leader, "units:unit_edit", "dag") in refused
    seen = str(api.get(f"assignments/{seat.pk}/").body) + str(api.get("assignments/").body)
    assert not any(number in seen for number in cast.known_phones if number)

    for other in (cast.duty, cast.routine_leader):
        theirs = Roster.objects.visible_to(User.objects.get(pk=other.pk)).values_list("unit__code", flat=True)
        assert list(theirs) == [other.unit.code]  # type: ignore[union-attr]
    narrowed = Api(key=make_token(cast.leader, units=[cast.emergency]))
    assert [one["unit"]["code"] for one in narrowed.get("rosters/").results] == ["yjj"]
    assert narrowed.get(f"assignments/{seat.pk}/").status == 404
    Unit.objects.filter(pk=cast.routine.pk).update(parent=None)
    assert api.get(f"assignments/{seat.pk}/").status == 404
    assert Assignment.objects.get(pk=seat.pk).version == seat.version


def test_what_can_not_be_below_is_said(cast: Cast, period: DutyPeriod) -> None:
    stranger = make_unit(make_county("gs", "贡水县"), Tier.HUB, code="xwb")
    closed = make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="old", is_active=False)
    for unit, parent, code in (
        (cast.hub, cast.routine, "parent_is_below"),
        (cast.emergency, cast.hub, "has_units_below"),
        (cast.hub, cast.hub, "unknown_parent"),
        (cast.hub, stranger, "unknown_parent"),
        (cast.hub, closed, "unknown_parent"),
    ):
        with pytest.raises(InvalidInput) as refused:
            update_unit(unit=Unit.objects.get(pk=unit.pk), changes={"parent": parent}, by=cast.office)
        assert (refused.value.code, refused.value.field) == (code, "parent")
    for unit, parent in (
        (cast.hub, cast.routine),
        (cast.emergency, cast.hub),
        (cast.hub, stranger),
        (cast.hub, cast.hub),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=unit.pk).update(parent=parent)
    with pytest.raises(RuleViolation, match="还有下级单位档案馆"):
        close_unit(unit=cast.emergency, day=at("2026-07-01 00:00").date(), by=cast.office)
