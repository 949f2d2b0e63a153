from django.urls import path

from alerts.board import api as unit_states
from alerts.bulletins import api as bulletins
from alerts.burden_meter import api as burden_meter
from alerts.call_outs import api as call_outs
from alerts.checks import api as checks
from alerts.cities import api as cities
from alerts.complaints import api as complaints
from alerts.duty_log import api as duty_log
from alerts.feeds import api as feeds
from alerts.followups.api import files as task_files
from alerts.followups.api import tasks as followups
from alerts.incidents import api as incidents
from alerts.inspections import api as inspections
from alerts.orders import api as orders
from alerts.outbox import api as messages
from alerts.past import api as past
from alerts.response_cards import api as response_cards
from alerts.supervision import api as supervision
from alerts.todo import api as todo
from alerts.warnings import api as warnings
from alerts.webhooks import api as webhooks
from alerts.whistles import api as whistles

CHECK = "checks/<uuid:pk>/"
CALL_OUT = "call-outs/<uuid:pk>/"
BULLETIN = "bulletins/<uuid:pk>/"
WHISTLE = "whistles/<uuid:pk>/"
COMPLAINT = "complaints/<uuid:pk>/"
TASK = "tasks/<uuid:pk>/"
WARNING = "warnings/<uuid:pk>/"
WEBHOOK = "webhooks/<uuid:pk>/"
DELIVERY = f"{WEBHOOK}deliveries/<uuid:delivery_id>/"

