"""What leaving the post takes, by the obligation that holds at that moment (domain §2)."""

from enum import StrEnum

from rostering.enums import LeavingRule


class Lacking(StrEnum):
    """What is still missing before somebody may leave."""

    RELIEF = "relief_required"
    INCIDENT_OR_RELIEF = "incident_or_relief_required"


def lacking(rule: str, *, has_incident: bool, is_relieved: bool) -> Lacking | None:
    """None where they may leave; whoever owes no rule says only why and until when."""
    if rule == LeavingRule.ONLY_WHEN_RELIEVED and not is_relieved:
        return Lacking.RELIEF
    if rule == LeavingRule.INCIDENT_AND_REPORT and not (has_incident or is_relieved):
        return Lacking.INCIDENT_OR_RELIEF
    return None
