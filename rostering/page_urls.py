"""Every page of this app by subject, with the namespace its addresses are reversed by."""

from django.urls import include, path

from rostering.calendar.pages import notice
from rostering.calendar.pages import year as calendar
from rostering.changes.pages import repairs, swaps
from rostering.covers import pages as covers
from rostering.fairness.pages import absences, leave, leave_kinds, ledger, preferences
from rostering.founding.pages import first_steps
from rostering.generation.pages import jobs, proposals
from rostering.own_duties import pages as my
from rostering.periods.pages import changes as period_changes
from rostering.periods.pages import density, lists, periods, revisions, rosters, seats, sheet
from rostering.policy_lab.pages import drafts as policy_drafts
from rostering.policy_lab.pages import files as policy_files
from rostering.policy_lab.pages import rounds as policy_rounds
from rostering.policy_lab.pages import simulations as policy_simulations
from rostering.policy_lab.pages import versions
from rostering.printing import pages as printing
from rostering.rings import pages as rings
from rostering.statistics.pages import circulars, statistics

DRAFT = "<int:draft>/"
CIRCULAR = "circulars/<uuid:pk>/"

# Nested by object. `<uuid>` alone is one unit's roster.
ROSTERS = [
    path("rosters/", lists.roster_list, name="rosters"),
    path("rosters/density/", density.density, name="density"),
    path("rosters/periods/new/", lists.period_new, name="period_new"),
    path("rosters/periods/<uuid:period_id>/", periods.period, name="period"),
    path("rosters/periods/<uuid:period_id>/generate/", periods.generate, name="period_generate"),
    path("rosters/periods/<uuid:period_id>/accept-rest/", periods.accept_rest, name="period_accept_rest"),
    path("rosters/periods/<uuid:period_id>/publish/", periods.publish, name="period_publish"),
    path("rosters/periods/<uuid:period_id>/undo/", periods.undo, name="period_undo"),
    path("rosters/periods/<uuid:period_id>/seats/", sheet.fill, name="sheet_fill"),
    path("rosters/periods/<uuid:period_id>/exchange/", sheet.exchange, name="sheet_exchange"),
    path("rosters/periods/<uuid:period_id>/lock/", sheet.lock, name="sheet_lock"),
    path("rosters/periods/<uuid:period_id>/proposals/", proposals.compare, name="proposals"),
    path("rosters/proposals/<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("rosters/proposals/<uuid:proposal_id>/adopt/", proposals.adopt, name="proposal_adopt"),
    path("rosters/proposals/<uuid:proposal_id>/discard/", proposals.discard, name="proposal_discard"),
    path("rosters/periods/<uuid:period_id>/repair/", repairs.propose, name="period_repair"),
    path("rosters/periods/<uuid:period_id>/edit/", period_changes.edit, name="period_edit"),
    path("rosters/periods/<uuid:period_id>/delete/", period_changes.delete, name="period_delete"),
    path("rosters/periods/<uuid:period_id>/end/", period_changes.end, name="period_end"),
    path("rosters/periods/<uuid:period_id>/close/", period_changes.close, name="period_close"),
    path("rosters/periods/<uuid:period_id>/update/", periods.update, name="period_update"),
    path("rosters/<uuid:roster_id>/calendar/", rosters.calendar, name="follow_calendar"),
    path("rosters/periods/<uuid:period_id>/revisions/", revisions.revision_list, name="revisions"),
    path("rosters/periods/<uuid:period_id>/revisions/<int:number>/", revisions.revision, name="revision"),
    path("rosters/periods/<uuid:period_id>/print/", printing.county_preview, name="period_print"),
    path("rosters/periods/<uuid:period_id>/phones.pdf", printing.county_phones, name="period_phones"),
    path("rosters/periods/<uuid:period_id>/roster.pdf", printing.county_pdf, name="period_pdf"),
    path("rosters/periods/<uuid:period_id>/roster.xlsx", printing.county_xlsx, name="period_xlsx"),
    path("rosters/<uuid:roster_id>/print/", printing.unit_preview, name="roster_print"),
    path("rosters/<uuid:roster_id>/phones.pdf", printing.unit_phones, name="roster_phones"),
    path("rosters/<uuid:roster_id>/roster.pdf", printing.unit_pdf, name="roster_pdf"),
    path("rosters/<uuid:roster_id>/roster.xlsx", printing.unit_xlsx, name="roster_xlsx"),
    path("rosters/jobs/<uuid:job_id>/", jobs.job, name="job"),
    path("rosters/jobs/<uuid:job_id>/cancel/", jobs.cancel, name="job_cancel"),
    path("rosters/seats/<uuid:assignment_id>/", seats.seat, name="seat"),
    path("rosters/seats/<uuid:assignment_id>/picker/", sheet.picker, name="seat_picker"),
    path("rosters/seats/<uuid:assignment_id>/why/", seats.why, name="seat_why"),
    path("rosters/seats/<uuid:assignment_id>/designate/", seats.designate, name="seat_designate"),
    path("rosters/seats/<uuid:assignment_id>/lock/", seats.lock, name="seat_lock"),
    path("rosters/seats/<uuid:assignment_id>/replace/", seats.replace, name="seat_replace"),
    path("rosters/<uuid:roster_id>/confirm/", rosters.confirm, name="confirm"),
    path("rosters/<uuid:roster_id>/review/", rosters.review, name="review"),
    path("rosters/<uuid:roster_id>/accept/", rosters.accept, name="accept"),
    path("rosters/<uuid:roster_id>/return/", rosters.send_back, name="return"),
]

FOUNDING = [
    path("setup/", first_steps.start, name="start"),
    path("setup/county/", first_steps.county, name="county"),
    path("setup/account/", first_steps.account, name="account"),
]

MY = [
    path("", my.my, name="duties"),
    path("<uuid:pk>/acknowledge/", my.answer, name="acknowledge"),
]

CALENDAR = [
    path("", calendar.this_year, name="this_year"),
    path("notice/", notice.notice, name="notice"),
    path("<int:year>/", calendar.year, name="year"),
    path("<int:year>/edit/", calendar.edit, name="edit"),
]

# Below people/, beside what units/ shows of a person there.
ABSENCES = [
    path("<uuid:person>/absences/", absences.absences, name="list"),
    path("<uuid:person>/absences/<uuid:pk>/cancel/", absences.cancel, name="cancel"),
]

# What is known of people before they are rostered, and what they have carried.
STAFFING = [
    path("fairness/", ledger.fairness, name="fairness"),
    path("leave/", leave.leave, name="leave"),
    path("leave/kinds/", leave_kinds.kinds, name="leave_kinds"),
    path("leave/kinds/<str:code>/", leave_kinds.change, name="leave_kind"),
    path("leave/<uuid:pk>/approve/", leave.approve, name="leave_approve"),
    path("leave/<uuid:pk>/reject/", leave.reject, name="leave_reject"),
    path("roster-rules/", preferences.rules, name="rules"),
    path("people/<uuid:person>/wishes/", preferences.wishes, name="wishes"),
    path("people/<uuid:person>/wishes/<uuid:pk>/remove/", preferences.remove_wish, name="wish_remove"),
    path("units/<str:code>/pairs/", preferences.pairs, name="pairs"),
    path("pairs/<uuid:pk>/remove/", preferences.remove_pair, name="pair_remove"),
]

ANALYSIS = [
    path("", statistics.overview, name="overview"),
    path("statistics.xlsx", statistics.as_xlsx, name="xlsx"),
    path("statistics.pdf", statistics.as_pdf, name="pdf"),
    path("rows/<slug:figure>/", statistics.rows, name="rows"),
    path("circulars/", circulars.circular_list, name="circulars"),
    path(CIRCULAR, circulars.circular, name="circular"),
    path(f"{CIRCULAR}edit/", circulars.edit, name="circular_edit"),
    path(f"{CIRCULAR}delete/", circulars.delete, name="circular_delete"),
    path(f"{CIRCULAR}versions/<int:number>/", circulars.version, name="circular_version"),
    path(f"{CIRCULAR}circular.docx", circulars.as_docx, name="circular_docx"),
    path(f"{CIRCULAR}circular.pdf", circulars.as_pdf, name="circular_pdf"),
]

SWAPS = [
    path("", swaps.swap_list, name="list"),
    path("new/<uuid:assignment_id>/", swaps.new, name="new"),
    path("<uuid:pk>/", swaps.swap, name="swap"),
]

COVERS = [
    path("", covers.cover_list, name="list"),
    path("new/<uuid:assignment_id>/", covers.new, name="new"),
    path("<uuid:pk>/", covers.cover, name="cover"),
]

RINGS = [
    path("", rings.ring_list, name="list"),
    path("offers/new/<uuid:assignment_id>/", rings.offer, name="offer"),
    path("offers/<uuid:pk>/withdraw/", rings.withdraw, name="withdraw"),
    path("<uuid:pk>/", rings.ring, name="ring"),
]

POLICIES = [
    path("", versions.versions, name="list"),
    path("new/", versions.clone, name="new"),
    path("import/", policy_files.bring, name="import"),
    path("import/take/", policy_files.take, name="take"),
    path("simulations/<uuid:job_id>/", policy_simulations.result, name="simulation"),
    path(DRAFT, versions.version, name="version"),
    path(f"{DRAFT}file/", policy_files.download, name="file"),
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

urlpatterns = [
    path("", include((FOUNDING, "founding"))),
    path("my/", include((MY, "my"))),
    path("calendar/", include((CALENDAR, "calendar"))),
    path("people/", include((ABSENCES, "absences"))),
    path("analysis/", include((ANALYSIS, "analysis"))),
    path("swaps/", include((SWAPS, "swaps"))),
    path("covers/", include((COVERS, "covers"))),
    path("rings/", include((RINGS, "rings"))),
    path("policies/", include((POLICIES, "policies"))),
    path("", include((STAFFING, "staffing"))),
    path("", include((ROSTERS, "rostering"))),
]
