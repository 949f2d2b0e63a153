from alerts.models.call_out import CallOut, Summons, Whistle
from alerts.models.check import Check, CheckPlan
from alerts.models.duty_log import Handover, LeavePostReport, LogEntry
from alerts.models.feed import Feed
from alerts.models.incident import Incident, IncidentReport
from alerts.models.notification import AnswerLink, ContactRule, Notification
from alerts.models.order import PostureOrder
from alerts.models.shown import ShownPerson, ShownSeat, ShownUnit
from alerts.models.sweep import Finding, Sweep
from alerts.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnswerLink",
    "CallOut",
    "Check",
    "CheckPlan",
    "ContactRule",
    "Feed",
    "Finding",
    "Handover",
    "Incident",
    "IncidentReport",
    "LeavePostReport",
    "LogEntry",
    "Notification",
    "PostureOrder",
    "ShownPerson",
    "ShownSeat",
    "ShownUnit",
    "Summons",
    "Sweep",
    "Webhook",
    "WebhookDelivery",
    "Whistle",
]
