"""What is known of people before they are rostered, and what they have carried."""

from django.urls import path

from rostering.fairness.pages import absences, leave, leave_kinds, ledger, preferences, preferences_import

app_name = "staffing"

# Below people/, beside what units/ shows of a person there.
OF_PEOPLE = (
    [
        path("<uuid:person>/absences/", absences.absences, name="list"),
        path("<uuid:person>/absences/<uuid:pk>/cancel/", absences.cancel, name="cancel"),
    ],
    "absences",
)

urlpatterns = [
    path("fairness/", ledger.fairness, name="fairness"),
    path("leave/", leave.leave, name="leave"),
    path("leave/kinds/", leave_kinds.kinds, name="leave_kinds"),
    path("leave/kinds/<str:code>/", leave_kinds.change, name="leave_kind"),
    path("leave/<uuid:pk>/approve/", leave.approve, name="leave_approve"),
    path("leave/<uuid:pk>/reject/", leave.reject, name="leave_reject"),
    path("roster-rules/", preferences.rules, name="rules"),
    path("wishes/import/", preferences_import.upload, name="import"),
    path("wishes/import/form.xlsx", preferences_import.template, name="import_template"),
    path("people/<uuid:person>/wishes/", preferences.wishes, name="wishes"),
    path("people/<uuid:person>/wishes/<uuid:pk>/remove/", preferences.remove_wish, name="wish_remove"),
    path("units/<str:code>/pairs/", preferences.pairs, name="pairs"),
    path("pairs/<uuid:pk>/remove/", preferences.remove_pair, name="pair_remove"),
]
