"""What people read for the enums of `rostering`."""

from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import DutyClass, PairKind, Strength
from rostering.engine.tiers import Tier as Objective
from rostering.enums import (
    GENERATION_STAGES,
    AbsenceKind,
    AbsenceState,
    Basis,
    CoverState,
    DayKind,
    Emphasis,
    ExtraKind,
    JobKind,
    JobStage,
    JobState,
    LeavingRule,
    NoWay,
    Overlap,
    Part,
    PeriodKind,
    PeriodState,
    PlaceLimit,
    PolicyState,
    Post,
    Posture,
    RingState,
    RosterState,
    RoundState,
    SeatScope,
    StepKind,
    SwapKind,
    SwapState,
    WishKind,
)
from units import vocabulary
from units.vocabulary import Vocabulary

Label = vocabulary.Label

# Posts are policy data: a county's policy may add some (`rostering.policies.queries.added` tells which).
POST_LABELS = Vocabulary(
    "posts",
    {
        Post.COUNTY_LEADER: _("带班县领导"),
        Post.LEADER: _("带班领导"),
        Post.DEDICATED_STAFF: _("专职值班人员"),
        Post.DUTY_OFFICER: _("值班人员"),
    },
)
LEADING = (Post.COUNTY_LEADER, Post.LEADER)


def is_county_wide(post: str) -> bool:
    """Staffed once for the county: whoever holds it stands for the county, not for the office that seats them."""
    term = POST_LABELS.term(post)
    return term.is_county_wide if term else post == Post.COUNTY_LEADER


def is_leading(post: str) -> bool:
    """带班 rather than 值班: by name as it ships, by the lowest rank as a county adds it."""
    term = POST_LABELS.term(post)
    return term.leads if term else post in LEADING


POSTURE_LABELS: dict[str, Label] = {
    Posture.ON_SITE: _("在岗"),
    Posture.HOME_STANDBY: _("居家带班"),
    Posture.PHONE_STANDBY: _("手机畅通"),
}

EXTRA_LABELS: dict[str, Label] = {
    ExtraKind.LEADER: _("增派带班"),
    ExtraKind.STAFF: _("增派值班"),
    ExtraKind.BACKUP: _("备班"),
    ExtraKind.FIELD_TEAM: _("现场工作组"),
}

PLACE_LABELS: dict[str, Label] = {
    PlaceLimit.POST: _("不得离开岗位"),
    PlaceLimit.OFFICE_COMPOUND: _("不得离开机关大院"),
    PlaceLimit.COUNTY_TOWN: _("不得离开县城"),
}

LEAVING_LABELS: dict[str, Label] = {
    LeavingRule.LOG_ENTRY: _("离开须登记"),
    LeavingRule.ONLY_WHEN_RELIEVED: _("有人接替方可离开"),
    LeavingRule.REPORT_TO_COUNTY_OFFICE: _("离开须报告两办"),
    LeavingRule.INCIDENT_AND_REPORT: _("仅处置突发事件可离开，并报告两办"),
}

BASIS_LABELS: dict[str, Label] = {Basis.STATED: _("制度规定"), Basis.LOCAL: _("本县设定")}

SEAT_SCOPE_LABELS: dict[str, Label] = {SeatScope.UNIT: _("每单位"), SeatScope.COUNTY: _("全县")}

POLICY_STATE_LABELS: dict[str, Label] = {
    PolicyState.DRAFT: _("草案"),
    PolicyState.PUBLISHED: _("已发布"),
    PolicyState.DISCARDED: _("已放弃"),
}

ROUND_STATE_LABELS: dict[str, Label] = {RoundState.OPEN: _("征求意见中"), RoundState.CLOSED: _("已结束")}

DAY_KIND_LABELS: dict[str, Label] = {
    DayKind.WORKDAY: _("工作日"),
    DayKind.MAKEUP_WORKDAY: _("调休补班"),
    DayKind.WEEKEND: _("周末"),
    DayKind.STATUTORY_HOLIDAY: _("法定节假日"),
    DayKind.HOLIDAY_BRIDGE: _("假期调休"),
}

PERIOD_KIND_LABELS: dict[str, Label] = {
    PeriodKind.HOLIDAY: _("节假日"),
    PeriodKind.WEEKEND: _("周末"),
    PeriodKind.SPECIAL: _("专项时段"),
}

