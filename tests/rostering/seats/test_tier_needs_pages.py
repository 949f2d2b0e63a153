"""What a unit needs for a new tier is said before it is decided and until it is supplied; nobody is left out of duty in silence."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.enums import ChannelCode, Purpose
from alerts.models import Notification
from rostering.enums import PeriodKind, Post
from tests.api_client import Api
from tests.factories import Cast, generated, make_person, make_token, make_user
from units.enums import Rank, Role, Tier
from units.models import Person, TierReview, User
from units.people.services.people import change_people
from units.reviews.services.decisions import apply_for_review
from units.units.services.tiers import set_tier

pytestmark = pytest.mark.django_db


def page(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def review_of(cast: Cast) -> TierReview:
    return apply_for_review(
        unit=cast.routine, wanted_tier=Tier.EMERGENCY_RESPONSE, reason="承担防汛处置", by=cast.routine_leader
    )


def test_a_review_says_what_its_tier_asks_of_the_unit(cast: Cast) -> None:
    review = review_of(cast)

    for user in (cast.office, cast.routine_leader):
        shown = page(user, f"/reviews/{review.pk}/")
        assert "应急响应类" in shown
        assert "专职值班人员每日1席" in shown
        assert "2 个岗位人选不足" in shown
    needs = Api(key=make_token(cast.office)).get(f"tier-reviews/{review.pk}/")["needs"]
    assert [(need["post"], need["listed"], need["lacking"] > 0) for need in needs] == [
        (Post.LEADER, 0, True),
        (Post.DEDICATED_STAFF, 0, True),
    ]


def test_a_new_tier_is_work_for_the_leader_until_it_is_supplied(cast: Cast) -> None:
    chief = make_person(cast.routine, rank=Rank.SECTION_CHIEF, posts=[Post.DUTY_OFFICER])
    leader = make_user(Role.UNIT_LEADER, cast.county, unit=cast.routine, person=chief)
    day = timezone.localdate() + timedelta(days=9)
    set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=day, by=cast.office)

    told = Notification.objects.filter(purpose=Purpose.TIER_NEEDS, person=chief, channel=ChannelCode.INBOX)
    assert told.count() == 1
    api, path = Api(key=make_token(leader)), f"/units/{cast.routine.code}/"
    assert "2 个岗位人选不足" in page(leader, path)
    assert [need["post"] for need in api.get(f"units/{cast.routine.code}/")["needs"]] == ["leader", "dedicated_staff"]

    both = [Post.LEADER, Post.DEDICATED_STAFF]
    more = [make_person(cast.routine, rank=Rank.SECTION_CHIEF, posts=both) for _ in range(3)]
    people = Person.objects.filter(pk__in=[person.pk for person in more]).select_related("unit")
    change_people(changes=[(person, {"eligible_posts": both}) for person in people], by=cast.office)

    assert "岗位人选不足" not in page(leader, path)
    assert api.get(f"units/{cast.routine.code}/")["needs"] == []


def add(user: User, **given: Any) -> Any:
    client = Client()
    client.force_login(user)
    form = {"rank": Rank.STAFF, "position": "", "mobile": "", "office_phone": "", "valid_from": "2026-01-01"}
    return client.post("/people/new/", form | given, follow=True)


def test_somebody_added_without_a_post_gets_the_usual_one_and_none_is_said_out_loud(cast: Cast) -> None:
    code = cast.emergency.code
    add(cast.leader, unit=code, name="甘小雨")
    add(cast.leader, unit=code, name="曾大立", rank=Rank.SECTION_CHIEF)
    answer = add(cast.leader, unit=code, name="邱远山", eligible_posts=["none"])

    held = dict(Person.objects.filter(unit=cast.emergency).values_list("name", "eligible_posts"))
    assert held["甘小雨"] == [Post.DEDICATED_STAFF]
    assert held["曾大立"] == [Post.LEADER]
    assert held["邱远山"] == []
    assert "邱远山未列入任何岗位，不参加值班" in answer.content.decode()
    idle = Person.objects.get(name="邱远山")
    assert "不参加值班" in page(cast.leader, f"/people/{idle.pk}/")
    assert "邱远山" in page(cast.leader, f"/units/{code}/")
    refused = add(cast.leader, unit=code, name="钟二", eligible_posts=["none", Post.LEADER])
    assert refused.status_code == 400

    first = timezone.localdate() + timedelta(days=2)
    period = generated(cast, first, first, kind=PeriodKind.SPECIAL)
    api = Api(key=make_token(cast.office))
    assert {"unit": cast.emergency.name, "person": "邱远山"} in api.get(f"duty-periods/{period.pk}/coverage/")[
        "not_on_duty"
    ]
    assert [one["name"] for one in api.get(f"units/{code}/")["not_on_duty"]] == ["邱远山"]
    assert "邱远山" in page(cast.office, f"/rosters/periods/{period.pk}/publish/")
