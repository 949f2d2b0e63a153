"""Which incidents the county has to tell the city of (domain §12)."""

from alerts.enums import IncidentLevel

TOLD_TO_THE_CITY = (IncidentLevel.LARGER, IncidentLevel.MAJOR, IncidentLevel.PARTICULARLY_MAJOR)


def owes_city(level: str) -> bool:
    """较大 and above."""
    return level in TOLD_TO_THE_CITY
