"""县设置 as the office saves it in the browser."""

from typing import Any

from django.test import Client

from tests.clients import browser_of
from tests.factories import Cast
from units.county_settings.forms import SettingsForm
from units.models import County, CountySettings


def sent_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the page would send with `changes` typed into it; False unticks a box."""
    county = County.objects.get(pk=cast.county.pk)
    form = SettingsForm(county=county, row=CountySettings.of(county.pk))
    values = {bound.name: bound.value() for bound in form} | changes
    return {name: value for name, value in values.items() if value is not None and value is not False}


def save(cast: Cast, **changes: Any) -> Any:
    client: Client = browser_of(cast.office)
    return client.post("/settings/county/", sent_form(cast, **changes))


def saved(cast: Cast, **changes: Any) -> None:
    answer = save(cast, **changes)
    assert answer.status_code == 302, answer.content.decode()
