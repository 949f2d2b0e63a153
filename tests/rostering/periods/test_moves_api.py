"""Every move of periods, rosters and jobs through the API: the right one, the wrong state, the second time."""

from typing import Any

import pytest
import time_machine

from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, at, drafted, roster_of, seat_of
from units.models import AuditEvent

HOLIDAY = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}


def test_conflicts_are_agreed_to_by_their_seal(open_period: DutyPeriod, cast: Cast, leader: Api, office: Api) -> None:
    seat = open_period.shifts.filter(unit=cast.emergency)[0].assignments.get()
    assert seat.person is not None
    record_absence(person=seat.person, kind="sick_leave", start=seat.start, end=seat.end, by=cast.office)
    path = f"rosters/{roster_of(open_period, cast.emergency).pk}/"
    for api, action in ((leader, "confirm/"), (office, "accept/")):
        refused = api.post(path + action)
        assert (refused.status, refused["code"]) == (409, "conflicts_unseen")
        assert seat.person.name in "".join(refused["details"]["conflicts"])
        assert refused["details"]["agreed"] == [api.get(path)["conflicts_seal"]]
        assert api.post(path + action, {"agreed": ["else"]}).status == 409
        if action == "accept/":
            rest = f"duty-periods/{open_period.pk}/accept-rest/"
            assert api.post(rest)["code"] == "conflicts_unseen"
            assert (
                len(api.post(rest, {"agreed": refused["details"]["agreed"]})["accepted"]) == open_period.rosters.count()
            )
        else:
            assert api.post(path + action, {"agreed": refused["details"]["agreed"]}).status == 200


def test_a_holiday_nobody_has_announced_is_refused(cast: Cast, office: Api) -> None:
    refused = office.post("duty-periods/", HOLIDAY | {"first_day": "2027-06-09", "last_day": "2027-06-09"})

    assert (refused.status, refused["code"]) == (409, "calendar_unconfirmed")
    assert refused["details"] == {"days": ["2027-06-09"]}


def test_no_two_periods_of_a_kind_share_a_day(cast: Cast, office: Api) -> None:
    office.post("duty-periods/", HOLIDAY)

    assert office.post("duty-periods/", HOLIDAY | {"first_day": "2026-06-21"})["code"] == "period_overlap"
    assert office.post("duty-periods/", HOLIDAY | {"kind": "special"}).status == 201


def test_opening_lays_out_seats_once(cast: Cast, office: Api) -> None:
    period = f"duty-periods/{drafted(cast).pk}/"

    opened = office.post(f"{period}open/")
    assert (opened["state"], opened["policy"]) == ("open", 1)
    assert len(office.get("rosters/").results) == 3
    assert {row["vacancies"] for row in office.get("rosters/").results} == {3, 6, 12}
    assert office.post(f"{period}open/")["code"] == "wrong_state"


def test_a_job_is_cancelled_once(cast: Cast, office: Api, leader: Api) -> None:
    job = office.post(f"duty-periods/{drafted(cast).pk}/generate/").header("Location")

    assert leader.get(job).status == 404
    assert office.post(f"{job}cancel/")["state"] == "cancelled"
    assert office.get(job)["finished_at"] is not None
    assert office.post(f"{job}cancel/")["code"] == "wrong_state"


def test_generating_twice_at_once_is_one_job(cast: Cast, office: Api) -> None:
    period = f"duty-periods/{drafted(cast).pk}/"

    assert office.post(f"{period}generate/")["id"] == office.post(f"{period}generate/")["id"]


