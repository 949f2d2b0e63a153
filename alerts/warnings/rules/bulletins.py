"""What one bulletin says, whatever way it came: the same for a form, a pasted text, a CAP file and a mail."""

import re
from dataclasses import dataclass
from datetime import datetime

from alerts.enums import BulletinType, WarningKind, WarningLevel

# The most telling word first: 山洪 is no 洪水, 雷雨大风 is read as 雷电.
KIND_WORDS: tuple[tuple[WarningKind, tuple[str, ...]], ...] = (
    (WarningKind.TORRENT, ("山洪", "flash flood")),
    (WarningKind.LANDSLIDE, ("地质灾害", "地质气象", "滑坡", "泥石流", "landslide", "debris flow")),
    (WarningKind.FIRE, ("森林火险", "森林草原火险", "wildfire", "forest fire")),
    (WarningKind.RAINSTORM, ("暴雨", "强降雨", "rainstorm", "heavy rain", "torrential rain")),
    (WarningKind.FLOOD, ("洪水", "江河洪", "汛情", "超警", "水情", "flood")),
    (WarningKind.TYPHOON, ("台风", "typhoon", "tropical cyclone")),
    (WarningKind.THUNDER, ("雷电", "雷暴", "雷雨", "强对流", "thunder", "lightning")),
    (WarningKind.HAIL, ("冰雹", "hail")),
    (WarningKind.ICE, ("道路结冰", "冰冻", "icing", "freezing rain")),
    (WarningKind.SNOW, ("暴雪", "大雪", "snow")),
    (WarningKind.COLD, ("寒潮", "低温", "霜冻", "cold wave", "frost")),
    (WarningKind.HEAT, ("高温", "热浪", "heat")),
    (WarningKind.GALE, ("大风", "gale", "strong wind")),
    (WarningKind.FOG, ("大雾", "浓雾", "霾", "fog", "haze")),
)
LEVEL_WORDS: tuple[tuple[WarningLevel, tuple[str, ...]], ...] = (
    (WarningLevel.RED, ("红色", "Ⅰ级", "I级", "一级", "red")),
    (WarningLevel.ORANGE, ("橙色", "Ⅱ级", "II级", "二级", "orange")),
    (WarningLevel.YELLOW, ("黄色", "Ⅲ级", "III级", "三级", "yellow")),
    (WarningLevel.BLUE, ("蓝色", "Ⅳ级", "IV级", "四级", "blue")),
)
FORMERLY = re.compile(r"[（(]原[^）)]*[）)]")
LONGEST_HEADLINE, LONGEST_TEXT, LONGEST_AREA, LONGEST_KEY = 200, 4000, 300, 200


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`level` None where it names none: whoever signs says it. `key` (sender and identifier) is empty for what people enter.
    `references`: keys of the bulletins it follows. Instants with their zone."""

    type: BulletinType
    headline: str
    kind: WarningKind = WarningKind.OTHER
    level: WarningLevel | None = None
    text: str = ""
    area: str = ""
    start: datetime | None = None
    end: datetime | None = None
    sender: str = ""
    key: str = ""
    references: tuple[str, ...] = ()


class Unreadable(Exception):
    """A bulletin that can't be taken: a stable `code` and what it is about."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code, what)
        self.code = code
        self.what = what


def kind_in(text: str) -> WarningKind:
    """The kind that the words name, the one named first where there are several; OTHER for none."""
    lowered = text.lower()
    found = [
        (lowered.index(word), number, kind)
        for number, (kind, words) in enumerate(KIND_WORDS)
        for word in words
        if word in lowered
    ]
    return min(found)[2] if found else WarningKind.OTHER


def level_in(text: str) -> WarningLevel | None:
    """The level named last: 由黄色升级为橙色 is orange, as is 橙色（原为黄色）. None for none."""
    text = FORMERLY.sub("", text).lower()
    # 一级 stands within no other; the numerals of II级 and III级 end in I级, so the longest is looked for first.
    found = [
        (text.rindex(word) + len(word), len(word), level)
        for level, words in LEVEL_WORDS
        for word in (one.lower() for one in words)
        if word in text
    ]
    return max(found)[2] if found else None
