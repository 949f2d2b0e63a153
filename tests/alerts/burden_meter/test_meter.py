"""减负账: every demand has its line, and the figures are those of the rows counted by another hand."""

import importlib
import pkgutil
from datetime import timedelta

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.utils import timezone

import alerts
import rostering
import units
from alerts.burden_meter.attribution import FORMS, NOUNS, OF_LINKS
from alerts.burden_meter.queries import burden
from alerts.burden_meter.rules import MESSAGES
from alerts.checks.services import checks
from alerts.enums import Ask, Purpose
from alerts.models import BurdenBudget, Notification
from tests.alerts.watch import send_all
from tests.api_client import Api
from tests.clients import Browse
from tests.factories import Cast
from units.audit import words

# What no person of a unit is asked to fill in: searches and filters, the office's own desk, and parts of other forms.
NOT_ASKED = {
    "AccountFilter", "AccountForm", "AnswerForm", "AuditFilter", "BudgetForm", "BulletinForm", "CallForm", "CallOutForm", "CardForm", "ChannelTestForm",
    "CheckNoteForm", "CircularForm", "CodeForm", "ComplaintAnswerForm", "CountyForm", "DaysForm", "DecisionForm", "DismissalForm",
    "DraftForm", "EndForm", "ExtendForm", "FindingForm", "FirstTiersForm", "ForgottenForm", "GeneralForm", "GradeForm",
    "IssueForm", "JumpForm", "KindForm", "LeaveKindChangeForm", "LeaveKindForm", "LedgerForm", "LimitFields", "LoginForm",
    "ManyForm", "MergeForm", "NewCircularForm", "NewUnitForm", "NoticeForm", "OrderForm", "PartForm",
    "PasteForm", "PeopleFilter", "PeriodFilter", "PeriodForm", "PhaseForm", "PlanForm", "PolicyFileForm", "PostForm", "PublishForm", "QuietDayForm", "RangeForm",
    "ReasonForm", "RejectionForm", "RetraceForm", "RollCallForm", "RotateForm", "RoundForm", "RulesForm", "SendingForm", "SettingsForm",
    "RuleForm", "SignForm", "SimulateForm", "SpanForm", "SpokenForm", "WarningForm", "StaffingRow", "StartForm", "StepForm", "SummaryForm", "TakeForm", "TakePolicyForm", "TaskReasonForm", "TierForm", "TopicForm",
    "UnitChoice", "UnitFilter", "UnitForm", "VisitForm", "WebhookForm", "WithdrawalForm", "WordForm",
}  # fmt: skip


def product_forms() -> set[type[forms.Form]]:
    for app in (units, rostering, alerts):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if "forms" in module.name.split(".")[-2:]:
                importlib.import_module(module.name)
    found, open_ = set(), [forms.Form]
    while open_:
        for kind in open_.pop().__subclasses__():
            open_.append(kind)
            if kind.__module__.split(".")[0] in ("units", "rostering", "alerts"):
                found.add(kind)
    return found


def test_every_message_has_a_matter() -> None:
    assert set(MESSAGES) == set(Purpose)


def test_every_act_has_a_matter_or_is_the_offices() -> None:
    assert {action.partition(".")[0] for action in dict(words.action_choices())} == set(NOUNS)
    assert set(FORMS) <= set(dict(words.action_choices()))


def test_every_form_is_counted_under_an_act_or_is_no_demand() -> None:
    counted = {*FORMS.values(), *OF_LINKS}
    # Two forms may bear one name in different subjects: those that are counted are told by the class.
    assert (
        sorted(
            f"{kind.__module__}.{kind.__name__}" for kind in product_forms() - counted if kind.__name__ not in NOT_ASKED
        )
        == []
    )


