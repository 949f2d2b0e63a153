from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from typing import Any, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.enums import Paper, PublishUnfiled
from units.labels import PAPER_LABELS, PUBLISH_UNFILED_LABELS, Label
from units.rows.moving import moving

# What stands in the foot of a printed roster until a county writes other lines.
FILED_BY, SIGNED_BY, FILED_ON = "填报人", "审签人", "时间"
SIGNATURES = f"{FILED_BY}、{SIGNED_BY}、{FILED_ON}"


def _number(
    label: object, default: int, least: int, most: int, **options: object
) -> "models.PositiveSmallIntegerField[int, int]":
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, **options)  # type: ignore[arg-type]


class CountySettings(models.Model):
    """What a county decides for itself (domain: L). A county without a row has the defaults.

    Read once where something begins and written down there; what has begun keeps what held then.
    """

    county = models.OneToOneField("units.County", on_delete=models.PROTECT, primary_key=True, related_name="settings")
    letterhead = models.CharField(
        _("单位抬头"),
        max_length=100,
        blank=True,
        help_text=_("印在值班表上方，并作为通报的落款，如“中共大余县委办公室”"),
    )
    # Filing.
    filing_days_before = _number(_("报送截止：首个值班日前几天"), 2, 0, 30)
    filing_time = models.TimeField(_("报送截止：当天几点"), default=time(12, 0))
    remind_filing_hours = _number(_("截止前几小时提醒未报送的单位"), 4, 0, 168, help_text=_("填 0 不提醒"))
    silence_accepts = models.BooleanField(_("两办逾期未答复视为接受"), default=True)
    answer_filing_hours = _number(_("两办须在几小时内答复报送"), 24, 1, 168)
    publish_unfiled = models.CharField(
        _("还有单位未报送时发布"),
        max_length=12,
        choices=list(PUBLISH_UNFILED_LABELS.items()),
        default=PublishUnfiled.WITH_REASON,
    )
    # Hearing in time.
    remind_duty_evening = models.BooleanField(_("值班前一晚提醒本人"), default=True)
    tell_tomorrow = models.BooleanField(_("前一晚告知单位负责人次日值班人员"), default=True)
    remind_duty_at = models.TimeField(_("前一晚几点提醒"), default=time(18, 0))
    remind_duty_hours = _number(_("值班开始前几小时再次提醒"), 0, 0, 12, help_text=_("填 0 不再提醒；免扰时段内顺延"))
    morning_at = models.TimeField(
        _("早间通知几点发出"),
        default=time(8, 0),
        help_text=_("每日值班推送到群，周一的排班周报、每人的待办汇总都在此时发出"),
    )
    weekly_gaps = models.BooleanField(_("每周一向两办报送排班缺口"), default=True)
    # Checks.
    checks_per_period = _number(_("每单位每周期查岗次数"), 1, 1, 20)
    quiet_from = models.TimeField(_("免扰开始"), default=time(22, 0), help_text=_("免扰时段不查岗，紧急召集不受限"))
    quiet_until = models.TimeField(_("免扰结束"), default=time(7, 0))
    check_answer_minutes = _number(_("查岗应答时限（分钟）"), 10, 1, 120)
    recent_proof_minutes = _number(
        _("刚有回应者免查（分钟）"), 120, 0, 1440, help_text=_("这段时间内确认过、记过日志或交接过的人不再打扰")
    )
    # Call-outs and reports.
    call_answer_minutes = _number(_("召集应答时限（分钟）"), 10, 1, 60)
    report_phone_minutes = _number(_("首报（电话）时限（分钟）"), 30, 5, 240)
    report_written_minutes = _number(_("首报（书面）时限（分钟）"), 60, 10, 480)
    report_city_minutes = _number(
        _("较大以上事件报市时限（分钟）"), 120, 10, 1440, help_text=_("自事件发生起计算，按省里规定填写")
    )
    bulletin_recipients = models.CharField(
        _("快报报送对象"),
        max_length=300,
        default="市委值班室、市政府值班室",
        blank=True,
        help_text=_("新拟快报时带入，用顿号分开"),
    )
    remind_report_minutes = _number(_("报告到期前几分钟提醒"), 10, 0, 120, help_text=_("填 0 到期时才提醒"))
    arrive_minutes = _number(_("召集到岗时限（分钟）"), 30, 5, 120)
    # Handing over.
    hand_over_minutes = _number(_("下班前几分钟内可接班"), 120, 10, 720)
    undo_handover_minutes = _number(_("接班后几分钟内可撤回"), 10, 1, 60)
    late_handover_hours = _number(_("下班后几小时内仍可补办交班"), 12, 1, 72)
    # Tasks: how long each class has, by the county's workdays, and what happens when a line is passed.
    task_simple_days = _number(_("简单事项几个工作日办结"), 3, 1, 60)
    task_general_days = _number(_("一般事项几个工作日办结"), 7, 1, 60)
    task_hard_days = _number(_("疑难事项几个工作日办结"), 15, 1, 60, help_text=_("由承办单位负责人牵头"))
    task_warn_hours = _number(_("任务到期前几小时预警"), 24, 0, 240, help_text=_("时限较短的，过半即预警"))
    task_verdict_days = _number(_("交办方几个工作日内评价"), 3, 1, 30)
    task_silence_consents = models.BooleanField(
        _("交办方逾期未评价视为满意"), default=True, help_text=_("责任记在未评价的一方")
    )
    task_feedback_days = _number(_("办结后几个工作日内反馈"), 3, 1, 30)
    task_level_up_days = _number(_("逾期几个工作日后报两办"), 1, 1, 30, help_text=_("到期未办结先报承办单位负责人"))
    office_closes = models.TimeField(
        _("工作日几点下班"), default=time(18, 0), help_text=_("按工作日计的时限到此时为止")
    )
    complaint_days = _number(_("投诉建议几个工作日内答复"), 5, 1, 30)
    # Reviews of tiers: days that each stage may wait, and the reminders of whoever holds it.
    review_submitted_days = _number(_("受理申请几天"), 5, 1, 365)
    review_document_days = _number(_("核对文件几天"), 15, 1, 365)
    review_consultation_days = _number(_("征求意见几天"), 15, 1, 365)
    review_record_days = _number(_("核查记录几天"), 10, 1, 365)
    review_deliberation_days = _number(_("集体审议几天"), 30, 1, 365)
    review_remind_days = _number(_("到期前几天提醒"), 2, 0, 60)
    review_repeat_days = _number(_("逾期后每隔几天再提醒"), 3, 1, 60)
    # What points to another tier, and to the first.
    screening_window_days = _number(_("只看最近几天的记录"), 1100, 30, 3650)
    screening_quiet_holidays = _number(
        _("连续几个假期无事件、无召集即建议下调"), 12, 0, 100, help_text=_("填 0 不作此项建议，下两项同")
    )
    screening_missed = _number(_("几次未按时到岗即建议复核"), 2, 0, 100)
    screening_call_outs = _number(_("一般保障类被召集几次即建议上调"), 3, 0, 100)
    first_tier_incidents = _number(_("首次类别：几起节假日事件即为应急处突类"), 1, 1, 100)
    first_tier_call_outs = _number(_("首次类别：出动几次即为应急处突类"), 1, 1, 100)
    # Changes.
    emergency_hours = _number(_("开始前几小时内可紧急代班"), 12, 1, 72, help_text=_("紧急代班先生效、后审核"))
    # Accounts.
    office_second_factor = models.BooleanField(
        _("两办和审计员须启用第二重验证"),
        default=False,
        help_text=_("尚未设置的，下次登录时先设置，再办理其他事项"),
    )
    session_hours = _number(_("登录最长几小时"), 12, 1, 72, help_text=_("到时须重新登录；值班的，到下班后两小时"))
    office_idle_minutes = _number(
        _("两办和审计员多少分钟不操作即退出"),
        120,
        15,
        4320,
        help_text=_("页面自动刷新不算操作；值班期间不因不操作退出"),
    )
    idle_minutes = _number(
        _("其他账号多少分钟不操作即退出"), 720, 15, 4320, help_text=_("大屏请用单位账号登录，按此项执行")
    )
    # The printed roster.
    paper = models.CharField(_("纸张"), max_length=8, choices=list(PAPER_LABELS.items()), default=Paper.A4)
    print_position = models.BooleanField(_("印“职务”列"), default=True)
    print_phone = models.BooleanField(_("印“手机”列"), default=True)
    print_posture = models.BooleanField(_("印“值守方式”列"), default=True)
    print_note = models.BooleanField(_("印“备注”列"), default=True)
    signatures = models.CharField(
        _("签署栏"),
        max_length=100,
        default=SIGNATURES,
        blank=True,
        help_text=_("用顿号分开；填报人、时间自动填写，其余留空待签"),
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("县设置")
        triggers = moving()

    def __str__(self) -> str:
        return str(self.county)

    @classmethod
    def of(cls, county_id: UUID | None) -> Self:
        """The county's, or the defaults where it has changed nothing. One query."""
        return cls.objects.filter(county_id=county_id).first() or cls(county_id=county_id)

    @classmethod
    def of_all(cls, county_ids: Iterable[UUID]) -> dict[UUID, Self]:
        """Of several counties at once. One query."""
        wanted = set(county_ids)
        found = {row.county_id: row for row in cls.objects.filter(county_id__in=wanted)}
        return {county_id: found.get(county_id) or cls(county_id=county_id) for county_id in wanted}

    @property
    def quiet_hours(self) -> tuple[time, time]:
        return self.quiet_from, self.quiet_until

    @property
    def remind_filing_before(self) -> timedelta:
        return timedelta(hours=self.remind_filing_hours)

    @property
    def remind_report_before(self) -> timedelta:
        return timedelta(minutes=self.remind_report_minutes)

    @property
    def recent_proof_within(self) -> timedelta:
        return timedelta(minutes=self.recent_proof_minutes)

    @property
    def answer_filing_within(self) -> timedelta:
        return timedelta(hours=self.answer_filing_hours)

    @property
    def hand_over_within(self) -> timedelta:
        return timedelta(minutes=self.hand_over_minutes)

    @property
    def undo_handover_within(self) -> timedelta:
        return timedelta(minutes=self.undo_handover_minutes)

    @property
    def late_handover_within(self) -> timedelta:
        return timedelta(hours=self.late_handover_hours)

    @property
    def review_days(self) -> dict[str, int]:
        """Stage of a review → days it may wait."""
        return {
            "submitted": self.review_submitted_days,
            "document_check": self.review_document_days,
            "consultation": self.review_consultation_days,
            "record_review": self.review_record_days,
            "deliberation": self.review_deliberation_days,
        }

    @property
    def emergency_within(self) -> timedelta:
        return timedelta(hours=self.emergency_hours)

    @property
    def bulletin_recipient_list(self) -> list[str]:
        return [name for name in self.bulletin_recipients.split("、") if name]

    @property
    def signature_lines(self) -> list[str]:
        return [name for name in self.signatures.split("、") if name]


# What the audit calls them: as the form does.
MODEL = "units.countysettings"
FIELD_WORDS = {MODEL: {field.name: field.verbose_name for field in CountySettings._meta.concrete_fields}}
VALUE_WORDS: Mapping[tuple[str, str], Mapping[Any, Label]] = {(MODEL, "publish_unfiled"): PUBLISH_UNFILED_LABELS}
