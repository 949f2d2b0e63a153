"""章江县 as data: 41 units of the kinds a county has; its small neighbour, and the city above both. All of it is invented."""

from dataclasses import dataclass, replace
from datetime import date

from units.enums import Tier

CODE = "zhangjiang"
NAME = "章江县"
LEAD_OFFICE = "xwb"
# Since when the county keeps duty by tiers.
TIERS_SINCE = date(2023, 1, 1)

COUNTY_LEADERS = (
    "县委书记",
    "县委副书记、县长",
    "县委副书记",
    "县委常委、常务副县长",
    "县委常委、纪委书记",
    "县委常委、组织部部长",
    "县委常委、宣传部部长",
    "县委常委、政法委书记",
    "副县长、公安局局长",
    "副县长",
    "副县长",
)


@dataclass(frozen=True, slots=True)
class UnitSeed:
    """One unit. `was` is its tier before the re-sort on `resorted`; None = never re-sorted."""

    code: str
    name: str
    short_name: str
    tier: Tier
    head: str
    people: int
    was: Tier | None = None
    resorted: date | None = None

    @property
    def past_and_present_tiers(self) -> tuple[Tier, ...]:
        return (self.tier, self.was) if self.was else (self.tier,)


HUB, EMERGENCY, ROUTINE = Tier.HUB, Tier.EMERGENCY_RESPONSE, Tier.ROUTINE_SUPPORT

# In protocol order. `people` counts the county leaders with the lead office.
UNITS = (
    UnitSeed("xwb", "中共章江县委办公室", "县委办", HUB, "主任", 28),
    UnitSeed("zfb", "章江县人民政府办公室", "县政府办", HUB, "主任", 30),
    UnitSeed("rdb", "章江县人大常委会办公室", "县人大办", ROUTINE, "主任", 8),
    UnitSeed("zxb", "政协章江县委员会办公室", "县政协办", ROUTINE, "主任", 7),
    UnitSeed("zzb", "中共章江县委组织部", "组织部", ROUTINE, "部长", 14),
    UnitSeed("xcb", "中共章江县委宣传部", "宣传部", ROUTINE, "部长", 10),
    UnitSeed("tzb", "中共章江县委统战部", "统战部", ROUTINE, "部长", 7),
    UnitSeed("zfw", "中共章江县委政法委员会", "政法委", ROUTINE, "书记", 9),
    UnitSeed("bb", "中共章江县委机构编制委员会办公室", "县委编办", ROUTINE, "主任", 6),
    UnitSeed("yjj", "章江县应急管理局", "应急管理局", EMERGENCY, "局长", 26),
    UnitSeed("gaj", "章江县公安局", "公安局", EMERGENCY, "政委", 60),
    UnitSeed("xfjy", "章江县消防救援大队", "消防大队", EMERGENCY, "大队长", 20),
    UnitSeed("slj", "章江县水利局", "水利局", EMERGENCY, "局长", 22),
    UnitSeed("qxj", "章江县气象局", "气象局", EMERGENCY, "局长", 10),
    UnitSeed("wjw", "章江县卫生健康委员会", "卫健委", EMERGENCY, "主任", 30),
    UnitSeed("jtj", "章江县交通运输局", "交通运输局", EMERGENCY, "局长", 26),
    UnitSeed("zrj", "章江县自然资源局", "自然资源局", EMERGENCY, "局长", 28),
    UnitSeed("lyj", "章江县林业局", "林业局", EMERGENCY, "局长", 20),
    UnitSeed("zjj", "章江县住房和城乡建设局", "住建局", EMERGENCY, "局长", 24),
    UnitSeed("cgj", "章江县城市管理局", "城市管理局", EMERGENCY, "局长", 26, was=ROUTINE, resorted=date(2025, 3, 1)),
    UnitSeed("nyj", "章江县农业农村局", "农业农村局", EMERGENCY, "局长", 24),
    UnitSeed("hbj", "章江生态环境局", "生态环境局", EMERGENCY, "局长", 18, was=ROUTINE, resorted=date(2024, 9, 1)),
    UnitSeed("gdgs", "国网章江县供电公司", "供电公司", EMERGENCY, "经理", 22),
    UnitSeed("fgw", "章江县发展和改革委员会", "发改委", ROUTINE, "主任", 12),
    UnitSeed("jyj", "章江县教育体育局", "教育体育局", ROUTINE, "局长", 14, was=EMERGENCY, resorted=date(2025, 9, 1)),
    UnitSeed("kgj", "章江县科技和工业信息化局", "科工局", ROUTINE, "局长", 8),
    UnitSeed("mzj", "章江县民政局", "民政局", ROUTINE, "局长", 10, was=EMERGENCY, resorted=date(2024, 6, 1)),
    UnitSeed("sfj", "章江县司法局", "司法局", ROUTINE, "局长", 10),
    UnitSeed("czj", "章江县财政局", "财政局", ROUTINE, "局长", 14),
    UnitSeed("rsj", "章江县人力资源和社会保障局", "人社局", ROUTINE, "局长", 10),
    UnitSeed("swj", "章江县商务局", "商务局", ROUTINE, "局长", 7),
    UnitSeed("wlj", "章江县文化广电旅游局", "文广旅局", ROUTINE, "局长", 10, was=EMERGENCY, resorted=date(2026, 3, 1)),
    UnitSeed("tyj", "章江县退役军人事务局", "退役军人局", ROUTINE, "局长", 7),
    UnitSeed("sjj", "章江县审计局", "审计局", ROUTINE, "局长", 7),
    UnitSeed("tjj", "章江县统计局", "统计局", ROUTINE, "局长", 6),
    UnitSeed("ybj", "章江县医疗保障局", "医保局", ROUTINE, "局长", 6),
    UnitSeed("xfj", "章江县信访局", "信访局", ROUTINE, "局长", 6),
    UnitSeed("gxs", "章江县供销合作社联合社", "供销社", ROUTINE, "主任", 5),
    UnitSeed("zgh", "章江县总工会", "总工会", ROUTINE, "主席", 5),
    UnitSeed("kx", "章江县科学技术协会", "科协", ROUTINE, "主席", 4),
    UnitSeed("cl", "章江县残疾人联合会", "残联", ROUTINE, "理事长", 4),
)


