"""Examples of notices, the messages of one purpose that tell what has happened: as message_examples.py."""

from alerts.enums import Purpose
from tests.alerts.outbox.example import Example

HANDOVER = {
    "unit": "水利局",
    "outgoing": "李明",
    "incoming": "王强",
    "end": "2026-06-20T08:30:00+08:00",
    "items": "2",
    "note": "",
    "path": "/my/duty/",
}

TASK = {
    "number": "12",
    "matter": "更换二号闸启闭机",
    "unit": "水利局",
    "verdict": "",
    "text": "",
    "due": "2026-07-13T18:00:00+08:00",
    "path": "/tasks/0/",
}
TASKS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("given", {}, "任务交办", "任务第12号“更换二号闸启闭机”由水利局承办，请于7月13日（星期一）18:00前办结并报告结果。"),
    (
        "forwarded",
        {},
        "任务交办",
        "任务第12号“更换二号闸启闭机”由水利局承办，请于7月13日（星期一）18:00前办结并报告结果。",
    ),
    (
        "reported",
        {"text": "已更换并试运行"},
        "任务待评价",
        "水利局报告任务第12号“更换二号闸启闭机”办理结果：已更换并试运行。请于7月13日（星期一）18:00前评价。",
    ),
    (
        "judged",
        {"verdict": "dissatisfied", "text": "请附检测单"},
        "任务退回",
        "任务第12号“更换二号闸启闭机”退回重办：请附检测单。请于7月13日（星期一）18:00前办结。",
    ),
    ("judged", {"verdict": "satisfied", "due": ""}, "任务办结", "任务第12号“更换二号闸启闭机”已办结。"),
    (
        "judged",
        {"verdict": "satisfied"},
        "任务办结",
        "任务第12号“更换二号闸启闭机”已办结，请于7月13日（星期一）18:00前向反映人反馈。",
    ),
    (
        "extension_asked",
        {"days": "2", "text": "等配件"},
        "任务申请延期",
        "水利局承办的任务第12号“更换二号闸启闭机”申请延期2个工作日：等配件。请答复。",
    ),
    ("extended", {}, "任务延期", "任务第12号“更换二号闸启闭机”同意延期，请于7月13日（星期一）18:00前办结。"),
    (
        "extension_refused",
        {"text": "须按期"},
        "任务不予延期",
        "任务第12号“更换二号闸启闭机”不予延期：须按期。请于7月13日（星期一）18:00前办结。",
    ),
    (
        "lapsed",
        {"text": "两办逾期未评价，按满意办结，责任在两办"},
        "任务办结",
        "任务第12号“更换二号闸启闭机”：两办逾期未评价，按满意办结，责任在两办。",
    ),
    ("withdrawn", {"text": "重复交办"}, "任务撤销", "任务第12号“更换二号闸启闭机”已撤销：重复交办。"),
)

