from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from units.api import endpoints
from units.api.docs import Docs

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    path("units/", endpoints.Units.as_view(), name="api-units"),
    path("units/<str:code>/", endpoints.UnitDetail.as_view(), name="api-unit"),
    path("units/<str:code>/tiers/", endpoints.UnitTiers.as_view(), name="api-unit-tiers"),
    path("people/", endpoints.People.as_view(), name="api-people"),
    path("people/<uuid:pk>/", endpoints.PersonDetail.as_view(), name="api-person"),
    path("people/<uuid:pk>/reveal-phone/", endpoints.RevealPhone.as_view(), name="api-reveal-phone"),
    path("tokens/", endpoints.Tokens.as_view(), name="api-tokens"),
    path("tokens/<uuid:pk>/", endpoints.TokenDetail.as_view(), name="api-token"),
    path("tokens/<uuid:pk>/revoke/", endpoints.RevokeToken.as_view(), name="api-token-revoke"),
    path("audit-events/", endpoints.AuditEvents.as_view(), name="api-audit-events"),
]
