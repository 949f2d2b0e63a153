"""The root of all addresses. It points upwards by dotted string only."""

from django.urls import include, path

from rostering.web.health import livez

urlpatterns = [
    path("livez", livez, name="livez"),
    path("api/v1/", include("units.api.urls")),
    path("api/v1/", include("rostering.api.urls")),
    path("api/v1/", include("alerts.api.urls")),
    path("", include("units.web.urls")),
    path("my/", include("rostering.web.my_urls")),
    path("calendar/", include("rostering.web.calendar_urls")),
    path("people/", include("rostering.web.absence_urls")),
    path("analysis/", include("rostering.web.analysis_urls")),
    path("swaps/", include("rostering.web.swap_urls")),
    path("policies/", include("rostering.web.policy_urls")),
    path("", include("rostering.web.staff_urls")),
    path("", include("rostering.web.urls")),
    path("", include("alerts.web.urls")),
]

handler400 = "units.web.views.errors.bad_request"
handler403 = "units.web.views.errors.forbidden"
handler404 = "units.web.views.errors.not_found"
handler500 = "units.web.views.errors.server_error"
