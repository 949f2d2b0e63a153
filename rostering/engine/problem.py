"""What the roster engine is given (docs/solver.md). Plain data: no clock, no database.

Ids are strings. Instants are aware datetimes (UTC), days are duty days, ranges are half-open. Loads and points are
integers in hundredths: one duty is 100, one burden point is 100. The order of every tuple is without meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

ONE_DUTY = 100


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: a stable code and the figures its sentence needs (rostering/reasons.py)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class DutyClass(StrEnum):
    """What a duty day counts as in the ledger, from the rarest down. A slot has the rarest that applies."""

    EVE = "eve"
    FESTIVAL = "festival"
    STATUTORY = "statutory"
    WEEKEND = "weekend"
    """Weekends and bridge days."""
    ORDINARY = "ordinary"
    """Counts in no class of days, only in points."""
    POINTS = "points"
    """Total burden points: a column of the ledger, never the class of a slot."""


COUNTED_CLASSES = (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY, DutyClass.WEEKEND)
"""The classes of which duties are counted, rarest first."""
LEDGER_CLASSES = (*COUNTED_CLASSES, DutyClass.POINTS)
"""The fairness tiers in their order."""


class Strength(StrEnum):
    HARD = "hard"
    """Never broken; the post stays vacant."""
    WARNING = "warning"
    """Broken only when nothing else fills the post, and counted."""
    OFF = "off"


class Rule(StrEnum):
    """Every hard rule; the value is the code of its reason."""

    OTHER_UNIT = "other_unit"
    POST_NOT_ELIGIBLE = "post_not_eligible"
    RANK_TOO_LOW = "rank_too_low"
    NOT_IN_SERVICE = "not_in_service"
    ABSENT = "absent"
    ALREADY_ON_DUTY = "already_on_duty"
    REST_TOO_SHORT = "rest_too_short"
    TOO_MANY_IN_WEEK = "too_many_in_week"
    TOO_MANY_IN_PERIOD = "too_many_in_period"
    TOO_FAR = "too_far"
    NO_PHONE = "no_phone"
    PAIR_TOGETHER = "pair_together"
    PAIR_BOTH_AWAY = "pair_both_away"


ALWAYS_HARD = (
    Rule.OTHER_UNIT,
    Rule.POST_NOT_ELIGIBLE,
    Rule.RANK_TOO_LOW,
    Rule.NOT_IN_SERVICE,
    Rule.ABSENT,
    Rule.ALREADY_ON_DUTY,
)
"""Rules without a setting: the others have a strength in `Rules`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Strengths and numbers of the rules (local settings).

    - rest: between two duties of a person lie at least `rest_days` free duty days, `rest_days_after_on_site` after a
      duty of 24 hours on site (`Slot.on_site_all_day`). 1 = not on consecutive days.
    - week: at most `max_in_week` duties on any seven consecutive duty days. Duties elsewhere count.
    - period: at most `max_in_period` of the slots of one problem. None = no limit.
    - distance: who needs longer than `Slot.response_minutes` from home is too far. An unknown time keeps nobody off.
    - phone: who can't be reached (`Person.reachable`).
    - pairs: see `Pair`.

    Rest, week and overlap look at exclusive duties only. As a warning, each pair of duties too close together, each
    duty above the maximum in each window of seven days, each duty above the maximum of the period, each person too far or
    without a phone and each two overlapping duties (or duty and absence) of a pair count one.
    """

    rest: Strength = Strength.HARD
    rest_days: int = 1
    rest_days_after_on_site: int = 2
    week: Strength = Strength.HARD
    max_in_week: int = 4
    period: Strength = Strength.HARD
    max_in_period: int | None = None
    distance: Strength = Strength.WARNING
    phone: Strength = Strength.WARNING
    pair_together: Strength = Strength.HARD
    pair_both_away: Strength = Strength.HARD
    spacing_days: int = 7
    """Not a hard rule: in any so many consecutive days each duty of a person after the first costs one (tier spacing)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A seat to fill on a duty day.

    `response_minutes` is the shortest time allowed from home to post, None = nobody comes from home. `weight` says how
    bad a vacancy is. `festival` names the holiday (same name each year), "" = none.
    """

    id: str
    unit_id: str
    tier: str
    post: str
    seat: int
    day: date
    start: datetime
    end: datetime
    min_rank: int = 0
    response_minutes: int | None = None
    points: int = 0
    exclusive: bool = True
    on_site_all_day: bool = False
    duty_class: DutyClass = DutyClass.ORDINARY
    festival: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """`unit_ids`: every unit whose posts the person may fill. `valid_to` is the first day no longer in service."""

    id: str
    unit_ids: frozenset[str]
    rank: int
    eligible_posts: frozenset[str]
    valid_from: date
    valid_to: date | None = None
    travel_minutes: int | None = None
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Absence:
    """`[start, end)`. `excused`: days of it don't count as time in which the person could have been on duty."""

    person_id: str
    start: datetime
    end: datetime
    id: str = ""
    label: str = ""
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that stands outside the problem: another unit's, or a published neighbour. For overlap, rest and maxima.

    Duties of earlier years matter by their `festival` only.
    """

    person_id: str
    unit_id: str
    day: date
    start: datetime
    end: datetime
    exclusive: bool = True
    on_site_all_day: bool = False
    festival: str = ""
    label: str = ""


class PlacementKind(StrEnum):
    FREE = ""
    PINNED = "pinned"
    """Chosen by somebody: stays, and must keep every hard rule."""
    PUBLISHED = "published"
    """A fact: stays even if it breaks a rule by now; the others keep the rules towards it."""


@dataclass(frozen=True, slots=True)
class Placement:
    slot_id: str
    person_id: str
    kind: PlacementKind = PlacementKind.FREE


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What a person has carried in a class before this problem, in hundredths.

    `share` is what would have been fair by then. None = the loads of the pool (people with a unit and the eligible posts
    in common, exactly the same sets) split pro rata to `eligible_days`, the days on which one could have been on duty.
    Nobody without an entry owes or is owed anything.

    Of the problem's own slots nobody owes a part: they level what people carry. Whoever is excused or not in service on
    a day is credited with the part of each slot that would have been theirs (1 / people there who may hold it, they
    included), summed and rounded once, per person and class.
    """

    person_id: str
    duty_class: DutyClass
    load: int
    eligible_days: int = 0
    share: int | None = None


