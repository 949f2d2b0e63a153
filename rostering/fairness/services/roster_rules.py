"""The rules of rosters, set by the county office from a day on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import Strength
from rostering.fairness.models.ledger import RosterRules
from rostering.fairness.queries.roster_rules import rules_row
from rostering.permissions import check_manage_rules
from units.audit import services as audit
from units.consequences import Scope, watched
from units.db import lock, write
from units.errors import InvalidInput
from units.models import County, User
from units.plausible import check_day

STRENGTH_FIELDS = ("rest", "week", "period", "distance", "pair_together", "pair_both_away")
# Field → lowest and highest value, both taken.
NUMBER_FIELDS = {
    "rest_days": (0, 30),
    "rest_days_after_on_site": (0, 30),
    "max_in_week": (1, 7),
    "max_in_period": (1, 400),
    "spacing_days": (1, 60),
    "ledger_years": (1, 20),
}
# Rules may be written down for rosters of the past.
YEARS_BACK, YEARS_AHEAD = 20, 5
FIELDS = (*STRENGTH_FIELDS, *NUMBER_FIELDS)


@write
def change_rules(*, county: County, effective_from: date, changes: Mapping[str, Any], by: User) -> RosterRules:
    """The county's rules for rosters that begin on `effective_from` or later; what `changes` doesn't name goes on.

    Rules that have held since an earlier day stay as they were for rosters before. Raises InvalidInput naming the field.
    """
    check_manage_rules(by)
    for name, value in changes.items():
        _check(name, value)
    check_day(effective_from, field="effective_from", today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    lock(f"roster_rules:{county.pk}")
    rules = rules_row(county.pk, effective_from) or RosterRules(county=county)
    before = {} if rules._state.adding else audit.snapshot(rules, FIELDS)
    if rules.effective_from != effective_from:
        # A new row: the copy keeps the values, not the identity.
        rules = RosterRules(county=county, **{name: getattr(rules, name) for name in FIELDS})
    rules.effective_from, rules.updated_by = effective_from, by
    for name, value in changes.items():
        setattr(rules, name, value)
    with watched(Scope(county.pk), by=by):
        rules.save()
    after = {"effective_from": str(effective_from), **audit.snapshot(rules, FIELDS)}
    audit.record(by=by, action="roster_rules.changed", row=rules, county=county, before=before, after=after)
    return rules


def _check(name: str, value: Any) -> None:
    if name in STRENGTH_FIELDS:
        if value not in set(Strength):
            raise InvalidInput("unknown_strength", _("请选择必须遵守、尽量遵守或不作要求"), field=name)
        return
    lowest, highest = NUMBER_FIELDS[name]
    if value is None and name == "max_in_period":
        return
    if value is None or not lowest <= value <= highest:
        raise InvalidInput(
            "out_of_bounds", _("请填写 %(lowest)d 至 %(highest)d") % {"lowest": lowest, "highest": highest}, field=name
        )
