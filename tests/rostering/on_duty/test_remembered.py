"""What is remembered of a unit's duty is what reading anew gives, however far time has gone."""

from datetime import timedelta

import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rostering.models import DutyPeriod
from rostering.on_duty.queries.remembered import unit_now
from rostering.on_duty.queries.resolver import on_duty_at
from tests.factories import Cast, at
from units.models import User


def test_now_and_next_change_with_time_alone(
    period: DutyPeriod, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """From before the duty is in view to after its end."""
    office = User.objects.select_related("county").get(pk=cast.office.pk)
    seen = set()
    for hours in range(0, 24 * 42, 7):
        with time_machine.travel(at("2026-05-14 08:00") + timedelta(hours=hours), tick=False):
            now = timezone.now()
            found = unit_now(office, now, "yjj", include_next=True).value
            assert found == tuple(on_duty_at(now, user=office, unit_code="yjj", include_next=True))
            with django_assert_num_queries(1):
                assert unit_now(office, now, "yjj", include_next=True).value == found
            seen.add(found)
    assert () in seen
    assert len(seen) > 6
