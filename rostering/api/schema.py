"""The schemas of what rosters, shifts and the rest look like, for the description of the API."""

from typing import Any

from rest_framework import serializers

from rostering.enums import (
    AssignmentState,
    DayKind,
    JobKind,
    JobStage,
    JobState,
    LeavingRule,
    Overlap,
    PeriodKind,
    PeriodState,
    PlaceLimit,
    PolicyState,
    Posture,
    RosterState,
    RoundState,
    SeatScope,
)
from units.api.fields import DayField, InstantField, TierField
from units.api.shapes import PersonRef, UnitRef
from units.units.api.affected import AffectedShape


class PeriodRef(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ObligationShape(serializers.Serializer[Any]):
    posture = serializers.ChoiceField(choices=list(Posture))
    place_limit = serializers.ChoiceField(choices=list(PlaceLimit), allow_null=True)
    leaving_rule = serializers.ChoiceField(choices=list(LeavingRule), allow_null=True)
    response_minutes = serializers.IntegerField(allow_null=True, help_text="0 = at once, null = no rule")


class ResolvedShape(ObligationShape):
    """What a post owes at the instant asked for, and from when to when."""

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": InstantField(), "to": InstantField()}


class PhaseShape(ObligationShape):
    """A stretch of a shift with one obligation."""

    start = InstantField()
    end = InstantField()
    exception = serializers.CharField(allow_blank=True)


class CalendarDayShape(serializers.Serializer[Any]):
    """`is_confirmed` false: the official notice isn't known, the kind is only weekday or weekend."""

    date = DayField()
    kind = serializers.ChoiceField(choices=list(DayKind))
    name = serializers.CharField(allow_blank=True)
    is_confirmed = serializers.BooleanField()
    is_edited = serializers.BooleanField()


class PolicyPhaseShape(ObligationShape):
    """`basis` says of each cell whether the source states it or the county set it."""

    starts_at = serializers.RegexField(r"^\d\d:\d\d$")
    exception = serializers.CharField(allow_blank=True)
    basis = serializers.DictField(child=serializers.CharField())


class PolicyPostShape(serializers.Serializer[Any]):
    tier = TierField()
    tier_name = serializers.CharField(allow_blank=True)
    post = serializers.CharField()
    name = serializers.CharField()
    min_rank = serializers.CharField()
    seats = serializers.IntegerField()
    seats_basis = serializers.CharField()
    scope = serializers.ChoiceField(choices=list(SeatScope))
    exclusive = serializers.BooleanField()
    phases = PolicyPhaseShape(many=True)


class WeightsShape(serializers.Serializer[Any]):
    """Burden points per hour, and the factor of hours at night."""

    on_site = serializers.FloatField()
    home_standby = serializers.FloatField()
    phone_standby = serializers.FloatField()
    night_factor = serializers.FloatField()


class StaffingShape(serializers.Serializer[Any]):
    """A unit that staffs a post with a number of its own."""

    unit = UnitRef()
    post = serializers.CharField()
    seats = serializers.IntegerField()


class PolicyShape(serializers.Serializer[Any]):
    """One version of the duty rules; a draft has no date yet. `edits` counts the changes of the draft."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=list(PolicyState))
    effective_from = DayField(allow_null=True)
    day_start = serializers.CharField()
    night_start = serializers.CharField()
    weights = WeightsShape()
    cloned_from = serializers.IntegerField(allow_null=True)
    edits = serializers.IntegerField()
    published_at = InstantField(allow_null=True)
    posts = PolicyPostShape(many=True)
    staffing = StaffingShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": serializers.CharField(allow_blank=True)}


class ProblemShape(serializers.Serializer[Any]):
    """What keeps a draft from being published; null where it is not about one tier, post or field."""

    code = serializers.CharField()
    tier = serializers.CharField(allow_null=True)
    post = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    text = serializers.CharField()


class ValidationShape(serializers.Serializer[Any]):
    """`earliest`: the first day from which the draft could govern. `open_periods` would be laid out anew from that day on."""

    sound = serializers.BooleanField()
    earliest = DayField()
    open_periods = PeriodRef(many=True, required=False)
    problems = ProblemShape(many=True)


class PolicyRoundShape(serializers.Serializer[Any]):
    """A round of consultation; `comments` and `unanswered` count those one may see."""

    id = serializers.UUIDField()
    policy = serializers.IntegerField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(RoundState))
    summary = serializers.CharField(allow_blank=True)
    opened_at = InstantField()
    closed_at = InstantField(allow_null=True)
    comments = serializers.IntegerField()
    unanswered = serializers.IntegerField()


class PolicyCommentShape(serializers.Serializer[Any]):
    """What a unit says about one cell, `shown` what the cell said then; `answer` null until the office has answered."""

    id = serializers.UUIDField()
    policy = serializers.IntegerField()
    round = serializers.IntegerField()
    unit = UnitRef()
    tier = serializers.CharField(allow_null=True)
    post = serializers.CharField(allow_null=True)
    field = serializers.CharField()
    shown = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    author = serializers.CharField()
    created_at = InstantField()
    answer = serializers.CharField(allow_null=True)
    answered_at = InstantField(allow_null=True)


class PeriodShape(serializers.Serializer[Any]):
    """`policy` is the version number that rules it, `revision` the newest published one."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(PeriodKind))
    first_day = DayField()
    last_day = DayField()
    filing_deadline = InstantField()
    state = serializers.ChoiceField(choices=list(PeriodState))
    policy = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)
    exception_reason = serializers.CharField(allow_blank=True)
    overlap = serializers.ChoiceField(choices=list(Overlap), allow_null=True)
    close_reason = serializers.CharField(allow_blank=True, help_text="why it was closed before its duty was over")
    version = serializers.IntegerField()
    updated_at = InstantField()


