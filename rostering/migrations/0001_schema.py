"""The schema of the first months in one step: eight migrations that grew one by one. A database that has them counts as migrated."""

import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import rostering.enums
import rostering.engine.problem
import rostering.rosters.models.period
import rostering.rosters.models.shift
import units.enums
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("rostering", "0001_initial"),
        ("rostering", "0002_person_overlap_checked_per_statement"),
        ("rostering", "0003_job_kinds"),
        ("rostering", "0004_swaps"),
        ("rostering", "0005_policy_consultation"),
        ("rostering", "0006_ledger"),
        ("rostering", "0007_duty_classes"),
        ("rostering", "0008_circulars"),
    ]

    initial = True

    dependencies = [
        ("units", "0001_schema"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.AbsenceKind["ANNUAL_LEAVE"], "年休假"),
                            (rostering.enums.AbsenceKind["SICK_LEAVE"], "病假"),
                            (rostering.enums.AbsenceKind["BUSINESS_TRIP"], "出差"),
                            (rostering.enums.AbsenceKind["TRAINING"], "培训"),
                            (rostering.enums.AbsenceKind["OTHER"], "其他"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("start", models.DateTimeField(verbose_name="开始")),
                ("end", models.DateTimeField(verbose_name="结束")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.AbsenceState["REQUESTED"], "待审批"),
                            (rostering.enums.AbsenceState["APPROVED"], "已批准"),
                            (rostering.enums.AbsenceState["REJECTED"], "未批准"),
                            (rostering.enums.AbsenceState["WITHDRAWN"], "已撤回"),
                        ],
                        default=rostering.enums.AbsenceState["APPROVED"],
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("decision_reason", models.CharField(blank=True, max_length=200, verbose_name="审批意见")),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absences", to="units.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "请假外出",
                "indexes": [
                    models.Index(fields=["person", "start"], name="absence_by_person"),
                    models.Index(
                        condition=models.Q(("state", rostering.enums.AbsenceState["REQUESTED"])),
                        fields=["person"],
                        name="absence_waiting_for_leader",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="absence_start_before_end"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.DayKind["WORKDAY"], "工作日"),
                            (rostering.enums.DayKind["MAKEUP_WORKDAY"], "调休补班"),
                            (rostering.enums.DayKind["WEEKEND"], "周末"),
                            (rostering.enums.DayKind["STATUTORY_HOLIDAY"], "法定节假日"),
                            (rostering.enums.DayKind["HOLIDAY_BRIDGE"], "假期调休"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="节日")),
                ("is_confirmed", models.BooleanField(default=True, verbose_name="已确认")),
                ("is_edited", models.BooleanField(default=False, verbose_name="人工修改")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calendar_days", to="units.county"
                    ),
                ),
            ],
            options={
                "verbose_name": "日历日",
                "ordering": ["date"],
                "constraints": [models.UniqueConstraint(fields=("county", "date"), name="calendar_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Circular",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("addressees", models.CharField(max_length=200, verbose_name="主送")),
                ("issuer", models.CharField(max_length=120, verbose_name="落款")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("body", models.TextField(max_length=20000, verbose_name="正文")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="circulars", to="units.county"
                    ),
                ),
            ],
            options={
                "verbose_name": "通报",
                "indexes": [models.Index(fields=["county", "-updated_at"], name="circular_by_county")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="circular_days_ordered"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CircularVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="稿次")),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("figures", models.JSONField()),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "circular",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="rostering.circular"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "通报稿次",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("circular", "number"), name="circular_version_once")],
            },
        ),
        migrations.CreateModel(
            name="OpeningBalance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("since", models.DateField(verbose_name="起始日期")),
                ("as_of", models.DateField(verbose_name="截止日期")),
                ("eve", models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="除夕")),
                ("festival", models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="节日当天")),
                ("statutory", models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="法定假日")),
                ("weekend", models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="周末和调休")),
                ("points", models.DecimalField(decimal_places=2, default=0, max_digits=9, verbose_name="负担分")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opening_balance", to="units.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "期初负担",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("as_of__gt", models.F("since"))), name="opening_balance_range_ordered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("eve__gte", 0),
                            ("festival__gte", 0),
                            ("points__gte", 0),
                            ("statutory__gte", 0),
                            ("weekend__gte", 0),
                        ),
                        name="opening_balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.PairKind["TOGETHER"], "不同时值班"),
                            (rostering.engine.problem.PairKind["BOTH_AWAY"], "不同时外出"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "first",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
                (
                    "second",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pair_rules", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "搭班规则",
                "indexes": [models.Index(fields=["second"], name="pair_rule_by_second")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="pair_rule_ids_ordered"
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "first", "second", "kind"),
                        name="pair_rule_once",
                        violation_error_code="pair_rule_exists",
                        violation_error_message="已有这条搭班规则",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="版本号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.PolicyState["DRAFT"], "草案"),
                            (rostering.enums.PolicyState["PUBLISHED"], "已发布"),
                            (rostering.enums.PolicyState["DISCARDED"], "已放弃"),
                        ],
                        default=rostering.enums.PolicyState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                ("day_start", models.TimeField(default=datetime.time(8, 30), verbose_name="值班日起点")),
                ("night_start", models.TimeField(default=datetime.time(20, 0), verbose_name="夜间起点")),
                (
                    "on_site_weight",
                    models.DecimalField(decimal_places=3, default="1.0", max_digits=5, verbose_name="在岗每小时分值"),
                ),
                (
                    "home_standby_weight",
                    models.DecimalField(
                        decimal_places=3, default="0.4", max_digits=5, verbose_name="居家带班每小时分值"
                    ),
                ),
                (
                    "phone_standby_weight",
                    models.DecimalField(
                        decimal_places=3, default="0.15", max_digits=5, verbose_name="手机畅通每小时分值"
                    ),
                ),
                (
                    "night_factor",
                    models.DecimalField(decimal_places=3, default="1.25", max_digits=5, verbose_name="夜间系数"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("edits", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "cloned_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rostering.policyversion",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="policy_versions", to="units.county"
                    ),
                ),
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "值守制度版本",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "number"), name="policy_number_once_per_county"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", rostering.enums.PolicyState["PUBLISHED"])),
                        fields=("county", "effective_from"),
                        name="policy_one_published_per_start",
                        violation_error_code="effective_date_taken",
                        violation_error_message="已有另一版制度定于同日施行",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", rostering.enums.PolicyState["PUBLISHED"]), _negated=True),
                            ("effective_from__isnull", False),
                            _connector="OR",
                        ),
                        name="policy_published_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyPeriod",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.PeriodKind["HOLIDAY"], "节假日"),
                            (rostering.enums.PeriodKind["WEEKEND"], "周末"),
                            (rostering.enums.PeriodKind["SPECIAL"], "专项时段"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("filing_deadline", models.DateTimeField(verbose_name="报送截止")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.PeriodState["DRAFT"], "待开启"),
                            (rostering.enums.PeriodState["OPEN"], "填报中"),
                            (rostering.enums.PeriodState["PUBLISHED"], "已发布"),
                            (rostering.enums.PeriodState["CLOSED"], "已结束"),
                        ],
                        default=rostering.enums.PeriodState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("exception_reason", models.CharField(blank=True, max_length=500, verbose_name="缺口说明")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duty_periods", to="units.county"
                    ),
                ),
                (
                    "exception_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rostering.policyversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班周期",
                "indexes": [models.Index(fields=["county", "-first_day"], name="duty_period_by_county")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="duty_period_days_ordered"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("county", "="),
                            ("kind", "="),
                            (
                                rostering.rosters.models.period.DayRange(
                                    "first_day",
                                    "last_day",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="duty_period_no_overlap",
                        violation_error_code="period_overlap",
                        violation_error_message="这些日期已有同类值班周期",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(default=rostering.enums.JobKind["GENERATION"], max_length=24, verbose_name="种类"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.JobState["QUEUED"], "排队中"),
                            (rostering.enums.JobState["RUNNING"], "进行中"),
                            (rostering.enums.JobState["SUCCEEDED"], "已完成"),
                            (rostering.enums.JobState["FAILED"], "未完成"),
                            (rostering.enums.JobState["CANCELLED"], "已取消"),
                        ],
                        default=rostering.enums.JobState["QUEUED"],
                        max_length=12,
                    ),
                ),
                ("stage", models.CharField(default=rostering.enums.JobStage["WAITING"], max_length=24)),
                ("seed", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("parameters", models.JSONField(default=dict)),
                ("result", models.JSONField(null=True)),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        help_text="names the same work: one running per county, kind and key",
                        max_length=200,
                    ),
                ),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="units.county"
                    ),
                ),
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
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="rostering.dutyperiod",
                    ),
                ),
            ],
            options={
                "verbose_name": "后台任务",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (rostering.enums.JobState["QUEUED"], rostering.enums.JobState["RUNNING"]),
                            ),
                            models.Q(("kind", rostering.enums.JobKind["GENERATION"]), _negated=True),
                        ),
                        fields=["lease_until"],
                        name="job_due",
                    ),
                    models.Index(fields=["county", "kind", "-created_at"], name="job_by_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", rostering.enums.JobKind["GENERATION"]),
                            (
                                "state__in",
                                (rostering.enums.JobState["QUEUED"], rostering.enums.JobState["RUNNING"]),
                            ),
                        ),
                        fields=("period",),
                        name="job_one_running_per_period",
                        violation_error_code="generation_running",
                        violation_error_message="该周期正在排班",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (rostering.enums.JobState["QUEUED"], rostering.enums.JobState["RUNNING"]),
                            ),
                            models.Q(("key", ""), _negated=True),
                        ),
                        fields=("county", "kind", "key"),
                        name="job_one_running_per_key",
                        violation_error_code="job_running",
                        violation_error_message="同样的任务正在进行",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", rostering.enums.JobKind["GENERATION"]), _negated=True),
                            ("period__isnull", False),
                            _connector="OR",
                        ),
                        name="job_generation_has_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="值守类别",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="岗位代码")),
                ("name", models.CharField(max_length=60, verbose_name="岗位名称")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                (
                    "min_rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (units.enums.Rank["STAFF"], "一般干部"),
                            (units.enums.Rank["SECTION_CHIEF"], "科级以上"),
                            (units.enums.Rank["COUNTY_LEADER"], "县领导"),
                        ],
                        verbose_name="最低职级",
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(verbose_name="每日人数")),
                (
                    "seats_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        default=rostering.enums.Basis["LOCAL"],
                        max_length=8,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            (rostering.enums.SeatScope["UNIT"], "每单位"),
                            (rostering.enums.SeatScope["COUNTY"], "全县"),
                        ],
                        default=rostering.enums.SeatScope["UNIT"],
                        max_length=8,
                        verbose_name="配置范围",
                    ),
                ),
                ("exclusive", models.BooleanField(default=True, verbose_name="不得兼任")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="rostering.policyversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "tier", "code"), name="policy_post_once_per_tier")
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyPhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("starts_at", models.TimeField(verbose_name="开始时刻")),
                (
                    "starts_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        max_length=8,
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
                (
                    "posture_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "place_limit",
                    models.CharField(
                        blank=True,
                        choices=[
                            (rostering.enums.PlaceLimit["POST"], "不得离开岗位"),
                            (rostering.enums.PlaceLimit["OFFICE_COMPOUND"], "不得离开机关大院"),
                            (rostering.enums.PlaceLimit["COUNTY_TOWN"], "不得离开县城"),
                        ],
                        max_length=20,
                        verbose_name="不得离开",
                    ),
                ),
                (
                    "place_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "leaving_rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            (rostering.enums.LeavingRule["LOG_ENTRY"], "离开须登记"),
                            (rostering.enums.LeavingRule["ONLY_WHEN_RELIEVED"], "有人接替方可离开"),
                            (rostering.enums.LeavingRule["REPORT_TO_COUNTY_OFFICE"], "离开须报告两办"),
                            (
                                rostering.enums.LeavingRule["INCIDENT_AND_REPORT"],
                                "仅处置突发事件可离开，并报告两办",
                            ),
                        ],
                        max_length=32,
                        verbose_name="离岗规定",
                    ),
                ),
                (
                    "leaving_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "response_minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="响应时限（分钟）"),
                ),
                (
                    "response_basis",
                    models.CharField(
                        choices=[
                            (rostering.enums.Basis["STATED"], "制度规定"),
                            (rostering.enums.Basis["LOCAL"], "本县设定"),
                        ],
                        max_length=8,
                    ),
                ),
                ("exception", models.CharField(blank=True, max_length=200, verbose_name="例外")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="rostering.policypost"
                    ),
                ),
            ],
            options={
                "verbose_name": "值守时段",
                "ordering": ["ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("post", "ordinal"), name="policy_phase_ordinal_once"),
                    models.UniqueConstraint(fields=("post", "starts_at"), name="policy_phase_start_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.RoundState["OPEN"], "征求意见中"),
                            (rostering.enums.RoundState["CLOSED"], "已结束"),
                        ],
                        default=rostering.enums.RoundState["OPEN"],
                        max_length=8,
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=4000, verbose_name="小结")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="rostering.policyversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "征求意见",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("policy", "number"), name="policy_round_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", rostering.enums.RoundState["OPEN"])),
                        fields=("policy",),
                        name="policy_one_open_round",
                        violation_error_code="round_open",
                        violation_error_message="本草案已有一轮意见正在征求",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyComment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("tier", models.CharField(blank=True, max_length=32, verbose_name="值守类别")),
                ("post", models.CharField(blank=True, max_length=40, verbose_name="岗位")),
                ("field", models.CharField(max_length=60, verbose_name="单元格")),
                ("shown", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(max_length=2000, verbose_name="意见")),
                ("author_name", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="rostering.policyround"
                    ),
                ),
            ],
            options={
                "verbose_name": "对草案的意见",
                "ordering": ["created_at", "id"],
                "indexes": [models.Index(fields=["round", "created_at"], name="policy_comment_by_round")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="policy_comment_answer_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.WishKind["RATHER_NOT"], "尽量不排"),
                            (rostering.enums.WishKind["GLADLY"], "愿意值班"),
                            (rostering.enums.WishKind["PINNED"], "指定值班"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="首日")),
                ("last_day", models.DateField(verbose_name="末日")),
                ("post", models.CharField(blank=True, max_length=40, verbose_name="岗位")),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="分量",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="preferences", to="units.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "值班意愿",
                "indexes": [models.Index(fields=["person", "first_day"], name="preference_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="preference_days_ordered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 9)), name="preference_weight_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", rostering.enums.WishKind["PINNED"]), _negated=True),
                            ("first_day", models.F("last_day")),
                            _connector="OR",
                        ),
                        name="preference_pin_is_for_one_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", rostering.enums.WishKind["PINNED"])),
                        fields=("person", "first_day"),
                        name="preference_pinned_once_a_day",
                        violation_error_code="already_pinned",
                        violation_error_message="该人员当日已指定值班",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Roster",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "tier",
                    models.CharField(
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
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.RosterState["DRAFT"], "待确认"),
                            (rostering.enums.RosterState["SUBMITTED"], "已报送"),
                            (rostering.enums.RosterState["RETURNED"], "已退回"),
                            (rostering.enums.RosterState["ACCEPTED"], "已确认"),
                        ],
                        default=rostering.enums.RosterState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("on_behalf", models.BooleanField(default=False, verbose_name="两办代报")),
                ("returned_reason", models.CharField(blank=True, max_length=500, verbose_name="退回原因")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="采纳时间")),
                ("accepted_by_silence", models.BooleanField(default=False, verbose_name="逾期视同采纳")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rosters", to="rostering.dutyperiod"
                    ),
                ),
                (
                    "submitted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="rosters", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位值班表",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", rostering.enums.RosterState["SUBMITTED"])),
                        fields=["submitted_at"],
                        name="roster_waiting_for_office",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("period", "unit"), name="roster_once_per_unit")],
            },
        ),
        migrations.CreateModel(
            name="JobTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "roster_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("stage", models.CharField(blank=True, max_length=24)),
                ("result", models.JSONField(null=True)),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="rostering.job"
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rostering.roster"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位排班任务",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["lease_until"], name="job_task_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("job", "roster"), name="job_task_once_per_roster")],
            },
        ),
        migrations.CreateModel(
            name="RosterRevision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="版次")),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="rostering.dutyperiod"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "发布版次",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("period", "number"), name="revision_number_once")],
            },
        ),
        migrations.CreateModel(
            name="RosterRules",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("effective_from", models.DateField(verbose_name="施行日期")),
                (
                    "rest",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["HARD"],
                        max_length=8,
                        verbose_name="两次值班之间休息",
                    ),
                ),
                ("rest_days", models.PositiveSmallIntegerField(default=1, verbose_name="休息天数")),
                (
                    "rest_days_after_on_site",
                    models.PositiveSmallIntegerField(default=2, verbose_name="24 小时在岗后休息天数"),
                ),
                (
                    "week",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["HARD"],
                        max_length=8,
                        verbose_name="七天内值班次数",
                    ),
                ),
                ("max_in_week", models.PositiveSmallIntegerField(default=4, verbose_name="七天内最多次数")),
                (
                    "period",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["HARD"],
                        max_length=8,
                        verbose_name="一个周期内值班次数",
                    ),
                ),
                (
                    "max_in_period",
                    models.PositiveSmallIntegerField(
                        blank=True, default=None, null=True, verbose_name="一个周期最多次数"
                    ),
                ),
                (
                    "distance",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["WARNING"],
                        max_length=8,
                        verbose_name="响应半径",
                    ),
                ),
                (
                    "pair_together",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["HARD"],
                        max_length=8,
                        verbose_name="不同时值班",
                    ),
                ),
                (
                    "pair_both_away",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.Strength["HARD"], "必须遵守"),
                            (rostering.engine.problem.Strength["WARNING"], "尽量遵守"),
                            (rostering.engine.problem.Strength["OFF"], "不作要求"),
                        ],
                        default=rostering.engine.problem.Strength["HARD"],
                        max_length=8,
                        verbose_name="不同时外出",
                    ),
                ),
                ("spacing_days", models.PositiveSmallIntegerField(default=7, verbose_name="尽量间隔天数")),
                ("ledger_years", models.PositiveSmallIntegerField(default=5, verbose_name="公平台账年数")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roster_rules", to="units.county"
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "排班规则",
                "ordering": ["-effective_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "effective_from"),
                        name="roster_rules_one_per_start",
                        violation_error_code="rules_exist",
                        violation_error_message="该日起已有排班规则",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ledger_years__gte", 1),
                            ("ledger_years__lte", 20),
                            ("max_in_week__gte", 1),
                            ("max_in_week__lte", 7),
                            ("rest_days__lte", 30),
                            ("rest_days_after_on_site__lte", 30),
                            ("spacing_days__gte", 1),
                            ("spacing_days__lte", 60),
                        ),
                        name="roster_rules_within_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedPerson",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("valid_from", models.DateField(verbose_name="起始日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared_with", to="units.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared_people", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "兼任",
                "indexes": [models.Index(fields=["unit"], name="shared_person_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="shared_person_range_ordered",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "unit"),
                        name="shared_person_once",
                        violation_error_code="already_shared",
                        violation_error_message="该人员已在该单位兼任",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="值守类别",
                    ),
                ),
                ("post", models.CharField(max_length=40, verbose_name="岗位")),
                ("post_order", models.PositiveSmallIntegerField()),
                ("min_rank", models.PositiveSmallIntegerField()),
                ("seat", models.PositiveSmallIntegerField(verbose_name="席位")),
                ("day", models.DateField(verbose_name="值班日")),
                (
                    "day_kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.DayKind["WORKDAY"], "工作日"),
                            (rostering.enums.DayKind["MAKEUP_WORKDAY"], "调休补班"),
                            (rostering.enums.DayKind["WEEKEND"], "周末"),
                            (rostering.enums.DayKind["STATUTORY_HOLIDAY"], "法定节假日"),
                            (rostering.enums.DayKind["HOLIDAY_BRIDGE"], "假期调休"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "duty_class",
                    models.CharField(
                        choices=[
                            (rostering.engine.problem.DutyClass["EVE"], "除夕"),
                            (rostering.engine.problem.DutyClass["FESTIVAL"], "节日当天"),
                            (rostering.engine.problem.DutyClass["STATUTORY"], "法定假日"),
                            (rostering.engine.problem.DutyClass["WEEKEND"], "周末和调休"),
                            (rostering.engine.problem.DutyClass["ORDINARY"], "平日"),
                            (rostering.engine.problem.DutyClass["POINTS"], "负担分"),
                        ],
                        db_default=models.Value("ordinary"),
                        default=rostering.engine.problem.DutyClass["ORDINARY"],
                        max_length=12,
                    ),
                ),
                (
                    "festival",
                    models.CharField(blank=True, db_default=models.Value(""), max_length=40, verbose_name="节日"),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="负担分")),
                ("is_exclusive", models.BooleanField(default=True)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="rostering.dutyperiod"
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="rostering.roster"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "verbose_name": "班次",
                "indexes": [
                    models.Index(fields=["period", "start"], name="shift_by_period"),
                    models.Index(fields=["unit", "start"], name="shift_by_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("roster", "day", "post", "seat"), name="shift_seat_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="shift_start_before_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start"), "+", models.Value(datetime.timedelta(days=2))
                                ),
                            )
                        ),
                        name="shift_within_look_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("is_active", models.BooleanField(default=True)),
                ("is_pinned", models.BooleanField(default=False, verbose_name="人工指定")),
                ("is_exclusive", models.BooleanField(default=True)),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="负担分")),
                ("vacancy_causes", models.JSONField(blank=True, default=list)),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="收到时间")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="units.person",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="rostering.shift"
                    ),
                ),
            ],
            options={
                "verbose_name": "值班安排",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_active", True)), fields=["person", "start"], name="assignment_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("is_active", True), ("person__isnull", True)),
                        fields=["shift"],
                        name="assignment_vacant",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="assignment_start_before_end"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_active", True), ("is_exclusive", True), ("person__isnull", False)),
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        expressions=[
                            ("person", "="),
                            (
                                rostering.rosters.models.shift.InstantRange(
                                    "start", "end", django.contrib.postgres.fields.ranges.RangeBoundary()
                                ),
                                "&&",
                            ),
                        ],
                        name="assignment_person_no_overlap",
                        violation_error_code="person_already_on_duty",
                        violation_error_message="该人员同一时段已有值班",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_active", True)),
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        expressions=[
                            ("shift", "="),
                            (
                                rostering.rosters.models.shift.InstantRange(
                                    "start", "end", django.contrib.postgres.fields.ranges.RangeBoundary()
                                ),
                                "&&",
                            ),
                        ],
                        name="assignment_seat_no_overlap",
                        violation_error_code="seat_already_held",
                        violation_error_message="该席位已有人",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holders", models.JSONField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="rostering.rosterrevision",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revision_entries",
                        to="rostering.shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "版次内容",
                "constraints": [models.UniqueConstraint(fields=("revision", "shift"), name="revision_entry_once")],
            },
        ),
        migrations.CreateModel(
            name="ShiftPhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                (
                    "posture",
                    models.CharField(
                        choices=[
                            (rostering.enums.Posture["ON_SITE"], "在岗"),
                            (rostering.enums.Posture["HOME_STANDBY"], "居家带班"),
                            (rostering.enums.Posture["PHONE_STANDBY"], "手机畅通"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "place_limit",
                    models.CharField(
                        blank=True,
                        choices=[
                            (rostering.enums.PlaceLimit["POST"], "不得离开岗位"),
                            (rostering.enums.PlaceLimit["OFFICE_COMPOUND"], "不得离开机关大院"),
                            (rostering.enums.PlaceLimit["COUNTY_TOWN"], "不得离开县城"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "leaving_rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            (rostering.enums.LeavingRule["LOG_ENTRY"], "离开须登记"),
                            (rostering.enums.LeavingRule["ONLY_WHEN_RELIEVED"], "有人接替方可离开"),
                            (rostering.enums.LeavingRule["REPORT_TO_COUNTY_OFFICE"], "离开须报告两办"),
                            (
                                rostering.enums.LeavingRule["INCIDENT_AND_REPORT"],
                                "仅处置突发事件可离开，并报告两办",
                            ),
                        ],
                        max_length=32,
                    ),
                ),
                ("response_minutes", models.PositiveSmallIntegerField(null=True)),
                ("exception", models.CharField(blank=True, max_length=200)),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="rostering.shift"
                    ),
                ),
            ],
            options={
                "verbose_name": "值守时段",
                "ordering": ["start"],
                "constraints": [
                    models.UniqueConstraint(fields=("shift", "start"), name="shift_phase_start_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="shift_phase_start_before_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (rostering.enums.SwapKind["SWAP"], "换班"),
                            (rostering.enums.SwapKind["SUBSTITUTION"], "代班"),
                            (rostering.enums.SwapKind["EMERGENCY_COVER"], "紧急顶班"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (rostering.enums.SwapState["REQUESTED"], "待对方同意"),
                            (rostering.enums.SwapState["ACCEPTED"], "待审批"),
                            (rostering.enums.SwapState["IN_EFFECT"], "已生效，待复核"),
                            (rostering.enums.SwapState["APPROVED"], "已批准"),
                            (rostering.enums.SwapState["DECLINED"], "对方未同意"),
                            (rostering.enums.SwapState["REJECTED"], "未批准"),
                            (rostering.enums.SwapState["CANCELLED"], "已撤回"),
                            (rostering.enums.SwapState["EXPIRED"], "已过期"),
                            (rostering.enums.SwapState["SUPERSEDED"], "因调班失效"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                ("requested_at", models.DateTimeField(verbose_name="提出时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "counterpart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swaps_answered", to="units.person"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swaps", to="rostering.dutyperiod"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swaps_asked", to="units.person"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swaps", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "换班",
                "indexes": [
                    models.Index(fields=["unit", "-requested_at"], name="swap_by_unit"),
                    models.Index(fields=["-requested_at", "id"], name="swap_by_time"),
                    models.Index(fields=["person", "-requested_at"], name="swap_by_person"),
                    models.Index(fields=["counterpart", "-requested_at"], name="swap_by_counterpart"),
                    models.Index(fields=["period"], name="swap_by_period"),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    rostering.enums.SwapState["REQUESTED"],
                                    rostering.enums.SwapState["ACCEPTED"],
                                ),
                            )
                        ),
                        fields=["expires_at"],
                        name="swap_open_until",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("counterpart")), _negated=True),
                        name="swap_between_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", rostering.enums.SwapKind["EMERGENCY_COVER"]),
                                (
                                    "state__in",
                                    (
                                        rostering.enums.SwapState["IN_EFFECT"],
                                        rostering.enums.SwapState["APPROVED"],
                                        rostering.enums.SwapState["REJECTED"],
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(("kind", rostering.enums.SwapKind["EMERGENCY_COVER"]), _negated=True),
                                models.Q(("state", rostering.enums.SwapState["IN_EFFECT"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="swap_state_of_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at__isnull", True),
                            (
                                "state__in",
                                (
                                    rostering.enums.SwapState["APPROVED"],
                                    rostering.enums.SwapState["REJECTED"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="swap_decided_when_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SwapSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("is_open", models.BooleanField(default=True)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swap_seats",
                        to="rostering.assignment",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swap_seats",
                        to="rostering.rosterrevision",
                    ),
                ),
                (
                    "swap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="rostering.swap"
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
            ],
            options={
                "verbose_name": "换班席位",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("assignment",),
                        name="swap_one_open_per_assignment",
                        violation_error_code="swap_already_open",
                        violation_error_message="该班次已有换班在办",
                    ),
                    models.UniqueConstraint(fields=("swap", "order"), name="swap_seat_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))), name="swap_seat_start_before_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitStaffing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post", models.CharField(max_length=40, verbose_name="岗位代码")),
                ("seats", models.PositiveSmallIntegerField(verbose_name="每日人数")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unit_staffing",
                        to="rostering.policyversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位岗位配置",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "unit", "post"), name="unit_staffing_once_per_post")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="circularversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="55da816c539b2e99a03e22c7e83b62a53c7f2ee4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5795a",
                    table="rostering_circularversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revisionentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e6900ec308f9263c3e45eb18960c3ac7fa46aa2f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d2398",
                    table="rostering_revisionentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterrevision",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e9c7aad555bc55a85962eb99db05fcee875c2e4d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ab021",
                    table="rostering_rosterrevision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shift",
            trigger=pgtrigger.compiler.Trigger(
                name="phases_partition_shift",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    declare="DECLARE whole BOOLEAN;",
                    func='\n            SELECT COALESCE(bool_and(\n                p.start = COALESCE(p.before, s.start) AND (p.after IS NOT NULL OR p."end" = s."end")\n            ), FALSE) INTO whole\n            FROM rostering_shift s LEFT JOIN (\n                SELECT shift_id, start, "end", lag("end") OVER w AS before, lead(start) OVER w AS after\n                FROM rostering_shiftphase WHERE shift_id = COALESCE(NEW.id, OLD.id) WINDOW w AS (ORDER BY start)\n            ) p ON p.shift_id = s.id\n            WHERE s.id = COALESCE(NEW.id, OLD.id)\n            HAVING count(s.id) > 0;\n            IF NOT whole THEN\n                RAISE EXCEPTION \'phases do not partition shift %\', COALESCE(NEW.id, OLD.id)\n                    USING ERRCODE = \'check_violation\', CONSTRAINT = \'phases_partition_shift\';\n            END IF;\n            RETURN NULL;\n        ',
                    hash="ee23c2e9c3881ae85a5601782becb25006fdd29c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_phases_partition_shift_148f8",
                    table="rostering_shift",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shiftphase",
            trigger=pgtrigger.compiler.Trigger(
                name="phases_partition_shift",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    declare="DECLARE whole BOOLEAN;",
                    func='\n            SELECT COALESCE(bool_and(\n                p.start = COALESCE(p.before, s.start) AND (p.after IS NOT NULL OR p."end" = s."end")\n            ), FALSE) INTO whole\n            FROM rostering_shift s LEFT JOIN (\n                SELECT shift_id, start, "end", lag("end") OVER w AS before, lead(start) OVER w AS after\n                FROM rostering_shiftphase WHERE shift_id = COALESCE(NEW.shift_id, OLD.shift_id) WINDOW w AS (ORDER BY start)\n            ) p ON p.shift_id = s.id\n            WHERE s.id = COALESCE(NEW.shift_id, OLD.shift_id)\n            HAVING count(s.id) > 0;\n            IF NOT whole THEN\n                RAISE EXCEPTION \'phases do not partition shift %\', COALESCE(NEW.shift_id, OLD.shift_id)\n                    USING ERRCODE = \'check_violation\', CONSTRAINT = \'phases_partition_shift\';\n            END IF;\n            RETURN NULL;\n        ',
                    hash="09a53caff09fcb05f3c6bfbcf30332b9217a360b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_phases_partition_shift_cd946",
                    table="rostering_shiftphase",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
