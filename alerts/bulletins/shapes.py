"""快报 and what of them was sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from alerts.bulletins.rules import ELEMENTS, missing
from alerts.enums import BulletinSeries, BulletinStage, BulletinState, SendingWay
from units.api.fields import InstantField
from units.api.rows import RowShape, UserNameField


class SendingShape(RowShape):
    """What was sent to whom when."""

    id = serializers.UUIDField()
    recipient = serializers.CharField()
    way = serializers.ChoiceField(choices=list(SendingWay))
    sent_at = InstantField()
    note = serializers.CharField(allow_blank=True)
    sent_by = UserNameField(allow_null=True)

    kept = True


class BulletinShape(RowShape):
    """`number` and `year` once it is signed. `missing`: elements that keep a draft from being signed. `late`: the city was
    told, or still waits, past `due_at`."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField(source="incident_id", allow_null=True)
    series = serializers.ChoiceField(choices=list(BulletinSeries))
    stage = serializers.ChoiceField(choices=list(BulletinStage))
    year = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    occurred_at = InstantField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    matter = serializers.CharField(allow_blank=True)
    casualties = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    measures = serializers.CharField(allow_blank=True)
    trend = serializers.CharField(allow_blank=True)
    reporter = serializers.CharField(allow_blank=True)
    recipients = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=list(BulletinState))
    missing = serializers.ListField(child=serializers.CharField())
    signer = serializers.CharField(allow_blank=True)
    signed_by = UserNameField(allow_null=True)
    issued_at = InstantField(allow_null=True)
    due_at = InstantField(allow_null=True)
    late = serializers.BooleanField()
    retracted_at = InstantField(allow_null=True)
    retracted_reason = serializers.CharField(allow_blank=True)
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    written_by = UserNameField(allow_null=True)
    version = serializers.IntegerField()
    sendings = SendingShape(many=True)

    reserved = {"source": serializers.CharField(allow_blank=True)}
    given = ("sendings",)
    kept = True

    @staticmethod
    def read_missing(row: Mapping[str, Any]) -> list[str]:
        is_draft = row["state"] == BulletinState.DRAFT
        return list(missing(row["stage"], {name: row[name] for name in ELEMENTS})) if is_draft else []

    @staticmethod
    def read_late(row: Mapping[str, Any], first_sent: Mapping[Any, datetime], now: datetime) -> bool:
        return row["due_at"] is not None and first_sent.get(row["id"], now) > row["due_at"]
