"""The schema of the first months in one step: four migrations that grew one by one. A database that has them counts as migrated."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import units.enums
import units.rows.stored_files
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("units", "0001_initial"),
        ("units", "0002_idempotency_keys"),
        ("units", "0003_rate_windows"),
        ("units", "0004_tier_reviews"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="County",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=32, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
            ],
            options={
                "verbose_name": "县",
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(help_text="用户或令牌", max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.CharField(max_length=64)),
                ("claim", models.UUIDField(default=uuid.uuid4)),
                ("claimed_at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                ("headers", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "幂等键",
                "indexes": [models.Index(fields=["claimed_at"], name="idempotency_key_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "key"), name="idempotency_key_once_per_client")
                ],
            },
        ),
        migrations.CreateModel(
            name="RateWindow",
            fields=[
                (
                    "key",
                    models.CharField(help_text="类别和用户或令牌", max_length=80, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("used", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "访问计数",
            },
        ),
        migrations.CreateModel(
            name="ScreeningNight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("found", models.PositiveIntegerField(default=0)),
                ("ran_at", models.DateTimeField()),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="units.county"),
                ),
            ],
            options={
                "verbose_name": "夜间筛查",
                "constraints": [models.UniqueConstraint(fields=("county", "day"), name="screening_once_per_night")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=32, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="简称")),
                ("protocol_order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                ("duty_phone", models.CharField(blank=True, max_length=40, verbose_name="值班电话")),
                ("fax", models.CharField(blank=True, max_length=40, verbose_name="传真")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="纬度"),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="经度"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="units.county"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "indexes": [models.Index(fields=["county", "protocol_order", "code"], name="unit_protocol_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("county", "code"), name="unit_code_once_per_county"),
                    models.CheckConstraint(
                        condition=models.Q(("latitude__isnull", True), ("latitude__range", (-90, 90)), _connector="OR"),
                        name="unit_latitude_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longitude__isnull", True), ("longitude__range", (-180, 180)), _connector="OR"
                        ),
                        name="unit_longitude_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("initials", models.CharField(blank=True, editable=False, max_length=60, verbose_name="拼音首字母")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (units.enums.Rank["STAFF"], "一般干部"),
                            (units.enums.Rank["SECTION_CHIEF"], "科级以上"),
                            (units.enums.Rank["COUNTY_LEADER"], "县领导"),
                        ],
                        verbose_name="职级",
                    ),
                ),
                ("position", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                ("mobile", models.CharField(blank=True, max_length=20, verbose_name="手机")),
                ("office_phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                (
                    "travel_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="从家到岗所需分钟数", null=True, verbose_name="响应半径（分钟）"
                    ),
                ),
                (
                    "eligible_posts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="可任岗位",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="到任日期")),
                (
                    "valid_to",
                    models.DateField(blank=True, help_text="自该日起不再排班", null=True, verbose_name="离任日期"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="units.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "indexes": [models.Index(fields=["unit", "-rank", "name"], name="person_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="person_valid_range_ordered",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitTier",
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
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(help_text="半开区间", verbose_name="有效期"),
                ),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tiers", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "类别沿革",
                "ordering": ["valid"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("valid", "&&")],
                        name="unit_tier_no_overlap",
                        violation_error_code="tier_overlap",
                        violation_error_message="该单位在这一时段已有类别",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False), ("valid__lower_inf", False)),
                        name="unit_tier_range_has_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            (units.enums.Role["COUNTY_OFFICE"], "两办"),
                            (units.enums.Role["UNIT_LEADER"], "单位负责人"),
                            (units.enums.Role["DUTY_PERSON"], "值班人员"),
                            (units.enums.Role["AUDITOR"], "审计员"),
                        ],
                        default=units.enums.Role["DUTY_PERSON"],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="units.county",
                        verbose_name="县",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user",
                        to="units.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="units.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "用户",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "role__in",
                                    [units.enums.Role["UNIT_LEADER"], units.enums.Role["DUTY_PERSON"]],
                                ),
                                _negated=True,
                            ),
                            ("unit__isnull", False),
                            _connector="OR",
                        ),
                        name="user_unit_role_has_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__isnull", True), ("county__isnull", False), _connector="OR"),
                        name="user_unit_has_county",
                    ),
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="用途")),
                ("prefix", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                (
                    "unit_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        help_text="空 = 用户可见的全部单位",
                        null=True,
                        size=None,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor_name", models.CharField(max_length=150, verbose_name="操作人")),
                ("on_behalf_of", models.CharField(blank=True, max_length=150, verbose_name="代谁办理")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.CharField(max_length=64)),
                ("object_label", models.CharField(max_length=200, verbose_name="对象")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"
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
                "verbose_name": "审计记录",
                "indexes": [
                    models.Index(fields=["county", "-at"], name="audit_by_county"),
                    models.Index(fields=["object_type", "object_id", "-at"], name="audit_by_object"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TierReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "current_tier",
                    models.CharField(
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="现行类别",
                    ),
                ),
                (
                    "wanted_tier",
                    models.CharField(
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="拟调类别",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="申请理由")),
                ("by_office", models.BooleanField(default=False, verbose_name="两办启动")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            (units.enums.Stage["SUBMITTED"], "申请"),
                            (units.enums.Stage["DOCUMENT_CHECK"], "核查职能划转文件"),
                            (units.enums.Stage["CONSULTATION"], "走访对接"),
                            (units.enums.Stage["RECORD_REVIEW"], "复盘历年值班记录"),
                            (units.enums.Stage["DELIBERATION"], "核查论证"),
                            (units.enums.Stage["DECIDED"], "已决定，待生效"),
                            (units.enums.Stage["EFFECTIVE"], "已生效"),
                            (units.enums.Stage["REJECTED"], "不予调整"),
                            (units.enums.Stage["WITHDRAWN"], "已撤回"),
                        ],
                        default=units.enums.Stage["SUBMITTED"],
                        max_length=16,
                        verbose_name="环节",
                    ),
                ),
                ("stage_since", models.DateTimeField()),
                ("step_due_at", models.DateTimeField(null=True, verbose_name="办理期限")),
                ("reminded_at", models.DateTimeField(null=True)),
                ("reminders", models.PositiveSmallIntegerField(default=0)),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="决定文号")),
                ("decision_reason", models.CharField(blank=True, max_length=1000, verbose_name="决定理由")),
                ("effective_date", models.DateField(null=True, verbose_name="生效日期")),
                ("decided_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="撤回理由")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "applicant",
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
                    "decided_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="units.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "类别调整",
                "indexes": [
                    models.Index(fields=["county", "-created_at"], name="review_by_county"),
                    models.Index(fields=["unit", "-created_at"], name="review_by_unit"),
                    models.Index(
                        condition=models.Q(
                            (
                                "stage__in",
                                (
                                    units.enums.Stage["SUBMITTED"],
                                    units.enums.Stage["DOCUMENT_CHECK"],
                                    units.enums.Stage["CONSULTATION"],
                                    units.enums.Stage["RECORD_REVIEW"],
                                    units.enums.Stage["DELIBERATION"],
                                ),
                            )
                        ),
                        fields=["step_due_at"],
                        name="review_step_due",
                    ),
                    models.Index(
                        condition=models.Q(("stage", units.enums.Stage["DECIDED"])),
                        fields=["effective_date"],
                        name="review_takes_effect",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                (
                                    units.enums.Stage["EFFECTIVE"],
                                    units.enums.Stage["REJECTED"],
                                    units.enums.Stage["WITHDRAWN"],
                                ),
                            ),
                            _negated=True,
                        ),
                        fields=("unit",),
                        name="review_one_open_per_unit",
                        violation_error_code="review_open",
                        violation_error_message="该单位已有一件类别调整在办",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("current_tier", models.F("wanted_tier")), _negated=True),
                        name="review_wants_another_tier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        units.enums.Stage["DECIDED"],
                                        units.enums.Stage["EFFECTIVE"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("effective_date__isnull", False), models.Q(("document_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="review_decided_with_date_and_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("consulted_at", models.DateTimeField(verbose_name="走访时间")),
                ("person_name", models.CharField(max_length=100, verbose_name="走访对象")),
                ("opinion", models.CharField(max_length=1000, verbose_name="意见")),
                ("covers", models.BooleanField(null=True, verbose_name="24 小时承接")),
                ("recorded_at", models.DateTimeField()),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consultations", to="units.tierreview"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="走访单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访意见",
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["review", "recorded_at"], name="consultation_by_review")],
            },
        ),
        migrations.CreateModel(
            name="DeliberationRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("question", models.CharField(max_length=1000, verbose_name="问题")),
                ("finding", models.CharField(blank=True, max_length=1000, verbose_name="结论")),
                ("open_points", models.CharField(blank=True, max_length=1000, verbose_name="待解决事项")),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="units.tierreview"
                    ),
                ),
            ],
            options={
                "verbose_name": "论证轮次",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="round_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("review",),
                        name="round_one_at_a_time",
                        violation_error_code="round_open",
                        violation_error_message="上一轮论证尚未结束",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("finding", ""), _negated=True), _connector="OR"
                        ),
                        name="round_closed_with_finding",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunctionTransfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("document_date", models.DateField(verbose_name="日期")),
                ("function", models.CharField(max_length=200, verbose_name="职能")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=units.rows.stored_files.evidence_storage,
                        upload_to=units.rows.stored_files.stored_as,
                        verbose_name="文件",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("retracted_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="units.tierreview"
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="划出单位",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                        verbose_name="划入单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "职能划转文件",
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retracted_at__isnull", True)),
                        fields=("review", "document_number", "function"),
                        name="transfer_once_per_review",
                        violation_error_code="evidence_duplicate",
                        violation_error_message="这份文件的这项职能已经提交过",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_unit", models.F("to_unit")), _negated=True),
                        name="transfer_between_two_units",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (units.enums.RecordState["WAITING"], "汇编中"),
                            (units.enums.RecordState["READY"], "已汇编"),
                            (units.enums.RecordState["FAILED"], "汇编失败"),
                            (units.enums.RecordState["FROZEN"], "已复盘封存"),
                        ],
                        default=units.enums.RecordState["WAITING"],
                        max_length=8,
                    ),
                ),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("body", models.JSONField(default=dict)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("compiled_at", models.DateTimeField(null=True)),
                ("frozen_at", models.DateTimeField(null=True)),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="record", to="units.tierreview"
                    ),
                ),
            ],
            options={
                "verbose_name": "历年值班记录",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", units.enums.RecordState["WAITING"])),
                        fields=["lease_until"],
                        name="record_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", units.enums.RecordState["FROZEN"]), _negated=True),
                            models.Q(("frozen_at__isnull", False), models.Q(("checksum", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="record_frozen_with_checksum",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewSuggestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            (units.enums.Cause["QUIET"], "长期无突发事件、无紧急召集"),
                            (units.enums.Cause["MISSED"], "多次未按 30 分钟到岗"),
                            (units.enums.Cause["CALLED_OUT"], "常态保障类单位多次被召集"),
                        ],
                        max_length=16,
                        verbose_name="缘由",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="现行类别",
                    ),
                ),
                (
                    "wanted_tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            (units.enums.Tier["HUB"], "中枢统筹类"),
                            (units.enums.Tier["EMERGENCY_RESPONSE"], "应急响应类"),
                            (units.enums.Tier["ROUTINE_SUPPORT"], "常态保障类"),
                        ],
                        max_length=32,
                        verbose_name="建议类别",
                    ),
                ),
                ("since", models.DateField()),
                ("figures", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (units.enums.SuggestionState["OPEN"], "待处理"),
                            (units.enums.SuggestionState["DISMISSED"], "不采纳"),
                            (units.enums.SuggestionState["TAKEN"], "已启动调类"),
                        ],
                        default=units.enums.SuggestionState["OPEN"],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="不采纳理由")),
                ("settled_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                (
                    "county",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.county"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="units.tierreview",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "verbose_name": "筛查建议",
                "indexes": [models.Index(fields=["county", "state", "-found_at"], name="suggestion_by_county")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "cause", "fingerprint"), name="suggestion_once_per_facts"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", units.enums.SuggestionState["OPEN"])),
                        fields=("unit", "cause"),
                        name="suggestion_one_open_per_cause",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="County",
            name="lead_office",
            field=models.ForeignKey(
                blank=True,
                help_text="县领导带班由该单位编排",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="牵头办公室",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f085e43f036814027530d74787ac8022ad5aa235",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9ea02",
                    table="units_auditevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" = 'frozen')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b6444cdb9f273ad3f8979180c63f414fcc23cd06",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_stays_5d1d6",
                    table="units_reviewrecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unittier",
            trigger=pgtrigger.compiler.Trigger(
                name="tier_history_without_gap",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    declare="DECLARE gaps BIGINT;",
                    func="\n        SELECT count(*) INTO gaps FROM (\n            SELECT lower(valid) AS begins, lag(upper(valid)) OVER (ORDER BY valid) AS before,\n                   row_number() OVER (ORDER BY valid) AS nth\n            FROM units_unittier WHERE unit_id = COALESCE(NEW.unit_id, OLD.unit_id)\n        ) history\n        WHERE nth > 1 AND before IS DISTINCT FROM begins;\n        IF gaps > 0 THEN\n            RAISE EXCEPTION 'the tier history of unit % has a gap', COALESCE(NEW.unit_id, OLD.unit_id)\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_history_without_gap';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="90468687f318aa4a4de0d2ab881c552003e9f346",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_tier_history_without_gap_dc9f8",
                    table="units_unittier",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        # Counts of the last minute may be lost in a crash; they need no log.
        migrations.RunSQL(
            sql="ALTER TABLE units_ratewindow SET UNLOGGED",
            reverse_sql="",
        ),
    ]
