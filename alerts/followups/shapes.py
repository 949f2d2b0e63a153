"""Tasks and their history."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from alerts.api.shapes import IncidentRef
from alerts.enums import TaskAct, TaskGrade, TaskKind, TaskState, Verdict
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class TaskShape(RowShape):
    """`asker_unit` null: the county office asks. `check`: the one nobody answered. `level`: who has been told that it is
    late, 0 nobody, 1 the unit's head, 2 the county office. `asked_days`: workdays more that its owner asks for, null while
    nothing waits; `extended_days`: what was granted."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=list(TaskKind))
    grade = serializers.ChoiceField(choices=list(TaskGrade))
    matter = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    raised_by = serializers.CharField(allow_blank=True)
    incident = IncidentRef(allow_null=True)
    whistle = serializers.UUIDField(source="whistle_id", allow_null=True)
    check = serializers.UUIDField(source="unanswered_id", allow_null=True)
    asker_unit = UnitRef(allow_null=True)
    asker = PersonRef(allow_null=True)
    asked_by = UserNameField(allow_null=True)
    unit = UnitRef()
    person = PersonRef(allow_null=True)
    asked_at = InstantField()
    limit_hours = serializers.IntegerField(allow_null=True)
    limit_days = serializers.IntegerField(allow_null=True)
    due_at = InstantField()
    level = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(TaskState))
    result = serializers.CharField(allow_blank=True)
    reported_at = InstantField(allow_null=True)
    verdict_due_at = InstantField(allow_null=True)
    verdict = serializers.ChoiceField(choices=list(Verdict), allow_blank=True)
    times_returned = serializers.IntegerField()
    asked_days = serializers.IntegerField(allow_null=True)
    extended_days = serializers.IntegerField()
    closed_at = InstantField(allow_null=True)
    feedback_due_at = InstantField(allow_null=True)
    fed_back_at = InstantField(allow_null=True)
    version = serializers.IntegerField()

    kept = True


class TaskStepShape(RowShape):
    """`unit`: whose it was then; `person`: who answered by the link of a message; `by` and `person` null: the system."""

    at = InstantField()
    act = serializers.ChoiceField(choices=list(TaskAct))
    text = serializers.CharField(allow_blank=True)
    unit = UnitRef()
    by = UserNameField(allow_null=True)
    person = PersonRef(allow_null=True)

    kept = True


class TaskFileShape(RowShape):
    """Evidence, without its content: that is read at `…/files/{id}/content/`."""

    id = serializers.UUIDField()
    file_name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    added_by = UserNameField(allow_null=True)
    added_at = InstantField()

    kept = True


class TaskFiguresShape(serializers.Serializer[Any]):
    """Of tasks given within the range, without those withdrawn. Shares are null where nothing is measured."""

    given = serializers.IntegerField()
    closed = serializers.IntegerField()
    closed_share = serializers.FloatField(allow_null=True)
    late = serializers.IntegerField()
    median_hours = serializers.FloatField(allow_null=True)
    satisfied_share = serializers.FloatField(allow_null=True)
    hazards = serializers.IntegerField()
    cleared = serializers.IntegerField()
    extended = serializers.IntegerField()


def figures_body(found: Any) -> Mapping[str, Any]:
    return {name: getattr(found, name) for name in TaskFiguresShape._declared_fields}
