from django.urls import path

from units.accounts.pages import accounts, entering, factors, keys, many, own, sign_on
from units.accounts.pages import signing_in as account
from units.audit import pages as audit
from units.county_settings import pages as county_settings
from units.dossiers import pages as dossiers
from units.first_tiers import pages as first_tiers
from units.help import pages as help_pages
from units.imports import pages as imports
from units.people.pages import grades, order, people, transfers
from units.reviews.pages import reviews
from units.reviews.pages.panels import PANELS
from units.sealing import pages as sealing
from units.units.pages import endings, units
from units.units.pages import register as unit_register
from units.web import offline

app_name = "units"

urlpatterns = [
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", sign_on.Logout.as_view(), name="logout"),
    path("login/oidc/", sign_on.oidc_start, name="oidc"),
    path("login/oidc/back/", sign_on.oidc_back, name="oidc_back"),
    path("login/wecom/", sign_on.wecom_start, name="wecom"),
    path("login/wecom/back/", sign_on.wecom_back, name="wecom_back"),
    path("language/", account.language, name="language"),
    path("text-size/", account.text_size, name="text_size"),
    path("login/forgotten/", keys.forgotten, name="forgotten"),
    path("k/<str:key>/", keys.choose, name="account_key"),
    path("my/account/", own.account, name="my_account"),
    path("login/code/", entering.code, name="login_code"),
    path("my/account/second-factor/", factors.second_factor, name="second_factor"),
    path("my/account/second-factor/codes/", factors.codes, name="recovery_codes"),
    path("my/account/second-factor/remove/", factors.remove, name="second_factor_remove"),
    path("my/account/password/", own.password, name="my_password"),
    path("my/account/tokens/<uuid:pk>/revoke/", own.revoke, name="token_revoke"),
    path("my/account/sessions/end/", own.end_others, name="my_sessions_end"),
    path("my/account/sessions/<uuid:pk>/end/", own.end, name="my_session_end"),
    path("settings/accounts/", accounts.account_list, name="accounts"),
    path("settings/accounts/new/", accounts.add, name="account_new"),
    path("settings/accounts/many/", many.many, name="accounts_many"),
    path("settings/accounts/<int:pk>/", accounts.account, name="account"),
    path("settings/accounts/<int:pk>/place/", accounts.place, name="account_place"),
    path("settings/accounts/<int:pk>/password/", accounts.first_password, name="account_password"),
    path("settings/accounts/<int:pk>/phone/", accounts.phone, name="account_phone"),
    path("settings/accounts/<int:pk>/units/", accounts.further, name="account_role_add"),
    path("settings/accounts/<int:pk>/units/<int:role>/remove/", accounts.further_remove, name="account_role_remove"),
    path("settings/accounts/<int:pk>/<str:action>/", accounts.act, name="account_act"),
    path("units/", units.unit_list, name="units"),
    # A unit's code is its own; this is no unit.
    path("units/first-tiers/", first_tiers.first_tiers, name="first_tiers"),
    path("units/new/", unit_register.add, name="unit_new"),
    path("units/order/", unit_register.order, name="units_order"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("units/<str:code>/close/", endings.close, name="unit_close"),
    path("units/<str:code>/merge/", endings.merge, name="unit_merge"),
    path("units/<str:code>/reopen/", endings.reopen, name="unit_reopen"),
    path("units/<str:code>/lead-office/", unit_register.lead_office, name="unit_lead_office"),
    path("units/<str:code>/order/", order.order, name="people_order"),
    path("units/<str:code>/edit/", units.edit, name="unit_edit"),
    path("units/<str:code>/delete/", units.delete, name="unit_delete"),
    path("units/<str:code>/tier/", units.change_tier, name="unit_tier"),
    path("people/", people.people, name="people"),
    path("people/new/", people.add, name="person_new"),
    path("people/grades/", grades.grades, name="grades"),
    path("people/grades/<uuid:pk>/remove/", grades.remove, name="grade_remove"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/delete/", people.delete, name="person_delete"),
    path("people/<uuid:pk>/edit/", people.edit, name="person_edit"),
    path("people/<uuid:pk>/transfer/", transfers.transfer, name="person_transfer"),
    path("people/<uuid:pk>/transfer/cancel/", transfers.cancel, name="person_transfer_cancel"),
    path("people/<uuid:pk>/export/", dossiers.export, name="person_export"),
    path("people/<uuid:pk>/phone/", people.phone, name="person_phone"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/new/", reviews.apply, name="review_apply"),
    path("reviews/suggestions/", reviews.suggestion_list, name="review_suggestions"),
    path("reviews/suggestions/<uuid:pk>/dismiss/", reviews.suggestion_dismiss, name="review_suggestion_dismiss"),
    path("reviews/<uuid:pk>/", reviews.review, name="review"),
    path("reviews/<uuid:pk>/evidence/<uuid:evidence>/", reviews.evidence_file, name="review_file"),
    path("reviews/<uuid:pk>/evidence/<uuid:evidence>/retract/", reviews.evidence_retract, name="review_retract"),
    *(
        path(f"reviews/<uuid:pk>/{action}/", reviews.act, {"action": action}, name=f"review_{action}")
        for action in PANELS
    ),
    path("settings/county/", county_settings.county, name="county_settings"),
    path("import/", imports.imports, name="imports"),
    path("import/directory.xlsx", imports.directory, name="directory_book"),
    path("import/forms/<str:code>.xlsx", imports.form, name="import_form"),
    # Where sheets were handed in before there was one page for all of them.
    path("settings/setup/workbook/", imports.moved, {"code": "people"}, name="workbook"),
    path("settings/setup/workbook/template.xlsx", imports.moved, {"code": "people", "to": "form"}),
    path("wishes/import/", imports.moved, {"code": "leave"}),
    path("wishes/import/form.xlsx", imports.moved, {"code": "leave", "to": "form"}),
    path("import/<uuid:pk>/", imports.sheet_import, name="import"),
    path("import/<uuid:pk>/columns/", imports.columns, name="import_columns"),
    path("import/<uuid:pk>/accept/", imports.accept, name="import_accept"),
    path("import/<uuid:pk>/undo/", imports.undo, name="import_undo"),
    path("import/<uuid:pk>/discard/", imports.discard, name="import_discard"),
    path("audit/", audit.audit, name="audit"),
    path("audit/chain/", sealing.chain, name="audit_chain"),
    path("help/", help_pages.home, name="help"),
    path("help/pictures/<str:name>", help_pages.picture, name="handbook_picture"),
    path("help/<slug:slug>/", help_pages.handbook, name="handbook"),
    path("help/<slug:slug>/handbook.html", help_pages.download, name="handbook_file"),
]