class JobShape(serializers.Serializer[Any]):
    """`result` stands once it has succeeded, where the work has one; `period` only for work on a period."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(JobKind))
    period = PeriodRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(JobState))
    stage = serializers.ChoiceField(choices=list(JobStage))
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    message = serializers.CharField()
    parameters = serializers.JSONField()
    result = serializers.JSONField(help_text="null until it has succeeded, and for work that leaves none")
    created_at = InstantField()
    finished_at = InstantField(allow_null=True)


class RosterShape(serializers.Serializer[Any]):
    """One unit's part of a period. `conflicts`: its duties that don't hold as they stand, seen before it is decided;
    `conflicts_seal` (empty for none) tells them from any others."""

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    period = PeriodRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    deadline = InstantField()
    confirmed_by = serializers.CharField(allow_null=True)
    confirmed_at = InstantField(allow_null=True)
    on_behalf = serializers.BooleanField()
    returned_reason = serializers.CharField(allow_blank=True)
    accepted_by = serializers.CharField(allow_null=True)
    accepted_at = InstantField(allow_null=True)
    accepted_by_silence = serializers.BooleanField()
    vacancies = serializers.IntegerField()
    conflicts = AffectedShape(many=True)
    conflicts_seal = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = InstantField()


class AssignmentShape(serializers.Serializer[Any]):
    """Who holds a seat, or a part of its shift; `person` null is a vacancy with its reason.

    `locked`: set or kept by hand, proposals leave it alone.
    """

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()
    start = InstantField()
    end = InstantField()
    person = PersonRef(allow_null=True)
    state = serializers.ChoiceField(choices=list(AssignmentState))
    phases = PhaseShape(many=True)
    vacancy_reason = serializers.CharField(allow_blank=True)
    locked = serializers.BooleanField()
    acknowledged_at = InstantField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = InstantField()


class HolderShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()
    state = serializers.ChoiceField(choices=list(AssignmentState))


class ShiftShape(serializers.Serializer[Any]):
    """A seat of a post on a duty day with those who hold it."""

    id = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()
    day_kind = serializers.ChoiceField(choices=list(DayKind))
    start = InstantField()
    end = InstantField()
    phases = PhaseShape(many=True)
    assignments = HolderShape(many=True)


class ReasonShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class CandidateShape(serializers.Serializer[Any]):
    """`reasons`: why not, or what to mind; `load`: burden points of three years."""

    person = PersonRef()
    allowed = serializers.BooleanField()
    reasons = ReasonShape(many=True)
    load = serializers.FloatField()


class OnDutyShape(ObligationShape):
    """One assignment at the instant asked for; `phone` only with contacts:read and of units one sees. The obligation holds
    within `[since, until)`, the person holds `[held_from, held_to)` of the duty."""

    assignment = serializers.UUIDField()
    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    period = PeriodRef()
    day = DayField()
    person = PersonRef(allow_null=True)
    since = InstantField()
    until = InstantField()
    held_from = InstantField()
    held_to = InstantField()
    exception = serializers.CharField(allow_blank=True)
    acknowledged = serializers.BooleanField()
    is_next = serializers.BooleanField()
    phone = serializers.CharField(required=False, allow_null=True)


class GapShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["vacancy", "ineligible", "outdated", "unreachable"])
    assignment = serializers.UUIDField()
    unit = UnitRef()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    day = DayField()
    person = serializers.CharField(allow_null=True)
    reasons = ReasonShape(many=True)
    text = serializers.CharField()


class NotOnDutyShape(serializers.Serializer[Any]):
    """Somebody listed for none of the posts that their unit staffs in the period."""

    unit = serializers.CharField()
    person = serializers.CharField()


class CoverageShape(serializers.Serializer[Any]):
    """Of the units one sees."""

    complete = serializers.BooleanField()
    seats = serializers.IntegerField()
    filled = serializers.IntegerField()
    units = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    unconfirmed = serializers.ListField(child=serializers.CharField())
    returned = serializers.ListField(child=serializers.CharField(), help_text="of the unconfirmed, those sent back")
    gaps = GapShape(many=True)
    not_on_duty = NotOnDutyShape(many=True)


class UnconfirmedShape(serializers.Serializer[Any]):
    unit = UnitRef()
    state = serializers.ChoiceField(choices=[RosterState.DRAFT, RosterState.RETURNED])


class LeftOutShape(serializers.Serializer[Any]):
    """A roster that stays as it is, and why."""

    roster = serializers.UUIDField()
    unit = UnitRef()
    state = serializers.ChoiceField(choices=list(RosterState))
    text = serializers.CharField()


class AcceptedShape(serializers.Serializer[Any]):
    """Rosters accepted by their ids, and those left out."""

    accepted = serializers.ListField(child=serializers.UUIDField())
    left_out = LeftOutShape(many=True)


class RevisionShape(serializers.Serializer[Any]):
    """`seats`: how many it froze, all of them for the first. Of the first: the signed reason, and the units whose
    confirmation was missing."""

    number = serializers.IntegerField()
    published_at = InstantField()
    published_by = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    seats = serializers.IntegerField()
    exception_reason = serializers.CharField(allow_blank=True)
    exception_by = serializers.CharField(allow_null=True)
    unconfirmed = UnconfirmedShape(many=True)


class PastHolderShape(serializers.Serializer[Any]):
    person = PersonRef(allow_null=True)
    start = InstantField()
    end = InstantField()


class SeatChangeShape(serializers.Serializer[Any]):
    shift = serializers.UUIDField()
    unit = UnitRef()
    post = serializers.CharField()
    seat = serializers.IntegerField()
    day = DayField()
    before = PastHolderShape(many=True)
    after = PastHolderShape(many=True)


class DiffShape(serializers.Serializer[Any]):
    """What changed from revision `against` to revision `number`, of the units one sees."""

    number = serializers.IntegerField()
    against = serializers.IntegerField()
    changes = SeatChangeShape(many=True)