NOTICES = (
    Example(
        Purpose.NOTICE,
        {
            "event": "complaint.answered",
            "kind": "suggestion",
            "answer": "本月起每周期查岗一次",
            "path": "/complaints/0/",
        },
        "投诉建议答复",
        "您提出的建议，两办答复：本月起每周期查岗一次",
    ),
    *(
        Example(Purpose.NOTICE, TASK | {"event": f"task.{event}"} | more, title, text)
        for event, more, title, text in TASKS
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "leave.reported",
            "unit": "水利局",
            "person": "李明",
            "reason": "巡查堤防",
            "back": "2026-06-19T15:00:00+08:00",
            "cover": "",
            "path": "/now/slj/",
        },
        "离岗报备",
        "水利局李明离岗：巡查堤防，预计6月19日（星期五）15:00返回。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "leave.reported",
            "unit": "水利局",
            "person": "李明",
            "reason": "巡查堤防",
            "back": "2026-06-19T15:00:00+08:00",
            "cover": "王强",
            "path": "/now/slj/",
        },
        "离岗报备",
        "水利局李明离岗：巡查堤防，预计6月19日（星期五）15:00返回，由王强代守。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "leave.returned",
            "unit": "水利局",
            "person": "李明",
            "reason": "巡查堤防",
            "back": "2026-06-19T15:00:00+08:00",
            "cover": "",
            "path": "/now/slj/",
        },
        "离岗销假",
        "水利局李明已返回岗位。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "handover.offered", **HANDOVER},
        "交班待接",
        "水利局李明已交班，6月20日（星期六）08:30下班，待办事项2项。请到值班办理中接班。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "handover.withdrawn", **HANDOVER},
        "交班撤回",
        "水利局李明已撤回交班，此前的交班不再有效，请等候重新交班。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "handover.accepted", **HANDOVER},
        "已接班",
        "水利局王强已接您6月20日（星期六）08:30下班的班。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "handover.undone", **HANDOVER},
        "接班撤回",
        "您在水利局6月20日（星期六）08:30下班的班，接班已撤回，请继续值守并重新交接。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "incident.recorded",
            "title": "城东堤段管涌",
            "level": "larger",
            "place": "城东堤段",
            "at": "2026-06-19T14:20:00+08:00",
            "path": "/incidents/",
        },
        "突发事件",
        "较大突发事件“城东堤段管涌”，6月19日（星期五）14:20发生，地点城东堤段。请跟踪处置。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "whistle.dispatched",
            "unit": "南安镇",
            "matter": "下穿道路积水",
            "answer": "",
            "path": "/whistles/",
            "state": "dispatched",
        },
        "吹哨办理",
        "南安镇吹哨“下穿道路积水”已派单。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "whistle.answered",
            "unit": "南安镇",
            "matter": "下穿道路积水",
            "answer": "已抽排完毕",
            "path": "/whistles/",
            "state": "answered",
        },
        "吹哨办理",
        "南安镇吹哨“下穿道路积水”已办理：已抽排完毕",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "whistle.rejected",
            "unit": "南安镇",
            "matter": "下穿道路积水",
            "answer": "不属本县管养",
            "path": "/whistles/",
            "state": "rejected",
        },
        "吹哨办理",
        "南安镇吹哨“下穿道路积水”不予受理：不属本县管养",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "whistle.settled",
            "unit": "南安镇",
            "matter": "下穿道路积水",
            "answer": "已抽排完毕",
            "path": "/whistles/",
            "state": "solved",
        },
        "吹哨办理",
        "南安镇吹哨“下穿道路积水”已闭环：已抽排完毕",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "absence.recorded",
            "person": "李明",
            "kind": "annual_leave",
            "start": "2026-06-22T00:00:00+08:00",
            "end": "2026-06-24T00:00:00+08:00",
            "path": "/leave/",
        },
        "请假待审批",
        "李明申请公休（年休假）：6月22日（星期一）00:00至6月24日（星期三）00:00，请审批。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "period.opened",
            "period": "2026年端午假期",
            "deadline": "2026-06-17T12:00:00+08:00",
            "path": "/rosters/",
        },
        "值班表填报",
        "2026年端午假期值班表已开始填报，请于6月17日（星期三）12:00前确认报送。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "period.opened", "period": "2026年端午假期", "deadline": "", "path": "/rosters/"},
        "值班表填报",
        "2026年端午假期值班表已开始填报，请确认报送。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "person.moved",
            "person": "李明",
            "left": "水利局",
            "unit": "应急管理局",
            "day": "2026-07-01",
            "path": "/people/0/",
        },
        "人员调动",
        "李明自7月1日（星期三）起由水利局调往应急管理局，请核对可任岗位和值班安排。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "person.moved",
            "person": "李明",
            "left": "",
            "unit": "应急管理局",
            "day": "2026-07-01",
            "path": "/people/0/",
        },
        "人员调动",
        "李明自7月1日（星期三）起在应急管理局，请核对可任岗位和值班安排。",
    ),
    Example(
        Purpose.NOTICE,
        {
            "event": "person.move_taken_back",
            "person": "李明",
            "left": "应急管理局",
            "unit": "水利局",
            "path": "/people/0/",
        },
        "调动撤销",
        "李明调往应急管理局的安排已撤销，仍在水利局。",
    ),
    Example(
        Purpose.NOTICE,
        {"event": "policy.round_opened", "policy": "大余方案", "path": "/policies/2/"},
        "制度征求意见",
        "“大余方案”开始征求意见，请提出意见。",
    ),
)
