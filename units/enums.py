"""The fixed vocabularies of `units`; labels are in units/labels.py."""

from enum import IntEnum, StrEnum


class Tier(StrEnum):
    """值守类别: by whether a unit carries emergency tasks."""

    HUB = "hub"
    EMERGENCY_RESPONSE = "emergency_response"
    ROUTINE_SUPPORT = "routine_support"


class Rank(IntEnum):
    """Comparable: a post asks for a rank or above."""

    STAFF = 1
    SECTION_CHIEF = 2
    COUNTY_LEADER = 3


class Role(StrEnum):
    COUNTY_OFFICE = "county_office"
    UNIT_LEADER = "unit_leader"
    DUTY_PERSON = "duty_person"
    AUDITOR = "auditor"
    CITY_OFFICE = "city_office"


class AccountState(StrEnum):
    IN_USE = "in_use"
    WAITING = "waiting"
    LOCKED = "locked"
    MOVED = "moved"
    LEFT = "left"
    CLOSED = "closed"


class AccountKeyKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class Scope(StrEnum):
    ROSTER_READ = "roster:read"
    ROSTER_WRITE = "roster:write"
    ROSTER_APPROVE = "roster:approve"
    CONTACTS_READ = "contacts:read"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    WARNINGS_WRITE = "warnings:write"
    REVIEWS_READ = "reviews:read"
    REVIEWS_WRITE = "reviews:write"
    AUDIT_READ = "audit:read"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    DIRECTORY_WRITE = "directory:write"
    COUNTIES_READ = "counties:read"


class Outcome(StrEnum):
    """What writing something as it is elsewhere has done."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.COUNTY_OFFICE: frozenset(Scope) - {Scope.COUNTIES_READ},
    Role.UNIT_LEADER: frozenset(
        {
            Scope.ROSTER_READ,
            Scope.ROSTER_WRITE,
            Scope.CONTACTS_READ,
            Scope.ALERTS_READ,
            Scope.ALERTS_WRITE,
            Scope.REVIEWS_READ,
            Scope.REVIEWS_WRITE,
            Scope.ACCOUNTS_READ,
            Scope.ACCOUNTS_WRITE,
            Scope.DIRECTORY_WRITE,
        }
    ),
    Role.DUTY_PERSON: frozenset({Scope.ROSTER_READ, Scope.ROSTER_WRITE, Scope.ALERTS_READ, Scope.ALERTS_WRITE}),
    Role.AUDITOR: frozenset({Scope.AUDIT_READ}),
    Role.CITY_OFFICE: frozenset({Scope.COUNTIES_READ}),
}


class Stage(StrEnum):
    SUBMITTED = "submitted"
    DOCUMENT_CHECK = "document_check"
    CONSULTATION = "consultation"
    RECORD_REVIEW = "record_review"
    DELIBERATION = "deliberation"
    DECIDED = "decided"
    EFFECTIVE = "effective"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RecordState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    FROZEN = "frozen"


class Cause(StrEnum):
    QUIET = "quiet"
    MISSED = "missed"
    CALLED_OUT = "called_out"


class SuggestionState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    TAKEN = "taken"


class Paper(StrEnum):
    """What rosters are printed on."""

    A4 = "A4"
    A3 = "A3"


class PublishUnfiled(StrEnum):
    """Whether a period may be published before every unit has filed."""

    WITH_REASON = "with_reason"
    NEVER = "never"
