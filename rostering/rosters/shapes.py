"""How other answers refer to a period."""

from typing import Any

from rest_framework import serializers


class PeriodRef(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
