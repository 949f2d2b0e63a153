"""Calendar feeds: what they show and to whom, how entries change and end, and that the address stays a secret."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from alerts.enums import FeedLayout
from alerts.feeds import services as feeds
from alerts.models import Feed
from alerts.orders.services import orders
from rostering.enums import PeriodKind, Posture
from rostering.models import Assignment, DutyPeriod
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, make_cast, make_person, published, seat_of
from units.errors import NotAllowed
from units.models import AuditEvent, Unit, User

NOW = at("2026-07-06 12:00")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
    return published(cast, *days, name="防汛值守", kind=PeriodKind.SPECIAL)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    """The emergency unit's leader on the first day, who is also the `leader` login."""
    found = seat_of(period, cast.emergency, "leader")
    cast.leader.person = found.person
    cast.leader.save()
    return found


def address(user: User, unit: Unit | None = None, layout: FeedLayout = FeedLayout.SHIFTS) -> str:
    feed = feeds.create_feed(by=user, unit=unit, layout=layout)
    return f"/feeds/{feeds.secret_of(feed.pk)}.ics"


def read(path: str) -> Calendar:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content)
    assert isinstance(found, Calendar)
    return found


def events(path: str) -> list[Any]:
    return list(read(path).walk("VEVENT"))


def of_shift(path: str, seat: Assignment) -> Any:
    (found,) = [event for event in events(path) if event["UID"].startswith(str(seat.shift_id))]
    return found


def give_away(cast: Cast, seat: Assignment) -> Assignment:
    """To somebody new; the seat as it is afterwards."""
    spare = make_person(cast.emergency, rank=2, posts=["leader"])  # type: ignore[arg-type]
    change = Change(seat.pk, spare.pk, seat.version)
    return amend_period(period=seat.shift.period, changes=[change], reason="出差", by=cast.office)[0]


@pytest.mark.django_db
class TestPersonal:
    def test_one_entry_for_each_of_ones_own_duties(self, cast: Cast, seat: Assignment) -> None:
        own = Assignment.objects.in_force().filter(person=seat.person)
        found = events(address(cast.leader))
        assert {event["UID"] for event in found} == {f"{row.shift_id}@zj.duty" for row in own}
        event = of_shift(address(cast.leader), seat)
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (at("2026-07-07 08:30"), at("2026-07-08 08:30"))
        assert (event["STATUS"], event["SEQUENCE"], event["SUMMARY"]) == ("CONFIRMED", 0, "应急管理局 带班领导")
        assert "08:30—20:00 在岗" in event["DESCRIPTION"]
        assert "20:00—08:30 居家带班，不得离开县城，30 分钟内到岗" in event["DESCRIPTION"]

    def test_by_phases_there_is_one_for_each_stretch(self, cast: Cast, seat: Assignment) -> None:
        found = [
            event
            for event in events(address(cast.leader, layout=FeedLayout.PHASES))
            if event["UID"].startswith(str(seat.shift_id))
        ]
        assert [event["UID"] for event in found] == [f"{seat.shift_id}-p1@zj.duty", f"{seat.shift_id}-p2@zj.duty"]
        assert found[0].decoded("dtend") == found[1].decoded("dtstart") == at("2026-07-07 20:00")
        assert [event["SUMMARY"].split()[-1] for event in found] == ["在岗", "居家带班"]

    def test_a_duty_taken_away_stays_as_cancelled_under_its_uid(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader)
        before = of_shift(path, seat)
        give_away(cast, seat)
        after = of_shift(path, seat)
        assert (after["UID"], after["STATUS"], after["TRANSP"]) == (before["UID"], "CANCELLED", "TRANSPARENT")
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after.decoded("dtstart") == before.decoded("dtstart")

    def test_given_back_it_is_confirmed_again_and_the_sequence_still_rises(self, cast: Cast, seat: Assignment) -> None:
        path, person = address(cast.leader), seat.person
        taken = give_away(cast, seat)
        cancelled = of_shift(path, seat)
        assert person is not None
        change = Change(taken.pk, person.pk, taken.version)
        amend_period(period=seat.shift.period, changes=[change], reason="回来了", by=cast.office)
        again = of_shift(path, seat)
        assert (again["UID"], again["STATUS"]) == (cancelled["UID"], "CONFIRMED")
        assert again["SEQUENCE"] > cancelled["SEQUENCE"]

    def test_what_was_never_published_is_in_no_calendar(self, cast: Cast) -> None:
        proposed = seat_of(generated(cast), cast.emergency, "leader")
        cast.leader.person = proposed.person
        cast.leader.save()
        assert events(address(cast.leader)) == []

    def test_an_order_raises_what_is_owed_and_the_sequence(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader)
        before = of_shift(path, seat)
        order = orders.issue_order(
            county=cast.county, reason="防汛", posture=Posture.ON_SITE, start=at("2026-07-07 08:30"),
            end=at("2026-07-09 08:30"), by=cast.office, units=[cast.emergency],
        )  # fmt: skip
        raised = of_shift(path, seat)
        assert "居家带班" not in raised["DESCRIPTION"]
        orders.end_order(order=order, by=cast.office)
        ended = of_shift(path, seat)
        assert "居家带班" in ended["DESCRIPTION"]
        assert before["SEQUENCE"] < raised["SEQUENCE"] < ended["SEQUENCE"]

    def test_part_of_a_duty_is_an_entry_as_long_as_the_part(self, cast: Cast, seat: Assignment) -> None:
        spare = make_person(cast.emergency, rank=2, posts=["leader"])  # type: ignore[arg-type]
        night = (at("2026-07-07 20:00"), at("2026-07-08 08:30"))
        change = Change(seat.pk, spare.pk, seat.version, *night)
        amend_period(period=seat.shift.period, changes=[change], reason="夜间有事", by=cast.office)
        event = of_shift(address(cast.leader), seat)
        assert (event.decoded("dtend"), event["STATUS"]) == (night[0], "CONFIRMED")
        assert "居家带班" not in event["DESCRIPTION"]


