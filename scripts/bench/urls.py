"""The floors, and everything there is."""

from django.urls import include, path

from scripts.bench import floors

urlpatterns = [
    path("floor/hello", floors.hello),
    path("floor/on-duty", floors.on_duty),
    path("floor/narrow", floors.narrow),
    path("floor/unit", floors.unit_now_and_next),
    path("floor/roster", floors.roster),
    path("", include("rostering.urls")),
]
