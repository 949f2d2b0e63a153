"""Of what is followed up: tasks, complaints, and what the system asks of people."""

from django.utils.translation import gettext_lazy as _

from alerts.enums import (
    Ask,
    ComplaintAbout,
    ComplaintKind,
    ComplaintState,
    Matter,
    TaskAct,
    TaskGrade,
    TaskKind,
    TaskState,
    Verdict,
)
from units.labels import Label

COMPLAINT_KIND_LABELS: dict[str, Label] = {
    ComplaintKind.SUGGESTION: _("建议"),
    ComplaintKind.COMPLAINT: _("投诉"),
}


COMPLAINT_ABOUT_LABELS: dict[str, Label] = {
    ComplaintAbout.BURDEN: _("值班负担"),
    ComplaintAbout.SYSTEM: _("本系统"),
    ComplaintAbout.OTHER: _("其他"),
}


COMPLAINT_STATE_LABELS: dict[str, Label] = {
    ComplaintState.OPEN: _("待答复"),
    ComplaintState.ANSWERED: _("已答复"),
    ComplaintState.WITHDRAWN: _("已撤回"),
}


TASK_KIND_LABELS: dict[str, Label] = {
    TaskKind.INSTRUCTION: _("领导批示"),
    TaskKind.ROUND: _("督导问题"),
    TaskKind.HAZARD: _("隐患"),
    TaskKind.WHISTLE: _("吹哨事项"),
    TaskKind.CHECK: _("查岗问题"),
    TaskKind.OTHER: _("其他交办"),
}


TASK_GRADE_LABELS: dict[str, Label] = {
    TaskGrade.SAME_DAY: _("当日转办"),
    TaskGrade.SIMPLE: _("简单事项"),
    TaskGrade.GENERAL: _("一般事项"),
    TaskGrade.HARD: _("疑难事项"),
}


TASK_STATE_LABELS: dict[str, Label] = {
    TaskState.GIVEN: _("待签收"),
    TaskState.UNDER_WAY: _("办理中"),
    TaskState.REPORTED: _("待评价"),
    TaskState.DONE: _("已办结"),
    TaskState.WITHDRAWN: _("已撤销"),
}


VERDICT_LABELS: dict[str, Label] = {
    Verdict.SATISFIED: _("满意"),
    Verdict.DISSATISFIED: _("不满意"),
    Verdict.CONSENTED: _("逾期未评价，视为满意"),
}


TASK_ACT_LABELS: dict[str, Label] = {
    TaskAct.GIVE: _("交办"),
    TaskAct.TAKE: _("签收"),
    TaskAct.FORWARD: _("转办"),
    TaskAct.REPORT: _("报告办理结果"),
    TaskAct.SATISFY: _("评价：满意，办结"),
    TaskAct.DISSATISFY: _("评价：不满意，退回重办"),
    TaskAct.LAPSE: _("逾期未评价，视为满意"),
    TaskAct.WITHDRAW: _("撤销"),
    TaskAct.FEED_BACK: _("反馈"),
    TaskAct.LEVEL_UP: _("逾期上报"),
    TaskAct.ASK_MORE: _("申请延期"),
    TaskAct.EXTEND: _("同意延期"),
    TaskAct.KEEP_LIMIT: _("不同意延期"),
}


ASK_LABELS: dict[str, Label] = {
    Ask.MESSAGES: _("消息（条）"),
    Ask.TAPS: _("点按（次）"),
    Ask.FIELDS: _("填报（项）"),
    Ask.CHECKS: _("查岗（次）"),
    Ask.NIGHTS: _("夜间打扰（夜）"),
}


MATTER_LABELS: dict[str, Label] = {
    Matter.ROSTER: _("排班报送"),
    Matter.DUTY: _("值班"),
    Matter.CHANGE: _("换班顶班"),
    Matter.LEAVE: _("请假与意愿"),
    Matter.CHECK: _("查岗"),
    Matter.CALL_OUT: _("紧急召集"),
    Matter.EMERGENCY: _("突发事件与吹哨"),
    Matter.TASK: _("指示与任务"),
    Matter.COMPLAINT: _("投诉建议"),
    Matter.TIER: _("类别与制度"),
    Matter.PEOPLE: _("人员与单位"),
    Matter.ACCOUNT: _("账号与联系方式"),
}
