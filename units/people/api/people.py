"""People of the register: read, added, changed, put in order; and full phone numbers for a reason."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api.cells import CellField, RankField
from units.api.choosing import chosen_unit
from units.api.etags import tagged
from units.api.fields import DayField, InstantOrDayField, person_ref
from units.api.inputs import Body, MirrorQuery
from units.api.nouns import NounList, NounView, RemovableNoun
from units.api.shapes import PersonRef, PersonShape, PhoneShape
from units.api.touching import TouchingBody, TouchingView
from units.api.views import ApiView, find
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import post_choices
from units.enums import Scope
from units.errors import InvalidInput
from units.people.models import Person
from units.people.services.contacts import reveal_phone
from units.people.services.ordering import order_people
from units.people.services.people import add_people, change_people
from units.people.services.removals import delete_person
from units.people.services.transfers import take_back, transfer_people
from units.permissions import check_manage_people
from units.spelling import cells
from units.spelling.cells import MOST_ORDER, MOST_TRAVEL_MINUTES

MOST_NAMED = 1000


class PeopleQuery(MirrorQuery):
    """`q`: a part of the name in any spelling, the first letters of its pinyin, or, with contacts:read, a whole number."""

    q = serializers.CharField(required=False, max_length=40)
    unit = serializers.CharField(required=False, max_length=32)
    active_at = InstantOrDayField(required=False)


class PostsField(serializers.ListField):
    """Codes of posts that the policy knows."""

    child = serializers.CharField(max_length=40)

    def to_internal_value(self, data: Any) -> list[str]:
        codes = list(dict.fromkeys(super().to_internal_value(data)))
        unknown = sorted(set(codes) - {code for code, _name in post_choices()})
        if unknown:
            words = {"posts": "、".join(unknown)}
            raise serializers.ValidationError(_("没有这些岗位：%(posts)s") % words, code="unknown_post")
        return codes


class PersonChanges(TouchingBody):
    """What isn't named stays. `valid_to` is the first day no longer there; null takes it back."""

    name = CellField(cells.name(60), max_length=60, required=False)
    rank = RankField(required=False)
    position = CellField(cells.text(100), max_length=100, required=False, allow_blank=True)
    protocol_order = serializers.IntegerField(min_value=0, max_value=MOST_ORDER, required=False)
    mobile = CellField(cells.mobile, max_length=30, required=False, allow_blank=True)
    office_phone = CellField(cells.phone(40), max_length=60, required=False, allow_blank=True)
    travel_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_TRAVEL_MINUTES, required=False, allow_null=True
    )
    eligible_posts = PostsField(required=False)
    valid_from = DayField(required=False)
    valid_to = DayField(required=False, allow_null=True)


class NewPerson(PersonChanges):
    """Without `protocol_order` the person follows whoever stands in the unit; without `eligible_posts` they may hold what
    their rank usually does there, an empty list says that they take no part in duty."""

    unit = serializers.CharField(max_length=32)
    name = CellField(cells.name(60), max_length=60)
    rank = RankField()


class PersonView(NounView):
    read_scope = Scope.ROSTER_READ
    model = Person
    shape = PersonShape
    related = ("unit__county",)

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return PersonShape.bodies(rows, reader=self.user)


class People(TouchingView, PersonView, NounList):
    """People in the order of units, ranks and their unit's own order: the county's, one's unit's, or oneself, by role."""

    write_scope = Scope.ROSTER_WRITE
    query = PeopleQuery
    body = NewPerson
    order = ("unit__protocol_order", "unit__code", "-rank", "protocol_order", "name", "id")
    route = "api-person"

    def rows(self) -> QuerySet[Person, Person]:
        rows = Person.objects.visible_to(self.user)
        if "q" in self.params:
            rows = rows.found_by(self.params["q"], by_number=self.user.has_scope(Scope.CONTACTS_READ))
        if "active_at" in self.params:
            rows = rows.valid_on(self.params["active_at"])
        return rows

    def wanted(self) -> dict[str, Any]:
        return {"unit": chosen_unit(self.user, self.params)}

    def post(self, request: Request) -> Response:
        unit = unit_named(self.user, self.given.pop("unit"))
        person = add_people(newcomers=[(unit, self.given)], by=self.user)[0]
        return self.made(request, person.pk)


class PersonDetail(TouchingView, PersonView, RemovableNoun):
    """One person. Entered by mistake and without any history, they may be deleted; else the day they leave ends it."""

    write_scope = Scope.ROSTER_WRITE
    body = PersonChanges

    def patch(self, request: Request, pk: UUID) -> Response:
        change_people(changes=[(self.row(request, pk), self.given)], by=self.user)
        return tagged(request, self.body_of(pk))

    def remove(self, row: Person) -> None:
        delete_person(person=row, by=self.user)


class TransferBody(TouchingBody):
    """`unit`: the code of the new one; what isn't named is as it was, posts as far as the new unit has them."""

    unit = serializers.CharField(max_length=32)
    day = DayField()
    position = CellField(cells.text(100), max_length=100, required=False, allow_blank=True)
    travel_minutes = serializers.IntegerField(
        min_value=0, max_value=MOST_TRAVEL_MINUTES, required=False, allow_null=True
    )
    eligible_posts = PostsField(required=False)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class TransferPerson(TouchingView, PersonView):
    """调动: answers the person as the new unit has them; what they did stays with the entry of the old one."""

    write_scope = Scope.ROSTER_WRITE
    body = TransferBody

    def post(self, request: Request, pk: UUID) -> Response:
        person = self.row(request, pk)
        check_manage_people(self.user, person.unit)
        to = unit_named(self.user, self.given.pop("unit"))
        named = {name: self.given.pop(name) for name in ("day", "reason")}
        moved = transfer_people(people=[person], to=to, changes=self.given, by=self.user, **named)[0]
        return tagged(request, self.body_of(moved.pk))


class CancelTransfer(TouchingView, PersonView):
    """Of a move that hasn't begun, by the entry that would have been left."""

    write_scope = Scope.ROSTER_WRITE

    def post(self, request: Request, pk: UUID) -> Response:
        take_back(person=self.row(request, pk), by=self.user)
        return tagged(request, self.body_of(pk))


class PeopleOrderBody(Body):
    """Ids of people of the unit, the first on top; whoever isn't named follows as they stood."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_NAMED)


class PeopleOrderShape(serializers.Serializer[Any]):
    people = PersonRef(many=True)


class PeopleOrder(ApiView):
    """In which order the unit's people are named within their rank."""

    write_scope = Scope.ROSTER_WRITE
    body = PeopleOrderBody
    shape = PeopleOrderShape

    def post(self, request: Request, code: str) -> Response:
        unit = find(Unit.objects.visible_to(self.user).select_related("county"), code=code)
        found = order_people(unit=unit, order=self.given["people"], by=self.user)
        return Response({"people": [person_ref(one.pk, one.name, one.position) for one in found]})


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


def unit_named(user: User, code: str, *, field: str = "unit") -> Unit:
    """A unit in use that the caller sees. Raises InvalidInput `unknown_unit`."""
    unit = Unit.objects.visible_to(user).active().select_related("county").filter(code=code).first()
    if unit is None:
        raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field=field)
    return unit
