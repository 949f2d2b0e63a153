"""What a report that leaves the house must say before it is signed, and how reports on a matter follow each other (domain §12)."""

from collections.abc import Collection, Mapping

from alerts.enums import BulletinStage

# Time, place, source, what, casualties, scope, measures, trend, who reports.
ELEMENTS = ("occurred_at", "place", "source", "matter", "casualties", "scope", "measures", "trend", "reporter")
# A 续报 says only what is new.
NEEDED: Mapping[str, tuple[str, ...]] = {
    BulletinStage.INITIAL: ELEMENTS,
    BulletinStage.FOLLOW_UP: ("matter", "measures", "trend", "reporter"),
    BulletinStage.FINAL: ELEMENTS,
}


def missing(stage: str, said: Mapping[str, object]) -> tuple[str, ...]:
    """The elements that the stage needs and nothing is said about, in their order."""
    return tuple(name for name in NEEDED[stage] if not str(said.get(name) or "").strip())


def out_of_order(stage: str, standing: Collection[str]) -> str:
    """Why one of this stage can't follow those that stand on the same matter: a code, "" when it can."""
    if BulletinStage.FINAL in standing:
        return "final_issued"
    if stage == BulletinStage.INITIAL:
        return "initial_issued" if BulletinStage.INITIAL in standing else ""
    return "" if BulletinStage.INITIAL in standing else "initial_missing"
