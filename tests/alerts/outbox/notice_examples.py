"""Examples of notices, the messages of one purpose that tell what has happened: as message_examples.py."""

from alerts.enums import Purpose
from tests.alerts.outbox.message_examples import Example

HANDOVER = {
    "unit": "水利局",
    "outgoing": "李明",
    "incoming": "王强",
    "end": "2026-06-20T08:30:00+08:00",
    "items": "2",
    "note": "",
    "path": "/my/duty/",
}

NOTICES = (
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
        {"event": "policy.round_opened", "policy": "大余方案", "path": "/policies/2/"},
        "制度征求意见",
        "“大余方案”开始征求意见，请提出意见。",
    ),
)
