"""Under which matter each act of the audit is counted, and which form stands behind it."""

from collections.abc import Mapping
from functools import cache

from django import forms

from alerts.answers.forms import AgreeForm, DisagreeForm, LineForm, SeenForm
from alerts.call_outs.forms import DeclineForm, OutcomeForm
from alerts.checks.forms import CheckReplyForm
from alerts.complaints.forms import ComplaintForm
from alerts.duty_log.forms import HandledForm, HandoverForm, LeaveForm, LogForm
from alerts.enums import Matter
from alerts.followups.forms import (
    FeedbackForm,
    ForwardForm,
    MoreTimeForm,
    ResultForm,
    TaskFileForm,
    TaskForm,
    VerdictForm,
)
from alerts.incidents.forms import IncidentFactsForm, IncidentForm, ReportForm
from alerts.inspections.forms import InspectionForm, VisitedForm
from alerts.outbox.forms import ChoiceForm, CodeForm, ContactForm
from alerts.webhooks.forms import FeedForm
from alerts.whistles.forms import WhistleForm, WhistleTextForm
from rostering.changes.forms import AskForm
from rostering.fairness.forms.absences import AbsenceForm
from rostering.fairness.forms.preferences import PairRuleForm, PreferenceForm
from rostering.policy_lab.forms import CommentForm
from rostering.rings.forms import OfferForm
from units.accounts.forms import (
    AppCodeForm,
    ChangePasswordForm,
    FurtherRoleForm,
    NewAccountForm,
    NewPasswordForm,
    PhoneForm,
    PlaceForm,
    SecondCodeForm,
)
from units.imports.forms import HandInForm
from units.people.forms import NewPersonForm, PersonForm, RevealForm, TransferForm
from units.reviews.forms import ApplyForm, DocumentForm

# The noun of an act (before the full stop of its code) → what it is asked for; None: never asked of a unit.
NOUNS: Mapping[str, Matter | None] = {
    **dict.fromkeys(("roster", "period", "job"), Matter.ROSTER),
    **dict.fromkeys(("assignment", "handover", "leave", "log"), Matter.DUTY),
    **dict.fromkeys(("swap", "cover", "ring", "ring_offer"), Matter.CHANGE),
    **dict.fromkeys(("absence", "preference", "pair_rule", "shared_person", "wishes"), Matter.LEAVE),
    **dict.fromkeys(("check", "inspection"), Matter.CHECK),
    **dict.fromkeys(("call_out", "summons"), Matter.CALL_OUT),
    **dict.fromkeys(("incident", "past_incidents", "whistle", "order", "order_staff", "warning", "card"), Matter.EMERGENCY),
    "task": Matter.TASK,
    "complaint": Matter.COMPLAINT,
    **dict.fromkeys(("review", "suggestion", "policy"), Matter.TIER),
    **dict.fromkeys(("person", "unit", "import", "opening_balance"), Matter.PEOPLE),
    **dict.fromkeys(("account", "contact", "feed"), Matter.ACCOUNT),
    **dict.fromkeys(
        (
            "budget", "bulletin", "calendar", "channel", "circular", "city", "county", "demo", "grade", "leave_kind", "past", "roster_rules", "token", "warning_rule",
            "webhook", "quiet_day", "supervision", "whistle_topic", "whistle_topics",
        )
    ),
}  # fmt: skip

# Answers by link, text message or key have nobody signed in behind them; all else without an actor is the system's own.
BY_LINK = (
    "assignment.acknowledged", "check.answered", "check.unable", "complaint.written", "contact.verified", "cover.declined", "cover.taken",
    "handover.accepted", "leave.reported", "leave.returned", "log.written", "ring.consented", "ring.declined",
    "summons.acknowledged", "summons.arrived", "summons.declined", "swap.accepted", "swap.declined", "task.reported", "task.taken",
    "warning.answered",
)  # fmt: skip

# What is filled in for an act; the others are one tap.
FORMS: Mapping[str, type[forms.Form]] = {
    "absence.recorded": AbsenceForm,
    "account.changed": PlaceForm,
    "account.created": NewAccountForm,
    "account.factor_removed": SecondCodeForm,
    "account.factor_set_up": AppCodeForm,
    "account.joined": NewPasswordForm,
    "account.password_changed": ChangePasswordForm,
    "account.phone_changed": PhoneForm,
    "account.recovery_code_used": SecondCodeForm,
    "account.recovery_codes_made": SecondCodeForm,
    "account.role_added": FurtherRoleForm,
    "call_out.closed": OutcomeForm,
    "check.replied": CheckReplyForm,
    "complaint.written": ComplaintForm,
    "contact.added": ContactForm,
    "contact.chosen": ChoiceForm,
    "contact.verified": CodeForm,
    "feed.created": FeedForm,
    "handover.offered": HandoverForm,
    "import.accepted": HandInForm,
    "incident.corrected": IncidentFactsForm,
    "incident.recorded": IncidentForm,
    "incident.reported": ReportForm,
    "inspection.entered": VisitedForm,
    "inspection.planned": InspectionForm,
    "leave.reported": LeaveForm,
    "log.finished": HandledForm,
    "log.written": LogForm,
    "pair_rule.recorded": PairRuleForm,
    "person.added": NewPersonForm,
    "person.changed": PersonForm,
    "person.moved": TransferForm,
    "person.phone_revealed": RevealForm,
    "policy.commented": CommentForm,
    "preference.recorded": PreferenceForm,
    "review.evidence_added": DocumentForm,
    "review.submitted": ApplyForm,
    "ring_offer.made": OfferForm,
    "summons.declined": DeclineForm,
    "swap.requested": AskForm,
    "task.extension_asked": MoreTimeForm,
    "task.fed_back": FeedbackForm,
    "task.file_added": TaskFileForm,
    "task.forwarded": ForwardForm,
    "task.given": TaskForm,
    "task.judged": VerdictForm,
    "task.reported": ResultForm,
    "whistle.answered": WhistleTextForm,
    "whistle.blown": WhistleForm,
    "whistle.replied": WhistleTextForm,
}
# Pages of a link that carry what was seen, without a field to fill in but a reason.
OF_LINKS = (SeenForm, AgreeForm, DisagreeForm, LineForm)


@cache
def fields_of(action: str) -> int:
    """How many visible fields stand behind one act. Fields that a page adds by reader are not among them."""
    form = FORMS.get(action)
    if form is None:
        return 0
    return sum(1 for field in form.base_fields.values() if not field.widget.is_hidden)


def matter_of(action: str) -> Matter | None:
    return NOUNS.get(action.partition(".")[0])
