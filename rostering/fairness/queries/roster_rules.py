"""The rules of rosters that hold for a day: the county's newest by then, or the defaults."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from rostering.engine.problem import Rules
from rostering.fairness.models.ledger import RosterRules
from rostering.rosters.models.period import DutyPeriod

DEFAULT_LEDGER_YEARS = RosterRules._meta.get_field("ledger_years").default


def rules_row(county_id: UUID, day: date) -> RosterRules | None:
    """None while the county has set nothing by then. One query."""
    return RosterRules.objects.filter(county_id=county_id, effective_from__lte=day).order_by("-effective_from").first()


def rules_of(periods: Iterable[DutyPeriod]) -> dict[UUID, Rules]:
    """Of periods of one county, by their first day, as the engine takes them. One query."""
    periods = list(periods)
    rows = RosterRules.objects.filter(county__in={period.county_id for period in periods}).order_by("effective_from")
    found = {period.pk: Rules() for period in periods}
    for row in rows:
        rules = row.as_rules()
        found |= {p.pk: rules for p in periods if p.county_id == row.county_id and row.effective_from <= p.first_day}
    return found


def rules_on(county_id: UUID, day: date) -> Rules:
    """As the engine takes them. One query."""
    row = rules_row(county_id, day)
    return Rules() if row is None else row.as_rules()