def test_a_roster_goes_to_the_office_and_back(cast: Cast, open_period: DutyPeriod, office: Api, leader: Api) -> None:
    path = f"rosters/{roster_of(open_period, cast.emergency).pk}/"
    assert office.post(f"{path}accept/")["code"] == "wrong_state"

    filed = leader.post(f"{path}confirm/")
    assert (filed["state"], filed["confirmed_by"], filed["on_behalf"]) == ("submitted", "leader", False)
    assert leader.post(f"{path}confirm/")["code"] == "wrong_state"
    seat = seat_of(open_period, cast.emergency, "leader")
    assert leader.patch(f"assignments/{seat.pk}/", {"person": None})["code"] == "roster_filed"

    assert office.post(f"{path}return/")["errors"][0]["pointer"] == "#/reason"
    returned = office.post(f"{path}return/", {"reason": "带班领导连续值班"})
    assert (returned["state"], returned["returned_reason"]) == ("returned", "带班领导连续值班")
    assert leader.get(path)["returned_reason"] == "带班领导连续值班"

    assert leader.patch(f"assignments/{seat.pk}/", {"person": None}).status == 200
    vacant = leader.post(f"{path}confirm/")
    assert (vacant["code"], vacant["details"]) == ("roster_has_vacancies", {"vacancies": 1})


def test_if_match_guards_a_confirmation(cast: Cast, open_period: DutyPeriod, office: Api, leader: Api) -> None:
    path = f"rosters/{roster_of(open_period, cast.emergency).pk}/"
    tag = leader.get(path).header("ETag")
    leader.post(f"{path}confirm/")

    assert office.post(f"{path}accept/", headers={"If-Match": tag}).status == 412
    assert office.post(f"{path}accept/", headers={"If-Match": office.get(path).header("ETag")}).status == 200


def test_gaps_need_a_signed_exception(cast: Cast, open_period: DutyPeriod, office: Api) -> None:
    seat = seat_of(open_period, cast.routine, "duty_officer")
    office.patch(f"assignments/{seat.pk}/", {"person": None})
    period = f"duty-periods/{open_period.pk}/"

    coverage = office.get(f"{period}coverage/")
    assert (coverage["complete"], coverage["filled"], coverage["seats"]) == (False, 20, 21)
    assert [gap["assignment"] for gap in coverage["gaps"]] == [str(seat.pk)]
    refused = office.post(f"{period}publish/")
    assert (refused.status, refused["code"]) == (409, "coverage_incomplete")
    assert [gap["assignment"] for gap in refused["details"]["gaps"]] == [str(seat.pk)]
    published = office.post(f"{period}publish/", {"exception_reason": "人手不足"})
    assert (published["state"], published["exception_reason"]) == ("published", "人手不足")


def test_silent_units_are_published_over_only_with_a_signed_reason(
    cast: Cast, open_period: DutyPeriod, office: Api, leader: Api
) -> None:
    period = f"duty-periods/{open_period.pk}/"
    assert leader.post(f"rosters/{roster_of(open_period, cast.emergency).pk}/confirm/").status == 200
    refused = office.post(f"{period}publish/", headers={"Accept-Language": "zh-hans"})
    assert (refused.status, refused["code"]) == (409, "units_unconfirmed")
    assert "县委办、档案馆" in refused["detail"]
    assert [unit["code"] for unit in refused["details"]["unconfirmed"]] == ["xwb", "dag"]
    assert office.post(f"{period}publish/", {"exception_reason": " "})["code"] == "units_unconfirmed"
    done = office.post(f"{period}publish/", {"exception_reason": "防汛急需"})
    assert (done["state"], done["exception_reason"]) == ("published", "防汛急需")
    (revision,) = office.get(f"{period}revisions/").results
    assert (revision["exception_reason"], revision["exception_by"]) == ("防汛急需", cast.office.display_name)
    assert [one["unit"]["name"] for one in revision["unconfirmed"]] == ["县委办", "档案馆"]


