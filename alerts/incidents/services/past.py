"""底数: incidents of past years, recorded as over. No number, no report owed, no message, no event: only rows to count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.incidents.models import PastIncident
from alerts.permissions import check_command
from alerts.texts import required_text
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput
from units.models import County, Unit, User


@dataclass(frozen=True, slots=True)
class PastFacts:
    """One line of a county's list. At least one unit was involved."""

    day: date
    kind: str
    title: str
    units: Sequence[Unit]
    at: time | None = None
    place: str = ""
    handled: str = ""
    called_out: bool | None = None


@write
def record_past_incidents(
    *, county: County, incidents: Iterable[PastFacts], by: User, source: str = "", batch: UUID | None = None
) -> list[PastIncident]:
    """What the list says and the county doesn't have yet: the same day, title and units is the same incident.

    Raises NotAllowed for anybody but the office, InvalidInput for a day to come, a text too long or missing, no unit.
    """
    check_command(by)
    lock(f"past-incidents:{county.pk}")
    known = stored_keys(county)
    made = []
    for facts in incidents:
        if key_of(facts) in known:
            continue
        known.add(key_of(facts))
        made.append(_recorded(county, facts, by, source, batch))
    if made:
        audit.record(
            by=by,
            action="past_incidents.recorded",
            row=county,
            county=county,
            after={"past_incidents": len(made)},
            reason=source,
        )
    return made


@write
def remove_past_incidents(*, county: County, batch: UUID, by: User) -> int:
    """Takes back what came with an import. Returns how many."""
    check_command(by)
    lock(f"past-incidents:{county.pk}")
    rows = PastIncident.objects.filter(county=county, batch=batch)
    count = rows.count()
    rows.delete()
    if count:
        audit.record(
            by=by, action="past_incidents.removed", row=county, county=county, before={"past_incidents": count}
        )
    return count


Key = tuple[date, str, frozenset[UUID]]


def key_of(facts: PastFacts) -> Key:
    return facts.day, facts.title.strip(), frozenset(unit.pk for unit in facts.units)


def stored_keys(county: County) -> set[Key]:
    """Two queries."""
    rows = PastIncident.objects.filter(county=county).prefetch_related("units")
    return {(row.day, row.title, frozenset(unit.pk for unit in row.units.all())) for row in rows}


def _recorded(county: County, facts: PastFacts, by: User, source: str, batch: UUID | None) -> PastIncident:
    if facts.day > timezone.localdate():
        raise InvalidInput("in_future", _("不能登记尚未发生的事件"), field="day")
    units: Collection[Unit] = facts.units
    if not units or any(unit.county_id != county.pk for unit in units):
        raise InvalidInput("unknown_unit", _("请写明涉及的本县单位"), field="units")
    incident = PastIncident.objects.create(
        county=county,
        day=facts.day,
        at=facts.at,
        kind=required_text(facts.kind, "kind", 60),
        title=required_text(facts.title, "title", 200),
        place=facts.place.strip()[:200],
        handled=facts.handled.strip()[:500],
        called_out=facts.called_out,
        source=source[:200],
        batch=batch,
        recorded_by=by,
    )
    incident.units.set(units)
    return incident
