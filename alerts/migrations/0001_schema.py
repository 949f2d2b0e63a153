"""The schema of the first months in one step: seven migrations that grew one by one. A database that has them counts as migrated."""

import alerts.enums
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import rostering.enums
import units.enums
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("alerts", "0001_initial"),
        ("alerts", "0002_call_out_named"),
        ("alerts", "0003_fact_indexes"),
        ("alerts", "0004_webhooks_and_feeds"),
        ("alerts", "0005_swap_purposes"),
        ("alerts", "0006_updated_at"),
        ("alerts", "0007_review_purpose"),
    ]

    initial = True

    dependencies = [
        ("rostering", "0001_schema"),
        ("units", "0001_schema"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            (alerts.enums.Purpose["DUTY_PUBLISHED"], "值班通知"),
                            (alerts.enums.Purpose["DUTY_CHANGED"], "调班通知"),
                            (alerts.enums.Purpose["DUTY_WITHDRAWN"], "撤班通知"),
                            (alerts.enums.Purpose["ROSTER_RETURNED"], "值班表退回"),
                            (alerts.enums.Purpose["FILING_DUE"], "报送提醒"),
                            (alerts.enums.Purpose["SWAP_REQUESTED"], "换班请求"),
                            (alerts.enums.Purpose["SWAP_TO_DECIDE"], "换班待审批"),
                            (alerts.enums.Purpose["SWAP_MOVED"], "换班进展"),
                            (alerts.enums.Purpose["CHECK"], "查岗"),
                            (alerts.enums.Purpose["CHECK_ESCALATED"], "查岗未应答"),
                            (alerts.enums.Purpose["SUMMONS"], "紧急召集"),
                            (alerts.enums.Purpose["SUMMONS_ESCALATED"], "召集未确认"),
                            (alerts.enums.Purpose["SUMMONS_OVERDUE"], "到岗超时"),
                            (alerts.enums.Purpose["REPORT_DUE"], "信息报送提醒"),
                            (alerts.enums.Purpose["POSTURE_RAISED"], "值守升级"),
                            (alerts.enums.Purpose["WHISTLE"], "吹哨报到"),
                            (alerts.enums.Purpose["CONTACT_PROOF"], "联系方式验证"),
                            (alerts.enums.Purpose["REVIEW_STEP"], "类别调整办理"),
                        ],
                        max_length=24,
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
            ],
            options={
                "verbose_name": "应答链接",
                "indexes": [models.Index(fields=["object_id", "person"], name="answer_link_by_object")],
            },
        ),
        migrations.CreateModel(
            name="CheckPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cap", models.PositiveSmallIntegerField(default=1, verbose_name="每单位次数")),
                ("quiet_start", models.TimeField(default=datetime.time(22, 0), verbose_name="免扰开始")),
                ("quiet_end", models.TimeField(default=datetime.time(7, 0), verbose_name="免扰结束")),
                ("answer_minutes", models.PositiveSmallIntegerField(default=10, verbose_name="应答时限（分钟）")),
                ("seed", models.BigIntegerField(verbose_name="抽取种子")),
                ("drawn_from", models.DateTimeField(verbose_name="抽取起点")),
                ("drawn_to", models.DateTimeField(verbose_name="抽取终点")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_plan",
                        to="rostering.dutyperiod",
                    ),
                ),
            ],
            options={
                "verbose_name": "查岗计划",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer_minutes__range", (1, 120))), name="check_plan_minutes_sane"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("requested_by_name", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="事由")),
                ("answer_minutes", models.PositiveSmallIntegerField(default=10)),
                ("due_at", models.DateTimeField(verbose_name="应发时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.CheckState["PLANNED"], "待查"),
                            (alerts.enums.CheckState["ASKING"], "等待应答"),
                            (alerts.enums.CheckState["ANSWERED"], "已应答"),
                            (alerts.enums.CheckState["WITH_OFFICE"], "待两办电话核实"),
                            (alerts.enums.CheckState["CLOSED"], "已核实"),
                            (alerts.enums.CheckState["CANCELLED"], "已取消"),
                        ],
                        default=alerts.enums.CheckState["PLANNED"],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            (alerts.enums.CheckOutcome["REACHED"], "已联系上"),
                            (alerts.enums.CheckOutcome["NO_ANSWER"], "未应答"),
                            (alerts.enums.CheckOutcome["PROVIDER_FAILED"], "通道故障"),
                            (alerts.enums.CheckOutcome["NOT_SENT"], "未发出"),
                        ],
                        max_length=16,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(null=True, verbose_name="发出时间")),
                ("escalate_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True, verbose_name="应答时间")),
                ("proof", models.CharField(blank=True, max_length=16)),
                ("office_note", models.CharField(blank=True, max_length=300, verbose_name="核实情况")),
                ("office_name", models.CharField(blank=True, max_length=150)),
                ("unit_reply", models.CharField(blank=True, max_length=300, verbose_name="单位说明")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="rostering.assignment",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rostering.dutyperiod"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="units.person"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="alerts.checkplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "查岗",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", alerts.enums.CheckState["PLANNED"])),
                        fields=["due_at"],
                        name="check_planned_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", alerts.enums.CheckState["ASKING"])),
                        fields=["escalate_at"],
                        name="check_to_escalate",
                    ),
                    models.Index(fields=["county", "-due_at"], name="check_by_county"),
                    models.Index(fields=["county", "updated_at"], name="check_by_change"),
                    models.Index(fields=["unit", "-due_at"], name="check_by_unit"),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    alerts.enums.CheckState["PLANNED"],
                                    alerts.enums.CheckState["ASKING"],
                                    alerts.enums.CheckState["WITH_OFFICE"],
                                ),
                            )
                        ),
                        fields=["county"],
                        name="check_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("level__lte", 2)), name="check_level_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("plan__isnull", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="check_unplanned_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactRule",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            (alerts.enums.ChannelCode["INBOX"], "站内消息"),
                            (alerts.enums.ChannelCode["CONSOLE"], "演示通道"),
                            (alerts.enums.ChannelCode["EMAIL"], "电子邮件"),
                            (alerts.enums.ChannelCode["APPRISE"], "即时通讯"),
                            (alerts.enums.ChannelCode["ALIYUN_SMS"], "阿里云短信"),
                            (alerts.enums.ChannelCode["TENCENT_SMS"], "腾讯云短信"),
                            (alerts.enums.ChannelCode["VOICE"], "语音电话"),
                            (alerts.enums.ChannelCode["WEBHOOK"], "回调接口"),
                        ],
                        max_length=16,
                        verbose_name="通道",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="地址")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("code", models.CharField(blank=True, max_length=12)),
                ("verified_at", models.DateTimeField(null=True, verbose_name="验证时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contact_rules", to="units.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "联系方式",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "channel", "address"), name="contact_rule_once_per_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            (alerts.enums.FeedLayout["SHIFTS"], "每班一条"),
                            (alerts.enums.FeedLayout["PHASES"], "按值守时段分条"),
                        ],
                        default=alerts.enums.FeedLayout["SHIFTS"],
                        max_length=8,
                        verbose_name="显示方式",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("hint", models.CharField(max_length=8)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feeds", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "订阅日历",
                "indexes": [models.Index(fields=["user", "-created_at", "id"], name="feed_by_user")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invariant", models.CharField(max_length=4)),
                ("object_id", models.CharField(max_length=64)),
                ("text", models.CharField(max_length=300)),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "自查发现",
                "constraints": [models.UniqueConstraint(fields=("invariant", "object_id"), name="finding_once")],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="编号")),
                ("title", models.CharField(max_length=120, verbose_name="事件")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            (alerts.enums.IncidentLevel["PARTICULARLY_MAJOR"], "特别重大"),
                            (alerts.enums.IncidentLevel["MAJOR"], "重大"),
                            (alerts.enums.IncidentLevel["LARGER"], "较大"),
                            (alerts.enums.IncidentLevel["ORDINARY"], "一般"),
                        ],
                        default=alerts.enums.IncidentLevel["ORDINARY"],
                        max_length=20,
                        verbose_name="级别",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="信息来源")),
                ("occurred_at", models.DateTimeField(verbose_name="发生时间")),
                ("known_at", models.DateTimeField(verbose_name="接报时间")),
                ("casualties", models.CharField(blank=True, max_length=200, verbose_name="人员伤亡")),
                ("losses", models.CharField(blank=True, max_length=200, verbose_name="财产损失")),
                ("secondary_damage", models.BooleanField(default=False, verbose_name="次生灾害")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.IncidentState["OPEN"], "处置中"),
                            (alerts.enums.IncidentState["CLOSED"], "已办结"),
                        ],
                        default=alerts.enums.IncidentState["OPEN"],
                        max_length=8,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "units",
                    models.ManyToManyField(
                        blank=True, related_name="incidents", to="units.unit", verbose_name="涉及单位"
                    ),
                ),
            ],
            options={
                "verbose_name": "突发事件",
                "indexes": [
                    models.Index(fields=["county", "-known_at"], name="incident_by_county"),
                    models.Index(fields=["county", "updated_at"], name="incident_by_change"),
                    models.Index(fields=["occurred_at"], name="incident_by_occurrence"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "number"), name="incident_number_once_per_county")
                ],
            },
        ),
        migrations.CreateModel(
            name="CallOut",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_drill", models.BooleanField(default=False, verbose_name="演练")),
                ("matter", models.CharField(max_length=300, verbose_name="事由")),
                ("place", models.CharField(max_length=200, verbose_name="集结地点")),
                ("required", models.PositiveSmallIntegerField(verbose_name="需到人数")),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "person_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.CallOutState["DRAFT"], "待发出"),
                            (alerts.enums.CallOutState["DISPATCHED"], "召集中"),
                            (alerts.enums.CallOutState["CLOSED"], "已结束"),
                            (alerts.enums.CallOutState["CANCELLED"], "已取消"),
                        ],
                        default=alerts.enums.CallOutState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("dispatched_at", models.DateTimeField(null=True, verbose_name="发出时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="办理结果")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_outs",
                        to="alerts.incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "紧急召集",
                "indexes": [
                    models.Index(fields=["county", "-created_at"], name="call_out_by_county"),
                    models.Index(fields=["county", "updated_at"], name="call_out_by_change"),
                    models.Index(
                        condition=models.Q(("state", alerts.enums.CallOutState["DISPATCHED"])),
                        fields=["county"],
                        name="call_out_running",
                    ),
                    models.Index(fields=["dispatched_at"], name="call_out_by_dispatch"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_drill", True), ("incident__isnull", False), _connector="OR"),
                        name="call_out_incident_or_drill",
                    ),
                    models.CheckConstraint(condition=models.Q(("required__gte", 1)), name="call_out_needs_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(null=True, verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (alerts.enums.ReportKind["INITIAL_PHONE"], "电话首报"),
                            (alerts.enums.ReportKind["INITIAL_WRITTEN"], "书面首报"),
                            (alerts.enums.ReportKind["FOLLOW_UP"], "续报"),
                            (alerts.enums.ReportKind["FINAL"], "终报"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                ("due_at", models.DateTimeField(null=True, verbose_name="时限")),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("reported_to", models.CharField(blank=True, max_length=120, verbose_name="报送对象")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="内容")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="alerts.incident"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "信息报告",
                "ordering": ["number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("reported_at__isnull", True)), fields=["due_at"], name="report_outstanding"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "number"), name="report_number_once_per_incident"),
                    models.CheckConstraint(
                        condition=models.Q(("reported_at__isnull", True), ("number__isnull", False), _connector="OR"),
                        name="report_made_is_numbered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeavePostReport",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300, verbose_name="事由")),
                ("left_at", models.DateTimeField(verbose_name="离岗时间")),
                ("expected_back", models.DateTimeField(verbose_name="预计返回")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.LeaveState["AWAY"], "离岗中"),
                            (alerts.enums.LeaveState["RETURNED"], "已销假"),
                        ],
                        default=alerts.enums.LeaveState["AWAY"],
                        max_length=10,
                    ),
                ),
                ("returned_at", models.DateTimeField(null=True, verbose_name="返回时间")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_post_reports",
                        to="rostering.assignment",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "covered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alerts.incident"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leave_post_reports", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "离岗报备",
                "indexes": [models.Index(fields=["county", "-left_at"], name="leave_post_by_county")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expected_back__gt", models.F("left_at"))),
                        name="leave_post_back_after_leaving",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", alerts.enums.LeaveState["AWAY"])),
                        fields=("assignment",),
                        name="leave_post_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("caller", models.CharField(blank=True, max_length=60, verbose_name="来电人")),
                ("caller_unit", models.CharField(blank=True, max_length=100, verbose_name="来电单位")),
                ("matter", models.CharField(blank=True, max_length=500, verbose_name="事项")),
                ("handled", models.CharField(blank=True, max_length=500, verbose_name="处理情况")),
                ("reported_to", models.CharField(blank=True, max_length=100, verbose_name="报告对象")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="报告时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.LogState["OPEN"], "待办"),
                            (alerts.enums.LogState["DONE"], "已办"),
                            (alerts.enums.LogState["NOTHING"], "无情况"),
                        ],
                        default=alerts.enums.LogState["OPEN"],
                        max_length=8,
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="alerts.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="rostering.shift",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log_entries", to="units.unit"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "值班日志",
                "indexes": [
                    models.Index(fields=["unit", "-at"], name="log_entry_by_unit"),
                    models.Index(fields=["county", "-at"], name="log_entry_by_county"),
                    models.Index(
                        condition=models.Q(("state", alerts.enums.LogState["OPEN"])),
                        fields=["unit"],
                        name="log_entry_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", alerts.enums.LogState["NOTHING"]),
                            models.Q(("matter", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="log_entry_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="交班事项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.HandoverState["OFFERED"], "待接班"),
                            (alerts.enums.HandoverState["ACCEPTED"], "已接班"),
                        ],
                        default=alerts.enums.HandoverState["OFFERED"],
                        max_length=10,
                    ),
                ),
                ("offered_at", models.DateTimeField(verbose_name="交班时间")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="接班时间")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outgoing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handover", to="rostering.assignment"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="units.unit"
                    ),
                ),
                (
                    "open_items",
                    models.ManyToManyField(blank=True, related_name="+", to="alerts.logentry", verbose_name="待办事项"),
                ),
            ],
            options={
                "verbose_name": "交接班",
                "indexes": [models.Index(fields=["unit", "-offered_at"], name="handover_by_unit")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            (alerts.enums.Purpose["DUTY_PUBLISHED"], "值班通知"),
                            (alerts.enums.Purpose["DUTY_CHANGED"], "调班通知"),
                            (alerts.enums.Purpose["DUTY_WITHDRAWN"], "撤班通知"),
                            (alerts.enums.Purpose["ROSTER_RETURNED"], "值班表退回"),
                            (alerts.enums.Purpose["FILING_DUE"], "报送提醒"),
                            (alerts.enums.Purpose["SWAP_REQUESTED"], "换班请求"),
                            (alerts.enums.Purpose["SWAP_TO_DECIDE"], "换班待审批"),
                            (alerts.enums.Purpose["SWAP_MOVED"], "换班进展"),
                            (alerts.enums.Purpose["CHECK"], "查岗"),
                            (alerts.enums.Purpose["CHECK_ESCALATED"], "查岗未应答"),
                            (alerts.enums.Purpose["SUMMONS"], "紧急召集"),
                            (alerts.enums.Purpose["SUMMONS_ESCALATED"], "召集未确认"),
                            (alerts.enums.Purpose["SUMMONS_OVERDUE"], "到岗超时"),
                            (alerts.enums.Purpose["REPORT_DUE"], "信息报送提醒"),
                            (alerts.enums.Purpose["POSTURE_RAISED"], "值守升级"),
                            (alerts.enums.Purpose["WHISTLE"], "吹哨报到"),
                            (alerts.enums.Purpose["CONTACT_PROOF"], "联系方式验证"),
                            (alerts.enums.Purpose["REVIEW_STEP"], "类别调整办理"),
                        ],
                        max_length=24,
                        verbose_name="用途",
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("level", models.PositiveSmallIntegerField(default=0)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            (alerts.enums.ChannelCode["INBOX"], "站内消息"),
                            (alerts.enums.ChannelCode["CONSOLE"], "演示通道"),
                            (alerts.enums.ChannelCode["EMAIL"], "电子邮件"),
                            (alerts.enums.ChannelCode["APPRISE"], "即时通讯"),
                            (alerts.enums.ChannelCode["ALIYUN_SMS"], "阿里云短信"),
                            (alerts.enums.ChannelCode["TENCENT_SMS"], "腾讯云短信"),
                            (alerts.enums.ChannelCode["VOICE"], "语音电话"),
                            (alerts.enums.ChannelCode["WEBHOOK"], "回调接口"),
                        ],
                        max_length=16,
                        verbose_name="通道",
                    ),
                ),
                ("later_channels", models.JSONField(default=list)),
                ("dedupe_key", models.CharField(max_length=160, unique=True)),
                ("params", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.NotificationState["PENDING"], "待发送"),
                            (alerts.enums.NotificationState["ACCEPTED"], "已送出"),
                            (alerts.enums.NotificationState["DEAD"], "未送达"),
                            (alerts.enums.NotificationState["SUPPRESSED"], "不再需要"),
                        ],
                        default=alerts.enums.NotificationState["PENDING"],
                        max_length=12,
                    ),
                ),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("provider_id", models.CharField(blank=True, max_length=120)),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("first_sent_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="units.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", alerts.enums.NotificationState["PENDING"])),
                        fields=["due_at"],
                        name="notification_due",
                    ),
                    models.Index(fields=["county", "-created_at"], name="notification_log"),
                    models.Index(fields=["county", "updated_at"], name="notification_by_change"),
                    models.Index(fields=["person", "-created_at"], name="notification_by_person"),
                    models.Index(fields=["object_id"], name="notification_by_object"),
                    models.Index(
                        condition=models.Q(("state", alerts.enums.NotificationState["DEAD"])),
                        fields=["county"],
                        name="notification_dead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostureOrder",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="编号")),
                ("reason", models.CharField(max_length=300, verbose_name="事由")),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="值守类别",
                    ),
                ),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "posture",
                    models.CharField(
                        choices=[
                            (rostering.enums.Posture["ON_SITE"], "在岗"),
                            (rostering.enums.Posture["HOME_STANDBY"], "居家带班"),
                            (rostering.enums.Posture["PHONE_STANDBY"], "手机畅通"),
                        ],
                        max_length=20,
                        verbose_name="值守方式",
                    ),
                ),
                ("start", models.DateTimeField(verbose_name="开始")),
                ("end", models.DateTimeField(verbose_name="结束")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.OrderState["IN_FORCE"], "执行中"),
                            (alerts.enums.OrderState["ENDED"], "已解除"),
                        ],
                        default=alerts.enums.OrderState["IN_FORCE"],
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "值守升级令",
                "indexes": [models.Index(fields=["county", "end"], name="posture_order_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "number"), name="posture_order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="posture_order_start_before_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tier", ""), _negated=True),
                            models.Q(("unit_ids", []), _negated=True),
                            _connector="OR",
                        ),
                        name="posture_order_names_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.SummonsState["SENDING"], "正在发出"),
                            (alerts.enums.SummonsState["CALLED"], "已发出"),
                            (alerts.enums.SummonsState["ACKNOWLEDGED"], "已收到"),
                            (alerts.enums.SummonsState["ARRIVED"], "已到岗"),
                            (alerts.enums.SummonsState["DECLINED"], "无法到岗"),
                            (alerts.enums.SummonsState["RELEASED"], "已解除"),
                        ],
                        default=alerts.enums.SummonsState["SENDING"],
                        max_length=12,
                    ),
                ),
                ("was_reached", models.BooleanField(default=False, verbose_name="已送达")),
                ("dispatched_at", models.DateTimeField(null=True, verbose_name="发出时间")),
                ("answer_by", models.DateTimeField(null=True, verbose_name="应确认时间")),
                ("arrive_by", models.DateTimeField(null=True, verbose_name="应到岗时间")),
                ("escalated_at", models.DateTimeField(null=True)),
                ("overdue_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("declined_reason", models.CharField(blank=True, max_length=300, verbose_name="无法到岗原因")),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="到岗时间")),
                ("arrival_confirmed_by", models.CharField(blank=True, max_length=150)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "assignment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rostering.assignment",
                    ),
                ),
                (
                    "call_out",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="summonses", to="alerts.callout"
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="summonses", to="units.person"
                    ),
                ),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to="alerts.summons",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "verbose_name": "召集对象",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("escalated_at__isnull", True), ("state", alerts.enums.SummonsState["CALLED"])
                        ),
                        fields=["answer_by"],
                        name="summons_to_escalate",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("overdue_at__isnull", True),
                            (
                                "state__in",
                                (
                                    alerts.enums.SummonsState["CALLED"],
                                    alerts.enums.SummonsState["ACKNOWLEDGED"],
                                ),
                            ),
                        ),
                        fields=["arrive_by"],
                        name="summons_to_mark_overdue",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    alerts.enums.SummonsState["SENDING"],
                                    alerts.enums.SummonsState["CALLED"],
                                    alerts.enums.SummonsState["ACKNOWLEDGED"],
                                ),
                            )
                        ),
                        fields=["person"],
                        name="summons_coming",
                    ),
                    models.Index(fields=["updated_at"], name="summons_by_change"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("call_out", "person"), name="summons_once_per_person"),
                    models.CheckConstraint(condition=models.Q(("level__lte", 3)), name="summons_level_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("ran_at", models.DateTimeField()),
                ("ran_by", models.CharField(max_length=12)),
                ("handled", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "巡检",
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("url", models.CharField(max_length=300, verbose_name="接收地址")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                (alerts.enums.EventCode["ROSTER_PUBLISHED"], "值班表发布"),
                                (alerts.enums.EventCode["ROSTER_AMENDED"], "调班"),
                                (alerts.enums.EventCode["CHECK_MISSED"], "查岗未应答"),
                                (alerts.enums.EventCode["CALLOUT_DISPATCHED"], "发出召集"),
                                (alerts.enums.EventCode["CALLOUT_OVERDUE"], "到岗超时"),
                                (alerts.enums.EventCode["INCIDENT_REPORTED"], "突发事件报告"),
                                (alerts.enums.EventCode["TIER_CHANGED"], "类别调整"),
                                (alerts.enums.EventCode["PING"], "测试"),
                            ],
                            max_length=24,
                        ),
                        size=None,
                        verbose_name="事件",
                    ),
                ),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, null=True, size=None
                    ),
                ),
                ("secret_number", models.PositiveIntegerField(default=1)),
                ("previous_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "事件推送",
                "indexes": [
                    models.Index(
                        condition=models.Q(("revoked_at__isnull", True)), fields=["county"], name="webhook_by_county"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("events__len__gte", 1)), name="webhook_listens_to_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            (alerts.enums.EventCode["ROSTER_PUBLISHED"], "值班表发布"),
                            (alerts.enums.EventCode["ROSTER_AMENDED"], "调班"),
                            (alerts.enums.EventCode["CHECK_MISSED"], "查岗未应答"),
                            (alerts.enums.EventCode["CALLOUT_DISPATCHED"], "发出召集"),
                            (alerts.enums.EventCode["CALLOUT_OVERDUE"], "到岗超时"),
                            (alerts.enums.EventCode["INCIDENT_REPORTED"], "突发事件报告"),
                            (alerts.enums.EventCode["TIER_CHANGED"], "类别调整"),
                            (alerts.enums.EventCode["PING"], "测试"),
                        ],
                        max_length=24,
                        verbose_name="事件",
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("object_id", models.UUIDField()),
                ("object_version", models.PositiveIntegerField()),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.NotificationState["PENDING"], "待推送"),
                            (alerts.enums.NotificationState["ACCEPTED"], "已送达"),
                            (alerts.enums.NotificationState["DEAD"], "推送失败"),
                            (alerts.enums.NotificationState["SUPPRESSED"], "不再需要"),
                        ],
                        default=alerts.enums.NotificationState["PENDING"],
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("attempts_ever", models.PositiveIntegerField(default=0)),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("attempted_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="alerts.webhook"
                    ),
                ),
            ],
            options={
                "verbose_name": "推送记录",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", alerts.enums.NotificationState["PENDING"])),
                        fields=["due_at"],
                        name="delivery_due",
                    ),
                    models.Index(fields=["webhook", "-created_at", "id"], name="delivery_by_webhook"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "event_id"), name="delivery_once_per_webhook")
                ],
            },
        ),
        migrations.CreateModel(
            name="Whistle",
            fields=[
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (alerts.enums.WhistleKind["ROUTINE"], "快捷哨"),
                            (alerts.enums.WhistleKind["JOINT"], "攻坚哨"),
                            (alerts.enums.WhistleKind["URGENT"], "应急哨"),
                        ],
                        max_length=8,
                        verbose_name="哨种",
                    ),
                ),
                ("matter", models.CharField(max_length=300, verbose_name="事项")),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (alerts.enums.WhistleState["REQUESTED"], "待受理"),
                            (alerts.enums.WhistleState["DISPATCHED"], "已派单"),
                            (alerts.enums.WhistleState["ANSWERED"], "已办理"),
                            (alerts.enums.WhistleState["SOLVED"], "已闭环"),
                            (alerts.enums.WhistleState["REJECTED"], "不予受理"),
                        ],
                        default=alerts.enums.WhistleState["REQUESTED"],
                        max_length=12,
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="吹哨时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="办理情况")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="闭环时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "call_out",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whistle",
                        to="alerts.callout",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whistles",
                        to="units.unit",
                        verbose_name="吹哨单位",
                    ),
                ),
                ("wanted_units", models.ManyToManyField(related_name="+", to="units.unit", verbose_name="应哨单位")),
            ],
            options={
                "verbose_name": "吹哨报到",
                "indexes": [models.Index(fields=["county", "-requested_at"], name="whistle_by_county")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callout",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="36796d738a0a715b042b63311e2cbd5be5dd6a4f",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_271d9",
                    table="alerts_callout",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="check",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="3b618fd7f4b2cc58d0bb4a9317e822457a40b5f2",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_cbd7f",
                    table="alerts_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactrule",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="0f146df3bd0df992a9c130c633856189101f6948",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_fe005",
                    table="alerts_contactrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="bc36df4ea0d38386bb1dac5b3fa4601958c9a6e9",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_b7ba1",
                    table="alerts_handover",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="f6af1522b7a07aa9bcd9d74bce6dce1478436125",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_20b37",
                    table="alerts_incident",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leavepostreport",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="a73a665f272d1d8454640f853551efe15418151c",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_46cb4",
                    table="alerts_leavepostreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="logentry",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="489fedcc9c08de6b0ad9e7efc4a1ebec0a490a8c",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_5acb5",
                    table="alerts_logentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notification",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="032002e02f7ff010594b74ee90828c470371af31",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_87da0",
                    table="alerts_notification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postureorder",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="c35aa25f332dd371cffd1015705ac2179919630e",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_6ea44",
                    table="alerts_postureorder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="summons",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="cc9316c5bf0d7550d85ebd06f1dde9440e7c7c6c",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_d275d",
                    table="alerts_summons",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="whistle",
            trigger=pgtrigger.compiler.Trigger(
                name="touched",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
                    hash="24bef0ec4fc524ec2b0ade04babd12b603e2dd88",
                    operation="UPDATE",
                    pgid="pgtrigger_touched_da1a8",
                    table="alerts_whistle",
                    when="BEFORE",
                ),
            ),
        ),
    ]
