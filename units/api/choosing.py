"""Units, people, tokens and the audit trail."""

from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from units.api import shapes
from units.api.etags import check_match, tagged
from units.api.fields import InstantField, InstantOrDayField, TierField, local_day
from units.api.inputs import Body, PageQuery, Query, SpanQuery
from units.api.pagination import page_of_list, page_of_rows
from units.api.views import ApiView, find
from units.audit.models import AuditEvent
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.services.tokens import revoke_token
from units.enums import Scope
from units.errors import InvalidInput, NotAllowed
from units.people.models.person import Person
from units.people.services.contacts import reveal_phone
from units.people.services.removals import delete_person, delete_unit
from units.units.api.affected import UnitDetailShape, unit_work


def chosen_unit(user: User, params: dict[str, Any]) -> Unit | None:
    """The unit the query names by `unit`, None when it names none. Out of scope is as unknown (400)."""
    if "unit" not in params:
        return None
    unit = Unit.objects.visible_to(user).filter(code=params["unit"]).first()
    if unit is None:
        raise InvalidInput("unknown_unit", _("没有这个单位，或不在您的范围内"), field="unit")
    return unit


class AtQuery(Query):
    at = InstantField(required=False)


class UnitsQuery(AtQuery, PageQuery):
    """`q`: a part of the name or short name, or the beginning of the code."""

    q = serializers.CharField(required=False, max_length=40)
    tier = TierField(required=False)


class Units(ApiView):
    """Units in protocol order, with the tier that holds at `at` (now)."""

    read_scope = Scope.ROSTER_READ
    query = UnitsQuery
    shape = shapes.UnitShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = Unit.objects.visible_to(self.user).with_tier_on(_day(self.params))
        rows = rows.filter(**{name: self.params[name] for name in ("tier",) if name in self.params})
        if "q" in self.params:
            rows = rows.called(self.params["q"])
        page = page_of_rows(
            request,
            rows.values(*shapes.UNIT_FIELDS),
            self.params,
            ("protocol_order", "code"),
            lambda found: [shapes.unit_shape(row, self.user) for row in found],
        )
        return Response(page)


class UnitDetail(ApiView):
    """One unit, with what its duties are in conflict with and what it lacks for its tier or the next. Entered by mistake and
    without any history, it may be deleted; else it is closed."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = AtQuery
    shape = UnitDetailShape

    def get(self, request: Request, code: str) -> Response:
        return tagged(request, self._body(code, _day(self.params)))

    def delete(self, request: Request, code: str) -> Response:
        unit = find(Unit.objects.visible_to(self.user).select_related("county"), code=code)
        check_match(request, self._body(code, _day({})))
        delete_unit(unit=unit, by=self.user)
        return Response(status=204)

    def _body(self, code: str, day: date) -> dict[str, Any]:
        rows = Unit.objects.visible_to(self.user).with_tier_on(day)
        row = find(rows.values(*shapes.UNIT_FIELDS), code=code)
        unit = find(Unit.objects.visible_to(self.user).select_related("county"), code=code)
        return shapes.unit_shape(row, self.user) | unit_work(unit, timezone.now())


class UnitTiers(ApiView):
    """A unit's tier history, oldest first."""

    read_scope = Scope.ROSTER_READ
    query = PageQuery
    shape = shapes.TierShape
    is_list = True

    def get(self, request: Request, code: str) -> Response:
        unit = find(Unit.objects.visible_to(self.user), code=code)
        rows = unit.tiers.order_by("valid").values("tier", "valid", "document_number", "reason")
        return Response(page_of_list(request, list(rows), self.params, shapes.tier_shape))


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


class Tokens(ApiView):
    """One's API tokens; the county's for the signed-in office. Keys are made by `manage.py create_token`."""

    query = PageQuery
    shape = shapes.TokenShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = ApiToken.objects.visible_to(self.user).values(*shapes.TOKEN_FIELDS)
        page = page_of_rows(
            request, rows, self.params, ("-created_at", "-id"), lambda found: _token_bodies(self.user, found)
        )
        return Response(page)


class TokenDetail(ApiView):
    """One token."""

    shape = shapes.TokenShape

    def get(self, request: Request, pk: str) -> Response:
        return tagged(request, _token_body(self.user, pk))


class RevokeToken(ApiView):
    """Ends a token from the next request on. A token may end itself; ending another takes a signed-in browser."""

    shape = shapes.TokenShape

    def post(self, request: Request, pk: str) -> Response:
        token = find(ApiToken.objects.visible_to(self.user), pk=pk)
        if isinstance(request.auth, ApiToken) and request.auth != token:
            raise NotAllowed("session_required", _("撤销其他令牌须登录后办理"))
        check_match(request, _token_body(self.user, pk))
        revoke_token(token=token, by=self.user)
        return tagged(request, _token_body(self.user, pk))


class AuditQuery(SpanQuery):
    unit = serializers.CharField(required=False, max_length=32)
    action = serializers.CharField(required=False, max_length=60)
    object_type = serializers.CharField(required=False, max_length=60)
    object_id = serializers.CharField(required=False, max_length=64)


class AuditEvents(ApiView):
    """Who did what, newest first."""

    read_scope = Scope.AUDIT_READ
    query = AuditQuery
    shape = shapes.AuditEventShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = AuditEvent.objects.visible_to(self.user)
        unit = chosen_unit(self.user, self.params)
        exact = {name: self.params[name] for name in ("action", "object_type", "object_id") if name in self.params}
        span = {"at__gte": self.params.get("from"), "at__lt": self.params.get("to"), "unit": unit}
        rows = rows.filter(**exact, **{name: value for name, value in span.items() if value is not None})
        page = page_of_rows(
            request,
            rows.values(*shapes.AUDIT_FIELDS),
            self.params,
            ("-at", "-id"),
            lambda found: list(map(shapes.audit_shape, found)),
        )
        return Response(page)


def _day(params: dict[str, Any]) -> Any:
    return local_day(params.get("at") or timezone.now())


def _token_body(user: User, pk: str) -> dict[str, Any]:
    row = find(ApiToken.objects.visible_to(user).values(*shapes.TOKEN_FIELDS), pk=pk)
    return _token_bodies(user, [row])[0]


def _token_bodies(user: User, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = {pk for row in rows for pk in row["unit_ids"] or ()}
    codes = dict(Unit.objects.in_directory_of(user).filter(pk__in=wanted).values_list("pk", "code"))
    return list(map(partial(shapes.token_shape, unit_codes=codes), rows))
