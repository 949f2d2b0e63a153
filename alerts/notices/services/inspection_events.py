"""Who hears of a check outside the annual plan: the office that decides, whoever asked (docs/events.md)."""

from datetime import datetime

from alerts.enums import InspectionState
from alerts.inspections.models import Inspection
from alerts.notices.services.hearing import Event, Hearers, by_a_unit, office
from units.models import User


def _inspection(inspection: Inspection) -> dict[str, str]:
    return {
        "department": inspection.department,
        "subject": inspection.subject,
        "first": inspection.first_day.isoformat(),
        "last": inspection.last_day.isoformat(),
        "reason": inspection.reason.rstrip("。"),
        "state": inspection.state,
        "decision": inspection.decision.rstrip("。"),
        "path": f"/inspections/{inspection.pk}/",
    }


def _asker(inspection: Inspection, _now: datetime) -> Hearers:
    by = inspection.asked_by
    return [(by.person_id, None)] if by and by.person_id else []


def _asked_by_a_unit(inspection: Inspection, by: User | None) -> bool:
    """What the office itself asks for it finds in 待办 and in the plan."""
    return inspection.state == InspectionState.PROPOSED and by_a_unit(inspection, by)


def _is_extra(inspection: Inspection, _by: User | None) -> bool:
    return inspection.is_extra


INSPECTION_EVENTS: dict[str, Event] = {
    "inspection.planned": Event(office, _inspection, _asked_by_a_unit),
    "inspection.decided": Event(_asker, _inspection),
    "inspection.cancelled": Event(_asker, _inspection, _is_extra),
}
# Event → the earlier ones that nobody needs to hear of once it has happened.
INSPECTION_ENDED_BY: dict[str, tuple[str, ...]] = {
    "inspection.decided": ("inspection.planned",),
    "inspection.cancelled": ("inspection.planned", "inspection.decided"),
}
