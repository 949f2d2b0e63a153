"""Adding and changing units and people: by whom, and what the trail keeps."""

from datetime import date

import pytest

from tests.factories import Cast, make_cast, make_unit
from units.enums import Rank, Tier
from units.errors import NotAllowed
from units.models import AuditEvent, Person
from units.people.services.people import add_people, change_people
from units.units.services.units import create_unit, set_lead_office, update_unit

pytestmark = pytest.mark.django_db

NEWCOMER = {
    "name": "单小红",
    "rank": Rank.STAFF,
    "mobile": "13800009001",
    "eligible_posts": ["dedicated_staff"],
    "valid_from": date(2026, 1, 1),
}


def test_the_office_adds_a_unit_with_its_tier(cast: Cast) -> None:
    unit = create_unit(
        county=cast.county,
        code="qxj",
        values={"name": "气象局"},
        tier=Tier.EMERGENCY_RESPONSE,
        tier_from=date(2026, 1, 1),
        by=cast.office,
    )
    assert unit.tier_on(date(2025, 12, 31)) is None
    assert unit.tier_on(date(2026, 1, 1)) == Tier.EMERGENCY_RESPONSE
    event = AuditEvent.objects.get(action="unit.created")
    assert (event.actor, event.after["code"], event.after["tier"]) == (cast.office, "qxj", "emergency_response")


def test_a_change_of_a_unit_keeps_before_and_after(cast: Cast) -> None:
    update_unit(unit=cast.emergency, changes={"fax": "0797-8700001", "name": "应急管理局"}, by=cast.office)
    event = AuditEvent.objects.get(action="unit.changed")
    assert event.after == {"fax": "0797-8700001"}
    assert set(event.before) == {"fax"}


@pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
def test_units_are_the_offices(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    with pytest.raises(NotAllowed):
        update_unit(unit=cast.emergency, changes={"fax": ""}, by=user)
    with pytest.raises(NotAllowed):
        set_lead_office(county=cast.county, unit=cast.emergency, by=user)


def test_another_countys_office_changes_nothing_here(cast: Cast) -> None:
    other = make_cast("other", "别县")
    with pytest.raises(NotAllowed):
        update_unit(unit=cast.emergency, changes={"fax": ""}, by=other.office)
    with pytest.raises(NotAllowed):
        add_people(newcomers=[(cast.emergency, NEWCOMER)], by=other.office)


def test_a_leader_adds_people_of_the_own_unit_only(cast: Cast) -> None:
    (person,) = add_people(newcomers=[(cast.emergency, NEWCOMER)], by=cast.leader)
    assert person.initials == "sxh"
    with pytest.raises(NotAllowed):
        add_people(newcomers=[(cast.emergency, NEWCOMER), (cast.routine, NEWCOMER)], by=cast.leader)
    with pytest.raises(NotAllowed):
        add_people(newcomers=[(cast.emergency, NEWCOMER)], by=cast.duty)
    assert Person.objects.filter(name="单小红").count() == 1


def test_initials_follow_the_name_and_numbers_stay_out_of_the_trail(cast: Cast) -> None:
    (person,) = add_people(newcomers=[(cast.emergency, NEWCOMER)], by=cast.office)
    change_people(changes=[(person, {"name": "曾小红", "mobile": "13809999001"})], by=cast.office)

    person.refresh_from_db()
    assert (person.initials, person.mobile) == ("zxh", "13809999001")
    event = AuditEvent.objects.get(action="person.changed")
    assert event.before == {"name": "单小红"}
    assert event.after == {"name": "曾小红", "new_numbers": ["mobile"]}
    assert "13800009001" not in str(AuditEvent.objects.get(action="person.added").after)


def test_the_lead_office_changes(cast: Cast) -> None:
    other = make_unit(cast.county, Tier.HUB, code="zfb")
    set_lead_office(county=cast.county, unit=other, by=cast.office)
    event = AuditEvent.objects.get(action="county.lead_office_set")
    assert (event.before, event.after) == ({"lead_office": "xwb"}, {"lead_office": "zfb"})
