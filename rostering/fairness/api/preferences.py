"""Wishes and pins, pairs, people that units share, opening balances."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.engine.problem import PairKind
from rostering.enums import WishKind
from rostering.fairness.api.records import Record, RecordDetail, RecordList, person_named
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
    PREFERENCE_FIELDS,
    SHARE_FIELDS,
    BalanceShape,
    PairRuleShape,
    PreferenceShape,
    SharedPersonShape,
    balance_shape,
    pair_shape,
    preference_shape,
    share_shape,
)
from rostering.rosters.filters import chosen_rows
from units.api.choosing import chosen_unit
from units.api.fields import DayField
from units.api.inputs import Body, MirrorQuery, SpanQuery
from units.units.api.affected import TouchingBody, TouchingView

PREFERENCE = Record(Preference, PREFERENCE_FIELDS, preference_shape, "api-preference", order=("first_day", "id"))
PAIR_RULE = Record(PairRule, PAIR_FIELDS, pair_shape, "api-pair-rule", loaded=("first", "second"))
SHARED_PERSON = Record(SharedPerson, SHARE_FIELDS, share_shape, "api-shared-person", loaded=("person", "unit"))
OPENING_BALANCE = Record(OpeningBalance, BALANCE_FIELDS, balance_shape, "api-opening-balance")


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


class Preferences(RecordList):
    """Wishes (rather not, gladly) and pins: the county's, the unit's or one's own, by role."""

    record = PREFERENCE
    query = PreferencesQuery
    body = NewPreference
    shape = PreferenceShape

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        wanted = {
            "person": chosen.get("person"),
            "person__unit": chosen.get("unit"),
            "kind": self.params.get("kind"),
            "last_day__gte": self.params.get("from"),
            "first_day__lt": self.params.get("to"),
        }
        return self.page(request, self.visible(), **wanted)

    def post(self, request: Request) -> Response:
        given = {"last_day": self.given["first_day"], **self.given}
        person = person_named(self.user, given.pop("person"), "person")
        return self.made(request, record_preference(person=person, by=self.user, **given).pk)


class PreferenceDetail(RecordDetail):
    """One wish; DELETE takes it back."""

    record = PREFERENCE
    shape = PreferenceShape

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


class PairRules(RecordList, TouchingView):
    """Who is never on duty together, or never both away. For leaders and the office only."""

    record = PAIR_RULE
    query = RowsQuery
    body = NewPairRule
    shape = PairRuleShape

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        rows = self.visible()
        if "person" in chosen:
            rows = rows.concerning(chosen["person"])
        return self.page(request, rows, unit=chosen.get("unit"))

    def post(self, request: Request) -> Response:
        people = {name: person_named(self.user, self.given[name], name) for name in ("first", "second")}
        return self.made(request, record_pair_rule(by=self.user, **self.given | people).pk)


class PairRuleDetail(RecordDetail):
    """One rule; DELETE takes it back."""

    record = PAIR_RULE
    shape = PairRuleShape

    def remove(self, row: PairRule) -> None:
        remove_pair_rule(rule=row, by=self.user)


class NewSharedPerson(Body):
    person = serializers.UUIDField()
    unit = serializers.CharField(max_length=32)
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True, default=None)


class SharedPeople(RecordList):
    """兼任: who fills posts of another unit too."""

    record = SHARED_PERSON
    query = RowsQuery
    body = NewSharedPerson
    shape = SharedPersonShape

    def get(self, request: Request) -> Response:
        return self.page(request, self.visible(), **chosen_rows(self.user, self.params))

    def post(self, request: Request) -> Response:
        named = {
            "person": person_named(self.user, self.given["person"], "person"),
            "unit": chosen_unit(self.user, self.given),
        }
        return self.made(request, share_person(by=self.user, **self.given | named).pk)


class SharedPersonDetail(RecordDetail):
    """One of them; DELETE ends it for rosters to come."""

    record = SHARED_PERSON
    shape = SharedPersonShape

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


class OpeningBalances(RecordList):
    """What people had carried before there were records; a second one of a person takes the place of the first."""

    record = OPENING_BALANCE
    query = RowsQuery
    body = NewBalance
    shape = BalanceShape

    def get(self, request: Request) -> Response:
        chosen = chosen_rows(self.user, self.params)
        return self.page(request, self.visible(), person=chosen.get("person"), person__unit=chosen.get("unit"))

    def post(self, request: Request) -> Response:
        given = dict(self.given)
        counts = {name: given.pop(name) for name in COUNTS}
        person = person_named(self.user, given.pop("person"), "person")
        balance = record_balance(person=person, counts=counts, by=self.user, **given)
        return self.made(request, balance.pk)


class OpeningBalanceDetail(RecordDetail):
    """One balance; DELETE takes it back."""

    record = OPENING_BALANCE
    shape = BalanceShape

    def remove(self, row: OpeningBalance) -> None:
        remove_balance(balance=row, by=self.user)
