"""Rounds as pages read them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from alerts.enums import SupervisionState
from alerts.permissions import can_command
from alerts.supervision.models import Supervision
from alerts.supervision.permissions import is_county_leader
from alerts.who_answers import county_leaders
from units.models import Person, User


def visible_rounds(user: User) -> QuerySet[Supervision]:
    """The latest first; `seen` units, `found` matters."""
    rows = Supervision.objects.visible_to(user).select_related("leader", "unit")
    return rows.annotate(
        seen=Count("visits__unit", distinct=True), found=Count("visits", filter=~Q(visits__found=""))
    ).order_by("-started_at", "pk")


def who_may_go(user: User, now: datetime) -> list[Person]:
    """Whose round this reader may record: any county leader's for the office, for a county leader their own."""
    if can_command(user) and user.county is not None:
        return list(county_leaders(user.county, now))
    own = user.person
    return [own] if own is not None and is_county_leader(own) else []


def running(rows: QuerySet[Supervision]) -> QuerySet[Supervision]:
    return rows.filter(state=SupervisionState.UNDER_WAY)
