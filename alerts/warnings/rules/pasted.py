"""A warning as it is sent round in words, e.g. 县气象台2026年6月10日14时30分发布暴雨橙色预警信号：预计未来3小时…"""

import re
from datetime import datetime, timedelta, tzinfo

from alerts.enums import BulletinType
from alerts.warnings.rules.bulletins import LONGEST_AREA, LONGEST_HEADLINE, LONGEST_TEXT, Bulletin, kind_in, level_in

WHEN = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s*(\d{1,2})(?:时|点|:|：)\s*(\d{1,2})?")
WITHIN = re.compile(r"(?:未来|今后)\s*(\d{1,3}|一|两|三|六|十二|二十四)\s*(?:个)?小时")
AREA = re.compile(r"小时[内，,]?\s*(?:预计)?([^，。；：,;]{2,60}?)(?:将|可能|局地|等地|有|仍)")
SENDER = re.compile(
    r"^\s*([一-鿿]{2,30}?(?:气象台|气象局|水利局|水文中心|水文站|应急管理局|自然资源局|林业局|防汛办|指挥部))"
)
NUMBERS = {"一": 1, "两": 2, "三": 3, "六": 6, "十二": 12, "二十四": 24}
CANCELS = ("解除", "终止")
UPDATES = ("升级", "降级", "变更", "继续发布", "更新", "调整为")


def read_pasted(text: str, now: datetime, zone: tzinfo) -> Bulletin:
    """What the words say; what they leave open stays open and is asked back. Never raises."""
    text = " ".join(text.split())
    title = re.split(r"[：:。]", WHEN.sub("", text), maxsplit=1)[0]
    start = _said_at(text, now, zone)
    hours = WITHIN.search(text)
    sender = SENDER.search(text)
    area = AREA.search(text)
    return Bulletin(
        type=_type(title),
        headline=(title.strip(" ，,") or text)[:LONGEST_HEADLINE],
        kind=kind_in(text),
        level=level_in(title) or level_in(text),
        text=text[:LONGEST_TEXT],
        area=area.group(1).strip()[:LONGEST_AREA] if area else "",
        start=start,
        end=(start or now) + timedelta(hours=_number(hours.group(1))) if hours else None,
        sender=sender.group(1) if sender else "",
    )


def _type(title: str) -> BulletinType:
    if any(word in title for word in CANCELS):
        return BulletinType.CANCEL
    return BulletinType.UPDATE if any(word in title for word in UPDATES) else BulletinType.ALERT


def _said_at(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The first date with an hour; without a year the one nearest to now. None where it can't be."""
    found = WHEN.search(text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(one) if one else None for one in found.groups())
    years = [year] if year else [now.year - 1, now.year, now.year + 1]
    dates = [one for y in years if (one := _instant(y, month, day, hour, minute or 0, zone))]
    return min(dates, key=lambda one: abs(one - now), default=None)


def _instant(
    year: int, month: int | None, day: int | None, hour: int | None, minute: int, zone: tzinfo
) -> datetime | None:
    if month is None or day is None or hour is None:
        return None
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone)
    except ValueError:
        return None


def _number(text: str) -> int:
    return NUMBERS.get(text) or int(text)