BY_ANOTHER_HAND = """
    SELECT
        (SELECT count(*) FROM alerts_notification n JOIN units_person p ON p.id = n.person_id
            WHERE p.unit_id = u.id AND n.channel <> 'inbox' AND n.first_sent_at IS NOT NULL),
        (SELECT count(*) FROM units_auditevent e LEFT JOIN units_user a ON a.id = e.actor_id
            WHERE e.unit_id = u.id AND e.part_of_id IS NULL AND split_part(e.action, '.', 1) NOT IN ('token', 'county', 'webhook')
            AND (a.role IN ('unit_leader', 'duty_person') OR e.actor_id IS NULL AND e.action IN ('check.answered'))),
        (SELECT count(*) FROM alerts_check c WHERE c.unit_id = u.id AND c.asked_at IS NOT NULL),
        (SELECT count(DISTINCT (n.person_id, ((n.first_sent_at AT TIME ZONE 'Asia/Shanghai') - interval '12 hours')::date))
            FROM alerts_notification n JOIN units_person p ON p.id = n.person_id
            WHERE p.unit_id = u.id AND n.channel <> 'inbox'
            AND ((n.first_sent_at AT TIME ZONE 'Asia/Shanghai')::time >= '22:00'
                OR (n.first_sent_at AT TIME ZONE 'Asia/Shanghai')::time < '07:00'))
    FROM units_unit u WHERE u.id = %s
"""


@pytest.fixture
def busy(client: Client, watched: Cast) -> Cast:
    """The routine unit is checked and answers by its link, the emergency unit writes its log; one message came at night."""
    check = checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
    send_all()
    row = Notification.objects.get(object_id=check.pk, channel="console")
    assert client.post(row.params["path"], {"do": "answer"}).status_code == 302
    at_night = timezone.localtime().replace(hour=23) - timedelta(days=1)
    for hours in (0, 2):
        row.pk, row.dedupe_key, row.first_sent_at = None, f"{row.pk}-{hours}", at_night + timedelta(hours=hours)
        row.save(force_insert=True)
    return watched


def test_the_figures_are_those_of_the_rows(browse: Browse, busy: Cast) -> None:
    answer = browse(busy.duty).post("/log/", {"kind": "note", "text": "巡查正常"})
    assert answer.status_code in (302, 400)
    now = timezone.now()
    found = burden(busy.office, busy.county, now - timedelta(days=30), now + timedelta(days=1))
    assert [one.unit.code for one in found.units] == ["xwb", "yjj", "dag"]
    for one in found.units:
        with connection.cursor() as cursor:
            cursor.execute(BY_ANOTHER_HAND, [one.unit.pk])
            messages, taps, asked, nights = cursor.fetchone()
        counted = {figure.ask: figure.total for figure in one.figures}
        assert (counted[Ask.MESSAGES], counted[Ask.TAPS], counted[Ask.CHECKS], counted[Ask.NIGHTS]) == (
            messages,
            taps,
            asked,
            nights,
        )
    routine = {figure.ask: figure.total for figure in found.units[2].figures}
    assert (routine[Ask.MESSAGES], routine[Ask.CHECKS], routine[Ask.NIGHTS]) == (3, 1, 1)
    assert routine[Ask.TAPS] >= 1


def test_the_office_publishes_a_budget_and_what_is_over_says_so(browse: Browse, busy: Cast) -> None:
    office = browse(busy.office)
    assert "未公布" in office.get("/burden-meter/").content.decode()
    amounts = {"messages": "0", "taps": "40", "fields": "40", "checks": "3", "nights": ""}
    refused = office.post("/burden-meter/budget/", amounts)
    assert refused.status_code == 400
    assert 'value="40"' in refused.content.decode()
    assert office.post("/burden-meter/budget/", amounts | {"nights": "9"}).status_code == 302
    page = browse(busy.routine_leader).get("/burden-meter/").content.decode()
    assert "超出预算" in page
    assert "档案馆" in page
    assert "应急管理局" not in page.partition("</table>")[2].partition("</table>")[0]
    assert browse(busy.leader).get("/burden-meter/budget/").status_code == 403
    assert BurdenBudget.objects.get().published_by == busy.office


def test_a_client_reads_the_same(busy: Cast) -> None:
    body = Api(user=busy.office).get("burden-meter/").body
    assert [one["unit"]["code"] for one in body["units"]] == ["xwb", "yjj", "dag"]
    assert {figure["ask"] for figure in body["total"]} == set(Ask)
    assert [one["unit"]["code"] for one in Api(user=busy.leader).get("burden-meter/")["units"]] == ["yjj"]
