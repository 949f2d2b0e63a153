from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rostering.models import Assignment, DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, make_people, make_token, make_unit, published, seat_of
from units.enums import Tier
from units.models import Person


def spare(cast: Cast, seat: Assignment) -> Person:
    """Somebody of the emergency unit who could lead and doesn't in this period."""
    busy = Assignment.objects.filter(shift__period=seat.shift.period).values("person")
    return next(p for p in cast.people["yjj"] if "leader" in p.eligible_posts and not busy.filter(person=p).exists())


def test_an_assignment_as_the_contract_says(cast: Cast, period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(period, cast.emergency, "leader")
    shown = leader.get(f"assignments/{seat.pk}/")

    assert seat.person is not None
    body = dict(shown.body)
    del body["updated_at"]
    phase = {"place_limit": "county_town", "leaving_rule": "report_to_county_office", "exception": ""}
    assert body == {
        "id": str(seat.pk),
        "unit": {"code": "yjj", "name": "应急管理局"},
        "tier": "emergency_response",
        "post": "leader",
        "seat": 1,
        "period": {"id": str(period.pk), "name": "2026年端午假期"},
        "day": "2026-06-19",
        "start": "2026-06-19T08:30:00+08:00",
        "end": "2026-06-20T08:30:00+08:00",
        "person": {"id": str(seat.person.pk), "name": seat.person.name, "position": "干部"},
        "state": "published",
        "phases": [
            phase | {"start": "2026-06-19T08:30:00+08:00", "end": "2026-06-19T20:00:00+08:00", "posture": "on_site", "response_minutes": 30},
            phase | {"start": "2026-06-19T20:00:00+08:00", "end": "2026-06-20T08:30:00+08:00", "posture": "home_standby", "response_minutes": 30},
        ],
        "vacancy_reason": "",
        "locked": False,
        "acknowledged_at": None,
        "version": seat.version,
    }  # fmt: skip


def test_replacing_before_publication(cast: Cast, open_period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(open_period, cast.emergency, "leader")
    person = spare(cast, seat)
    tag = leader.get(f"assignments/{seat.pk}/").header("ETag")

    changed = leader.patch(f"assignments/{seat.pk}/", {"person": str(person.pk)}, headers={"If-Match": tag})
    assert (changed.status, changed["person"]["id"], changed["state"]) == (200, str(person.pk), "proposed")
    assert changed["version"] == seat.version + 1

    late = leader.patch(f"assignments/{seat.pk}/", {"person": None}, headers={"If-Match": tag})
    assert (late.status, late["code"]) == (412, "stale_version")
    late = leader.patch(f"assignments/{seat.pk}/", {"person": None, "version": seat.version})
    assert (late.status, late["code"]) == (409, "stale_version")
    emptied = leader.patch(f"assignments/{seat.pk}/", {"person": None, "version": changed["version"]})
    assert (emptied["person"], emptied["state"], bool(emptied["vacancy_reason"])) == (None, "vacant", True)


def test_a_refusal_says_every_reason(cast: Cast, open_period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(open_period, cast.emergency, "leader")
    staff = next(p for p in cast.people["yjj"] if "leader" not in p.eligible_posts)

    refused = leader.patch(f"assignments/{seat.pk}/", {"person": str(staff.pk)})
    assert (refused.status, refused["code"]) == (409, "person_refused")
    assert {"post_not_eligible", "rank_too_low"} <= {reason["code"] for reason in refused["details"]["reasons"]}


def test_a_published_seat_needs_a_reason_and_makes_a_revision(cast: Cast, period: DutyPeriod, leader: Api) -> None:
    seat = seat_of(period, cast.emergency, "leader")
    person = str(spare(cast, seat).pk)

    refused = leader.patch(f"assignments/{seat.pk}/", {"person": person})
    assert (refused.status, refused["errors"][0]["pointer"]) == (400, "#/reason")
    assert leader.patch(f"assignments/{seat.pk}/", {"person": person, "reason": "生病"}).status == 200
    assert [r["number"] for r in leader.get(f"duty-periods/{period.pk}/revisions/").results] == [1, 2]


def test_who_may_replace_sees_candidates(cast: Cast, open_period: DutyPeriod, leader: Api, duty: Api) -> None:
    seat = seat_of(open_period, cast.emergency, "leader")
    found = leader.get(f"assignments/{seat.pk}/candidates/").results

    assert {c["person"]["id"] for c in found} == {str(p.pk) for p in cast.people["yjj"]}
    allowed = [candidate["allowed"] for candidate in found]
    assert allowed == sorted(allowed, reverse=True)
    assert all(candidate["reasons"] for candidate in found if not candidate["allowed"])
    assert duty.get(f"assignments/{seat.pk}/candidates/").status == 403


def test_acknowledging_ones_own_duty(cast: Cast, period: DutyPeriod, duty: Api, leader: Api) -> None:
    own = Assignment.objects.filter(person=cast.duty.person, is_active=True).first()
    if own is None:
        own = seat_of(period, cast.emergency, "dedicated_staff")
        replaced = leader.patch(f"assignments/{own.pk}/", {"person": str(cast.duty.person_id), "reason": "调班"})
        assert replaced.status == 200, replaced
    others = Assignment.objects.filter(shift__period=period, shift__unit=cast.emergency).exclude(
        person=cast.duty.person
    )

    done = duty.post(f"assignments/{own.pk}/acknowledge/")
    assert (done.status, done["state"]) == (200, "acknowledged")
    assert duty.post(f"assignments/{own.pk}/acknowledge/")["acknowledged_at"] == done["acknowledged_at"]
    other = others.first()
    assert other is not None
    assert duty.post(f"assignments/{other.pk}/acknowledge/").status == 403
    assert leader.post(f"assignments/{other.pk}/acknowledge/").status == 200


def test_reading_acknowledges_nothing(cast: Cast, period: DutyPeriod, duty: Api) -> None:
    seat = seat_of(period, cast.emergency, "dedicated_staff")

    assert duty.get(f"assignments/{seat.pk}/acknowledge/").status == 405
    assert duty.get(f"assignments/{seat.pk}/")["acknowledged_at"] is None


def test_filters(cast: Cast, open_period: DutyPeriod, office: Api) -> None:
    def count(**query: Any) -> int:
        return len(office.get("assignments/", query={"page_size": 200} | query).results)

    seat = seat_of(open_period, cast.emergency, "leader")
    office.patch(f"assignments/{seat.pk}/", {"person": None})

    assert count() == 7 * 3
    assert count(period=str(open_period.pk), unit="yjj") == 6
    assert count(vacant="true") == 1
    assert count(vacant="false") == 20
    # Half-open: the shift that ends at the instant is over, the one that starts at `to` has not begun.
    assert count(**{"from": "2026-06-20T08:30:00+08:00"}) == 14
    assert count(to="2026-06-20T08:30:00+08:00") == 7
    assert count(to="2026-06-20T08:30:01+08:00") == 14
    person = seat_of(open_period, cast.routine, "duty_officer").person
    assert person is not None
    assert count(person=str(person.pk)) == Assignment.objects.filter(person=person).count()


def test_shifts_with_their_holders(cast: Cast, period: DutyPeriod, office: Api) -> None:
    seat = seat_of(period, cast.emergency, "leader")
    shifts = office.get("shifts/", query={"unit": "yjj", "to": "2026-06-20T08:30:00+08:00"}).results

    assert [shift["post"] for shift in shifts] == ["leader", "dedicated_staff"]
    assert [holder["id"] for holder in shifts[0]["assignments"]] == [str(seat.pk)]
    assert [phase["posture"] for phase in shifts[0]["phases"]] == ["on_site", "home_standby"]
    assert office.get("shifts/", query={"vacant": "true"}).results == []
    person = str(seat.person_id)
    assert all(
        person in [holder["person"]["id"] for holder in shift["assignments"]]
        for shift in office.get("shifts/", query={"person": person}).results
    )


def test_a_copy_is_kept_by_what_changed_since(cast: Cast, open_period: DutyPeriod, office: Api) -> None:
    def changed(path: str) -> int:
        return len(office.get(path, query={"updated_since": since.isoformat(), "page_size": 200}).results)

    Assignment.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    since = timezone.now()
    assert changed("assignments/") == 0

    office.patch(f"assignments/{seat_of(open_period, cast.emergency, 'leader').pk}/", {"person": None})
    assert changed("assignments/") == 1

    office.post(f"duty-periods/{open_period.pk}/publish/", {"exception_reason": "一个席位空缺"})
    assert changed("assignments/") == 21
    assert changed("duty-periods/") == 1


@pytest.mark.parametrize("path", ["assignments/", "shifts/", "rosters/", "duty-periods/", "absences/"])
def test_a_list_costs_the_same_in_a_larger_county(cast: Cast, django_assert_max_num_queries: Any, path: str) -> None:
    for _ in range(8):
        unit = make_unit(cast.county, Tier.ROUTINE_SUPPORT)
        make_people(unit, Tier.ROUTINE_SUPPORT, chiefs=0, staff=3)
    published(cast)
    api = Api(key=make_token(cast.office))
    api.get(path)

    with django_assert_max_num_queries(4):
        api.get(path, query={"page_size": 200})
