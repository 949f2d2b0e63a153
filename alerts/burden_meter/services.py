"""减负预算: what the county promises to ask at most."""

from datetime import datetime

from alerts.burden_meter.models import BurdenBudget
from alerts.enums import Ask
from alerts.permissions import check_command
from units.audit import services as audit
from units.db import write
from units.models import County, User


@write
def publish_budget(*, county: County, by: User, now: datetime, **amounts: int) -> BurdenBudget:
    """Takes the place of the one before, which stays on record. `amounts`: per person in duty and month, for each `Ask`."""
    check_command(by)
    budget = BurdenBudget(county=county, published_by=by, published_at=now, **{ask: amounts[ask] for ask in Ask})
    budget.save(force_insert=True)
    audit.record(
        by=by, action="budget.published", row=budget, county=county, now=now, after=audit.snapshot(budget, list(Ask))
    )
    return budget
