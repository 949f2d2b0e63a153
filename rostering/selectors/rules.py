"""The rules of rosters that hold for a day: the county's newest by then, or the defaults."""

from datetime import date
from uuid import UUID

from rostering.domain.problem import Rules
from rostering.models import RosterRules

DEFAULT_LEDGER_YEARS = RosterRules._meta.get_field("ledger_years").default


def rules_row(county_id: UUID, day: date) -> RosterRules | None:
    """None while the county has set nothing by then. One query."""
    return RosterRules.objects.filter(county_id=county_id, effective_from__lte=day).order_by("-effective_from").first()


def rules_on(county_id: UUID, day: date) -> Rules:
    """As the engine takes them. One query."""
    row = rules_row(county_id, day)
    return Rules() if row is None else row.as_rules()
