from tests.api_client import Api
from tests.factories import Cast

PERIOD = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


def test_what_the_client_has_is_not_sent_again(cast: Cast, office: Api) -> None:
    tag = office.get("units/yjj/").header("ETag")

    for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = office.get("units/yjj/", headers={"If-None-Match": header})
        assert (again.status, again.text, again.header("ETag")) == (304, "", tag)


def test_a_changed_unit_has_another_tag(cast: Cast, office: Api) -> None:
    tag = office.get("units/yjj/").header("ETag")
    cast.emergency.address = "新址"
    cast.emergency.save()

    assert office.get("units/yjj/", headers={"If-None-Match": tag}).status == 200


def test_if_match_lets_only_the_newest_version_be_written(cast: Cast, office: Api) -> None:
    created = office.post("duty-periods/", PERIOD)
    period, tag = created.header("Location"), created.header("ETag")

    renamed = office.patch(period, {"name": "端午假期"}, headers={"If-Match": tag})
    assert (renamed.status, renamed["name"], renamed["version"]) == (200, "端午假期", 2)

    late = office.patch(period, {"name": "又改"}, headers={"If-Match": tag})
    assert (late.status, late["code"], late["details"]) == (412, "stale_version", {"version": 2})
    assert office.patch(period, {"name": "再改"}, headers={"If-Match": renamed.header("ETag")}).status == 200
    assert office.patch(period, {"name": "还改"}, headers={"If-Match": "*"}).status == 200
    assert office.patch(period, {"name": "弱"}, headers={"If-Match": "W/" + renamed.header("ETag")}).status == 412
    assert office.post(f"{period}open/", headers={"If-Match": tag}).status == 412


def test_a_day_without_version_is_compared_whole(cast: Cast, office: Api) -> None:
    day = "calendar-days/2026-06-22/"
    tag = office.get(day).header("ETag")

    changed = office.patch(day, {"kind": "holiday_bridge"}, headers={"If-Match": tag})
    assert (changed.status, changed["kind"], changed["is_edited"]) == (200, "holiday_bridge", True)
    assert office.get(day).body == changed.body
    assert office.patch(day, {"kind": "workday"}, headers={"If-Match": tag}).status == 412
