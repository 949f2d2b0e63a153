"""Wishes and pins, pairs, people that units share, opening balances."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.models.ledger import OpeningBalance
from rostering.fairness.models.preference import HEAVIEST, PairRule, Preference, SharedPerson
from rostering.fairness.services.balances import COUNTS, record_balance, remove_balance
from rostering.fairness.services.preferences import (
    record_pair_rule,
    record_preference,
    remove_pair_rule,
    remove_preference,
    share_person,
    unshare_person,
)
from rostering.fairness.shapes.preferences import (
    BALANCE_FIELDS,
    PAIR_FIELDS,
    SHARE_FIELDS,
    WISH_FIELDS,
    BalanceShape,
    PairRuleShape,
    PreferenceShape,
    SharedPersonShape,
    balance_shape,
    pair_shape,
    share_shape,
    wish_shape,
)
from rostering.rosters.filters import chosen_rows, given_only
from units.api.choosing import chosen_unit
from units.api.etags import check_match, tagged
from units.api.fields import DayField
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Person, User
from units.units.api.affected import TouchingBody, TouchingView


class WishesQuery(MirrorQuery, SpanQuery):
    """Those that have a day in `[from, to)`."""

    span_field = DayField
    person = serializers.UUIDField(required=False)
    unit = serializers.CharField(required=False, max_length=32)
    kind = serializers.ChoiceField(choices=list(WishKind), required=False)


class NewPreference(Body):
    person = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(WishKind))
    first_day = DayField()
    last_day = DayField(required=False)
    post = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    weight = serializers.IntegerField(required=False, default=1, min_value=1, max_value=HEAVIEST)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class Preferences(ApiView):
    """Wishes (rather not, gladly) and pins: the county's, the unit's or one's own, by role."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = WishesQuery
    body = NewPreference
    shape = PreferenceShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "kind": self.params.get("kind"),
            "last_day__gte": self.params.get("from"),
            "first_day__lt": self.params.get("to"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = Preference.objects.visible_to(self.user).filter(**given_only(wanted)).values(*WISH_FIELDS)
        order = ("first_day", "id")
        return Response(page_of_rows(request, rows, self.params, order, lambda found: list(map(wish_shape, found))))

    def post(self, request: Request) -> Response:
        given = {"last_day": self.given["first_day"], **self.given}
        wish = record_preference(by=self.user, **given | {"person": person_named(self.user, given["person"], "person")})
        return _made(request, "api-preference", wish.pk, _wish(self.user, wish.pk))


class PreferenceDetail(ApiView):
    """One wish; DELETE takes it back."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = PreferenceShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _wish(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        wish = find(Preference.objects.visible_to(self.user).select_related("person"), pk=pk)
        check_match(request, _wish(self.user, pk))
        remove_preference(preference=wish, by=self.user)
        return Response(status=204)


class RowsQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)


class NewPairRule(TouchingBody):
    first = serializers.UUIDField()
    second = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(PairKind))
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class PairRules(TouchingView):
    """Who is never on duty together, or never both away. For leaders and the office only."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = RowsQuery
    body = NewPairRule
    shape = PairRuleShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        rows = PairRule.objects.visible_to(self.user)
        if "person" in chosen:
            rows = rows.concerning(chosen["person"])
        wanted = {"unit": chosen.get("unit"), "updated_at__gte": self.params.get("updated_since")}
        return _page(request, self.params, rows.filter(**given_only(wanted)).values(*PAIR_FIELDS), pair_shape)

    def post(self, request: Request) -> Response:
        people = {name: person_named(self.user, self.given[name], name) for name in ("first", "second")}
        rule = record_pair_rule(by=self.user, **self.given | people)
        return _made(request, "api-pair-rule", rule.pk, _pair(self.user, rule.pk))


class PairRuleDetail(ApiView):
    """One rule; DELETE takes it back."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = PairRuleShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _pair(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        rule = find(PairRule.objects.visible_to(self.user).select_related("first", "second"), pk=pk)
        check_match(request, _pair(self.user, pk))
        remove_pair_rule(rule=rule, by=self.user)
        return Response(status=204)


class NewSharedPerson(Body):
    person = serializers.UUIDField()
    unit = serializers.CharField(max_length=32)
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True, default=None)


class SharedPeople(ApiView):
    """兼任: who fills posts of another unit too."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = RowsQuery
    body = NewSharedPerson
    shape = SharedPersonShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {**chosen, "updated_at__gte": self.params.get("updated_since")}
        rows = SharedPerson.objects.visible_to(self.user).filter(**given_only(wanted)).values(*SHARE_FIELDS)
        return _page(request, self.params, rows, share_shape)

    def post(self, request: Request) -> Response:
        named = {
            "person": person_named(self.user, self.given["person"], "person"),
            "unit": chosen_unit(self.user, self.given),
        }
        share = share_person(by=self.user, **self.given | named)
        return _made(request, "api-shared-person", share.pk, _share(self.user, share.pk))


class SharedPersonDetail(ApiView):
    """One of them; DELETE ends it for rosters to come."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = SharedPersonShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _share(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        share = find(SharedPerson.objects.visible_to(self.user).select_related("person", "unit"), pk=pk)
        check_match(request, _share(self.user, pk))
        unshare_person(share=share, by=self.user)
        return Response(status=204)


class NewBalance(Body):
    person = serializers.UUIDField()
    since = DayField()
    as_of = DayField()

    def get_fields(self) -> dict[str, Any]:
        # `source` is a word of the framework for attributes of a field.
        source = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
        amount = {"max_digits": 9, "decimal_places": 2, "min_value": 0, "required": False, "default": 0}
        amounts = {name: serializers.DecimalField(**amount) for name in COUNTS}  # type: ignore[arg-type]
        return super().get_fields() | {"source": source, **amounts}


class OpeningBalances(ApiView):
    """What people had carried before there were records; a second one of a person takes the place of the first."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    query = RowsQuery
    body = NewBalance
    shape = BalanceShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "updated_at__gte": self.params.get("updated_since"),
        }
        rows = OpeningBalance.objects.visible_to(self.user).filter(**given_only(wanted)).values(*BALANCE_FIELDS)
        return _page(request, self.params, rows, balance_shape)

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        counts = {name: given.pop(name) for name in COUNTS}
        person = person_named(self.user, given.pop("person"), "person")
        balance = record_balance(person=person, counts=counts, by=self.user, **given)
        return _made(request, "api-opening-balance", balance.pk, _balance(self.user, balance.pk))


