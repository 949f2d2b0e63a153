"""请假外出: recorded by the person, their leader or the office."""

from uuid import uuid4

import pytest
from django.test import Client

from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence
from tests import factories
from tests.factories import Cast, at
from units.models import Person

TRIP = {"kind": "business_trip", "start": "2026-06-19T08:00", "end": "2026-06-20T18:00", "note": "省里开会"}


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def own(cast: Cast) -> Person:
    assert cast.duty.person is not None
    return cast.duty.person


@pytest.mark.parametrize("who", ["office", "leader", "duty"])
def test_those_who_may_record_it(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    path = f"/people/{own(cast).pk}/absences/"
    answer = client.post(path, TRIP)
    assert (answer.status_code, answer["Location"]) == (302, path)
    entry = Absence.objects.get()
    assert (entry.start, entry.end, entry.kind) == (at("2026-06-19 08:00"), at("2026-06-20 18:00"), "business_trip")
    html = client.get(path).content.decode()
    assert "出差" in html
    assert "2026年6月19日 08:00" in html
    assert "省里开会" in html


@pytest.mark.parametrize("who", ["routine_leader", "auditor"])
def test_others_do_not_know_of_the_person(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    path = f"/people/{own(cast).pk}/absences/"
    assert client.get(path).status_code == 404
    assert client.post(path, TRIP).status_code == 404
    assert not Absence.objects.exists()


def test_an_inverted_span_is_refused_at_its_field(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    answer = client.post(f"/people/{own(cast).pk}/absences/", TRIP | {"end": "2026-06-19T07:00"})
    assert answer.status_code == 400
    assert "结束时间须晚于开始时间" in answer.content.decode()
    assert "省里开会" in answer.content.decode()


def test_a_clash_with_duty_is_pointed_out(client: Client, cast: Cast) -> None:
    period = factories.published(cast)
    holder = factories.seat_of(period, cast.emergency, Post.LEADER).person
    assert holder is not None
    client.force_login(cast.leader)
    answer = client.post(f"/people/{holder.pk}/absences/", TRIP, follow=True)
    assert "该时段内已有 1 个班次，请及时换人" in answer.content.decode()


def test_an_entry_is_taken_back(client: Client, cast: Cast) -> None:
    entry = record_absence(
        person=own(cast),
        kind=AbsenceKind.TRAINING,
        start=at("2030-01-01 08:00"),
        end=at("2030-01-02 08:00"),
        by=cast.leader,
    )
    path = f"/people/{own(cast).pk}/absences/{entry.pk}/cancel/"
    client.force_login(cast.routine_leader)
    assert client.post(path).status_code == 404
    client.force_login(cast.leader)
    assert client.get(path).status_code == 405
    assert client.post(f"/people/{uuid4()}/absences/{entry.pk}/cancel/").status_code == 404
    assert client.post(path).status_code == 302
    assert not Absence.objects.standing().exists()
