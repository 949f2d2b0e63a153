"""An example of every message: purpose, parameters, title and text as they are read aloud. docs/messages.md shows the same."""

from alerts.enums import Purpose
from tests.alerts.outbox.example import Example
from tests.alerts.outbox.roster_examples import ROSTER_EXAMPLES

LIFTED = {
    "reason": "防汛Ⅳ级响应",
    "start": "2026-11-30T12:00:00+08:00",
    "end": "2026-12-02T12:00:00+08:00",
    "lifted": "2026-12-01T18:00:00+08:00",
}
TASK = {
    "number": 12,
    "matter": "更换二号闸启闭机",
    "unit": "水利局",
    "due": "2026-07-13T18:00:00+08:00",
    "path": "/tasks/0/",
}
CALLED = {"matter": "章江水位超警", "place": "县防汛指挥部", "unit": "水利局", "person": "李明", "is_drill": False}
EXAMPLES = (
    *ROSTER_EXAMPLES,
    Example(Purpose.CHECK, {"asker": "县值班室", "minutes": 10}, "查岗", "县值班室查岗：请在10分钟内应答。"),
    Example(
        Purpose.CHECK_ESCALATED,
        {"unit": "水利局", "person": "李明"},
        "查岗未应答",
        "水利局李明尚未应答查岗，请联系核实。",
    ),
    Example(Purpose.SUMMONS, CALLED, "紧急召集", "章江水位超警。请立即确认，并在30分钟内到县防汛指挥部。"),
    Example(
        Purpose.SUMMONS,
        CALLED | {"is_drill": True},
        "【演练】紧急召集",
        "【演练】章江水位超警。请立即确认，并在30分钟内到县防汛指挥部。",
    ),
    Example(Purpose.SUMMONS_ESCALATED, CALLED, "召集未确认", "水利局李明尚未确认召集，请立即联系。"),
    Example(Purpose.SUMMONS_OVERDUE, CALLED, "到岗超时", "水利局李明已超过30分钟未到岗。"),
    Example(
        Purpose.REPORT_DUE,
        {"title": "章江水位超警", "kind": "首报", "due": "2026-11-29T00:30:00+00:00"},
        "信息报送提醒",
        "“章江水位超警”首报应于11月29日（星期日）08:30前报送。",
    ),
    Example(
        Purpose.POSTURE_RAISED,
        {"reason": "防汛Ⅳ级响应", "start": "11月30日（星期一）12:00", "posture": "在岗"},
        "值守升级",
        "防汛Ⅳ级响应：自11月30日（星期一）12:00起，您的值守方式调整为在岗。",
    ),
    Example(
        Purpose.POSTURE_RAISED,
        {
            "reason": "防汛Ⅳ级响应",
            "start": "2026-11-30T12:00:00+08:00",
            "end": "2026-12-02T12:00:00+08:00",
            "hours": [["2026-11-30T12:00:00+08:00", "2026-12-01T08:30:00+08:00"]],
            "posture": "on_site",
        },
        "值守升级",
        "防汛Ⅳ级响应：自11月30日（星期一）12:00起至12月2日（星期三）12:00止提高值守要求。其间您的值班（11月30日（星期一）12:00至12月1日（星期二）08:30）值守方式为在岗。",
    ),
    Example(
        Purpose.POSTURE_LIFTED,
        {**LIFTED, "is_withdrawn": True},
        "值守恢复",
        "防汛Ⅳ级响应：原定11月30日（星期一）12:00至12月2日（星期三）12:00的值守升级已撤销，不再执行，您的值班恢复原要求。",
    ),
    Example(
        Purpose.POSTURE_LIFTED,
        {**LIFTED, "is_withdrawn": False},
        "值守恢复",
        "防汛Ⅳ级响应：11月30日（星期一）12:00至12月2日（星期三）12:00的值守升级已于12月1日（星期二）18:00提前解除，此后您的值班恢复原要求。",
    ),
    Example(
        Purpose.STAFF_ORDERED,
        {
            "reason": "防汛Ⅳ级响应",
            "unit": "水利局",
            "seats": 2,
            "names": ["李明", "王芳"],
            "start": "2026-11-30T12:00:00+08:00",
            "end": "2026-12-01T08:30:00+08:00",
            "path": "/posture-orders/00000000-0000-0000-0000-000000000000/",
        },
        "增派待确认",
        "防汛Ⅳ级响应：11月30日（星期一）12:00至12月1日（星期二）08:30，水利局增派2个席位，拟派李明、王芳，已通知本人。请确认或调换。",
    ),
    Example(
        Purpose.CHECK_ENDED,
        {"unit": "水利局", "person": "李明", "state": "cancelled"},
        "查岗结束",
        "对水利局李明的查岗已取消，无需再应答。",
    ),
    Example(
        Purpose.CHECK_ENDED,
        {"unit": "水利局", "person": "李明", "state": "closed"},
        "查岗结束",
        "对水利局李明的查岗已由值班室核实结束，无需再应答。",
    ),
    Example(
        Purpose.CHECK_ENDED,
        {"unit": "水利局", "person": "李明", "state": "answered"},
        "查岗结束",
        "水利局李明的查岗已有人应答，无需再联系。",
    ),
    Example(
        Purpose.SUMMONS_RELEASED,
        CALLED,
        "召集结束",
        "章江水位超警：召集已结束，您不必再到县防汛指挥部。",
    ),
    Example(
        Purpose.WHISTLE,
        {"unit": "水利局", "matter": "河堤渗水", "place": "黄龙镇大龙村"},
        "吹哨报到",
        "水利局吹哨：河堤渗水，地点黄龙镇大龙村。",
    ),
    *(
        Example(Purpose.TASK_DUE, TASK | {"what": what}, "任务到期提醒", text)
        for what, text in (
            ("work", "任务第12号“更换二号闸启闭机”应于7月13日（星期一）18:00前办结，请抓紧办理并报告结果。"),
            ("verdict", "任务第12号“更换二号闸启闭机”已报告办理结果，请于7月13日（星期一）18:00前评价。"),
            ("feedback", "任务第12号“更换二号闸启闭机”已办结，请于7月13日（星期一）18:00前向反映人反馈。"),
        )
    ),
    Example(
        Purpose.TASK_OVERDUE,
        TASK | {"what": ""},
        "任务逾期",
        "水利局承办的任务第12号“更换二号闸启闭机”应于7月13日（星期一）18:00办结，已逾期，请督促办理。",
    ),
    Example(
        Purpose.COMPLAINT_OVERDUE,
        {"kind": "suggestion", "due": "2026-07-13T18:00:00+08:00", "path": "/complaints/0/"},
        "投诉建议逾期未答复",
        "一件建议应于7月13日（星期一）18:00前答复，已逾期，请尽快答复。",
    ),
    Example(
        Purpose.CONTACT_PROOF,
        {"code": "482913"},
        "联系方式验证",
        "验证码482913，用于值班系统确认您的联系方式。",
    ),
    Example(
        Purpose.REVIEW_STEP,
        {"unit": "民政局", "stage": "consultation", "is_overdue": False},
        "类别调整办理",
        "民政局类别调整进入“走访对接”环节，请办理。",
    ),
    Example(
        Purpose.REVIEW_STEP,
        {"unit": "民政局", "stage": "consultation", "is_overdue": True},
        "类别调整催办",
        "民政局类别调整“走访对接”环节已逾期，请尽快办理。",
    ),
    Example(
        Purpose.REVIEW_STEP,
        {"unit": "民政局", "stage": "effective", "is_overdue": False},
        "类别调整办理",
        "民政局类别调整：已生效。",
    ),
    Example(
        Purpose.ACCOUNT_INVITED,
        {"county": "大余县", "login": "yjj-lm", "until": "2026-06-19T08:00:00+08:00"},
        "开通账号",
        "大余县值班系统已为您开通账号，请于6月19日（星期五）08:00前打开链接设置密码。登录名：yjj-lm。",
    ),
    Example(
        Purpose.ACCOUNT_RECOVERY,
        {"county": "大余县", "login": "yjj-lm", "until": "2026-06-19T08:00:00+08:00"},
        "找回密码",
        "请于6月19日（星期五）08:00前打开链接重设值班系统密码。非本人申请的，请忽略本消息并告知两办。",
    ),
    Example(
        Purpose.ACCOUNT_FACTOR_RESET,
        {"at": "2026-06-19T08:00:00+08:00"},
        "第二重验证已重置",
        "您的值班系统账号的第二重验证已于6月19日（星期五）08:00重置，所有登录已退出，下次登录后可重新设置。非本人要求的，请立即告知两办。",
    ),
    Example(
        Purpose.ACCOUNT_NEW_DEVICE,
        {"at": "2026-06-19T08:00:00+08:00", "device": "Windows · Chrome"},
        "新设备登录",
        "您的值班系统账号于6月19日（星期五）08:00在新设备上登录：Windows · Chrome。非本人操作的，请立即修改密码并告知两办。",
    ),
    Example(
        Purpose.WARNING_RECEIVED,
        {"headline": "暴雨橙色预警", "is_update": False},
        "预警待签发",
        "收到暴雨橙色预警，请核对后签发叫应。",
    ),
    Example(
        Purpose.WARNING_RECEIVED,
        {"headline": "暴雨红色预警", "is_update": True},
        "预警待签发",
        "暴雨红色预警有更新，请核对后重新签发叫应。",
    ),
    Example(
        Purpose.WARNING,
        {
            "headline": "暴雨橙色预警",
            "area": "河东乡",
            "until": "2026-06-19T20:00:00+08:00",
            "posture": "on_site",
            "extra_staff": 1,
            "minutes": 10,
        },
        "预警叫应",
        "暴雨橙色预警；影响范围：河东乡；至6月19日（星期五）20:00；请转为在岗；请增派1人。请在10分钟内点“收到”。",
    ),
    Example(
        Purpose.WARNING_UNANSWERED,
        {"unit": "水利局", "headline": "暴雨橙色预警"},
        "预警未叫应",
        "水利局对暴雨橙色预警尚未应答，请电话叫应。",
    ),
    Example(
        Purpose.WARNING_ENDED,
        {"headline": "暴雨橙色预警"},
        "预警结束",
        "暴雨橙色预警已解除或结束，叫应随之结束。",
    ),
    Example(
        Purpose.WARNING_ENDED,
        {"headline": "暴雨橙色预警", "orders": [3, 4], "path": "/warnings/1/"},
        "预警结束",
        "暴雨橙色预警已解除或结束，第3、4号值守升级令仍在执行；不再需要的，请解除。",
    ),
    Example(
        Purpose.LEAVE_OPEN,
        {"reason": "送材料", "back": "2026-06-19T11:00:00+08:00"},
        "离岗报备",
        "已为您报备离岗：送材料，预计6月19日（星期五）11:00返回。返回岗位后请点“销假”。",
    ),
)