@pytest.mark.django_db
class TestUnit:
    def test_every_published_shift_with_who_holds_it(self, cast: Cast, seat: Assignment) -> None:
        found = events(address(cast.leader, cast.emergency))
        assert len(found) == 2 * 3
        assert seat.person is not None
        assert of_shift(address(cast.leader, cast.emergency), seat)["SUMMARY"] == f"{seat.person.name} 带班领导"

    def test_a_change_is_an_update_of_the_same_entry(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader, cast.emergency)
        before = of_shift(path, seat)
        taken = give_away(cast, seat)
        after = of_shift(path, seat)
        assert taken.person is not None
        assert after["SUMMARY"] == f"{taken.person.name} 带班领导"
        assert (after["UID"], after["STATUS"]) == (before["UID"], "CONFIRMED")
        assert after["SEQUENCE"] > before["SEQUENCE"]

    def test_only_of_a_unit_one_sees(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            feeds.create_feed(by=cast.leader, unit=cast.routine)
        with pytest.raises(NotAllowed):
            feeds.create_feed(by=cast.office, unit=make_cast("ng", "南安县").routine)
        feeds.create_feed(by=cast.office, unit=cast.routine)

    def test_no_phone_number_in_it(self, cast: Cast, period: DutyPeriod) -> None:
        text = Client().get(address(cast.office, cast.emergency)).content.decode()
        numbers = [person.mobile for person in cast.people["yjj"]] + [cast.emergency.duty_phone, cast.emergency.fax]
        assert not any(number in text for number in numbers)

    def test_queries_do_not_grow_with_the_roster(
        self, cast: Cast, period: DutyPeriod, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        path = address(cast.office, cast.hub)
        with django_assert_max_num_queries(7):
            assert len(events(path)) > 6


@pytest.mark.django_db
class TestTheFile:
    def test_it_is_one_that_calendars_read(self, cast: Cast, seat: Assignment) -> None:
        body = Client().get(address(cast.leader)).content
        calendar = Calendar.from_ical(body)
        assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
        assert b"\r\n" in body
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
        for event in calendar.walk("VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS"} <= set(event)
            assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"

    def test_line_breaks_in_names_stay_text(self, cast: Cast, seat: Assignment) -> None:
        Unit.objects.filter(pk=cast.emergency.pk).update(short_name="局\r\nATTENDEE:mailto:x@y")
        assert all("ATTENDEE" not in event for event in events(address(cast.leader)))

    def test_unchanged_it_is_not_sent_again(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader)
        first = Client().get(path)
        with time_machine.travel(NOW + timedelta(hours=3), tick=False):
            again = Client().get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "private" in again["Cache-Control"]
        give_away(cast, seat)
        assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_reading_changes_nothing(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader)
        before = (list(Feed.objects.values()), AuditEvent.objects.count())
        Client().get(path)
        assert Client().head(path).status_code == 200
        assert Client().post(path).status_code == 405
        assert (list(Feed.objects.values()), AuditEvent.objects.count()) == before


@pytest.mark.django_db
class TestTheSecret:
    def test_only_its_digest_is_kept(self, cast: Cast, seat: Assignment) -> None:
        feed = feeds.create_feed(by=cast.leader)
        assert feeds.secret_of(feed.pk) not in str(Feed.objects.values().get())

    def test_revoked_it_leads_nowhere_from_the_next_request_on(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader)
        feeds.revoke_feed(feed=Feed.objects.get(), by=cast.leader)
        assert Client().get(path).status_code == 404

    def test_nobody_revokes_anothers(self, cast: Cast, seat: Assignment) -> None:
        address(cast.leader)
        with pytest.raises(NotAllowed):
            feeds.revoke_feed(feed=Feed.objects.get(), by=cast.office)

    def test_a_login_that_is_gone_or_moved_takes_its_calendars_with_it(self, cast: Cast, seat: Assignment) -> None:
        path = address(cast.leader, cast.emergency)
        assert Client().get(path).status_code == 200
        User.objects.filter(pk=cast.leader.pk).update(unit=cast.routine)
        assert Client().get(path).status_code == 404
        User.objects.filter(pk=cast.leader.pk).update(unit=cast.emergency, is_active=False)
        assert Client().get(path).status_code == 404

    @pytest.mark.parametrize("secret", ["x", "A" * 43, "..%2f..%2fetc", "%00", "feed" * 200])
    def test_a_wrong_one_tells_nothing(self, cast: Cast, secret: str) -> None:
        assert Client().get(f"/feeds/{secret}.ics").status_code == 404

    def test_no_log_line_holds_one(self, cast: Cast, seat: Assignment, caplog: pytest.LogCaptureFixture) -> None:
        path = address(cast.leader)
        feeds.revoke_feed(feed=Feed.objects.get(), by=cast.leader)
        with caplog.at_level(logging.DEBUG):
            Client().get(path)
            Client().post(path)
        lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
        assert any("/feeds/…" in line for line in lines)
        assert not any(path.removeprefix("/feeds/").removesuffix(".ics") in line for line in lines)


@pytest.mark.django_db
class TestThePage:
    def test_made_shown_once_and_ended(self, client: Client, cast: Cast, seat: Assignment) -> None:
        client.force_login(cast.leader)
        made = client.post("/my/feeds/", {"layout": "phases"})
        feed = Feed.objects.get()
        assert f"/feeds/{feeds.secret_of(feed.pk)}.ics" in made.content.decode()
        assert feeds.secret_of(feed.pk) not in client.get("/my/feeds/").content.decode()
        assert (feed.layout, feed.unit) == ("phases", None)
        assert client.post(f"/my/feeds/{feed.pk}/revoke/").status_code == 302
        assert timezone.is_aware(Feed.objects.get().revoked_at or NOW)

    def test_of_the_unit(self, client: Client, cast: Cast, period: DutyPeriod) -> None:
        client.force_login(cast.leader)
        assert client.post("/my/feeds/?unit=yjj", {"layout": "shifts"}).status_code == 200
        assert Feed.objects.get().unit == cast.emergency
        assert client.get("/my/feeds/?unit=dag").status_code == 404

    def test_a_login_without_a_person_is_told_why_not(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.routine_leader)
        assert "未对应到具体人员" in client.get("/my/feeds/").content.decode()
        assert client.post("/my/feeds/", {"layout": "shifts"}).status_code == 403

    def test_linked_from_my_page_and_the_unit(self, client: Client, cast: Cast, seat: Assignment) -> None:
        client.force_login(cast.leader)
        assert 'href="/my/feeds/"' in client.get("/my/").content.decode()
        assert 'href="/my/feeds/?unit=yjj"' in client.get("/units/yjj/").content.decode()