OVERLAP_LABELS: dict[str, Label] = {
    Overlap.REPLACE: _("由本周期代替，原值班人员届时免值"),
    Overlap.KEEP: _("原值班表照旧，本周期不排这些天"),
}

PERIOD_STATE_LABELS: dict[str, Label] = {
    PeriodState.DRAFT: _("待开启"),
    PeriodState.OPEN: _("填报中"),
    PeriodState.PUBLISHED: _("已发布"),
    PeriodState.CLOSED: _("已结束"),
}

ROSTER_STATE_LABELS: dict[str, Label] = {
    RosterState.DRAFT: _("待确认"),
    RosterState.SUBMITTED: _("已报送"),
    RosterState.RETURNED: _("已退回"),
    RosterState.ACCEPTED: _("已确认"),
}

JOB_STATE_LABELS: dict[str, Label] = {
    JobState.QUEUED: _("排队中"),
    JobState.RUNNING: _("进行中"),
    JobState.SUCCEEDED: _("已完成"),
    JobState.FAILED: _("未完成"),
    JobState.CANCELLED: _("已取消"),
}

JOB_KIND_LABELS: dict[str, Label] = {
    JobKind.GENERATION: _("排班"),
    JobKind.PROPOSAL: _("比选方案"),
    JobKind.SIMULATION: _("制度推演"),
}

EMPHASIS_LABELS: dict[str, Label] = {
    Emphasis.FAIRNESS: _("均衡优先"),
    Emphasis.STEADY: _("少变动优先"),
    Emphasis.SPACING: _("间隔优先"),
    Emphasis.WISHES: _("意愿优先"),
}

STEP_LABELS: dict[str, Label] = {
    StepKind.REPLACED: _("换人"),
    StepKind.GENERATED: _("排班"),
    StepKind.ADOPTED: _("采用方案"),
    StepKind.LOCKED: _("锁定席位"),
    StepKind.UNLOCKED: _("解除锁定"),
}

JOB_STAGE_LABELS: dict[str, Label] = {
    JobStage.WAITING: _("等待开始"),
    JobStage.PROPOSING: _("逐单位排班"),
    JobStage.FILLING: _("补齐空岗"),
    JobStage.FAIRNESS: _("公平"),
    JobStage.SPACING: _("间隔和意愿"),
    JobStage.SAVING: _("核对保存"),
    JobStage.LOADING: _("读取历史值班"),
    JobStage.LAYING_OUT: _("按制度逐日铺开岗位"),
    JobStage.MEETING: _("对照突发事件"),
    JobStage.FINISHED: _("已结束"),
}

LEAVE_PART_LABELS: dict[str, Label] = {
    Part.DAY: _("全天"),
    Part.MORNING: _("上午"),
    Part.AFTERNOON: _("下午"),
}

# Why a span of leave can't be read (rostering/fairness/rules/leave.py).
LEAVE_TEXT_ERRORS: dict[str, Label] = {
    "leave_unreadable": _("无法识别该时间。请按“6月19日上午”“6月19日下午至6月21日”的样式填写。"),
    "half_day_unclear": _("请写明是上午还是下午。"),
    "leave_inverted": _("结束时间须晚于开始时间"),
    "no_such_day": _("没有这一天，请核对日期。"),
}

ABSENCE_KIND_LABELS: dict[str, Label] = {
    AbsenceKind.ANNUAL_LEAVE: _("公休（年休假）"),
    AbsenceKind.SICK_LEAVE: _("病假"),
    AbsenceKind.MATERNITY_LEAVE: _("产假"),
    AbsenceKind.PATERNITY_LEAVE: _("陪产假"),
    AbsenceKind.PERSONAL_LEAVE: _("事假"),
    AbsenceKind.MARRIAGE_LEAVE: _("婚假"),
    AbsenceKind.BEREAVEMENT_LEAVE: _("丧假"),
    AbsenceKind.HOME_LEAVE: _("探亲假"),
    AbsenceKind.TRAINING: _("学习培训"),
    AbsenceKind.BUSINESS_TRIP: _("出差"),
    AbsenceKind.OTHER: _("其他"),
}

SWAP_KIND_LABELS: dict[str, Label] = {
    SwapKind.SWAP: _("换班"),
    SwapKind.SUBSTITUTION: _("代班"),
    SwapKind.EMERGENCY_COVER: _("紧急顶班"),
}

