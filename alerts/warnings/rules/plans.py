"""Whom a warning names where the county's table has no line for it: by its colour alone; and what may come of it."""

from dataclasses import dataclass

from alerts.enums import WarningKind, WarningLevel
from rostering.enums import Posture
from units.enums import Tier

EVERYBODY = (Tier.HUB, Tier.EMERGENCY_RESPONSE, Tier.ROUTINE_SUPPORT)


@dataclass(frozen=True, slots=True)
class Plan:
    """Tiers to be called, the posture they are raised to ("" = as it is), people more per unit, minutes to answer in."""

    tiers: tuple[Tier, ...]
    posture: str
    extra_staff: int
    answer_minutes: int


PLANS: dict[str, Plan] = {
    WarningLevel.RED: Plan(EVERYBODY, Posture.ON_SITE, 1, 5),
    WarningLevel.ORANGE: Plan((Tier.HUB, Tier.EMERGENCY_RESPONSE), Posture.ON_SITE, 0, 10),
    WarningLevel.YELLOW: Plan((Tier.HUB, Tier.EMERGENCY_RESPONSE), "", 0, 15),
    WarningLevel.BLUE: Plan((Tier.HUB,), "", 0, 30),
}

# The kind of incident that most often comes of what is warned of, as counties write it.
INCIDENT_KINDS: dict[str, str] = {
    WarningKind.RAINSTORM: "暴雨",
    WarningKind.FLOOD: "洪涝",
    WarningKind.TORRENT: "洪涝",
    WarningKind.LANDSLIDE: "地质灾害",
    WarningKind.TYPHOON: "台风",
    WarningKind.SNOW: "低温雨雪冰冻",
    WarningKind.ICE: "低温雨雪冰冻",
    WarningKind.COLD: "低温雨雪冰冻",
    WarningKind.FIRE: "森林火灾",
}
