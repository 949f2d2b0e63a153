from django.urls import path

from rostering.fairness.pages import absences

app_name = "absences"

urlpatterns = [
    path("<uuid:person>/absences/", absences.absences, name="list"),
    path("<uuid:person>/absences/<uuid:pk>/cancel/", absences.cancel, name="cancel"),
]
