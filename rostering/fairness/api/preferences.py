"""Wishes and pins, pairs, people that units share, opening balances."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

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
from rostering.fairness.shapes.preferences import BalanceShape, PairRuleShape, PreferenceShape, SharedPersonShape
from rostering.rosters.filters import chosen_rows, person_named
from units.api.choosing import chosen_unit
from units.api.fields import DayField
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.api.nouns import NounList, NounView, RemovableNoun
from units.api.touching import TouchingBody, TouchingView
from units.enums import Scope


class WishView(NounView):
    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE


class PreferencesQuery(MirrorQuery, SpanQuery):
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


class PreferenceView(WishView):
    model = Preference
    shape = PreferenceShape
    related = ("person",)


class Preferences(PreferenceView, NounList):
    """Wishes (rather not, gladly) and pins: the county's, the unit's or one's own, by role."""

    query = PreferencesQuery
    body = NewPreference
    order = ("first_day", "id")
    route = "api-preference"

    def wanted(self) -> dict[str, Any]:
        chosen = chosen_rows(self.user, self.params)
        return {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "kind": self.params.get("kind"),
            "last_day__gte": self.params.get("from"),
            "first_day__lt": self.params.get("to"),
        }

    def post(self, request: Request) -> Response:
        given = {"last_day": self.given["first_day"], **self.given}
        person = person_named(self.user, given.pop("person"), "person")
        return self.made(request, record_preference(person=person, by=self.user, **given).pk)


class PreferenceDetail(PreferenceView, RemovableNoun):
    """One wish; DELETE takes it back."""

    def remove(self, row: Preference) -> None:
        remove_preference(preference=row, by=self.user)


class RowsQuery(MirrorQuery):
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)


class NewPairRule(TouchingBody):
    first = serializers.UUIDField()
    second = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(PairKind))
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class PairRuleView(WishView):
    model = PairRule
    shape = PairRuleShape
    related = ("first", "second")


class PairRules(PairRuleView, TouchingView, NounList):
    """Who is never on duty together, or never both away. For leaders and the office only."""

    query = RowsQuery
    body = NewPairRule
    route = "api-pair-rule"

    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.concerning(self.params["person"]) if "person" in self.params else rows

    def wanted(self) -> dict[str, Any]:
        return {"unit": chosen_rows(self.user, self.params).get("unit")}

    def post(self, request: Request) -> Response:
        people = {name: person_named(self.user, self.given[name], name) for name in ("first", "second")}
        return self.made(request, record_pair_rule(by=self.user, **self.given | people).pk)


class PairRuleDetail(PairRuleView, RemovableNoun):
    """One rule; DELETE takes it back."""

    def remove(self, row: PairRule) -> None:
        remove_pair_rule(rule=row, by=self.user)


class NewSharedPerson(Body):
    person = serializers.UUIDField()
    unit = serializers.CharField(max_length=32)
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True, default=None)


class SharedPersonView(WishView):
    model = SharedPerson
    shape = SharedPersonShape
    related = ("person", "unit")


class SharedPeople(SharedPersonView, NounList):
    """兼任: who fills posts of another unit too."""

    query = RowsQuery
    body = NewSharedPerson
    route = "api-shared-person"

    def wanted(self) -> dict[str, Any]:
        return chosen_rows(self.user, self.params)

    def post(self, request: Request) -> Response:
        named = {
            "person": person_named(self.user, self.given["person"], "person"),
            "unit": chosen_unit(self.user, self.given),
        }
        return self.made(request, share_person(by=self.user, **self.given | named).pk)


class SharedPersonDetail(SharedPersonView, RemovableNoun):
    """One of them; DELETE ends it for rosters to come."""

    def remove(self, row: SharedPerson) -> None:
        unshare_person(share=row, by=self.user)


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


class OpeningBalanceView(WishView):
    model = OpeningBalance
    shape = BalanceShape
    related = ("person",)


class OpeningBalances(OpeningBalanceView, NounList):
    """What people had carried before there were records; a second one of a person takes the place of the first."""

    query = RowsQuery
    body = NewBalance
    route = "api-opening-balance"

    def wanted(self) -> dict[str, Any]:
        chosen = chosen_rows(self.user, self.params)
        return {"person": chosen.get("person"), "person__unit": chosen.get("unit")}

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        counts = {name: given.pop(name) for name in COUNTS}
        person = person_named(self.user, given.pop("person"), "person")
        balance = record_balance(person=person, counts=counts, by=self.user, **given)
        return self.made(request, balance.pk)


class OpeningBalanceDetail(OpeningBalanceView, RemovableNoun):
    """One balance; DELETE takes it back."""

    def remove(self, row: OpeningBalance) -> None:
        remove_balance(balance=row, by=self.user)
