from django.urls import path

from rostering.api import absences, assignments, calendar, jobs, on_duty, periods, policies, rosters, statistics

PERIOD = "duty-periods/<uuid:pk>/"

urlpatterns = [
    path("calendar-days/", calendar.CalendarDays.as_view(), name="api-calendar-days"),
    path("calendar-days/<str:day>/", calendar.CalendarDayDetail.as_view(), name="api-calendar-day"),
    path("policies/", policies.Policies.as_view(), name="api-policies"),
    path("policies/resolve/", policies.ResolvePolicy.as_view(), name="api-policy-resolve"),
    path("policies/<int:number>/", policies.PolicyDetail.as_view(), name="api-policy"),
    path("duty-periods/", periods.Periods.as_view(), name="api-periods"),
    path(PERIOD, periods.PeriodDetail.as_view(), name="api-period"),
    path(f"{PERIOD}open/", periods.OpenPeriod.as_view(), name="api-period-open"),
    path(f"{PERIOD}generate/", periods.GeneratePeriod.as_view(), name="api-period-generate"),
    path(f"{PERIOD}coverage/", periods.PeriodCoverage.as_view(), name="api-period-coverage"),
    path(f"{PERIOD}publish/", periods.PublishPeriod.as_view(), name="api-period-publish"),
    path(f"{PERIOD}amend/", periods.AmendPeriod.as_view(), name="api-period-amend"),
    path(f"{PERIOD}close/", periods.ClosePeriod.as_view(), name="api-period-close"),
    path(f"{PERIOD}revisions/", periods.Revisions.as_view(), name="api-revisions"),
    path(f"{PERIOD}revisions/<int:number>/diff/", periods.RevisionDiff.as_view(), name="api-revision-diff"),
    path("jobs/<uuid:pk>/", jobs.JobDetail.as_view(), name="api-job"),
    path("jobs/<uuid:pk>/cancel/", jobs.CancelJob.as_view(), name="api-job-cancel"),
    path("rosters/", rosters.Rosters.as_view(), name="api-rosters"),
    path("rosters/<uuid:pk>/", rosters.RosterDetail.as_view(), name="api-roster"),
    path("rosters/<uuid:pk>/confirm/", rosters.ConfirmRoster.as_view(), name="api-roster-confirm"),
    path("rosters/<uuid:pk>/return/", rosters.ReturnRoster.as_view(), name="api-roster-return"),
    path("rosters/<uuid:pk>/accept/", rosters.AcceptRoster.as_view(), name="api-roster-accept"),
    path("shifts/", assignments.Shifts.as_view(), name="api-shifts"),
    path("assignments/", assignments.Assignments.as_view(), name="api-assignments"),
    path("assignments/<uuid:pk>/", assignments.AssignmentDetail.as_view(), name="api-assignment"),
    path("assignments/<uuid:pk>/candidates/", assignments.AssignmentCandidates.as_view(), name="api-candidates"),
    path("assignments/<uuid:pk>/acknowledge/", assignments.AcknowledgeAssignment.as_view(), name="api-acknowledge"),
    path("on-duty/", on_duty.OnDutyNow.as_view(), name="api-on-duty"),
    path("statistics/", statistics.StatisticsOfRange.as_view(), name="api-statistics"),
    path("absences/", absences.Absences.as_view(), name="api-absences"),
    path("absences/<uuid:pk>/", absences.AbsenceDetail.as_view(), name="api-absence"),
]
