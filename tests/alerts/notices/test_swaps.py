"""Each step of a swap is told once, to whoever acts next or is concerned, and nobody hears of what they did."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from alerts.models import Notification
from alerts.notices.services.swaps import swap_is_relevant
from alerts.outbox.services.wording import wording
from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Assignment, DutyPeriod, Swap
from tests.factories import Cast, at, make_person, make_user, published, seat_of
from units.enums import Role
from units.models import Person, User

POST = "dedicated_staff"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    found = published(cast)
    Notification.objects.all().delete()
    return found


@pytest.fixture
def chief(cast: Cast) -> Person:
    """The unit's leader is a person, too, and so is the office."""
    for user, unit in ((cast.leader, cast.emergency), (cast.office, cast.hub)):
        user.person = make_person(unit)
        user.save()
    assert cast.leader.person is not None
    return cast.leader.person


def login(cast: Cast, person: Person) -> User:
    return User.objects.filter(person=person).first() or make_user(
        Role.DUTY_PERSON, cast.county, unit=person.unit, person=person
    )


def own_and_other(cast: Cast, period: DutyPeriod) -> tuple[Assignment, Assignment]:
    return seat_of(period, cast.emergency, POST), seat_of(period, cast.emergency, POST, day=date(2026, 6, 20))


def asked(cast: Cast, period: DutyPeriod) -> Swap:
    own, other = own_and_other(cast, period)
    assert own.person is not None
    return request_swap(wanted=Wanted(SwapKind.SWAP, own.pk, counter_id=other.pk), by=login(cast, own.person))


def told(channel: str = "inbox") -> set[tuple[str, str]]:
    """(purpose, name), and forgets them."""
    rows = Notification.objects.filter(channel=channel).select_related("person")
    found = {(row.purpose, row.person.name) for row in rows}
    assert len(found) == rows.count()
    Notification.objects.all().delete()
    return found


def test_step_by_step(cast: Cast, period: DutyPeriod, chief: Person) -> None:
    swap = asked(cast, period)
    row = Notification.objects.get(channel="inbox")
    title, text = wording(row.purpose, row.params)
    assert title == "换班请求"
    assert (
        f"{swap.person.name}请您换班：您承担6月19日（星期五）专职值班人员班次，对方承担6月20日（星期六）专职值班人员班次"
        in text
    )
    assert told() == {("swap_requested", swap.counterpart.name)}
    accept_swap(swap=swap, by=login(cast, swap.counterpart))
    assert told() == {("swap_moved", swap.person.name), ("swap_to_decide", chief.name)}
    approve_swap(swap=swap, by=cast.leader)
    both = {swap.person.name, swap.counterpart.name}
    assert told() == {(purpose, name) for purpose in ("duty_changed", "duty_withdrawn") for name in both}


def test_how_it_ends_is_told_to_the_others(cast: Cast, period: DutyPeriod, chief: Person) -> None:
    swap = asked(cast, period)
    told()
    decline_swap(swap=swap, by=login(cast, swap.counterpart))
    assert told() == {("swap_moved", swap.person.name)}
    swap = asked(cast, period)
    told()
    cancel_swap(swap=swap, by=login(cast, swap.person))
    assert told() == {("swap_moved", swap.counterpart.name)}
    swap = asked(cast, period)
    told()
    reject_swap(swap=swap, by=cast.leader, reason="人手不够")
    assert told() == {("swap_moved", swap.person.name), ("swap_moved", swap.counterpart.name)}


def test_who_was_to_decide_hears_that_there_is_nothing_more_to_decide(
    cast: Cast, period: DutyPeriod, chief: Person
) -> None:
    swap = asked(cast, period)
    swap = accept_swap(swap=swap, by=login(cast, swap.counterpart))
    cancel_swap(swap=swap, by=login(cast, swap.person))
    assert Notification.objects.filter(channel="inbox", purpose="swap_moved", person=chief).exists()
    waiting = Notification.objects.filter(object_id=swap.pk, state="pending").exclude(purpose="swap_moved")
    assert not waiting.exists()


def test_expired(cast: Cast, period: DutyPeriod, clock: time_machine.Traveller) -> None:
    swap = asked(cast, period)
    request = Notification.objects.get(channel="inbox")
    assert request.expires_at <= swap.expires_at
    told()
    clock.move_to(at("2026-06-19 08:30"))
    expire_due(now=timezone.now())
    expire_due(now=timezone.now())
    assert told() == {("swap_moved", swap.person.name), ("swap_moved", swap.counterpart.name)}


def test_news_that_a_later_step_has_overtaken_is_not_sent(cast: Cast, period: DutyPeriod, chief: Person) -> None:
    swap = asked(cast, period)
    request = Notification.objects.get(channel="inbox")
    assert swap_is_relevant(request, timezone.now())
    cancel_swap(swap=swap, by=cast.office)
    assert not swap_is_relevant(request, timezone.now())


def test_an_emergency_cover_wants_its_review(
    cast: Cast, period: DutyPeriod, chief: Person, clock: time_machine.Traveller
) -> None:
    own, _other = own_and_other(cast, period)
    taker = make_person(cast.emergency, posts=[POST])
    clock.move_to(at("2026-06-19 21:00"))
    wanted = Wanted(SwapKind.EMERGENCY_COVER, own.pk, counterpart_id=taker.pk)
    assert own.person is not None
    request_swap(wanted=wanted, by=login(cast, own.person))
    changed = Notification.objects.get(channel="inbox", purpose="duty_changed")
    assert "21:00至次日08:30" in wording(changed.purpose, changed.params)[1]
    assert told() == {("swap_to_decide", chief.name), ("duty_changed", taker.name), ("duty_withdrawn", own.person.name)}


def test_ordered_by_the_only_leader_the_office_reviews(
    cast: Cast, period: DutyPeriod, chief: Person, clock: time_machine.Traveller
) -> None:
    own, _other = own_and_other(cast, period)
    clock.move_to(at("2026-06-19 07:00"))
    taker = make_person(cast.emergency, posts=[POST])
    request_swap(wanted=Wanted(SwapKind.EMERGENCY_COVER, own.pk, counterpart_id=taker.pk), by=cast.leader)
    assert cast.office.person is not None
    assert ("swap_to_decide", cast.office.person.name) in told()
