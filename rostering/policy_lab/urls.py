"""制度: versions, drafts, consultation, simulation."""

from django.urls import path

from rostering.policy_lab.pages import drafts as policy_drafts
from rostering.policy_lab.pages import rounds as policy_rounds
from rostering.policy_lab.pages import simulations as policy_simulations
from rostering.policy_lab.pages import versions

app_name = "policies"

DRAFT = "<int:draft>/"

urlpatterns = [
    path("", versions.versions, name="list"),
    path("new/", versions.clone, name="new"),
    path("simulations/<uuid:job_id>/", policy_simulations.result, name="simulation"),
    path(DRAFT, versions.version, name="version"),
    path(f"{DRAFT}edit/", policy_drafts.general, name="edit"),
    path(f"{DRAFT}posts/new/", policy_drafts.post_new, name="post_new"),
    path(f"{DRAFT}posts/<str:key>/", policy_drafts.post, name="post"),
    path(f"{DRAFT}posts/<str:key>/remove/", policy_drafts.post_remove, name="post_remove"),
    path(f"{DRAFT}staffing/", policy_drafts.staffing, name="staffing"),
    path(f"{DRAFT}publish/", versions.publish, name="publish"),
    path(f"{DRAFT}discard/", versions.discard, name="discard"),
    path(f"{DRAFT}simulate/", policy_simulations.simulate, name="simulate"),
    path(f"{DRAFT}rounds/", policy_rounds.rounds, name="rounds"),
    path(f"{DRAFT}rounds/open/", policy_rounds.open_next, name="round_open"),
    path(f"{DRAFT}rounds/<uuid:pk>/close/", policy_rounds.close, name="round_close"),
    path(f"{DRAFT}comments/new/", policy_rounds.comment, name="comment"),
    path(f"{DRAFT}comments/<uuid:pk>/answer/", policy_rounds.answer, name="answer"),
]
