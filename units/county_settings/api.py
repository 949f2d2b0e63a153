"""The county's settings."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from units.api.etags import check_match, tagged
from units.api.views import ApiView
from units.counties.models.settings import CountySettings
from units.county_settings.services import change_settings
from units.county_settings.shapes import SettingsBody, SettingsShape, settings_shape
from units.enums import Scope
from units.reviews.api.base import named_unit


class CountySettingsDetail(ApiView):
    """What the county decides for itself: deadlines, caps, quiet hours, the printed form. Changed by its office."""

    read_scope = Scope.ROSTER_READ
    write_scope = Scope.ROSTER_WRITE
    body = SettingsBody
    shape = SettingsShape

    def get(self, request: Request) -> Response:
        return tagged(request, self._body())

    def patch(self, request: Request) -> Response:
        expected = check_match(request, self._body())
        given = dict(self.given)
        if "lead_office" in given:
            given["lead_office"] = named_unit(self.user, given["lead_office"], "lead_office")
        change_settings(county=self.county, by=self.user, changes=given, expected_version=expected)
        return tagged(request, self._body())

    def _body(self) -> dict[str, Any]:
        return settings_shape(self.county, CountySettings.of(self.county.pk))
