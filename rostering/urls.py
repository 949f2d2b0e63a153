"""The root of all addresses. It points upwards by dotted string only."""

from django.urls import include, path

from rostering.web.health import livez

urlpatterns = [
    path("livez", livez, name="livez"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("units.api.urls")),
    path("api/v1/", include("rostering.api.urls")),
    path("api/v1/", include("alerts.api.urls")),
    path("", include("units.web.urls")),
    path("", include("rostering.web.urls")),
    path("", include("alerts.web.urls")),
]