class OpeningBalanceDetail(ApiView):
    """One balance; DELETE takes it back."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    shape = BalanceShape

    def get(self, request: Request, pk: UUID) -> Response:
        return tagged(request, _balance(self.user, pk))

    def delete(self, request: Request, pk: UUID) -> Response:
        balance = find(OpeningBalance.objects.visible_to(self.user).select_related("person"), pk=pk)
        check_match(request, _balance(self.user, pk))
        remove_balance(balance=balance, by=self.user)
        return Response(status=204)


def person_named(user: User, pk: Any, name: str) -> Person:
    """Raises InvalidInput at the field for somebody unknown or out of scope."""
    person = Person.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if person is None:
        raise InvalidInput("unknown_person", _("没有这个人员"), field=name)
    return person


def _page(request: Request, params: Any, rows: "QuerySet[Any, dict[str, Any]]", shape: Any) -> Response:
    return Response(page_of_rows(request, rows, params, ("id",), lambda found: list(map(shape, found))))


def _made(request: Request, name: str, pk: UUID, body: dict[str, Any]) -> Response:
    return tagged(request, body, status=201, location=reverse(name, [pk], request=request))


def _wish(user: User, pk: UUID) -> dict[str, Any]:
    return wish_shape(find(Preference.objects.visible_to(user).values(*WISH_FIELDS), pk=pk))


def _pair(user: User, pk: UUID) -> dict[str, Any]:
    return pair_shape(find(PairRule.objects.visible_to(user).values(*PAIR_FIELDS), pk=pk))


def _share(user: User, pk: UUID) -> dict[str, Any]:
    return share_shape(find(SharedPerson.objects.visible_to(user).values(*SHARE_FIELDS), pk=pk))


def _balance(user: User, pk: UUID) -> dict[str, Any]:
    return balance_shape(find(OpeningBalance.objects.visible_to(user).values(*BALANCE_FIELDS), pk=pk))