def test_the_rest_is_accepted_without_what_was_returned(
    cast: Cast, open_period: DutyPeriod, office: Api, leader: Api
) -> None:
    roster = roster_of(open_period, cast.emergency)
    leader.post(f"rosters/{roster.pk}/confirm/")
    office.post(f"rosters/{roster.pk}/return/", {"reason": "请换人"})
    path = f"duty-periods/{open_period.pk}/"
    assert office.get(f"{path}coverage/")["returned"] == ["应急管理局"]
    done = office.post(f"{path}accept-rest/", headers={"Accept-Language": "zh-hans"})
    assert (done.status, len(done["accepted"])) == (200, 2)
    (left,) = done["left_out"]
    assert (left["roster"], left["unit"]["code"], left["state"]) == (str(roster.pk), "yjj", "returned")
    assert "请换人" in left["text"]
    unknown = office.post(f"{path}accept-rest/", {"returned": [str(open_period.pk)]})
    assert (unknown.status, unknown["code"]) == (400, "unknown_roster")
    assert office.post(f"{path}accept-rest/", {"returned": [str(roster.pk)]})["accepted"] == [str(roster.pk)]
    assert office.get(f"{path}coverage/")["confirmed"] == 3


def test_an_open_period_is_not_amended_and_a_published_one_not_renamed(
    cast: Cast, open_period: DutyPeriod, office: Api
) -> None:
    path = f"duty-periods/{open_period.pk}/"
    change = {"assignment": str(seat_of(open_period, cast.routine, "duty_officer").pk), "person": None}
    amendment = {"reason": "调班", "changes": [change]}

    assert office.post(f"{path}amend/", amendment)["code"] == "wrong_state"
    assert office.patch(path, {"filing_deadline": "2026-06-18T12:00:00+08:00"}).status == 200
    office.post(f"{path}publish/", {"exception_reason": "急用"})
    assert office.patch(path, {"name": "改名"})["code"] == "period_published"
    assert office.post(f"{path}amend/", amendment | {"changes": []}).status == 400
    doubled = office.post(f"{path}amend/", amendment | {"changes": [change, change]})
    assert doubled["errors"][0] == {
        "pointer": "#/changes/1/assignment",
        "code": "repeated_assignment",
        "detail": doubled["detail"],
    }
    assert office.post(f"{path}amend/", amendment)["number"] == 2
    assert office.post(f"{path}amend/", amendment)["code"] == "person_unchanged"


def test_closing_waits_for_the_last_duty(period: DutyPeriod, office: Api) -> None:
    path = f"duty-periods/{period.pk}/"

    assert office.post(f"{path}close/")["code"] == "period_not_over"
    with time_machine.travel(at("2026-06-22 08:30")):
        assert office.post(f"{path}close/")["state"] == "closed"


def test_revisions_and_what_they_changed(cast: Cast, period: DutyPeriod, office: Api) -> None:
    path = f"duty-periods/{period.pk}/revisions/"

    (first,) = office.get(path).results
    assert (first["number"], first["seats"], first["published_by"]) == (1, 21, "office")
    assert len(office.get(f"{path}1/diff/")["changes"]) == 21
    assert office.get(f"{path}1/diff/", query={"against": "1"})["changes"] == []
    assert office.get(f"{path}1/diff/", query={"against": "7"})["errors"][0]["parameter"] == "against"
    assert office.get(f"{path}2/diff/").status == 404


