"""People of the register, and full phone numbers for a reason."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.choosing import chosen_unit
from units.api.fields import InstantOrDayField
from units.api.inputs import Body, PageQuery
from units.api.nouns import NounList, NounView, RemovableNoun
from units.api.shapes import PersonShape, PhoneShape
from units.api.views import ApiView, find
from units.enums import Scope
from units.people.models import Person
from units.people.services.contacts import reveal_phone
from units.people.services.removals import delete_person


class PeopleQuery(PageQuery):
    """`q`: a part of the name in any spelling, the first letters of its pinyin, or, with contacts:read, a whole number."""

    q = serializers.CharField(required=False, max_length=40)
    unit = serializers.CharField(required=False, max_length=32)
    active_at = InstantOrDayField(required=False)


class PersonView(NounView):
    read_scope = Scope.ROSTER_READ
    model = Person
    shape = PersonShape
    related = ("unit__county",)

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return PersonShape.bodies(rows, reader=self.user)


class People(PersonView, NounList):
    """People in the order of units and ranks: the county's, one's unit's, or oneself, by role."""

    query = PeopleQuery
    order = ("unit__protocol_order", "unit__code", "-rank", "name", "id")

    def rows(self) -> QuerySet[Person, Person]:
        rows = Person.objects.visible_to(self.user)
        if "q" in self.params:
            rows = rows.found_by(self.params["q"], by_number=self.user.has_scope(Scope.CONTACTS_READ))
        if "active_at" in self.params:
            rows = rows.valid_on(self.params["active_at"])
        return rows

    def wanted(self) -> dict[str, Any]:
        return {"unit": chosen_unit(self.user, self.params)}


class PersonDetail(PersonView, RemovableNoun):
    """One person. Entered by mistake and without any history, they may be deleted; else the day they leave ends it."""

    write_scope = Scope.ROSTER_WRITE

    def remove(self, row: Person) -> None:
        delete_person(person=row, by=self.user)


class ReasonBody(Body):
    reason = serializers.CharField(max_length=500)


class RevealPhone(ApiView):
    """A full number outside duty; who asks and why is recorded first. Never answered from an Idempotency-Key."""

    write_scope = Scope.CONTACTS_READ
    body = ReasonBody
    shape = PhoneShape
    is_repeatable = False

    def post(self, request: Request, pk: str) -> Response:
        person = find(Person.objects.visible_to(self.user), pk=pk)
        person = reveal_phone(person=person, reason=self.given["reason"], by=self.user)
        return Response(PhoneShape.of(person), headers={"Cache-Control": "no-store"})
