"""What versions of the duty rules, rounds of consultation and comments look like."""

from typing import Any

from rest_framework import serializers

from rostering.enums import PolicyState, RoundState
from rostering.policies.models import PolicyPhase, PolicyPost, PolicyVersion
from rostering.policies.rules.policy import GENERAL_CELLS, PHASE_CELLS, POST_CELLS, WEIGHT_CELLS
from rostering.policies.shapes import ObligationShape, shown_field, shown_fields, shown_values
from rostering.policy_lab.queries.files import origin_told
from rostering.rosters.shapes import PeriodRef
from units.api.fields import DayField, InstantField, TierField, optional_instant
from units.api.rows import RowShape, TextOrNullField
from units.api.shapes import UnitRef


class PolicyPhaseShape(ObligationShape):
    """`basis` says of each cell whether the source states it or the county set it."""

    starts_at = serializers.RegexField(r"^\d\d:\d\d$")
    exception = serializers.CharField(allow_blank=True)
    basis = serializers.DictField(child=serializers.CharField())


class PolicyPostShape(serializers.Serializer[Any]):
    tier = TierField()
    tier_name = serializers.CharField(allow_blank=True)
    post = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        made = super().get_fields()
        for cell in POST_CELLS:
            made[cell.attribute] = shown_field(cell)
            if cell.basis:
                made[cell.basis] = serializers.CharField()
        return made | {"phases": PolicyPhaseShape(many=True)}


class WeightsShape(serializers.Serializer[Any]):
    """Burden points per hour, and the factor of hours at night."""

    def get_fields(self) -> dict[str, Any]:
        return shown_fields(WEIGHT_CELLS)


class StaffingShape(RowShape):
    """A unit that staffs a post with a number of its own."""

    unit = UnitRef()
    post = serializers.CharField()
    seats = serializers.IntegerField()


class CountyNamedShape(serializers.Serializer[Any]):
    """A county, perhaps of another installation."""

    code = serializers.CharField()
    name = serializers.CharField()


class OriginShape(serializers.Serializer[Any]):
    """A version of some county: `letterhead` and `published_by` are its offices, "" where it has none."""

    county = CountyNamedShape()
    letterhead = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    name = serializers.CharField()
    effective_from = DayField()
    published_at = InstantField()
    published_by = serializers.CharField(allow_blank=True)
    checksum = serializers.CharField(help_text="sha256 of the file's content")


class PolicyFileShape(OriginShape):
    """A published version as other counties take it in; `origins`: the hands it went through, the latest first."""

    format = serializers.CharField()
    format_version = serializers.IntegerField()
    rules = serializers.JSONField(help_text="settings, weights and posts, by the names of a policy; points as text")
    origins = OriginShape(many=True)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"source": serializers.CharField(allow_blank=True)}


class ChangeShape(serializers.Serializer[Any]):
    cell = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class PolicyShape(serializers.Serializer[Any]):
    """One version of the duty rules; a draft has no date yet. `edits` counts the changes of the draft."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=list(PolicyState))
    effective_from = DayField(allow_null=True)
    cloned_from = serializers.IntegerField(allow_null=True)
    edits = serializers.IntegerField()
    published_at = InstantField(allow_null=True)
    posts = PolicyPostShape(many=True)
    staffing = StaffingShape(many=True)
    origins = OriginShape(
        many=True, help_text="where a version came from that was taken in as a file, the latest first"
    )

    def get_fields(self) -> dict[str, Any]:
        own = super().get_fields()
        head = {name: own.pop(name) for name in ("id", "version", "name", "state", "effective_from")}
        cells = shown_fields(GENERAL_CELLS) | {"weights": WeightsShape()}
        return head | cells | own | {"source": serializers.CharField(allow_blank=True)}


class TakenPolicyShape(serializers.Serializer[Any]):
    """The draft, and what it says beside the version it was compared with; with `dry_run` it is not there afterwards.

    `against` null: the county has no rules yet. `problems` keep the draft from being published."""

    dry_run = serializers.BooleanField()
    policy = PolicyShape()
    against = serializers.IntegerField(allow_null=True)
    changes = ChangeShape(many=True)
    new_tiers = serializers.ListField(child=serializers.CharField())
    new_posts = serializers.ListField(child=serializers.CharField())
    gone_posts = serializers.ListField(child=serializers.CharField())
    problems = serializers.ListField(child=serializers.CharField())


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


class PolicyRoundShape(RowShape):
    """A round of consultation; `comments` and `unanswered` count those one may see."""

    id = serializers.UUIDField()
    policy = serializers.IntegerField(source="policy__number")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(RoundState))
    summary = serializers.CharField(allow_blank=True)
    opened_at = InstantField()
    closed_at = InstantField(allow_null=True)
    comments = serializers.IntegerField(source="seen")
    unanswered = serializers.IntegerField(source="waiting")


class PolicyCommentShape(RowShape):
    """What a unit says about one cell, `shown` what the cell said then; `answer` null until the office has answered."""

    id = serializers.UUIDField()
    policy = serializers.IntegerField(source="round__policy__number")
    round = serializers.IntegerField(source="round__number")
    unit = UnitRef()
    tier = TextOrNullField(allow_null=True)
    post = TextOrNullField(allow_null=True)
    field = serializers.CharField()
    shown = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    author = serializers.CharField(source="author_name")
    created_at = InstantField()
    answer = TextOrNullField(allow_null=True)
    answered_at = InstantField(allow_null=True)

    kept = True


def policy_shape(version: PolicyVersion) -> dict[str, Any]:
    return {
        "id": str(version.pk),
        "version": version.number,
        "name": version.name,
        "state": version.state,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        **shown_values(GENERAL_CELLS, version),
        "weights": shown_values(WEIGHT_CELLS, version),
        "source": version.source,
        "cloned_from": version.cloned_from.number if version.cloned_from else None,
        "edits": version.edits,
        "published_at": optional_instant(version.published_at),
        "posts": [_policy_post(post) for post in version.posts.all()],
        "staffing": [StaffingShape.of(row) for row in version.unit_staffing.all()],
        "origins": [origin_told(origin) for origin in version.origins.all()],
    }


def _policy_post(post: PolicyPost) -> dict[str, Any]:
    return {
        "tier": post.tier,
        "tier_name": post.tier_name,
        "post": post.code,
        **shown_values(POST_CELLS, post),
        **{cell.basis: getattr(post, cell.basis) for cell in POST_CELLS if cell.basis},
        "phases": [_policy_phase(phase) for phase in post.phases.all()],
    }


def _policy_phase(phase: PolicyPhase) -> dict[str, Any]:
    return {
        **shown_values(PHASE_CELLS, phase),
        "basis": {cell.attribute: getattr(phase, cell.basis) for cell in PHASE_CELLS if cell.basis},
    }
