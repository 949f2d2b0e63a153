"""What happened on holidays of the demo county: seven incidents, all invented, and what was done about each."""

from dataclasses import dataclass
from datetime import time, timedelta

from alerts.enums import IncidentLevel


@dataclass(frozen=True, slots=True)
class Story:
    """One incident of a past holiday. `called` names units by code, the leading one first; `hours` until it was over."""

    title: str
    kind: str
    place: str
    source: str
    clock: time
    called: tuple[str, ...]
    hours: int
    first: str
    further: str
    final: str
    losses: str = "无"
    level: IncidentLevel = IncidentLevel.ORDINARY

    @property
    def lasted(self) -> timedelta:
        return timedelta(hours=self.hours)


# In the order of the holidays they are spread over, oldest first.
STORIES = (
    Story(
        "黄龙镇黄坑村山林火情", "森林火灾", "黄龙镇黄坑村后山", "护林员", time(14, 20), ("lyj", "xfjy", "yjj"), 5,
        "村民上坟用火引燃杂草，过火约两亩，无人员被困。已调集扑火力量赶赴现场。",
        "明火已于十七时许扑灭，正在清理余火。",
        "余火清理完毕，留人看守至次日，未发生复燃。",
        losses="过火林地约两亩",
    ),
    Story(
        "滨江路小区燃气泄漏", "燃气事故", "滨江路锦绣小区3栋", "群众报警", time(21, 40), ("zjj", "xfjy"), 3,
        "住户闻到燃气异味报警，已疏散整栋居民，关闭总阀。",
        "查明为软管老化脱落，正在更换并逐户检测。",
        "检测合格恢复供气，居民已全部返家。",
    ),
    Story(
        "国道323线多车追尾", "道路交通事故", "国道323线青龙路段", "公安110", time(10, 15), ("gaj", "jtj", "wjw"), 4,
        "三辆小车追尾，两人轻伤，已送县医院，单向通行受阻。",
        "事故车辆已拖离，道路恢复双向通行。",
        "伤者无生命危险，现场清理完毕。",
        losses="三车受损",
    ),
    Story(
        "章江城区段超警戒水位", "洪涝", "城东堤段", "县水文站", time(2, 15), ("slj", "qxj", "yjj", "mzj"), 9,
        "上游强降雨，城东堤段水位超警戒0.3米，低洼处已组织转移。",
        "水位开始回落，巡堤未发现险情，安置群众46人。",
        "水位退至警戒以下，转移群众全部返家。",
        losses="低洼处道路积水", level=IncidentLevel.LARGER,
    ),
    Story(
        "10千伏新城线故障停电", "供电故障", "新城片区", "供电公司", time(19, 30), ("gdgs",), 2,
        "线路遭大风刮断，约两千户停电，抢修队已出发。",
        "已隔离故障段，恢复一千五百户供电。",
        "全部恢复供电。",
    ),
    Story(
        "丫山景区游客走失", "社会安全", "丫山景区后山", "景区", time(16, 5), ("wlj", "gaj", "xfjy"), 6,
        "两名游客偏离步道失联，已组织搜寻。",
        "已与游客取得联系并确定方位。",
        "两名游客安全下山，身体无恙。",
    ),
    Story(
        "吉村镇山体滑坡阻断乡道", "地质灾害", "吉村镇上田村路口", "乡镇", time(6, 50), ("zrj", "jtj", "mzj"), 7,
        "约三百方土石滑落阻断乡道，无人员伤亡，受威胁的五户已转移。",
        "机械进场清障，单车道可临时通行。",
        "道路恢复通行，隐患点已设监测，五户妥善安置。",
        losses="乡道约二十米受损",
    ),
)  # fmt: skip
