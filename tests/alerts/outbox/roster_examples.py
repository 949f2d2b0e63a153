"""Examples of messages about rosters, filing, duties and their changes: as message_examples.py."""

from typing import Any

from alerts.enums import Purpose
from tests.alerts.outbox.example import Example

ON_SITE = {"from": "2026-06-19T08:30:00+08:00", "posture": "on_site", "place": "post", "minutes": 0}
AT_HOME = {"from": "2026-06-19T20:00:00+08:00", "posture": "home_standby", "place": "county_town", "minutes": 30}
BY_PHONE = {"from": "2026-12-12T08:30:00+08:00", "posture": "phone_standby", "place": "", "minutes": 30}


def duty(day: str, post: str, owed: list[dict[str, Any]], before: str = "", **more: str) -> dict[str, Any]:
    following = f"{day[:-2]}{int(day[-2:]) + 1:02d}"
    hours = {"start": f"{day}T08:30:00+08:00", "end": f"{following}T08:30:00+08:00"}
    return {"day": day, "post": "x", "post_name": post, "owed": owed, "before": before, **hours, **more}


LEADER = duty("2026-06-19", "带班领导", [ON_SITE, AT_HOME], "李明")
STAFF = [duty(f"2026-06-{day}", "专职值班人员", [ON_SITE], before) for day, before in ((19, "王强"), (21, ""))]
OFFICER = duty("2026-12-12", "值班人员", [BY_PHONE])
EVENING = duty("2026-06-19", "专职值班人员", [ON_SITE], "王强", start="2026-06-19T18:00:00+08:00")
HOURS = {"start": "2026-06-19T08:30:00+08:00", "end": "2026-06-20T08:30:00+08:00"}
COVER = {"unit": "应急管理局", "person": "李明", "day": "2026-06-19", "post": "专职值班人员"}
RING = {"unit": "应急管理局", "people": ["李明", "王强", "赵敏"], "until": "2026-06-19T08:30:00+08:00"}
SEAT = {"days": ["2026-06-19"], "posts": ["dedicated_staff"], "parts": [None]}
TWO_SEATS = {"days": ["2026-06-19", "2026-06-20"], "posts": ["leader", "leader"], "parts": [None, None]}
PART = {
    "days": ["2026-06-19"],
    "posts": ["leader"],
    "parts": [["2026-06-19T18:00:00+08:00", "2026-06-20T08:30:00+08:00"]],
}
SWAP = {"period": "2026年端午假期", "unit": "应急管理局", "person": "李明", "counterpart": "王强", "state": "requested"}
ROSTER_EXAMPLES = (
    Example(
        Purpose.DUTY_PUBLISHED,
        {"period": "2026年端午假期", **SEAT, "duties": [LEADER]},
        "值班通知",
        "2026年端午假期您值班1次：6月19日（星期五，接李明的班）带班领导，08:30至次日08:30，在岗，20:00起居家带班、不得离开县城。请点“收到”。",
    ),
    Example(
        Purpose.DUTY_PUBLISHED,
        {"period": "2026年端午假期", **TWO_SEATS, "duties": STAFF},
        "值班通知",
        "2026年端午假期您值班2次：6月19日（星期五，接王强的班）、6月21日（星期日）专职值班人员，08:30至次日08:30，全程在岗。请点“收到”。",
    ),
    Example(
        Purpose.DUTY_PUBLISHED,
        {"period": "12月12日周末", **SEAT, "duties": [OFFICER]},
        "值班通知",
        "12月12日周末您值班1次：12月12日（星期六）值班人员，08:30至次日08:30，全程手机畅通、接到通知30分钟内到岗。请点“收到”。",
    ),
    Example(
        Purpose.DUTY_PUBLISHED,
        {"period": "2026年端午假期", **TWO_SEATS, "duties": [LEADER, STAFF[1]]},
        "值班通知",
        "2026年端午假期您值班2次：6月19日（星期五，接李明的班）带班领导，08:30至次日08:30，在岗，20:00起居家带班、不得离开县城；"
        "6月21日（星期日）专职值班人员，08:30至次日08:30，全程在岗。请点“收到”。",
    ),
    Example(
        Purpose.DUTY_CHANGED,
        {"period": "2026年端午假期", **SEAT, "duties": [EVENING]},
        "调班通知",
        "2026年端午假期调班，请您值班：6月19日（星期五，接王强的班）专职值班人员，18:00至次日08:30，全程在岗。请点“收到”。",
    ),
    Example(
        Purpose.DUTY_WITHDRAWN,
        {"period": "2026年端午假期", **SEAT, "successor": "王强"},
        "撤班通知",
        "2026年端午假期调班：您不再承担6月19日（星期五）专职值班人员班次，由王强接替。",
    ),
    Example(
        Purpose.DUTY_WITHDRAWN,
        {"period": "2026年端午假期", **PART},
        "撤班通知",
        "2026年端午假期调班：您不再承担6月19日（星期五）带班领导班次（18:00至次日08:30）。",
    ),
    Example(
        Purpose.ROSTER_RETURNED,
        {"period": "2026年端午假期", "reason": "请补齐6月20日带班领导"},
        "值班表退回",
        "2026年端午假期值班表已退回：请补齐6月20日带班领导",
    ),
    Example(
        Purpose.ROSTER_RETURNED,
        {"period": "2026年端午假期", "reason": "请补齐6月20日带班领导", "until": "2026-06-17T12:00:00+08:00"},
        "值班表退回",
        "2026年端午假期值班表已退回：请补齐6月20日带班领导。时限：6月17日（星期三）12:00。",
    ),
    Example(
        Purpose.FILING_DUE,
        {"period": "2026年端午假期", "deadline": "6月17日（星期三）12:00"},
        "报送提醒",
        "2026年端午假期值班表请于6月17日（星期三）12:00前确认报送。",
    ),
    Example(
        Purpose.FILING_URGED,
        {"period": "2026年端午假期", "deadline": "6月17日（星期三）12:00", "is_late": False},
        "报送催办",
        "2026年端午假期值班表尚未报送，请在6月17日（星期三）12:00前确认报送。",
    ),
    Example(
        Purpose.FILING_URGED,
        {"period": "2026年端午假期", "deadline": "6月17日（星期三）12:00", "is_late": True},
        "报送催办",
        "2026年端午假期值班表已过报送时限（6月17日（星期三）12:00），请尽快确认报送。",
    ),
    Example(
        Purpose.TODO_DIGEST,
        {"count": 4, "titles": ["2026年端午假期待应急管理局确认", "李明申请年休假"]},
        "今日待办",
        "您有4项待办：2026年端午假期待应急管理局确认；李明申请年休假……",
    ),
    Example(
        Purpose.SWAP_REQUESTED,
        {**SWAP, **TWO_SEATS, "kind": "swap"},
        "换班请求",
        "李明请您换班：您承担6月19日（星期五）带班领导班次，对方承担6月20日（星期六）带班领导班次。请答复是否同意。",
    ),
    Example(
        Purpose.SWAP_REQUESTED,
        {**SWAP, **PART, "kind": "substitution"},
        "代班请求",
        "李明请您代班：6月19日（星期五）带班领导班次（18:00至次日08:30）。请答复是否同意。",
    ),
    Example(
        Purpose.SWAP_REQUESTED,
        {**SWAP, **SEAT, "kind": "substitution", "until": "2026-06-19T08:30:00+08:00"},
        "代班请求",
        "李明请您代班：6月19日（星期五）专职值班人员班次。请答复是否同意。时限：6月19日（星期五）08:30。",
    ),
    Example(
        Purpose.SWAP_TO_DECIDE,
        {**SWAP, **SEAT, "kind": "substitution", "state": "accepted"},
        "换班待审批",
        "李明与王强代班：6月19日（星期五）专职值班人员班次，请审批。",
    ),
    Example(
        Purpose.SWAP_TO_DECIDE,
        {**SWAP, **SEAT, "kind": "emergency_cover", "state": "in_effect"},
        "紧急顶班待复核",
        "王强已顶李明的6月19日（星期五）专职值班人员班次，请复核。",
    ),
    Example(
        Purpose.SWAP_MOVED,
        {**SWAP, **SEAT, "kind": "substitution", "state": "declined"},
        "换班进展",
        "李明与王强代班（6月19日（星期五）专职值班人员班次）：对方未同意。",
    ),
    Example(
        Purpose.FILING_MOVED,
        {"period": "2026年端午假期", "deadline": "6月17日（星期三）18:00"},
        "报送时限调整",
        "2026年端午假期值班表报送时限调整为6月17日（星期三）18:00，请在此前确认报送。",
    ),
    Example(
        Purpose.DUTY_CONFLICT,
        {
            "unit": "应急管理局",
            "period": "2026年端午假期",
            "count": 3,
            "items": [
                {"day": "2026-06-19", "post": "leader", "person": "李明", "reason": "请假或外出（病假）"},
                {"day": "2026-06-20", "post": "leader", "person": "李明", "reason": "请假或外出（病假）"},
            ],
        },
        "值班冲突",
        "应急管理局“2026年端午假期”值班表有冲突：6月19日（星期五）带班领导李明：请假或外出（病假）；"
        "6月20日（星期六）带班领导李明：请假或外出（病假）；等3处。请换人或核对。",
    ),
    Example(
        Purpose.COVER_ASKED,
        {**COVER, "duties": [EVENING], "until": "2026-06-19T18:00:00+08:00"},
        "征询顶班",
        "李明不能值班，征询谁能顶班：应急管理局6月19日（星期五，接王强的班）专职值班人员，18:00至次日08:30，全程在岗。"
        "能顶班的请答复，先答复者顶班。时限：6月19日（星期五）18:00。",
    ),
    Example(
        Purpose.COVER_UNFILLED,
        COVER,
        "无人顶班",
        "李明6月19日（星期五）专职值班人员班次征询顶班，尚无人应征，请安排人员。",
    ),
    Example(
        Purpose.COVER_ENDED,
        {**COVER, "state": "approved", "taker": "王强"},
        "顶班征询结束",
        "李明6月19日（星期五）专职值班人员班次由王强顶班，无需再答复。",
    ),
    Example(
        Purpose.COVER_ENDED,
        {**COVER, "state": "withdrawn", "taker": ""},
        "顶班征询结束",
        "李明6月19日（星期五）专职值班人员班次征询顶班：已撤回，无需再答复。",
    ),
    Example(
        Purpose.RING_PROPOSED,
        {
            **RING,
            "gives": {"day": "2026-06-19", "post": "值班人员"},
            "takes": {"day": "2026-06-21", "post": "值班人员"},
        },
        "多人换班征求同意",
        "3人换班：您交出6月19日（星期五）值班人员，改值6月21日（星期日）值班人员。各方都同意才换，请答复是否同意。"
        "时限：6月19日（星期五）08:30。",
    ),
    Example(
        Purpose.RING_TO_DECIDE,
        RING,
        "多人换班待审批",
        "应急管理局李明、王强、赵敏换班，各方已同意，请审批。时限：6月19日（星期五）08:30。",
    ),
    Example(
        Purpose.RING_ENDED,
        {**RING, "state": "declined"},
        "多人换班结束",
        "应急管理局李明、王强、赵敏换班：有人不同意，各人的班次不变。",
    ),
    Example(
        Purpose.DUTY_REMINDER,
        {"kind": "evening", "start": "2026-06-19T08:30:00+08:00", "duties": [{**LEADER, "unit": "水利局"}]},
        "值班提醒",
        "提醒您按时到岗值班：水利局6月19日（星期五，接李明的班）带班领导，08:30至次日08:30，在岗，20:00起居家带班、不得离开县城。",
    ),
    Example(
        Purpose.DUTY_REMINDER,
        {"kind": "ahead", "start": "2026-06-19T18:00:00+08:00", "duties": [{**EVENING, "unit": "水利局"}]},
        "即将值班",
        "您的值班18:00开始：水利局6月19日（星期五，接王强的班）专职值班人员，18:00至次日08:30，全程在岗。",
    ),
    Example(
        Purpose.UNIT_TOMORROW,
        {
            "day": "2026-06-19",
            "seats": [
                {"unit": "水利局", "post": "带班领导", "name": "李明", **HOURS},
                {"unit": "水利局", "post": "专职值班人员", "name": "", **HOURS},
                {
                    "unit": "水利局",
                    "post": "专职值班人员",
                    "name": "王强",
                    **HOURS,
                    "start": "2026-06-19T20:00:00+08:00",
                },
            ],
        },
        "明日值班",
        "明日6月19日（星期五）值班：水利局带班领导李明、专职值班人员空岗、专职值班人员王强（20:00至08:30）。",
    ),
    Example(
        Purpose.WEEKLY_GAPS,
        {
            "periods": [
                {"name": "2026年端午假期", "day": "2026-06-19", "vacancies": 2, "unfiled": 3},
                {"name": "7月值班", "day": "2026-07-01", "vacancies": 0, "unfiled": 0},
            ],
            "unverified": 12,
            "path": "/rosters/",
        },
        "排班周报",
        "本周待办：“2026年端午假期”（6月19日（星期五）起）3个单位未报送，空岗2个；12人的联系方式未验证。",
    ),
    Example(
        Purpose.TIER_NEEDS,
        {
            "unit": "民政局",
            "tier": "emergency_response",
            "day": "2027-01-01",
            "needs": [{"post": "带班领导", "count": 2}, {"post": "专职值班人员", "count": 3}],
        },
        "新类别准备",
        "民政局自1月1日（星期五）起为应急响应类，请在此之前列入人选：带班领导缺2人、专职值班人员缺3人。",
    ),
)
