"""People as a personnel system keeps them, each under its own number."""

import re
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.api.etags import check_match, tagged
from units.api.fields import DayField
from units.api.touching import TouchingBody, TouchingView, upserted
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Outcome, Scope
from units.errors import DomainError, InvalidInput
from units.people.api.people import NewPerson, PersonView, unit_named
from units.people.models import Person
from units.people.services.upserts import Entry, RowsRefused, upsert_people, upsert_person

MOST_ROWS = 200
# Part of an address, and of logs of addresses.
EXTERNAL_ID = re.compile(r"^(?![0-9]{17}[0-9Xx]$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
WRONG_ID = _("外部编号须为 1 至 64 个字母、数字、点、下划线或连字符，且不能是身份证号")
OF_ALL_ROWS = ("dry_run", "reason")
OF_ENTRY = ("external_id", "moves_on", "person", "is_new")


class PersonAsKept(NewPerson):
    """What isn't named stays. `unit` other than the present one is a move, as of `moves_on` (today). `person` says whom of the
    unit a number means that the register doesn't know yet; `is_new` that it is nobody of the same name who is there.
    `valid_to` is the day somebody leaves."""

    moves_on = DayField(required=False)
    person = serializers.UUIDField(required=False)
    is_new = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class PersonByExternalId(TouchingView, PersonView):
    """One person by the number of the system that keeps them, as the register has them last. PUT makes them what they are there,
    or enters them."""

    write_scope = Scope.DIRECTORY_WRITE
    body = PersonAsKept

    def get(self, request: Request, external_id: str) -> Response:
        return tagged(request, self.body_of(self._person(external_id).pk))

    def put(self, request: Request, external_id: str) -> Response:
        given = dict(self.given)
        if not EXTERNAL_ID.fullmatch(external_id):
            raise InvalidInput("bad_external_id", WRONG_ID, field="external_id")
        if "If-Match" in request.headers:
            check_match(request, self.body_of(self._person(external_id).pk))
        reason = given.pop("reason")
        unit = unit_named(self.user, given.pop("unit"))
        person, outcome = upsert_person(entry=_entry(external_id, unit, given), by=self.user, reason=reason)
        location = reverse("api-person-external", [external_id], request=request)
        return upserted(request, self.body_of(person.pk), outcome, location)

    def _person(self, external_id: str) -> Person:
        rows = Person.objects.visible_to(self.user).filter(external_id=external_id).exclude(external_id="")
        # Somebody who has left another unit is there with their latest entry.
        person = rows.order_by("known_in", "-valid_from").first()
        if person is None:
            raise Http404
        return person


class PersonRow(PersonAsKept):
    """As `PUT people/by-external-id/{external_id}/`."""

    external_id = serializers.RegexField(EXTERNAL_ID, max_length=64, error_messages={"invalid": WRONG_ID})

    def get_fields(self) -> dict[str, Any]:
        return {name: field for name, field in super().get_fields().items() if name not in OF_ALL_ROWS}


class PeopleRows(TouchingBody):
    """`rows`: whoever isn't among them stays as they are."""

    rows = serializers.ListField(child=PersonRow(), min_length=1, max_length=MOST_ROWS)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class RowOutcome(serializers.Serializer[Any]):
    external_id = serializers.CharField()
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=list(Outcome))


class PeopleRowsShape(serializers.Serializer[Any]):
    rows = RowOutcome(many=True)


class UpsertPeople(TouchingView):
    """As many people at once, all or none: what is wrong with which row is in `errors` (`#/rows/3/mobile`)."""

    write_scope = Scope.DIRECTORY_WRITE
    body = PeopleRows
    shape = PeopleRowsShape

    def post(self, request: Request) -> Response:
        rows = self.given["rows"]
        units = _units(self.user, {row["unit"] for row in rows})
        lost = {at: _unknown_unit() for at, row in enumerate(rows) if row["unit"] not in units}
        if lost:
            raise _wrong_rows(lost)
        entries = [_entry(row.pop("external_id"), units[row.pop("unit")], row) for row in rows]
        try:
            found = upsert_people(entries=entries, by=self.user, reason=self.given["reason"])
        except RowsRefused as refused:
            raise _wrong_rows(refused.errors) from refused
        return Response({"rows": [_told(person, outcome) for person, outcome in found]})


def _told(person: Person, outcome: Outcome) -> dict[str, Any]:
    return {"external_id": person.external_id, "id": str(person.pk), "outcome": outcome}


def _entry(external_id: str, unit: Unit, given: dict[str, Any]) -> Entry:
    named = {name: given.pop(name) for name in OF_ENTRY if name in given}
    return Entry(external_id=external_id, unit=unit, values=given, **named)


def _units(user: User, codes: set[str]) -> dict[str, Unit]:
    rows = Unit.objects.visible_to(user).active().filter(code__in=codes).select_related("county")
    return {unit.code: unit for unit in rows}


def _unknown_unit() -> DomainError:
    return InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="unit")


def _wrong_rows(errors: dict[int, DomainError]) -> ValidationError:
    def said(error: DomainError) -> dict[str, list[ErrorDetail]]:
        field = error.details.get("field") or "non_field_errors"
        return {field: [ErrorDetail(str(error), code=error.code)]}

    return ValidationError({"rows": {str(at): said(error) for at, error in sorted(errors.items())}})
