from django.urls import path

from rostering.calendar import pages as calendar

app_name = "calendar"

urlpatterns = [
    path("", calendar.this_year, name="this_year"),
    path("<int:year>/", calendar.year, name="year"),
    path("<int:year>/edit/", calendar.edit, name="edit"),
]
