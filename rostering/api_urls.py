from django.urls import path

from rostering.calendar.api import days as calendar
from rostering.calendar.api import notice
from rostering.changes.api import repairs, swaps
from rostering.fairness.api import absences, ledger, preferences, roster_rules
from rostering.generation.api import jobs, proposals, vacancies
from rostering.on_duty import api as on_duty
from rostering.periods.api import periods, revisions, rosters
from rostering.policy_lab.api import consultation, policies
from rostering.seats import api as assignments
from rostering.statistics import api as statistics

PERIOD = "duty-periods/<uuid:pk>/"
POLICY = "policies/<int:draft>/"

urlpatterns = [
    path("calendar-days/", calendar.CalendarDays.as_view(), name="api-calendar-days"),
    path("calendar-days/<str:day>/", calendar.CalendarDayDetail.as_view(), name="api-calendar-day"),
    path("calendar/notice/", notice.CalendarNotice.as_view(), name="api-calendar-notice"),
    path("calendar/notice/preview/", notice.NoticePreview.as_view(), name="api-calendar-notice-preview"),
    path("policies/", policies.Policies.as_view(), name="api-policies"),
    path("policies/resolve/", policies.ResolvePolicy.as_view(), name="api-policy-resolve"),
    path("policies/<int:number>/", policies.PolicyDetail.as_view(), name="api-policy"),
    path(f"{POLICY}validate/", policies.ValidatePolicy.as_view(), name="api-policy-validate"),
    path(f"{POLICY}simulate/", policies.SimulatePolicy.as_view(), name="api-policy-simulate"),
    path(f"{POLICY}publish/", policies.PublishPolicy.as_view(), name="api-policy-publish"),
    path(f"{POLICY}discard/", policies.DiscardPolicy.as_view(), name="api-policy-discard"),
    path(f"{POLICY}rounds/", consultation.PolicyRounds.as_view(), name="api-policy-rounds"),
    path(f"{POLICY}rounds/<uuid:pk>/", consultation.PolicyRoundDetail.as_view(), name="api-policy-round"),
    path(f"{POLICY}rounds/<uuid:pk>/close/", consultation.CloseRound.as_view(), name="api-policy-round-close"),
    path(f"{POLICY}comments/", consultation.PolicyComments.as_view(), name="api-policy-comments"),
    path(f"{POLICY}comments/<uuid:pk>/", consultation.PolicyCommentDetail.as_view(), name="api-policy-comment"),
    path(f"{POLICY}comments/<uuid:pk>/answer/", consultation.AnswerComment.as_view(), name="api-policy-answer"),
    path("duty-periods/", periods.Periods.as_view(), name="api-periods"),
    path(PERIOD, periods.PeriodDetail.as_view(), name="api-period"),
    path(f"{PERIOD}open/", periods.OpenPeriod.as_view(), name="api-period-open"),
    path(f"{PERIOD}generate/", periods.GeneratePeriod.as_view(), name="api-period-generate"),
    path(f"{PERIOD}proposals/", proposals.PeriodProposals.as_view(), name="api-proposals"),
    path(f"{PERIOD}undo/", proposals.UndoStep.as_view(), name="api-period-undo"),
    path(f"{PERIOD}coverage/", periods.PeriodCoverage.as_view(), name="api-period-coverage"),
    path(f"{PERIOD}accept-rest/", periods.AcceptRest.as_view(), name="api-period-accept-rest"),
    path(f"{PERIOD}publish/", periods.PublishPeriod.as_view(), name="api-period-publish"),
    path(f"{PERIOD}amend/", periods.AmendPeriod.as_view(), name="api-period-amend"),
    path(f"{PERIOD}repair/", repairs.RepairPeriod.as_view(), name="api-period-repair"),
    path(f"{PERIOD}update/", periods.UpdatePeriod.as_view(), name="api-period-update"),
    path(f"{PERIOD}close/", periods.ClosePeriod.as_view(), name="api-period-close"),
    path(f"{PERIOD}revisions/", revisions.Revisions.as_view(), name="api-revisions"),
    path(f"{PERIOD}revisions/<int:number>/diff/", revisions.RevisionDiff.as_view(), name="api-revision-diff"),
    path("proposals/<uuid:pk>/", proposals.ProposalDetail.as_view(), name="api-proposal"),
    path("proposals/<uuid:pk>/adopt/", proposals.AdoptProposal.as_view(), name="api-proposal-adopt"),
    path("jobs/<uuid:pk>/", jobs.JobDetail.as_view(), name="api-job"),
    path("jobs/<uuid:pk>/cancel/", jobs.CancelJob.as_view(), name="api-job-cancel"),
    path("rosters/", rosters.Rosters.as_view(), name="api-rosters"),
    path("rosters/<uuid:pk>/", rosters.RosterDetail.as_view(), name="api-roster"),
    path("rosters/<uuid:pk>/confirm/", rosters.ConfirmRoster.as_view(), name="api-roster-confirm"),
    path("rosters/<uuid:pk>/follow-calendar/", rosters.FollowCalendar.as_view(), name="api-roster-follow-calendar"),
    path("rosters/<uuid:pk>/return/", rosters.ReturnRoster.as_view(), name="api-roster-return"),
    path("rosters/<uuid:pk>/accept/", rosters.AcceptRoster.as_view(), name="api-roster-accept"),
    path("shifts/", assignments.Shifts.as_view(), name="api-shifts"),
    path("assignments/", assignments.Assignments.as_view(), name="api-assignments"),
    path("assignments/<uuid:pk>/", assignments.AssignmentDetail.as_view(), name="api-assignment"),
    path("assignments/<uuid:pk>/candidates/", assignments.AssignmentCandidates.as_view(), name="api-candidates"),
    path("assignments/<uuid:pk>/vacancy/", vacancies.AssignmentVacancy.as_view(), name="api-vacancy"),
    path("assignments/<uuid:pk>/lock/", proposals.LockAssignment.as_view(), name="api-assignment-lock"),
    path("assignments/<uuid:pk>/acknowledge/", assignments.AcknowledgeAssignment.as_view(), name="api-acknowledge"),
    path("assignments/<uuid:pk>/swap-options/", swaps.SwapOptions.as_view(), name="api-swap-options"),
    path("swaps/", swaps.Swaps.as_view(), name="api-swaps"),
    path("swaps/<uuid:pk>/", swaps.SwapDetail.as_view(), name="api-swap"),
    path("swaps/<uuid:pk>/accept/", swaps.AcceptSwap.as_view(), name="api-swap-accept"),
    path("swaps/<uuid:pk>/decline/", swaps.DeclineSwap.as_view(), name="api-swap-decline"),
    path("swaps/<uuid:pk>/approve/", swaps.ApproveSwap.as_view(), name="api-swap-approve"),
    path("swaps/<uuid:pk>/reject/", swaps.RejectSwap.as_view(), name="api-swap-reject"),
    path("swaps/<uuid:pk>/cancel/", swaps.CancelSwap.as_view(), name="api-swap-cancel"),
    path("on-duty/", on_duty.OnDutyNow.as_view(), name="api-on-duty"),
    path("statistics/", statistics.StatisticsOfRange.as_view(), name="api-statistics"),
    path("absence-kinds/", absences.AbsenceKinds.as_view(), name="api-absence-kinds"),
    path("absences/", absences.Absences.as_view(), name="api-absences"),
    path("absences/<uuid:pk>/", absences.AbsenceDetail.as_view(), name="api-absence"),
    path("absences/<uuid:pk>/approve/", absences.ApproveAbsence.as_view(), name="api-absence-approve"),
    path("absences/<uuid:pk>/reject/", absences.RejectAbsence.as_view(), name="api-absence-reject"),
    path("fairness/", ledger.Fairness.as_view(), name="api-fairness"),
    path("fairness/<uuid:pk>/", ledger.PersonFairness.as_view(), name="api-person-fairness"),
    path("preferences/", preferences.Preferences.as_view(), name="api-preferences"),
    path("preferences/<uuid:pk>/", preferences.PreferenceDetail.as_view(), name="api-preference"),
    path("pair-rules/", preferences.PairRules.as_view(), name="api-pair-rules"),
    path("pair-rules/<uuid:pk>/", preferences.PairRuleDetail.as_view(), name="api-pair-rule"),
    path("shared-people/", preferences.SharedPeople.as_view(), name="api-shared-people"),
    path("shared-people/<uuid:pk>/", preferences.SharedPersonDetail.as_view(), name="api-shared-person"),
    path("opening-balances/", preferences.OpeningBalances.as_view(), name="api-opening-balances"),
    path("opening-balances/<uuid:pk>/", preferences.OpeningBalanceDetail.as_view(), name="api-opening-balance"),
    path("roster-rules/", roster_rules.Rules.as_view(), name="api-roster-rules"),
]