COVER_STATE_LABELS: dict[str, Label] = {
    CoverState.OPEN: _("征询中"),
    CoverState.TAKEN: _("有人顶班，待批准"),
    CoverState.APPROVED: _("已批准"),
    CoverState.WITHDRAWN: _("已撤回"),
    CoverState.EXPIRED: _("已过期"),
    CoverState.VOID: _("班次已变动"),
}

RING_STATE_LABELS: dict[str, Label] = {
    RingState.PROPOSED: _("待各方同意"),
    RingState.AGREED: _("各方已同意，待批准"),
    RingState.APPROVED: _("已批准"),
    RingState.DECLINED: _("有人不同意"),
    RingState.CANCELLED: _("已撤回"),
    RingState.REJECTED: _("不予批准"),
    RingState.EXPIRED: _("已过期"),
    RingState.VOID: _("班次已变动"),
}

SWAP_STATE_LABELS: dict[str, Label] = {
    SwapState.REQUESTED: _("待对方同意"),
    SwapState.ACCEPTED: _("待审批"),
    SwapState.IN_EFFECT: _("已生效，待复核"),
    SwapState.APPROVED: _("已批准"),
    SwapState.DECLINED: _("对方未同意"),
    SwapState.REJECTED: _("未批准"),
    SwapState.CANCELLED: _("已撤回"),
    SwapState.EXPIRED: _("已过期"),
    SwapState.SUPERSEDED: _("因调班失效"),
}

OBJECTIVE_LABELS: dict[str, Label] = {
    Objective.VACANCIES: _("空岗（加权）"),
    Objective.WARNINGS: _("未能尽量遵守的规则"),
    Objective.EVE: _("除夕公平"),
    Objective.FESTIVAL: _("节日当天公平"),
    Objective.STATUTORY: _("法定假日公平"),
    Objective.WEEKEND: _("周末和调休公平"),
    Objective.POINTS: _("负担分公平"),
    Objective.REPEATS: _("连续两年值同一节日"),
    Objective.SPACING: _("值班间隔过近"),
    Objective.PREFERENCES: _("未满足的意愿"),
    Objective.STABILITY: _("与原方案不同的席位"),
}


def stage_text(stage: str) -> str:
    """Where a generation is: 3/5 公平; the stage alone for other work."""
    if stage not in GENERATION_STAGES:
        return str(JOB_STAGE_LABELS[stage])
    number = GENERATION_STAGES.index(JobStage(stage)) + 1
    return f"{number}/{len(GENERATION_STAGES)} {JOB_STAGE_LABELS[stage]}"


ABSENCE_STATE_LABELS: dict[str, Label] = {
    AbsenceState.REQUESTED: _("待审批"),
    AbsenceState.APPROVED: _("已批准"),
    AbsenceState.REJECTED: _("未批准"),
    AbsenceState.WITHDRAWN: _("已撤回"),
}

WISH_KIND_LABELS: dict[str, Label] = {
    WishKind.RATHER_NOT: _("尽量不排"),
    WishKind.GLADLY: _("愿意值班"),
    WishKind.PINNED: _("指定值班"),
}

PAIR_KIND_LABELS: dict[str, Label] = {PairKind.TOGETHER: _("不同时值班"), PairKind.BOTH_AWAY: _("不同时外出")}

STRENGTH_LABELS: dict[str, Label] = {
    Strength.HARD: _("必须遵守"),
    Strength.WARNING: _("尽量遵守"),
    Strength.OFF: _("不作要求"),
}

DUTY_CLASS_LABELS: dict[str, Label] = {
    DutyClass.EVE: _("除夕"),
    DutyClass.FESTIVAL: _("节日当天"),
    DutyClass.STATUTORY: _("法定假日"),
    DutyClass.WEEKEND: _("周末和调休"),
    DutyClass.ORDINARY: _("平日"),
    DutyClass.POINTS: _("负担分"),
}

NO_WAY_LABELS: dict[str, Label] = {
    NoWay.NO_CHANNEL: _("系统未配置发送通道，本人也未登记其他方式"),
    NoWay.NO_PHONE: _("未登记手机，也没有其他联系方式"),
    NoWay.UNVERIFIED: _("联系方式未验证"),
    NoWay.LEFT: _("届时已离任"),
}
