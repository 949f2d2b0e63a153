from alerts.bulletins.models import Bulletin, BulletinSending
from alerts.burden_meter.models import BurdenBudget
from alerts.call_outs.models import CallOut, Summons, Whistle
from alerts.checks.models import Check, CheckPlan
from alerts.complaints.models import Complaint
from alerts.duty_log.models import Handover, LeavePostReport, LogEntry
from alerts.feeds.models import Feed
from alerts.followups.models import Task, TaskFile, TaskStep
from alerts.health.models import Backup, Finding, Sweep
from alerts.incidents.models import Incident, IncidentReport, PastIncident
from alerts.inspections.models import Inspection, InspectionVisit, QuietDay
from alerts.orders.models import OrderStaff, PostureOrder
from alerts.outbox.models import AnswerLink, ContactRule, Mute, Notification, Reply
from alerts.reminders.models import Digest, DutyReminder
from alerts.response_cards.models import CardStep, CardTick, ResponseCard
from alerts.rows import ShownPerson, ShownSeat, ShownUnit
from alerts.supervision.models import Supervision, Visit
from alerts.todo.models import TodoDigest
from alerts.warnings.models import PublicWarning, WarningBulletin, WarningCall, WarningRule
from alerts.webhooks.models import Webhook, WebhookDelivery
from alerts.whistles.models import WhistleReply, WhistleTopic

__all__ = [
    "AnswerLink",
    "Backup",
    "Bulletin",
    "BulletinSending",
    "BurdenBudget",
    "CallOut",
    "CardStep",
    "CardTick",
    "Check",
    "CheckPlan",
    "Complaint",
    "ContactRule",
    "Digest",
    "DutyReminder",
    "Feed",
    "Finding",
    "Handover",
    "Incident",
    "IncidentReport",
    "Inspection",
    "InspectionVisit",
    "LeavePostReport",
    "LogEntry",
    "Mute",
    "Notification",
    "OrderStaff",
    "PastIncident",
    "PostureOrder",
    "PublicWarning",
    "QuietDay",
    "Reply",
    "ResponseCard",
    "ShownPerson",
    "ShownSeat",
    "ShownUnit",
    "Summons",
    "Supervision",
    "Sweep",
    "Task",
    "TaskFile",
    "TaskStep",
    "TodoDigest",
    "Visit",
    "WarningBulletin",
    "WarningCall",
    "WarningRule",
    "Webhook",
    "WebhookDelivery",
    "Whistle",
    "WhistleReply",
    "WhistleTopic",
]
