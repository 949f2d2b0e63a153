"""The county's table: whom a warning of one kind and level names."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from alerts.enums import WarningKind, WarningLevel
from alerts.orders.models import MOST_EXTRA
from alerts.permissions import check_command
from alerts.warnings.models import WarningRule
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput
from units.models import County, Unit, User

MOST_MINUTES = 120


@write
def save_rule(
    *,
    county: County,
    kind: WarningKind,
    level: WarningLevel,
    units: Iterable[Unit],
    by: User,
    posture: str = "",
    extra_staff: int = 0,
    answer_minutes: int = 10,
    card: str = "",
) -> WarningRule:
    """One line of the table, made or changed; warnings that are signed keep what they were signed with.

    Raises InvalidInput for minutes and people out of bounds.
    """
    check_command(by)
    if not 1 <= answer_minutes <= MOST_MINUTES:
        raise InvalidInput("out_of_range", _("应答时限须在 1 至 120 分钟之间"), field="answer_minutes")
    if not 0 <= extra_staff <= MOST_EXTRA:
        raise InvalidInput("out_of_range", _("增派人数须在 0 至 50 之间"), field="extra_staff")
    lock(f"warning-rules:{county.pk}")
    facts = {"posture": posture, "extra_staff": extra_staff, "answer_minutes": answer_minutes, "card": card.strip()}
    rule, _made = WarningRule.objects.update_or_create(county=county, kind=kind, level=level, defaults=facts)
    named = list(units)
    rule.units.set(named)
    audit.record(
        by=by, action="warning_rule.saved", row=rule, county=county.pk,
        after={"kind": kind, "level": level, **facts, "units": len(named)},
    )  # fmt: skip
    return rule