@dataclass(frozen=True, slots=True)
class CountySeed:
    """A county to be drawn. `prefix` is of its logins: two counties share none. `first_number`: of its people's mobiles."""

    code: str
    name: str
    units: tuple[UnitSeed, ...]
    prefix: str = ""
    first_number: int = 1000

    def login(self, name: str) -> str:
        return f"{self.prefix}{name}"


def _of_neighbour(seed: UnitSeed) -> UnitSeed:
    return replace(seed, name=seed.name.replace("章江", "贡水"), people=min(seed.people, 16), was=None, resorted=None)


ZHANGJIANG = CountySeed(CODE, NAME, UNITS)
# Units of the same codes are other units; the last two only the neighbour has.
SHARED_CODES = ("zfb", "yjj", "gaj", "slj", "wjw", "jtj", "fgw", "jyj", "czj")
GONGSHUI = CountySeed(
    code="gongshui",
    name="贡水县",
    units=(
        replace(_of_neighbour(UNITS[0]), people=24),
        *(_of_neighbour(seed) for seed in UNITS if seed.code in SHARED_CODES),
        UnitSeed("skj", "贡水县水库管理局", "水库管理局", EMERGENCY, "局长", 14),
        UnitSeed("gyj", "贡水县果业发展中心", "果业中心", ROUTINE, "主任", 6),
    ),
    prefix="gs-",
    first_number=1250,
)
CITY_CODE, CITY_NAME, CITY_LOGIN = "liangjiang", "两江市", "city"

STREETS = ("南安大道", "建设路", "余西街", "新世纪大道", "水城大道", "滨江路", "金莲山大道")
# The invented county town.
CENTRE_LATITUDE, CENTRE_LONGITUDE = 25.4, 114.36
