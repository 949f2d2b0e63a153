"""The county's settings as the API takes and gives them, from the columns themselves."""

from typing import Any

from django.db import models
from rest_framework import serializers

from units.api.inputs import Body
from units.counties.models.county import County
from units.counties.models.settings import CountySettings
from units.county_settings.services import FIELDS, LONGEST_NAME, limits_of

CLOCK = "%H:%M"


COLUMNS = {column.name: column for column in CountySettings._meta.concrete_fields if column.name in FIELDS}


def _field(name: str) -> serializers.Field[Any, Any, Any, Any]:
    """The field of the API for a column, optional: what isn't given stays."""
    column = COLUMNS[name]
    about: dict[str, Any] = {"required": False, "help_text": str(column.verbose_name)}
    if column.choices:
        return serializers.ChoiceField(choices=[value for value, _label in column.flatchoices], **about)
    if isinstance(column, models.BooleanField):
        return serializers.BooleanField(**about)
    if isinstance(column, models.TimeField):
        return serializers.TimeField(input_formats=[CLOCK], format=CLOCK, **about)
    if isinstance(column, models.CharField):
        return serializers.CharField(allow_blank=True, max_length=column.max_length, **about)
    least, most = limits_of(name)
    return serializers.IntegerField(min_value=least, max_value=most, **about)


class SettingsBody(Body):
    """What is given is changed from now on; what has begun keeps what held when it began."""

    name = serializers.CharField(required=False, max_length=LONGEST_NAME)
    lead_office = serializers.CharField(required=False, max_length=32, help_text="code of a unit in use")

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {name: _field(name) for name in FIELDS}


class SettingsShape(serializers.Serializer[Any]):
    """`lead_office` is null until the county has named one."""

    code = serializers.CharField()
    name = serializers.CharField()
    lead_office = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {name: _field(name) for name in FIELDS}


def settings_shape(county: County, row: CountySettings) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    clocks = {name: value.strftime(CLOCK) for name, value in values.items() if hasattr(value, "strftime")}
    lead = county.lead_office.code if county.lead_office else None
    return {"code": county.code, "name": county.name, "lead_office": lead, "version": row.version, **values, **clocks}
