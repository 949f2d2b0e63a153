"""Of messages: what they are about, how they go out, what came of them."""

from django.utils.translation import gettext_lazy as _

from alerts.enums import (
    ChannelCode,
    EventCode,
    FeedLayout,
    Heard,
    NotificationState,
    Purpose,
    ReceiptStatus,
    ReplyOutcome,
)
from units.labels import Label

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
