"""Whose 待办 it is, and when: what every source of lines is given."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from units.counties.models.user import may_come_in
from units.enums import Role
from units.models import UnitRole, User

# Of one kind; whoever has more waiting opens its page.
MOST = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of a county who is no auditor. `edges`: when lines change that nobody writes to; sources add to them."""

    user: User
    now: datetime
    edges: list[datetime] = field(default_factory=list)

    def changes_at(self, *instants: datetime | None) -> None:
        """Said by a source of what appears, goes or reads differently at those instants; what is past doesn't count."""
        self.edges.extend(instant for instant in instants if instant is not None and instant > self.now)

    @property
    def until(self) -> datetime:
        """Until when everything said so far holds by itself: at midnight days, ages and services change."""
        midnight = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return min([midnight, *self.edges])

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def is_office(self) -> bool:
        return self.user.sees_whole_county

    @property
    def leads(self) -> bool:
        return self.user.leads_unit

    def decides(self, unit: str) -> Q:
        """Of rows of units, those a reader has to decide: of the units they lead; for the office, of units that have
        nobody to decide. `unit` names the column."""
        if not self.is_office:
            return Q(**{f"{unit}__in": self.user.led_unit_ids})
        own = User.objects.filter(may_come_in(self.today), role=Role.UNIT_LEADER, unit=OuterRef(unit))
        further = UnitRole.objects.filter(may_come_in(self.today, "user__"), role=Role.UNIT_LEADER, unit=OuterRef(unit))
        return ~Exists(own) & ~Exists(further)
