"""A rainstorm warning for tests: received, signed, and what is asked of whom by it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from alerts.enums import BulletinSource, BulletinType, WarningKind, WarningLevel
from alerts.models import PublicWarning, WarningCall
from alerts.todo.queries.lines import queue_of
from alerts.todo.rules import Kind
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from tests.alerts.conftest import NOON
from tests.factories import Cast
from units.models import User

RAIN = Bulletin(
    BulletinType.ALERT,
    "暴雨橙色预警",
    WarningKind.RAINSTORM,
    WarningLevel.ORANGE,
    area="河东乡",
    end=NOON + timedelta(hours=6),
)


def received(cast: Cast, bulletin: Bulletin = RAIN, follows: PublicWarning | None = None) -> PublicWarning:
    taken = receive(
        county=cast.county, bulletin=bulletin, source=BulletinSource.HAND, by=cast.office, now=timezone.now(),
        follows=follows,
    )  # fmt: skip
    return taken.warning


def signed(cast: Cast, *, posture: str = "", minutes: int = 10) -> PublicWarning:
    what = Signed(WarningLevel.ORANGE, cast.units, minutes, posture)
    return sign(warning=received(cast), what=what, by=cast.office, now=timezone.now())


def calls(warning: PublicWarning, unit: Any) -> list[tuple[str, str]]:
    rows = WarningCall.objects.filter(warning=warning, unit=unit, round=warning.round).order_by("place")
    return [(row.person.name if row.person else "", row.state) for row in rows]


def lines(user: User, kind: Kind) -> list[str]:
    return [line.title for line in queue_of(User.objects.get(pk=user.pk), timezone.now()).lines if line.kind == kind]
