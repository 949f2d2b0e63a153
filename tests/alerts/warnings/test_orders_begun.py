"""Orders begun from a warning's page or named with it through the API: each ends with it, or stands on and the office hears of it."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.enums import BulletinSource, BulletinType
from alerts.models import Notification, PostureOrder
from alerts.outbox.services.wording import wording
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services import ending
from alerts.warnings.services.receiving import receive
from alerts.who_answers import office_people
from rostering.enums import Post
from tests.alerts.conftest import NOON
from tests.alerts.warnings.rain import signed
from tests.alerts.watch import person_on, told
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast

FORM = {"posture": "on_site", "start": "2026-07-08T12:00", "end": "2026-07-09T12:00", "reason": "防汛"}


def cancelled(cast: Cast, warning: Any) -> None:
    over = Bulletin(BulletinType.CANCEL, "解除暴雨橙色预警")
    receive(county=cast.county, bulletin=over, source=BulletinSource.HAND, by=None, now=NOON, follows=warning)


def closed(cast: Cast, warning: Any) -> None:
    page = browser_of(cast.office).post(f"/warnings/{warning.pk}/close/", {"reason": "雨已停"})
    assert page.status_code == 302


def lapsed(_cast: Cast, _warning: Any) -> None:
    assert ending.end_due(now=NOON + timedelta(hours=7)) == 1


@pytest.mark.parametrize("ends", [cancelled, closed, lapsed])
def test_an_order_ends_with_its_warning_or_stands_on_and_the_office_hears(watched: Cast, ends: Any) -> None:
    warning, office = signed(watched, posture="on_site"), browser_of(watched.office)
    begun = f"/posture-orders/?warning={warning.pk}"
    assert f"warning={warning.pk}" in office.get(f"/warnings/{warning.pk}/").content.decode()
    page = office.get(begun).context["form"]
    assert (page.warning, page["ends_with_warning"].value()) == (warning, True)
    asked = FORM | {"units": [watched.routine.code], "warning": str(warning.pk)}
    assert office.post("/posture-orders/", asked | {"ends_with_warning": "on"}).status_code == 302
    assert office.post("/posture-orders/", asked | {"reason": "巡堤", "units": [watched.hub.code]}).status_code == 302
    assert "不随预警解除" in office.get(f"/warnings/{warning.pk}/").content.decode()

    ends(watched, warning)

    own, gone, standing = PostureOrder.objects.order_by("number")
    assert [one.state for one in (gone, standing)] == ["ended", "in_force"]
    assert own.state == ("in_force" if ends is lapsed else "ended"), "by its hour it ends by itself"
    rows = Notification.objects.filter(purpose="warning_ended", object_id=warning.pk)
    assert {row.person_id for row in rows} == set(office_people(watched.county, NOON))
    assert {wording(row.purpose, row.params)[1] for row in rows} == {
        "暴雨橙色预警已解除或结束，第3号值守升级令仍在执行；不再需要的，请解除。"
    }
    assert person_on(watched.routine, Post.DUTY_OFFICER, NOON).name in told("posture_lifted", "inbox")
    assert "本令仍在执行" in office.get(rows[0].params["path"]).content.decode()
    late = office.post("/posture-orders/", asked | {"reason": "再发"})
    assert (late.status_code, "该预警已经结束" in late.content.decode()) == (400, True)


def test_the_api_names_the_warning(watched: Cast) -> None:
    warning, api = signed(watched), Api(user=watched.office)
    body = {
        "reason": "防汛", "posture": "on_site", "start": "2026-07-08T12:00:00+08:00", "end": "2026-07-09T12:00:00+08:00",
        "units": [watched.routine.code], "warning": str(warning.pk),
    }  # fmt: skip
    made = api.post("posture-orders/", body)
    assert (made.status, made["warning"], made["ends_with_warning"]) == (201, str(warning.pk), True)
    alone = api.post("posture-orders/", body | {"warning": None, "reason": "巡堤"})
    assert (alone["warning"], alone["ends_with_warning"]) == (None, False)
    unknown = api.post("posture-orders/", body | {"warning": str(watched.routine.pk), "reason": "查"})
    assert (unknown.status, unknown["code"]) == (400, "unknown_warning")
