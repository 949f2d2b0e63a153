"""What jobs look like."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.enums import DIVIDED_KINDS, JobKind, JobStage, JobState
from rostering.labels import JOB_STAGE_LABELS, JOB_STATE_LABELS, stage_text
from rostering.rosters.shapes import PeriodRef
from units.api.fields import InstantField
from units.api.rows import RowShape


class JobShape(RowShape):
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

    also = ("failure",)

    @staticmethod
    def read_message(row: Mapping[str, Any]) -> str:
        ended = row["state"] not in (JobState.QUEUED, JobState.RUNNING)
        label = JOB_STATE_LABELS[row["state"]] if ended else _stage_text(row)
        return row["failure"] or f"{label} · {row['done']}/{row['total']}"


def _stage_text(row: Mapping[str, Any]) -> str:
    return stage_text(row["stage"]) if row["kind"] in DIVIDED_KINDS else str(JOB_STAGE_LABELS[row["stage"]])
