"""What is known of people before they are rostered, and what they have carried."""

from django.urls import path

from rostering.web.views import fairness, leave, leave_kinds, wishes, wishes_import

app_name = "staffing"

urlpatterns = [
    path("fairness/", fairness.fairness, name="fairness"),
    path("leave/", leave.leave, name="leave"),
    path("leave/kinds/", leave_kinds.kinds, name="leave_kinds"),
    path("leave/kinds/<str:code>/", leave_kinds.change, name="leave_kind"),
    path("leave/<uuid:pk>/approve/", leave.approve, name="leave_approve"),
    path("leave/<uuid:pk>/reject/", leave.reject, name="leave_reject"),
    path("roster-rules/", wishes.rules, name="rules"),
    path("wishes/import/", wishes_import.upload, name="import"),
    path("wishes/import/form.xlsx", wishes_import.template, name="import_template"),
    path("people/<uuid:person>/wishes/", wishes.wishes, name="wishes"),
    path("people/<uuid:person>/wishes/<uuid:pk>/remove/", wishes.remove_wish, name="wish_remove"),
    path("units/<str:code>/pairs/", wishes.pairs, name="pairs"),
    path("pairs/<uuid:pk>/remove/", wishes.remove_pair, name="pair_remove"),
]
