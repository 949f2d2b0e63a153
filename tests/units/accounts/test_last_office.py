"""The county office can always sign in: no way in takes its last account away."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import Cast, make_cast, make_person
from tests.refusals import refused
from units.accounts.services.accounts import change_role, create_account, deactivate
from units.enums import Role
from units.models import Person, User
from units.people.services.people import change_people
from units.people.services.transfers import transfer_people
from units.units.services.closing import put_into_effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def clerk(cast: Cast) -> Person:
    """The one account of the office belongs to them."""
    cast.office.person = make_person(cast.hub, name="卢文员")
    cast.office.save()
    return cast.office.person


def another(cast: Cast, person: Person | None = None) -> User:
    made = create_account(county=cast.county, role=Role.COUNTY_OFFICE, by=None, display_name="值班室", person=person)
    return made.user


class TestWhoLeaves:
    def leave(self, cast: Cast, person: Person, days: int) -> None:
        day = timezone.localdate() + timedelta(days=days)
        change_people(changes=[(person, {"valid_to": day})], by=cast.office)

    @pytest.mark.parametrize("days", [0, 30])
    def test_today_or_later(self, cast: Cast, clerk: Person, days: int) -> None:
        with refused("last_office_account"):
            self.leave(cast, clerk, days)
        clerk.refresh_from_db()
        assert clerk.valid_to is None

    def test_with_another_account_they_may(self, cast: Cast, clerk: Person) -> None:
        another(cast)
        self.leave(cast, clerk, 30)

    def test_another_that_ends_is_none(self, cast: Cast, clerk: Person) -> None:
        leaving = make_person(cast.hub, name="韦将离")
        another(cast, person=leaving)
        self.leave(cast, leaving, 20)
        with refused("last_office_account"):
            self.leave(cast, clerk, 30)

    def test_the_page_says_so(self, client: Client, cast: Cast, clerk: Person) -> None:
        client.force_login(cast.office)
        page = client.get(f"/people/{clerk.pk}/edit/")
        form = page.context["form"]
        given = {name: value for name in form.fields if (value := form[name].value()) is not None}
        answer = client.post(f"/people/{clerk.pk}/edit/", given | {"valid_to": str(timezone.localdate())})
        assert answer.status_code == 400
        assert "最后一个在用的两办账号" in answer.content.decode()

    def test_who_leads_a_unit_is_none_of_it(self, cast: Cast) -> None:
        cast.leader.person = make_person(cast.emergency, name="陆局长")
        cast.leader.save()
        self.leave(cast, cast.leader.person, 3)


class TestClosing:
    def test_an_account_whose_person_has_left_does_not_count(self, cast: Cast, clerk: Person) -> None:
        gone = make_person(cast.hub, name="韦已离")
        another(cast, person=gone)
        Person.objects.filter(pk=gone.pk).update(valid_to=timezone.localdate())
        with refused("last_office_account"):
            deactivate(account=cast.office, by=None)
        with refused("last_office_account"):
            change_role(account=cast.office, role=Role.AUDITOR, unit=None, by=None)
        cast.office.refresh_from_db()
        assert (cast.office.is_active, cast.office.role) == (True, Role.COUNTY_OFFICE)


class TestUnits:
    def test_whoever_moves_takes_the_account_along(self, cast: Cast, clerk: Person) -> None:
        transfer_people(people=[clerk], to=cast.routine, day=timezone.localdate(), by=cast.office)
        cast.office.refresh_from_db()
        assert cast.office.person is not None
        assert (cast.office.person.unit, cast.office.is_active) == (cast.routine, True)

    def test_a_move_that_ends_there_is_refused(self, cast: Cast, clerk: Person) -> None:
        day = timezone.localdate()
        with refused("last_office_account"):
            transfer_people(
                people=[clerk], to=cast.routine, day=day, by=cast.office, changes={"valid_to": day + timedelta(days=9)}
            )

    def test_a_closed_unit_ends_the_logins_of_the_unit_only(self, cast: Cast, client: Client) -> None:
        cast.office.unit = cast.routine
        cast.office.save()
        cast.routine.closed_from = timezone.localdate()
        cast.routine.save()
        put_into_effect(now=timezone.now())
        cast.office.refresh_from_db()
        cast.routine_leader.refresh_from_db()
        assert (cast.office.is_active, cast.routine_leader.is_active) == (True, False)
        client.force_login(cast.office)
        assert client.get("/settings/accounts/").status_code == 200
