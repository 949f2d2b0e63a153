"""Of emergencies: warnings, incidents, call-outs, orders, whistles, cards and the reports that leave the house."""

from django.utils.translation import gettext_lazy as _

from alerts.enums import (
    AnsweredBy,
    BulletinSeries,
    BulletinSource,
    BulletinStage,
    BulletinState,
    BulletinType,
    CallOutState,
    CardPart,
    IncidentLevel,
    IncidentState,
    OrderState,
    ReportKind,
    SendingWay,
    StaffState,
    SummonsState,
    WarningCallState,
    WarningKind,
    WarningLevel,
    WarningState,
    WhistleKind,
    WhistleState,
)
from units.labels import Label

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
    "final_issued": _("该事件已有终报，不再拟写；内容有误的请更正或撤回终报"),
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
    AnsweredBy.KEY: _("按键应答"),
    AnsweredBy.TEXT: _("短信应答"),
    AnsweredBy.PAGE: _("登录应答"),
    AnsweredBy.PHONE: _("电话叫应"),
}