urlpatterns = [
    path("check-plans/", checks.CheckPlans.as_view(), name="api-check-plans"),
    path("check-plans/<uuid:pk>/", checks.CheckPlanDetail.as_view(), name="api-check-plan"),
    path("past/", past.Past.as_view(), name="api-past"),
    path("past/sheet/", past.PastSheet.as_view(), name="api-past-sheet"),
    path("burden-meter/", burden_meter.BurdenMeterOfRange.as_view(), name="api-burden-meter"),
    path("checks/", checks.Checks.as_view(), name="api-checks"),
    path(CHECK, checks.CheckDetail.as_view(), name="api-check"),
    path(f"{CHECK}send/", checks.SendCheck.as_view(), name="api-check-send"),
    path(f"{CHECK}acknowledge/", checks.AcknowledgeCheck.as_view(), name="api-check-acknowledge"),
    path(f"{CHECK}cancel/", checks.CancelCheck.as_view(), name="api-check-cancel"),
    path(f"{CHECK}close/", checks.CloseCheck.as_view(), name="api-check-close"),
    path(f"{CHECK}reply/", checks.ReplyToCheck.as_view(), name="api-check-reply"),
    path("incidents/", incidents.Incidents.as_view(), name="api-incidents"),
    path("incidents/<uuid:pk>/", incidents.IncidentDetail.as_view(), name="api-incident"),
    path("incidents/<uuid:pk>/reports/", incidents.IncidentReports.as_view(), name="api-incident-reports"),
    path("reach/", call_outs.Reach.as_view(), name="api-reach"),
    path("contact-readiness/", messages.Readiness.as_view(), name="api-contact-readiness"),
    path("contact-readiness/ask/", messages.AskToVerify.as_view(), name="api-contact-readiness-ask"),
    path("call-outs/", call_outs.CallOuts.as_view(), name="api-call-outs"),
    path(CALL_OUT, call_outs.CallOutDetail.as_view(), name="api-call-out"),
    path(f"{CALL_OUT}dispatch/", call_outs.DispatchCallOut.as_view(), name="api-call-out-dispatch"),
    path(f"{CALL_OUT}cancel/", call_outs.CancelCallOut.as_view(), name="api-call-out-cancel"),
    path(f"{CALL_OUT}acknowledge/", call_outs.AcknowledgeCallOut.as_view(), name="api-call-out-acknowledge"),
    path(f"{CALL_OUT}decline/", call_outs.DeclineCallOut.as_view(), name="api-call-out-decline"),
    path(f"{CALL_OUT}arrive/", call_outs.ArriveAtCallOut.as_view(), name="api-call-out-arrive"),
    path(f"{CALL_OUT}close/", call_outs.CloseCallOut.as_view(), name="api-call-out-close"),
    path("incidents/<uuid:pk>/card/", response_cards.IncidentCard.as_view(), name="api-incident-card"),
    path("response-cards/", response_cards.ResponseCards.as_view(), name="api-response-cards"),
    path("response-cards/<uuid:pk>/", response_cards.ResponseCardDetail.as_view(), name="api-response-card"),
    path("bulletins/", bulletins.Bulletins.as_view(), name="api-bulletins"),
    path(BULLETIN, bulletins.BulletinDetail.as_view(), name="api-bulletin"),
    path(f"{BULLETIN}issue/", bulletins.IssueBulletin.as_view(), name="api-bulletin-issue"),
    path(f"{BULLETIN}send/", bulletins.SendBulletin.as_view(), name="api-bulletin-send"),
    path(f"{BULLETIN}retract/", bulletins.RetractBulletin.as_view(), name="api-bulletin-retract"),
    path(f"{BULLETIN}correct/", bulletins.CorrectBulletin.as_view(), name="api-bulletin-correct"),
    path(f"{BULLETIN}discard/", bulletins.DiscardBulletin.as_view(), name="api-bulletin-discard"),
    path("whistles/", whistles.Whistles.as_view(), name="api-whistles"),
    path("whistle-topics/", whistles.WhistleTopics.as_view(), name="api-whistle-topics"),
    path("whistle-topics/<uuid:pk>/", whistles.WhistleTopicDetail.as_view(), name="api-whistle-topic"),
    path("whistles/reach/", whistles.WhistleReach.as_view(), name="api-whistle-reach"),
    path(WHISTLE, whistles.WhistleDetail.as_view(), name="api-whistle"),
    path(f"{WHISTLE}dispatch/", whistles.DispatchWhistle.as_view(), name="api-whistle-dispatch"),
    path(f"{WHISTLE}reject/", whistles.RejectWhistle.as_view(), name="api-whistle-reject"),
    path(f"{WHISTLE}replies/", whistles.WhistleReplies.as_view(), name="api-whistle-replies"),
    path(f"{WHISTLE}answer/", whistles.AnswerWhistle.as_view(), name="api-whistle-answer"),
    path(f"{WHISTLE}settle/", whistles.SettleWhistle.as_view(), name="api-whistle-settle"),
    path("complaints/", complaints.Complaints.as_view(), name="api-complaints"),
    path(COMPLAINT, complaints.ComplaintDetail.as_view(), name="api-complaint"),
    path(f"{COMPLAINT}answer/", complaints.AnswerComplaint.as_view(), name="api-complaint-answer"),
    path(f"{COMPLAINT}withdraw/", complaints.WithdrawComplaint.as_view(), name="api-complaint-withdraw"),
    path("tasks/", followups.Tasks.as_view(), name="api-tasks"),
    path("tasks/figures/", followups.TaskFigures.as_view(), name="api-task-figures"),
    path(TASK, followups.TaskDetail.as_view(), name="api-task"),
    path(f"{TASK}steps/", followups.TaskSteps.as_view(), name="api-task-steps"),
    path(f"{TASK}files/", task_files.TaskFiles.as_view(), name="api-task-files"),
    path(f"{TASK}files/<uuid:file>/", task_files.TaskFileOne.as_view(), name="api-task-file"),
    path(f"{TASK}files/<uuid:file>/content/", task_files.TaskFileContent.as_view(), name="api-task-file-content"),
    path(f"{TASK}take/", followups.TakeTask.as_view(), name="api-task-take"),
    path(f"{TASK}report/", followups.ReportTask.as_view(), name="api-task-report"),
    path(f"{TASK}judge/", followups.JudgeTask.as_view(), name="api-task-judge"),
    path(f"{TASK}forward/", followups.ForwardTask.as_view(), name="api-task-forward"),
    path(f"{TASK}ask-more-time/", followups.AskMoreTime.as_view(), name="api-task-ask-more-time"),
    path(f"{TASK}extend/", followups.ExtendTask.as_view(), name="api-task-extend"),
    path(f"{TASK}withdraw/", followups.WithdrawTask.as_view(), name="api-task-withdraw"),
    path(f"{TASK}feed-back/", followups.FeedBackTask.as_view(), name="api-task-feed-back"),
    path("warnings/", warnings.Warnings.as_view(), name="api-warnings"),
    path("warnings/read/", warnings.ReadWarning.as_view(), name="api-warning-read"),
    path(WARNING, warnings.WarningDetail.as_view(), name="api-warning"),
    path(f"{WARNING}sign/", warnings.SignWarning.as_view(), name="api-warning-sign"),
    path(f"{WARNING}drop/", warnings.DropWarning.as_view(), name="api-warning-drop"),
    path(f"{WARNING}close/", warnings.CloseWarning.as_view(), name="api-warning-close"),
    path(f"{WARNING}answer/", warnings.AnswerWarning.as_view(), name="api-warning-answer"),
    path("warning-rules/<str:kind>/<str:level>/", warnings.WarningRuleDetail.as_view(), name="api-warning-rule"),
    path("inspections/", inspections.Inspections.as_view(), name="api-inspections"),
    path("inspections/<uuid:pk>/", inspections.InspectionDetail.as_view(), name="api-inspection"),
    path("inspections/<uuid:pk>/decide/", inspections.DecideInspection.as_view(), name="api-inspection-decide"),
    path("inspections/<uuid:pk>/cancel/", inspections.CancelInspection.as_view(), name="api-inspection-cancel"),
    path("inspection-visits/", inspections.InspectionVisits.as_view(), name="api-inspection-visits"),
    path("inspection-visits/<uuid:pk>/", inspections.InspectionVisitDetail.as_view(), name="api-inspection-visit"),
    path("quiet-days/", inspections.QuietDays.as_view(), name="api-quiet-days"),
    path("quiet-days/<uuid:pk>/", inspections.QuietDayDetail.as_view(), name="api-quiet-day"),
    path("supervisions/", supervision.Supervisions.as_view(), name="api-supervisions"),
    path("supervisions/<uuid:pk>/", supervision.SupervisionDetail.as_view(), name="api-supervision"),
    path("supervisions/<uuid:pk>/visits/", supervision.Visits.as_view(), name="api-supervision-visits"),
    path("supervisions/<uuid:pk>/end/", supervision.EndSupervision.as_view(), name="api-supervision-end"),
    path("todo/", todo.Todo.as_view(), name="api-todo"),
    path("counties/", cities.Counties.as_view(), name="api-counties"),
    path("counties/<str:code>/board/", cities.CountyBoard.as_view(), name="api-county-board"),
    path("counties/<str:code>/statistics/", cities.CountyStatistics.as_view(), name="api-county-statistics"),
    path("counties/<str:code>/reports/", cities.CountyReports.as_view(), name="api-county-reports"),
    path("unit-states/", unit_states.UnitStates.as_view(), name="api-unit-states"),
    path("posture-orders/", orders.PostureOrders.as_view(), name="api-posture-orders"),
    path("posture-orders/reach/", orders.OrderReach.as_view(), name="api-posture-order-reach"),
    path("posture-orders/<uuid:pk>/", orders.PostureOrderDetail.as_view(), name="api-posture-order"),
    path("posture-orders/<uuid:pk>/staff/", orders.OrderStaffList.as_view(), name="api-posture-order-staff"),
    path(
        "posture-orders/staff/<uuid:pk>/confirm/", orders.ConfirmStaff.as_view(), name="api-posture-order-staff-confirm"
    ),
    path("posture-orders/<uuid:pk>/close/", orders.CloseOrder.as_view(), name="api-posture-order-close"),
    path("log-entries/", duty_log.LogEntries.as_view(), name="api-log-entries"),
    path("log-entries/<uuid:pk>/", duty_log.LogEntryDetail.as_view(), name="api-log-entry"),
    path("log-entries/<uuid:pk>/close/", duty_log.CloseEntry.as_view(), name="api-log-entry-close"),
    path("handovers/", duty_log.Handovers.as_view(), name="api-handovers"),
    path("handovers/<uuid:pk>/", duty_log.HandoverDetail.as_view(), name="api-handover"),
    path("handovers/<uuid:pk>/accept/", duty_log.AcceptHandover.as_view(), name="api-handover-accept"),
    path("handovers/<uuid:pk>/undo/", duty_log.UndoHandover.as_view(), name="api-handover-undo"),
    path("handovers/<uuid:pk>/withdraw/", duty_log.WithdrawHandover.as_view(), name="api-handover-withdraw"),
    path("leave-post-reports/", duty_log.LeavePostReports.as_view(), name="api-leave-post-reports"),
    path("leave-post-reports/<uuid:pk>/", duty_log.LeavePostDetail.as_view(), name="api-leave-post-report"),
    path("leave-post-reports/<uuid:pk>/close/", duty_log.CloseLeave.as_view(), name="api-leave-post-report-close"),
    path("notifications/", messages.Notifications.as_view(), name="api-notifications"),
    path("notifications/<uuid:pk>/", messages.NotificationDetail.as_view(), name="api-notification"),
    path("notifications/<uuid:pk>/read/", messages.ReadNotification.as_view(), name="api-notification-read"),
    path("message-choices/", messages.MessageChoices.as_view(), name="api-message-choices"),
    path("contact-rules/", messages.ContactRules.as_view(), name="api-contact-rules"),
    path("contact-rules/<uuid:pk>/", messages.ContactRuleDetail.as_view(), name="api-contact-rule"),
    path("contact-rules/<uuid:pk>/verify/", messages.VerifyContactRule.as_view(), name="api-contact-rule-verify"),
    path("contact-rules/<uuid:pk>/resend/", messages.ResendCode.as_view(), name="api-contact-rule-resend"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="api-webhooks"),
    path(WEBHOOK, webhooks.WebhookDetail.as_view(), name="api-webhook"),
    path(f"{WEBHOOK}rotate/", webhooks.RotateWebhook.as_view(), name="api-webhook-rotate"),
    path(f"{WEBHOOK}revoke/", webhooks.RevokeWebhook.as_view(), name="api-webhook-revoke"),
    path(f"{WEBHOOK}ping/", webhooks.PingWebhook.as_view(), name="api-webhook-ping"),
    path(f"{WEBHOOK}deliveries/", webhooks.Deliveries.as_view(), name="api-webhook-deliveries"),
    path(DELIVERY, webhooks.DeliveryDetail.as_view(), name="api-webhook-delivery"),
    path(f"{DELIVERY}redeliver/", webhooks.Redeliver.as_view(), name="api-webhook-redeliver"),
    path("feeds/", feeds.Feeds.as_view(), name="api-feeds"),
    path("feeds/<uuid:pk>/", feeds.FeedDetail.as_view(), name="api-feed"),
    path("feeds/<uuid:pk>/revoke/", feeds.RevokeFeed.as_view(), name="api-feed-revoke"),
]
