"""What nobody has entered is unknown: it is asked for, and counts neither for nor against anybody."""

from datetime import date

import pytest
from django.utils import timezone

from tests.factories import Cast
from units.enums import Rank
from units.models import Person
from units.people.queries import incomplete_people
from units.people.services.people import add_people, change_people


@pytest.mark.django_db
def test_a_newcomer_without_a_joining_date_is_counted_from_today(cast: Cast) -> None:
    values = {"name": "陈晓明", "rank": Rank.STAFF, "eligible_posts": ["dedicated_staff"], "mobile": "13911112222"}
    (added,) = add_people(newcomers=[(cast.emergency, values)], by=cast.office)
    today = timezone.localdate()
    assert (added.joined_on, added.burden_from) == (None, today)
    asked = {one.person.pk: list(map(str, one.missing)) for one in incomplete_people(cast.leader, today)}
    assert asked == {added.pk: ["到任日期", "到岗分钟数"]}
    change_people(changes=[(added, {"valid_from": date(2025, 3, 1), "travel_minutes": 12})], by=cast.office)
    known = Person.objects.get(pk=added.pk)
    assert (known.joined_on, known.burden_from) == (date(2025, 3, 1), date(2025, 3, 1))
    assert incomplete_people(cast.leader, today) == []
