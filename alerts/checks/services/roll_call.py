"""点名: one unplanned check of several units at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alerts.checks.models import Check
from alerts.checks.services.ask_units import ask_units
from alerts.permissions import check_command
from alerts.texts import required_text
from units.db import write
from units.errors import InvalidInput
from units.models import Unit, User


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
    asked, refused = ask_units(
        units=list(units),
        reason=required_text(reason, "reason"),
        by=by,
        exception=exception,
        answer_minutes=None,
    )
    if not asked:
        raise refused[-1][1] if refused else InvalidInput("nobody_named", _("请选择单位"), field="unit")
    return RollCall(tuple(asked), tuple((unit, str(violation)) for unit, violation in refused))
