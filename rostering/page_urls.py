"""Rosters nested by object. `<uuid>` alone is one unit's roster."""

from django.urls import path

from rostering.changes.pages import repairs
from rostering.generation.pages import jobs, proposals
from rostering.periods.pages import changes as period_changes
from rostering.periods.pages import density, lists, periods, revisions, rosters, seats, sheet
from rostering.printing import pages as printing

app_name = "rostering"

urlpatterns = [
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
