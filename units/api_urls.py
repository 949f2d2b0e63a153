from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from units.accounts.api.accounts import AccountDetail, Accounts, ActOnAccount
from units.accounts.api.tokens import RevokeToken, TokenDetail, Tokens
from units.audit.api import AuditEvents
from units.county_settings.api import CountySettingsDetail
from units.first_tiers.api import DecideFirstTiers, FirstTiers
from units.imports.api import AcceptImport, ImportDetail, Imports, UndoImport
from units.people.api.people import CancelTransfer, People, PeopleOrder, PersonDetail, RevealPhone, TransferPerson
from units.people.api.upserts import PersonByExternalId, UpsertPeople
from units.reviews.api import evidence as review_evidence
from units.reviews.api import reviews
from units.units.api.endings import CloseUnit, MergeUnit, ReopenUnit, UnitObstacles, UnitsOrder
from units.units.api.units import UnitDetail, Units, UnitTiers

# From our own files: no inline script, no inline style, no other host.
DOCS = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="units/api_docs.html")
REVIEW = "tier-reviews/<uuid:pk>/"

urlpatterns = [
    path("imports/", Imports.as_view(), name="api-imports"),
    path("imports/<uuid:pk>/", ImportDetail.as_view(), name="api-import"),
    path("imports/<uuid:pk>/accept/", AcceptImport.as_view(), name="api-import-accept"),
    path("imports/<uuid:pk>/undo/", UndoImport.as_view(), name="api-import-undo"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", DOCS, name="api-docs"),
    path("units/", Units.as_view(), name="api-units"),
    path("first-tiers/", FirstTiers.as_view(), name="api-first-tiers"),
    path("first-tiers/decide/", DecideFirstTiers.as_view(), name="api-first-tiers-decide"),
    path("units/order/", UnitsOrder.as_view(), name="api-units-order"),
    path("units/<str:code>/", UnitDetail.as_view(), name="api-unit"),
    path("units/<str:code>/tiers/", UnitTiers.as_view(), name="api-unit-tiers"),
    path("county/settings/", CountySettingsDetail.as_view(), name="api-county-settings"),
    path("units/<str:code>/close/", CloseUnit.as_view(), name="api-unit-close"),
    path("units/<str:code>/merge/", MergeUnit.as_view(), name="api-unit-merge"),
    path("units/<str:code>/reopen/", ReopenUnit.as_view(), name="api-unit-reopen"),
    path("units/<str:code>/obstacles/", UnitObstacles.as_view(), name="api-unit-obstacles"),
    path("units/<str:code>/order/", PeopleOrder.as_view(), name="api-people-order"),
    path("people/", People.as_view(), name="api-people"),
    path("people/upsert/", UpsertPeople.as_view(), name="api-people-upsert"),
    path("people/by-external-id/<str:external_id>/", PersonByExternalId.as_view(), name="api-person-external"),
    path("people/<uuid:pk>/", PersonDetail.as_view(), name="api-person"),
    path("people/<uuid:pk>/transfer/", TransferPerson.as_view(), name="api-person-transfer"),
    path("people/<uuid:pk>/transfer/cancel/", CancelTransfer.as_view(), name="api-person-transfer-cancel"),
    path("people/<uuid:pk>/reveal-phone/", RevealPhone.as_view(), name="api-reveal-phone"),
    path("accounts/", Accounts.as_view(), name="api-accounts"),
    path("accounts/<int:pk>/", AccountDetail.as_view(), name="api-account"),
    path("accounts/<int:pk>/act/", ActOnAccount.as_view(), name="api-account-act"),
    path("tokens/", Tokens.as_view(), name="api-tokens"),
    path("tokens/<uuid:pk>/", TokenDetail.as_view(), name="api-token"),
    path("tokens/<uuid:pk>/revoke/", RevokeToken.as_view(), name="api-token-revoke"),
    path("tier-reviews/", reviews.TierReviews.as_view(), name="api-tier-reviews"),
    path(REVIEW, reviews.TierReviewDetail.as_view(), name="api-tier-review"),
    path(f"{REVIEW}advance/", reviews.AdvanceReview.as_view(), name="api-tier-review-advance"),
    path(f"{REVIEW}decide/", reviews.DecideReview.as_view(), name="api-tier-review-decide"),
    path(f"{REVIEW}withdraw/", reviews.WithdrawReview.as_view(), name="api-tier-review-withdraw"),
    path(f"{REVIEW}evidence/", review_evidence.Evidence.as_view(), name="api-tier-review-evidence"),
    path(
        f"{REVIEW}evidence/<uuid:evidence>/", review_evidence.EvidenceOne.as_view(), name="api-tier-review-evidence-one"
    ),
    path(
        f"{REVIEW}evidence/<uuid:evidence>/file/", review_evidence.EvidenceFile.as_view(), name="api-tier-review-file"
    ),
    path(f"{REVIEW}rounds/", review_evidence.Rounds.as_view(), name="api-tier-review-rounds"),
    path(
        f"{REVIEW}rounds/<int:number>/close/",
        review_evidence.CloseReviewRound.as_view(),
        name="api-tier-review-round-close",
    ),
    path(f"{REVIEW}record/", review_evidence.Record.as_view(), name="api-tier-review-record"),
    path("review-suggestions/", reviews.Suggestions.as_view(), name="api-review-suggestions"),
    path(
        "review-suggestions/<uuid:pk>/dismiss/",
        reviews.DismissSuggestion.as_view(),
        name="api-review-suggestion-dismiss",
    ),
    path("audit-events/", AuditEvents.as_view(), name="api-audit-events"),
]
