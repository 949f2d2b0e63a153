"""People of the register, and full phone numbers for a reason."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api import shapes
from units.api.choosing import chosen_unit
from units.api.etags import check_match, tagged
from units.api.fields import InstantOrDayField
from units.api.inputs import Body, PageQuery
from units.api.pagination import page_of_rows
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


class People(ApiView):
    """People in the order of units and ranks: the county's, one's unit's, or oneself, by role."""

    read_scope = Scope.ROSTER_READ
    query = PeopleQuery
    shape = shapes.PersonShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = Person.objects.visible_to(self.user)
        unit = chosen_unit(self.user, self.params)
        if unit is not None:
            rows = rows.filter(unit=unit)
        if "q" in self.params:
            rows = rows.found_by(self.params["q"], by_number=self.user.has_scope(Scope.CONTACTS_READ))
        if "active_at" in self.params:
            rows = rows.valid_on(self.params["active_at"])
        page = page_of_rows(
            request,
            rows.values(*shapes.PERSON_FIELDS, "unit__protocol_order"),
            self.params,
            ("unit__protocol_order", "unit__code", "-rank", "name", "id"),
            lambda found: [shapes.person_shape(row, self.user) for row in found],
        )
        return Response(page)


class PersonDetail(ApiView):
    """One person. Entered by mistake and without any history, they may be deleted; else the day they leave ends it."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = shapes.PersonShape

    def get(self, request: Request, pk: str) -> Response:
        row = find(Person.objects.visible_to(self.user).values(*shapes.PERSON_FIELDS), pk=pk)
        return tagged(request, shapes.person_shape(row, self.user))

    def delete(self, request: Request, pk: str) -> Response:
        person = find(Person.objects.visible_to(self.user).select_related("unit__county"), pk=pk)
        row = find(Person.objects.visible_to(self.user).values(*shapes.PERSON_FIELDS), pk=pk)
        check_match(request, shapes.person_shape(row, self.user))
        delete_person(person=person, by=self.user)
        return Response(status=204)


class ReasonBody(Body):
    reason = serializers.CharField(max_length=500)


class RevealPhone(ApiView):
    """A full number outside duty; who asks and why is recorded first. Never answered from an Idempotency-Key."""

    write_scope = Scope.CONTACTS_READ
    body = ReasonBody
    shape = shapes.PhoneShape
    is_repeatable = False

    def post(self, request: Request, pk: str) -> Response:
        person = find(Person.objects.visible_to(self.user), pk=pk)
        person = reveal_phone(person=person, reason=self.given["reason"], by=self.user)
        return Response(shapes.phone_shape(person), headers={"Cache-Control": "no-store"})
