"""How other answers refer to a period."""

from rest_framework import serializers

from units.api.rows import Ref


class PeriodRef(Ref):
    id = serializers.UUIDField()
    name = serializers.CharField()
