"""点名: one unplanned check of several units at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alerts.models import Check
from alerts.permissions import check_command
from alerts.services.checks import ask_unit
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User

# What concerns one unit only and leaves the others to be asked.
OF_ONE_UNIT = frozenset({"nobody_on_duty", "check_cap_reached"})


@dataclass(frozen=True, slots=True)
class RollCall:
    """`skipped`: units that were not asked, with the reason as a sentence."""

    checks: tuple[Check, ...]
    skipped: tuple[tuple[Unit, str], ...]


@write
def call_roll(*, units: Iterable[Unit], reason: str, by: User, exception: bool = False) -> RollCall:
    """Asks whoever is on duty in each of `units`.

    A unit that nobody staffs or that has been asked often enough is left out. Raises what `ask_unit` does when that
    leaves nobody, and InvalidInput when no unit is named.
    """
    check_command(by)
    asked: list[Check] = []
    skipped: list[tuple[Unit, str]] = []
    refusal: RuleViolation | None = None
    for unit in units:
        try:
            asked.append(ask_unit(unit=unit, reason=reason, by=by, exception=exception))
        except RuleViolation as error:
            if error.code not in OF_ONE_UNIT:
                raise
            refusal = error
            skipped.append((unit, str(error)))
    if not asked:
        raise refusal or InvalidInput("nobody_named", _("请选择单位"), field="unit")
    return RollCall(tuple(asked), tuple(skipped))