class PairKind(StrEnum):
    TOGETHER = "together"
    """Never on duty at the same time (overlapping spans)."""
    BOTH_AWAY = "both_away"
    """Never both away from `unit_id`: nobody takes another unit's slot that overlaps an absence of the other one, or
    another unit's duty of the other one. Two absences are not the roster's doing."""


@dataclass(frozen=True, slots=True)
class Pair:
    first_id: str
    second_id: str
    kind: PairKind = PairKind.TOGETHER
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Preference:
    """A wish for the duty days `[start, end)`: rather not, or gladly. `weight` ≥ 1 is its price per duty."""

    person_id: str
    start: date
    end: date
    gladly: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What people have already seen. Somebody else on the seat, or nobody, is one change."""

    slot_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything `solve` knows."""

    slots: tuple[Slot, ...]
    people: tuple[Person, ...]
    absences: tuple[Absence, ...] = ()
    duties: tuple[Duty, ...] = ()
    fixed: tuple[Placement, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    pairs: tuple[Pair, ...] = ()
    preferences: tuple[Preference, ...] = ()
    shown: tuple[Shown, ...] = ()
    rules: Rules = Rules()


@dataclass(frozen=True, slots=True)
class Effort:
    """Deterministic limits, per component (units that share people): the same on every machine.

    `moves` bounds the local search; `exact` is the deterministic time of the exact solver for each tier of a stretch
    (two or three seconds; tiers after fairness get three hundredths each), 0 = no exact solver. Problems longer than `stretch_days` are
    solved stretch by stretch.
    """

    moves: int = 4000
    exact: float = 2.0
    stretch_days: int = 35
