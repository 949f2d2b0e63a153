"""What people read for the enums of `alerts`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.enums import (
    AnsweredBy,
    Ask,
    BulletinSeries,
    BulletinSource,
    BulletinStage,
    BulletinState,
    BulletinType,
    CallOutState,
    CardPart,
    ChannelCode,
    CheckOutcome,
    CheckState,
    ComplaintAbout,
    ComplaintKind,
    ComplaintState,
    EventCode,
    FeedLayout,
    HandoverState,
    Heard,
    IncidentLevel,
    IncidentState,
    InspectionState,
    LeaveState,
    LogState,
    Matter,
    NotificationState,
    OrderState,
    Purpose,
    ReceiptStatus,
    ReplyOutcome,
    ReportKind,
    SendingWay,
    StaffState,
    SummonsState,
    SupervisionState,
    TaskAct,
    TaskGrade,
    TaskKind,
    TaskState,
    Verdict,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
    WhistleKind,
    WhistleState,
)
from rostering.enums import Posture

Label = str | Promise

PURPOSE_LABELS: dict[str, Label] = {
    Purpose.DUTY_PUBLISHED: _("值班通知"),
    Purpose.DUTY_CHANGED: _("调班通知"),
    Purpose.DUTY_WITHDRAWN: _("撤班通知"),
    Purpose.ROSTER_RETURNED: _("值班表退回"),
    Purpose.FILING_DUE: _("报送提醒"),
    Purpose.FILING_MOVED: _("报送时限调整"),
    Purpose.FILING_URGED: _("报送催办"),
    Purpose.TODO_DIGEST: _("今日待办"),
    Purpose.SWAP_REQUESTED: _("换班请求"),
    Purpose.SWAP_TO_DECIDE: _("换班待审批"),
    Purpose.SWAP_MOVED: _("换班进展"),
    Purpose.COVER_ASKED: _("征询顶班"),
    Purpose.COVER_UNFILLED: _("无人顶班"),
    Purpose.COVER_ENDED: _("顶班征询结束"),
    Purpose.RING_PROPOSED: _("多人换班征求同意"),
    Purpose.RING_TO_DECIDE: _("多人换班待审批"),
    Purpose.RING_ENDED: _("多人换班结束"),
    Purpose.CHECK: _("查岗"),
    Purpose.CHECK_ESCALATED: _("查岗未应答"),
    Purpose.CHECK_ENDED: _("查岗结束"),
    Purpose.SUMMONS: _("紧急召集"),
    Purpose.SUMMONS_ESCALATED: _("召集未确认"),
    Purpose.SUMMONS_OVERDUE: _("到岗超时"),
    Purpose.SUMMONS_RELEASED: _("召集结束"),
    Purpose.REPORT_DUE: _("信息报送提醒"),
    Purpose.POSTURE_RAISED: _("值守升级"),
    Purpose.POSTURE_LIFTED: _("值守恢复"),
    Purpose.STAFF_ORDERED: _("增派待确认"),
    Purpose.WHISTLE: _("吹哨报到"),
    Purpose.CONTACT_PROOF: _("联系方式验证"),
    Purpose.REVIEW_STEP: _("类别调整办理"),
    Purpose.NOTICE: _("办理提醒"),
    Purpose.DUTY_CONFLICT: _("值班冲突"),
    Purpose.DUTY_REMINDER: _("值班提醒"),
    Purpose.UNIT_TOMORROW: _("明日值班"),
    Purpose.WEEKLY_GAPS: _("排班周报"),
    Purpose.TIER_NEEDS: _("新类别准备"),
    Purpose.ACCOUNT_INVITED: _("开通账号"),
    Purpose.ACCOUNT_RECOVERY: _("找回密码"),
    Purpose.ACCOUNT_FACTOR_RESET: _("第二重验证已重置"),
    Purpose.ACCOUNT_NEW_DEVICE: _("新设备登录"),
    Purpose.WARNING_RECEIVED: _("预警待签发"),
    Purpose.WARNING: _("预警叫应"),
    Purpose.WARNING_UNANSWERED: _("预警未叫应"),
    Purpose.WARNING_ENDED: _("预警结束"),
    Purpose.LEAVE_OPEN: _("离岗报备"),
    Purpose.TASK_DUE: _("任务到期提醒"),
    Purpose.TASK_OVERDUE: _("任务逾期"),
    Purpose.COMPLAINT_OVERDUE: _("投诉建议逾期未答复"),
}

CHANNEL_LABELS: dict[str, Label] = {
    ChannelCode.INBOX: _("站内消息"),
    ChannelCode.CONSOLE: _("演示通道"),
    ChannelCode.EMAIL: _("电子邮件"),
    ChannelCode.APPRISE: _("即时通讯"),
    ChannelCode.ALIYUN_SMS: _("阿里云短信"),
    ChannelCode.TENCENT_SMS: _("腾讯云短信"),
    ChannelCode.VOICE: _("语音电话"),
    ChannelCode.WEBHOOK: _("回调接口"),
}

RECEIPT_LABELS: dict[str, Label] = {
    ReceiptStatus.ACCEPTED: _("服务商已接收"),
    ReceiptStatus.REFUSED: _("服务商拒绝"),
    ReceiptStatus.FAILED: _("没有送出"),
    ReceiptStatus.UNKNOWN: _("没有答复，可能已送出"),
}

HEARD_LABELS: dict[str, Label] = {
    Heard.KEY: _("电话按键"),
    Heard.TEXT: _("短信回复"),
    Heard.VOICEMAIL: _("转入语音信箱"),
    Heard.BUSY: _("占线"),
    Heard.NO_ANSWER: _("无人接听"),
    Heard.HUNG_UP: _("接听后未按键"),
}

REPLY_OUTCOME_LABELS: dict[str, Label] = {
    ReplyOutcome.COUNTED: _("已记录"),
    ReplyOutcome.ALREADY: _("此前已应答"),
    ReplyOutcome.OVER: _("事项已结束"),
    ReplyOutcome.UNCLEAR: _("看不懂"),
    ReplyOutcome.NO_QUESTION: _("没有待答事项"),
    ReplyOutcome.NOT_AN_ANSWER: _("不算应答"),
}

# What stands in the address of a channel, with an example.
ADDRESS_FORMS: dict[str, Label] = {
    ChannelCode.CONSOLE: _("手机号，如 13800138000；演示不发短信，验证码显示在本页"),
    ChannelCode.EMAIL: _("邮箱，如 zhangsan@example.cn"),
    ChannelCode.APPRISE: _("群机器人或推送地址，如 https://oapi.dingtalk.com/robot/send?access_token=…"),
    ChannelCode.ALIYUN_SMS: _("手机号，如 13800138000"),
    ChannelCode.TENCENT_SMS: _("手机号，如 13800138000"),
    ChannelCode.VOICE: _("手机号或固定电话，如 13800138000、0797-8712345"),
    ChannelCode.WEBHOOK: _("公网 https 地址，如 https://duty.example.cn/hook"),
}

NOTIFICATION_STATE_LABELS: dict[str, Label] = {
    NotificationState.PENDING: _("待发送"),
    NotificationState.ACCEPTED: _("已送出"),
    NotificationState.DEAD: _("未送达"),
    NotificationState.SUPPRESSED: _("不再需要"),
}

CHECK_STATE_LABELS: dict[str, Label] = {
    CheckState.PLANNED: _("待查"),
    CheckState.ASKING: _("等待应答"),
    CheckState.ANSWERED: _("已应答"),
    CheckState.WITH_OFFICE: _("待两办电话核实"),
    CheckState.CLOSED: _("已核实"),
    CheckState.CANCELLED: _("已取消"),
}

ANSWER_WORDS: dict[str, Label] = {
    Posture.ON_SITE: _("我在岗，应答"),
    Posture.HOME_STANDBY: _("我在家带班，随时可到岗"),
    Posture.PHONE_STANDBY: _("已接听，保持通讯畅通"),
}

CHECK_OUTCOME_LABELS: dict[str, Label] = {
    CheckOutcome.REACHED: _("已联系上"),
    CheckOutcome.NO_ANSWER: _("未应答"),
    CheckOutcome.PROVIDER_FAILED: _("通道故障"),
    CheckOutcome.NOT_SENT: _("未发出"),
}

INCIDENT_LEVEL_LABELS: dict[str, Label] = {
    IncidentLevel.PARTICULARLY_MAJOR: _("特别重大"),
    IncidentLevel.MAJOR: _("重大"),
    IncidentLevel.LARGER: _("较大"),
    IncidentLevel.ORDINARY: _("一般"),
}

INCIDENT_STATE_LABELS: dict[str, Label] = {IncidentState.OPEN: _("处置中"), IncidentState.CLOSED: _("已办结")}

REPORT_KIND_LABELS: dict[str, Label] = {
    ReportKind.INITIAL_PHONE: _("电话首报"),
    ReportKind.INITIAL_WRITTEN: _("书面首报"),
    ReportKind.FOLLOW_UP: _("续报"),
    ReportKind.FINAL: _("终报"),
}

BULLETIN_SERIES_LABELS: dict[str, Label] = {BulletinSeries.DUTY: _("值班快报"), BulletinSeries.SITUATION: _("要情专报")}

BULLETIN_STAGE_LABELS: dict[str, Label] = {
    BulletinStage.INITIAL: _("首报"),
    BulletinStage.FOLLOW_UP: _("续报"),
    BulletinStage.FINAL: _("终报"),
}

BULLETIN_STATE_LABELS: dict[str, Label] = {
    BulletinState.DRAFT: _("草稿"),
    BulletinState.ISSUED: _("已签发"),
    BulletinState.RETRACTED: _("已撤回"),
    BulletinState.CORRECTED: _("已更正"),
    BulletinState.DISCARDED: _("已作废"),
}

SENDING_WAY_LABELS: dict[str, Label] = {
    SendingWay.FAX: _("传真"),
    SendingWay.DOCUMENT_SYSTEM: _("公文系统"),
    SendingWay.PHONE: _("电话"),
    SendingWay.COURIER: _("专人送达"),
    SendingWay.OTHER: _("其他"),
}

CARD_PART_LABELS: dict[str, Label] = {
    CardPart.FIRST: _("头十分钟"),
    CardPart.CALL: _("打给谁"),
    CardPart.REPORT: _("报告什么"),
}

# What a bulletin must say, by its column; in the order of alerts/bulletins/rules.py.
ELEMENT_LABELS: dict[str, Label] = {
    "occurred_at": _("发生时间"),
    "place": _("地点"),
    "source": _("信息来源"),
    "matter": _("基本情况"),
    "casualties": _("人员伤亡和损失"),
    "scope": _("影响范围"),
    "measures": _("已采取的措施"),
    "trend": _("趋势研判"),
    "reporter": _("报告单位和报告人"),
}

OUT_OF_ORDER_TEXTS: dict[str, Label] = {
    "initial_issued": _("该事件已有首报，请作续报或更正首报"),
    "initial_missing": _("请先签发首报"),
    "final_issued": _("该事件已有终报，请更正终报"),
}

CALL_OUT_STATE_LABELS: dict[str, Label] = {
    CallOutState.DRAFT: _("待发出"),
    CallOutState.DISPATCHED: _("召集中"),
    CallOutState.CLOSED: _("已结束"),
    CallOutState.CANCELLED: _("已取消"),
}

SUMMONS_STATE_LABELS: dict[str, Label] = {
    SummonsState.SENDING: _("正在发出"),
    SummonsState.CALLED: _("已发出"),
    SummonsState.ACKNOWLEDGED: _("已收到"),
    SummonsState.ARRIVED: _("已到岗"),
    SummonsState.DECLINED: _("无法到岗"),
    SummonsState.RELEASED: _("已解除"),
}

WHISTLE_KIND_LABELS: dict[str, Label] = {
    WhistleKind.ROUTINE: _("快捷哨"),
    WhistleKind.JOINT: _("攻坚哨"),
    WhistleKind.URGENT: _("应急哨"),
}

WHISTLE_STATE_LABELS: dict[str, Label] = {
    WhistleState.REQUESTED: _("待受理"),
    WhistleState.DISPATCHED: _("已派单"),
    WhistleState.ANSWERED: _("已办理"),
    WhistleState.SOLVED: _("已闭环"),
    WhistleState.REJECTED: _("不予受理"),
}

ORDER_STATE_LABELS: dict[str, Label] = {OrderState.IN_FORCE: _("执行中"), OrderState.ENDED: _("已解除")}
STAFF_STATE_LABELS: dict[str, Label] = {
    StaffState.ASKED: _("待单位确认"),
    StaffState.CONFIRMED: _("单位已确认"),
    StaffState.RELEASED: _("已解除"),
}

WARNING_KIND_LABELS: dict[str, Label] = {
    WarningKind.RAINSTORM: _("暴雨"),
    WarningKind.FLOOD: _("洪水"),
    WarningKind.TORRENT: _("山洪"),
    WarningKind.LANDSLIDE: _("地质灾害"),
    WarningKind.TYPHOON: _("台风"),
    WarningKind.THUNDER: _("雷电"),
    WarningKind.GALE: _("大风"),
    WarningKind.HAIL: _("冰雹"),
    WarningKind.SNOW: _("暴雪"),
    WarningKind.ICE: _("道路结冰"),
    WarningKind.COLD: _("寒潮"),
    WarningKind.HEAT: _("高温"),
    WarningKind.FOG: _("大雾"),
    WarningKind.FIRE: _("森林火险"),
    WarningKind.OTHER: _("其他预警"),
}

WARNING_LEVEL_LABELS: dict[str, Label] = {
    WarningLevel.RED: _("红色"),
    WarningLevel.ORANGE: _("橙色"),
    WarningLevel.YELLOW: _("黄色"),
    WarningLevel.BLUE: _("蓝色"),
}

WARNING_STATE_LABELS: dict[str, Label] = {
    WarningState.RECEIVED: _("待签发"),
    WarningState.CALLING: _("叫应中"),
    WarningState.AMENDED: _("有更新，待重新签发"),
    WarningState.CLOSED: _("已结束"),
    WarningState.DROPPED: _("未叫应"),
}

WARNING_CALL_STATE_LABELS: dict[str, Label] = {
    WarningCallState.SENDING: _("正在发出"),
    WarningCallState.ASKED: _("等待应答"),
    WarningCallState.WITH_OFFICE: _("待电话叫应"),
    WarningCallState.ANSWERED: _("已叫应"),
    WarningCallState.RELEASED: _("无需再答"),
}

BULLETIN_TYPE_LABELS: dict[str, Label] = {
    BulletinType.ALERT: _("发布"),
    BulletinType.UPDATE: _("更新"),
    BulletinType.CANCEL: _("解除"),
}

BULLETIN_SOURCE_LABELS: dict[str, Label] = {
    BulletinSource.HAND: _("人工录入"),
    BulletinSource.TEXT: _("粘贴文本"),
    BulletinSource.CAP: _("预警平台"),
    BulletinSource.MAIL: _("邮件"),
}

ANSWERED_BY_LABELS: dict[str, Label] = {
    AnsweredBy.LINK: _("链接应答"),
    AnsweredBy.PAGE: _("登录应答"),
    AnsweredBy.PHONE: _("电话叫应"),
}

LOG_STATE_LABELS: dict[str, Label] = {LogState.OPEN: _("待办"), LogState.DONE: _("已办"), LogState.NOTHING: _("无情况")}

HANDOVER_STATE_LABELS: dict[str, Label] = {
    HandoverState.OFFERED: _("待接班"),
    HandoverState.ACCEPTED: _("已接班"),
    HandoverState.WITHDRAWN: _("已撤回"),
}

LEAVE_STATE_LABELS: dict[str, Label] = {LeaveState.AWAY: _("离岗中"), LeaveState.RETURNED: _("已销假")}

INSPECTION_STATE_LABELS: dict[str, Label] = {
    InspectionState.PROPOSED: _("待审批"),
    InspectionState.APPROVED: _("已列入"),
    InspectionState.REFUSED: _("未批准"),
    InspectionState.CANCELLED: _("已取消"),
}

SUPERVISION_STATE_LABELS: dict[str, Label] = {
    SupervisionState.UNDER_WAY: _("督导中"),
    SupervisionState.ENDED: _("已结束"),
}

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

EVENT_LABELS: dict[str, Label] = {
    EventCode.ROSTER_PUBLISHED: _("值班表发布"),
    EventCode.ROSTER_AMENDED: _("调班"),
    EventCode.CHECK_MISSED: _("查岗未应答"),
    EventCode.CALLOUT_DISPATCHED: _("发出召集"),
    EventCode.CALLOUT_OVERDUE: _("到岗超时"),
    EventCode.INCIDENT_REPORTED: _("突发事件报告"),
    EventCode.TIER_CHANGED: _("类别调整"),
    EventCode.DUTY_TODAY: _("今明两日值班"),
    EventCode.PING: _("测试"),
}

DELIVERY_STATE_LABELS: dict[str, Label] = {
    NotificationState.PENDING: _("待推送"),
    NotificationState.ACCEPTED: _("已送达"),
    NotificationState.DEAD: _("推送失败"),
    NotificationState.SUPPRESSED: _("不再需要"),
}

FEED_LAYOUT_LABELS: dict[str, Label] = {FeedLayout.SHIFTS: _("每班一条"), FeedLayout.PHASES: _("按值守时段分条")}

# What a tile says over the posture; the code is `UnitState` of alerts/board/queries/unit_states.py.
UNIT_STATE_LABELS: dict[str, Label] = {
    "overdue": _("到岗超时"),
    "lost": _("失联"),
    "called": _("召集中"),
    "vacant": _("空岗"),
    "away": _("离岗"),
    "drill": _("演练"),
    "waiting": _("待应答"),
    "supervising": _("督导中"),
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
