"""The root of all addresses. It points upwards by dotted string only."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("units.api_urls")),
    path("api/v1/", include("rostering.api_urls")),
    path("api/v1/", include("alerts.api_urls")),
    path("", include("units.page_urls")),
    path("", include("rostering.page_urls")),
    path("", include("alerts.page_urls")),
]

handler400 = "units.web.errors.bad_request"
handler403 = "units.web.errors.forbidden"
handler404 = "units.web.errors.not_found"
handler500 = "units.web.errors.server_error"
