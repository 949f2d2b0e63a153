from django.urls import path

from rostering.calendar.pages import notice
from rostering.calendar.pages import year as calendar

app_name = "calendar"

urlpatterns = [
    path("", calendar.this_year, name="this_year"),
    path("notice/", notice.notice, name="notice"),
    path("<int:year>/", calendar.year, name="year"),
    path("<int:year>/edit/", calendar.edit, name="edit"),
]
