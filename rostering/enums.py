"""The fixed vocabularies of `rostering`; labels are in rostering/labels.py."""

from enum import StrEnum


class Post(StrEnum):
    """岗位 of the policy that ships; a county's policy may name others."""

    COUNTY_LEADER = "county_leader"
    LEADER = "leader"
    DEDICATED_STAFF = "dedicated_staff"
    DUTY_OFFICER = "duty_officer"


class Posture(StrEnum):
    """值守方式, from the strictest down."""

    ON_SITE = "on_site"
    HOME_STANDBY = "home_standby"
    PHONE_STANDBY = "phone_standby"


class ExtraKind(StrEnum):
    """What an order asks of somebody on a seat beside the regular ones."""

    LEADER = "leader"
    STAFF = "staff"
    BACKUP = "backup"
    FIELD_TEAM = "field_team"


class PlaceLimit(StrEnum):
    """What the person may not leave."""

    POST = "post"
    OFFICE_COMPOUND = "office_compound"
    COUNTY_TOWN = "county_town"


class LeavingRule(StrEnum):
    """What leaving takes."""

    LOG_ENTRY = "log_entry"
    ONLY_WHEN_RELIEVED = "only_when_relieved"
    REPORT_TO_COUNTY_OFFICE = "report_to_county_office"
    INCIDENT_AND_REPORT = "incident_and_report"


class Basis(StrEnum):
    """Where a cell of the policy comes from."""

    STATED = "stated"
    LOCAL = "local"


class SeatScope(StrEnum):
    """A post is staffed once per unit, or once for the county (in its lead office)."""

    UNIT = "unit"
    COUNTY = "county"


class PolicyState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class RoundState(StrEnum):
    """征求意见 on a draft policy."""

    OPEN = "open"
    CLOSED = "closed"


class DayKind(StrEnum):
    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    WEEKEND = "weekend"
    STATUTORY_HOLIDAY = "statutory_holiday"
    HOLIDAY_BRIDGE = "holiday_bridge"


class PeriodKind(StrEnum):
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    SPECIAL = "special"


class Overlap(StrEnum):
    """What the office says of a period whose days another one has seats on: this one takes over, or leaves them out."""

    REPLACE = "replace"
    KEEP = "keep"


class PeriodState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PUBLISHED = "published"
    CLOSED = "closed"


class RosterState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class AssignmentState(StrEnum):
    """Derived from the row, never stored."""

    VACANT = "vacant"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    GENERATION = "generation"
    PROPOSAL = "proposal"
    """A generation that only says what it would do, to be compared and perhaps taken."""
    SIMULATION = "simulation"


DIVIDED_KINDS = (JobKind.GENERATION, JobKind.PROPOSAL)
"""Jobs that are done in pieces, each a task of its own."""


class Emphasis(StrEnum):
    """What a proposal looks after first, once the seats are filled."""

    FAIRNESS = "fairness"
    STEADY = "steady"
    SPACING = "spacing"
    WISHES = "wishes"


class StepKind(StrEnum):
    """How seats of an open period changed in one step."""

    REPLACED = "replaced"
    GENERATED = "generated"
    ADOPTED = "adopted"
    LOCKED = "locked"
    UNLOCKED = "unlocked"


class JobStage(StrEnum):
    WAITING = "waiting"
    PROPOSING = "proposing"
    # Of a generation: what the engine is looking at for the units at hand.
    FILLING = "filling"
    FAIRNESS = "fairness"
    SPACING = "spacing"
    SAVING = "saving"
    # Of a simulation.
    LOADING = "loading"
    LAYING_OUT = "laying_out"
    MEETING = "meeting"
    FINISHED = "finished"


# What the engine goes through for the units at hand, in its order.
GENERATION_STAGES = (JobStage.LOADING, JobStage.FILLING, JobStage.FAIRNESS, JobStage.SPACING, JobStage.SAVING)


class AbsenceKind(StrEnum):
    """The usual kinds; a county has its own beside them (`rostering.fairness.rules.leave_kinds`)."""

    ANNUAL_LEAVE = "annual_leave"
    SICK_LEAVE = "sick_leave"
    MATERNITY_LEAVE = "maternity_leave"
    PATERNITY_LEAVE = "paternity_leave"
    PERSONAL_LEAVE = "personal_leave"
    MARRIAGE_LEAVE = "marriage_leave"
    BEREAVEMENT_LEAVE = "bereavement_leave"
    HOME_LEAVE = "home_leave"
    TRAINING = "training"
    BUSINESS_TRIP = "business_trip"
    OTHER = "other"


class AbsenceState(StrEnum):
    """Only approved leave binds the roster."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class WishKind(StrEnum):
    """不愿 and 愿意 are weighed; 指定 is decided: that person, that day."""

    RATHER_NOT = "rather_not"
    GLADLY = "gladly"
    PINNED = "pinned"


class SwapKind(StrEnum):
    """换班 exchanges two duties, 代班 hands one over, 紧急顶班 does so at once and is reviewed afterwards."""

    SWAP = "swap"
    SUBSTITUTION = "substitution"
    EMERGENCY_COVER = "emergency_cover"


class SwapState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    IN_EFFECT = "in_effect"
    APPROVED = "approved"
    DECLINED = "declined"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class CoverState(StrEnum):
    """A duty that is up for cover. `void`: its seat has changed hands some other way."""

    OPEN = "open"
    TAKEN = "taken"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"


class RingState(StrEnum):
    """A ring of duties. `void`: one of its seats has changed hands some other way, or was taken off the board."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    VOID = "void"


class CoverNews(StrEnum):
    """What has happened to a cover, for whoever tells people."""

    ASKED = "asked"
    REMINDED = "reminded"
    UNFILLED = "unfilled"
    TAKEN = "taken"
    REOPENED = "reopened"
    ENDED = "ended"


class Part(StrEnum):
    """How much of a day."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class NoWay(StrEnum):
    """Why no message reaches somebody; what is mended once for all comes first."""

    NO_CHANNEL = "no_channel"
    NO_PHONE = "no_phone"
    UNVERIFIED = "unverified"
    LEFT = "left"
