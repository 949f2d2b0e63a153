"""What a city's client reads of its counties: no numbers of people, no ids that lead into a county."""

from typing import Any

from rest_framework import serializers

from alerts.board.queries.unit_states import UnitState
from alerts.bulletins.models import Bulletin
from alerts.bulletins.queries import first_sent
from alerts.bulletins.rules import ELEMENTS
from alerts.cities.queries import CountyNow, without_numbers
from alerts.enums import BulletinSeries, BulletinStage, BulletinState, IncidentLevel, IncidentState
from rostering.enums import Posture
from units.api.fields import InstantField, TierField
from units.api.objects import ObjectShape
from units.api.shapes import UnitRef


class CountedPostureShape(serializers.Serializer[Any]):
    posture = serializers.ChoiceField(choices=list(Posture))
    people = serializers.IntegerField()


class CountedStateShape(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=list(UnitState))
    units = serializers.IntegerField()


class CountyNowShape(ObjectShape):
    """One county at the instant. `incidents`: under way; `owed`: those the city has yet to hear of, `late` of them past their
    clock."""

    code = serializers.CharField(source="county.code")
    name = serializers.CharField(source="county.name")
    units = serializers.IntegerField(source="board.units")
    people = serializers.IntegerField(source="board.people")
    vacancies = serializers.IntegerField(source="board.vacancies")
    postures = CountedPostureShape(many=True)
    states = CountedStateShape(many=True)
    incidents = serializers.IntegerField(source="waiting.open")
    owed = serializers.IntegerField(source="waiting.owed")
    late = serializers.IntegerField(source="waiting.late")
    next_due = InstantField(source="waiting.next_due", allow_null=True)

    @staticmethod
    def read_postures(one: CountyNow) -> list[dict[str, Any]]:
        return [{"posture": posture, "people": people} for posture, people in one.board.postures.items()]

    @staticmethod
    def read_states(one: CountyNow) -> list[dict[str, Any]]:
        return [{"state": state, "units": units} for state, units in one.live.counts.items()]


class CountyDutyShape(ObjectShape):
    """One person, or vacancy, on duty: what is owed until when."""

    unit = UnitRef()
    tier = TierField()
    post = serializers.CharField()
    person = serializers.CharField(source="person_name", allow_blank=True)
    is_vacant = serializers.BooleanField()
    posture = serializers.ChoiceField(choices=list(Posture))
    since = InstantField()
    until = InstantField()

    @staticmethod
    def read_is_vacant(row: Any) -> bool:
        return row.person_id is None


class ToldIncidentShape(ObjectShape):
    """An incident under way, or of which the city has yet to hear."""

    title = serializers.CharField()
    kind = serializers.CharField()
    level = serializers.ChoiceField(choices=list(IncidentLevel))
    place = serializers.CharField()
    occurred_at = InstantField()
    known_at = InstantField()
    state = serializers.ChoiceField(choices=list(IncidentState))
    city_due_at = InstantField(allow_null=True)
    city_reported_at = InstantField(allow_null=True)


class CountyBoardShape(CountyNowShape):
    """The county now, who is on duty in it, and its incidents."""

    on_duty = CountyDutyShape(many=True)
    told = ToldIncidentShape(many=True)

    given = ("told",)

    @staticmethod
    def read_on_duty(one: CountyNow) -> list[dict[str, Any]]:
        return CountyDutyShape.each(one.board.rows)


class CityReportShape(ObjectShape):
    """A bulletin as it was signed and sent to the city; mobile numbers in its text are masked."""

    id = serializers.UUIDField()
    series = serializers.ChoiceField(choices=list(BulletinSeries))
    stage = serializers.ChoiceField(choices=list(BulletinStage))
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=list(BulletinState))
    signer = serializers.CharField()
    issued_at = InstantField()
    due_at = InstantField(allow_null=True)
    first_sent_at = InstantField(allow_null=True)
    retracted_reason = serializers.CharField(allow_blank=True)
    elements = serializers.DictField(child=serializers.CharField(allow_blank=True))

    @staticmethod
    def read_first_sent_at(one: Bulletin) -> Any:
        return first_sent(one)

    @staticmethod
    def read_elements(one: Bulletin) -> dict[str, str]:
        return {name: without_numbers(str(getattr(one, name) or "")) for name in ELEMENTS if name != "occurred_at"}