def test_leave_keeps_a_person_off_the_seats(cast: Cast, open_period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(open_period, cast.emergency, "leader")
    away = cast.people["yjj"][0]
    body = {"person": str(away.pk), "kind": "annual_leave", "start": "2026-06-19T12:00:00+08:00"}

    assert leader.post("absences/", body | {"end": "2026-06-19T12:00:00+08:00"})["code"] == "span_inverted"
    created = leader.post("absences/", body | {"end": "2026-06-20T00:00:00+08:00", "note": "探亲"})
    assert created.status == 201
    (listed,) = leader.get("absences/", query={"person": str(away.pk)}).results
    assert listed == created.body == leader.get(created.header("Location")).body
    candidates = leader.get(f"assignments/{seat.pk}/candidates/").results
    (entry,) = [candidate for candidate in candidates if candidate["person"]["id"] == str(away.pk)]
    assert "absent" in [reason["code"] for reason in entry["reasons"]]

    assert leader.delete(created.header("Location")).status == 204
    assert leader.delete(created.header("Location")).status == 404
    assert not Absence.objects.standing().exists()
    assert AuditEvent.objects.filter(action="absence.cancelled").count() == 1


@pytest.mark.parametrize("path", ["units/", "units/yjj/", "on-duty/"])
def test_head_answers_like_get(cast: Cast, office: Api, path: str) -> None:
    head: Any = office.call("HEAD", path)

    assert (head.status, head.text) == (200, "")


WORKDAYS = {"name": "元旦假期", "kind": "holiday", "first_day": "2026-12-21", "last_day": "2026-12-23"}


def test_a_mistake_is_asked_back_put_right_and_deleted(cast: Cast, office: Api) -> None:
    asked = office.post("duty-periods/", WORKDAYS)
    assert (asked.status, asked["code"]) == (409, "confirmation_needed")
    assert [doubt["code"] for doubt in asked["details"]["doubts"]] == ["holiday_without_day_off"]
    made = office.post("duty-periods/", WORKDAYS | {"confirm": True})
    path = f"duty-periods/{made['id']}/"
    assert office.post(f"{path}open/").status == 200
    moved = office.patch(path, {"first_day": "2026-06-19", "last_day": "2026-06-21", "name": "端午"})
    assert (moved.status, moved["first_day"], moved["filing_deadline"]) == (
        200,
        "2026-06-19",
        "2026-06-17T12:00:00+08:00",
    )
    back = office.patch(path, {"first_day": "2026-12-21", "last_day": "2026-12-23"})
    assert (back.status, back["code"]) == (409, "confirmation_needed")
    assert office.delete(path, headers={"If-Match": '"nonsense"'}).status == 412
    assert office.delete(path).status == 204
    assert office.get(path).status == 404
    assert office.post("duty-periods/", HOLIDAY).status == 201


def test_what_has_history_is_closed_with_a_reason(cast: Cast, period: DutyPeriod, office: Api) -> None:
    path = f"duty-periods/{period.pk}/"
    assert office.delete(path)["code"] == "period_published"
    assert office.patch(path, {"first_day": "2026-06-20"})["code"] == "period_published"
    closed = office.post(f"{path}close/", {"reason": "日期有误"})
    assert (closed["state"], closed["close_reason"]) == ("closed", "日期有误")
    assert office.get("on-duty/", query={"at": "2026-06-19T12:00:00+08:00"}).results == []
    assert office.get("shifts/", query={"period": str(period.pk)}).results == []


def test_days_of_another_roster_are_taken_over_by_the_offices_word(cast: Cast, period: DutyPeriod, office: Api) -> None:
    other = {"name": "防汛", "kind": "special", "first_day": "2026-06-18", "last_day": "2026-06-20"}
    refused = office.post("duty-periods/", other)
    assert (refused.status, refused["code"]) == (409, "days_taken")
    assert refused["details"]["periods"][0]["id"] == str(period.pk)
    made = office.post("duty-periods/", other | {"overlap": "keep"})
    assert (made.status, made["overlap"]) == (201, "keep")
    office.post(f"duty-periods/{made['id']}/open/")
    days = {shift["day"] for shift in office.get("shifts/", query={"period": made["id"]}).results}
    assert days == {"2026-06-18"}


def test_a_legal_holiday_that_the_law_does_not_name_is_asked_back(cast: Cast, office: Api) -> None:
    legal, other = {"kind": "statutory_holiday", "name": "国庆节"}, "calendar-days/2026-10-05/"
    assert office.patch("calendar-days/2026-10-03/", legal).status == 200
    refused = office.patch(other, legal)
    assert (refused.status, refused["code"]) == (409, "confirmation_needed")
    assert office.patch(other, legal | {"confirm": True})["kind"] == "statutory_holiday"
