from django.urls import path

from rostering.changes.pages import swaps

app_name = "swaps"

urlpatterns = [
    path("", swaps.swap_list, name="list"),
    path("new/<uuid:assignment_id>/", swaps.new, name="new"),
    path("<uuid:pk>/", swaps.swap, name="swap"),
]
