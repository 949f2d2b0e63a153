"""What stands around a table: its title with year, holiday, range and unit, and the lines of who filled it in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from units.imports.rules.layouts.day_texts import DASH, in_figures, read_days
from units.imports.rules.layouts.days import Setting
from units.imports.rules.layouts.heads import LEADER, bare, label_role

YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[.\-/])")
HAN_YEAR = re.compile(r"(二[〇零○][一二三四五六七八九零〇○]{2})年")
HAN_DIGITS = "零一二三四五六七八九"
MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月(?:份)?(?!\s*\d)")
RUN = re.compile(
    rf"(?:(20\d{{2}})\s*[年.\-/]\s*)?(1[0-2]|0?[1-9])\s*[月.\-/]\s*(\d{{1,2}})\s*[日号]?\s*(?:\d{{1,2}}[:：时]\d{{0,2}})?\s*(?:[(（][^)）]*[)）]|星期.)?\s*{DASH}\s*"
    rf"(?:(20\d{{2}})\s*[年.\-/]\s*)?(?:(1[0-2]|0?[1-9])\s*[月.\-/]\s*)?(\d{{1,2}})\s*[日号]?",
    re.ASCII,
)
HOLIDAYS = {
    "元旦": "元旦", "春节": "春节", "除夕": "春节", "清明": "清明节", "劳动节": "劳动节", "五一": "劳动节", "端午": "端午节", "中秋": "中秋节",
    "国庆": "国庆节", "十一": "国庆节",
}  # fmt: skip
NOTES = (
    "注", "备注", "说明", "填表", "填报", "制表", "审核", "审签", "联系人", "以下空白", "值班要求", "要求", "单位负责人", "主要负责人签", "值班时间", "值班电话", "报送",
    "签发", "打印", "抄送", "附件", "备注：", "监督电话", "传真", "联系电话", "制单", "编制", "审批", "带班要求", "领导签字", "温馨提示",
)  # fmt: skip
FILLED_IN = re.compile(r"(?:填报|填表|制表|报送|打印|编制|更新|统计)(?:时间|日期)\s*[:：]?")
UNIT_LINE = re.compile(
    r"(?:填报|报送|值班|编制|制表)?\s*(?:单位|部门)(?:名称)?\s*(?:[(（][^)）]*[)）])?\s*[:：]\s*([^\s:：]{2,40})"
)
OF_TITLE = re.compile(
    r"^(?:附件\d*|附表\d*|附)?[:：\s]*(.*?)(?:关于|20\d{2}|二〇|\d{1,2}月|元旦|春节|除夕|清明|劳动节|五一|端午|中秋|国庆|节假?日|假期|领导班子|班子成员|领导干部|联络员|花名册|科级|值班|值守|带班|人员|干部|请假|通讯录|通讯簿|联系方式|名单|名册|排班|周末|双休|在职)"
)
NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2})[、.．]?(?=[\u4e00-\u9fff])(?<=[、.．)）])"
)
ON_DUTY = re.compile("值班|值守|在岗|人员")
# A line that is the name of a unit and nothing else.
UNIT_ENDINGS = (
    "局|委|办|办公室|镇|乡|街道|街道办|院|中心|公司|大队|支队|所|站|馆|协会|联合会|工会|法院|检察院|委员会|政府|学校|中学|小学|银行|集团|"
    "部|社|台|会|联|政协|人大|园|场|库|队"
)
BARE_UNIT = re.compile(rf"[\u4e00-\u9fff（）()]{{1,18}}(?:{UNIT_ENDINGS})")
SHEET_WORDS = re.compile(r"^(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """What the lines around a table say of all of it."""

    unit: str = ""
    years: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    month: int | None = None
    holiday: str = ""
    day: date | None = None
    # What everybody of the table does, where the title speaks of nothing else: 领导带班安排.
    role: str = ""

    def within(self, sheet: "Title") -> "Title":
        """With what the first lines of the sheet say where those of the table itself say nothing."""
        if sheet is self:
            return self
        has_run = self.first is not None or self.years or self.holiday or self.month
        first, last = (self.first, self.last) if has_run else (sheet.first, sheet.last)
        return replace(
            self, unit=self.unit or sheet.unit, years=self.years or sheet.years, first=first, last=last,
            month=self.month or sheet.month, holiday=self.holiday or sheet.holiday,
        )  # fmt: skip

    def setting(self, today: date, given: Setting | None = None) -> Setting:
        """With what the clerk has chosen, a period, before what the lines say."""
        if given is not None and given.first is not None:
            return Setting(
                given.years or self.years, given.first, given.last, given.month or self.month, self.holiday, today
            )
        return Setting(self.years, self.first, self.last, self.month, self.holiday, today)


def read_title(lines: Sequence[str], sheet_name: str = "") -> Title:
    """`lines` from the top down; a sheet's name speaks where no line does."""
    unit, holiday, month = "", "", None
    years: list[int] = []
    later: list[int] = []
    run: tuple[date, date] | None = None
    for written in [*lines, sheet_name]:
        line = in_figures(HAN_YEAR.sub(_year_of_han, written))
        at = FILLED_IN.search(line)
        head = line[: at.start()] if at else line
        later += [int(year) for year in YEAR.findall(line[at.start() :])] if at else []
        years += [int(year) for year in YEAR.findall(head)]
        holiday = holiday or next((name for word, name in HOLIDAYS.items() if word in head), "")
        unit = unit or _unit(line, is_sheet=written == sheet_name)
        found = MONTH.search(head)
        month = month or (int(found[1]) if found else None)
        run = run or _run(head, (years or later or [0])[0], holiday)
    years = list(dict.fromkeys(years or later))
    first, last = run or (None, None)
    said = label_role(NUMBERING.sub("", lines[-1].strip())) if lines else None
    words = "".join((*lines, sheet_name))
    only_leads = "带班" in words and not ON_DUTY.search(words)
    role = said.role if said and said.role else LEADER if only_leads else ""
    return Title(unit, tuple(years), first, last, month or (first.month if first else None), holiday, role=role)


def _year_of_han(found: "re.Match[str]") -> str:
    return "".join(str(HAN_DIGITS.index(one) % 10) for one in found[1].replace("〇", "零").replace("○", "零")) + "年"


def is_note(text: str) -> bool:
    return text.lstrip("（(【[ *＊").startswith(NOTES)


def _unit(line: str, *, is_sheet: bool) -> str:
    said = UNIT_LINE.search(line)
    if said:
        return said[1].strip("　 ,，;；（(")
    if is_sheet:
        bare_name = line.strip()
        return (
            ""
            if SHEET_WORDS.match(bare_name) or read_days(bare_name).is_day or len(bare_name) < 2
            else _of_title(bare_name) or bare_name
        )
    return line.strip() if BARE_UNIT.fullmatch(line.strip()) else _of_title(line)


def _of_title(line: str) -> str:
    found = OF_TITLE.match(NUMBERING.sub("", line.strip()))
    name = found[1].strip(' 　《“"：:的（(') if found else ""
    return name if 2 <= len(name) <= 40 and not bare(name).isdigit() else ""


def _run(line: str, year: int, holiday: str) -> tuple[date, date] | None:
    found = RUN.search(line)
    if found is None:
        return None
    first_month = int(found[2])
    # 2026年元旦（12月31日至1月3日） begins in 2025.
    first_year = int(found[1]) if found[1] else year - (1 if holiday in ("元旦", "春节") and first_month >= 11 else 0)
    last_month = int(found[5]) if found[5] else first_month
    last_year = int(found[4]) if found[4] else first_year + (1 if last_month < first_month else 0)
    try:
        first, last = date(first_year, first_month, int(found[3])), date(last_year, last_month, int(found[6]))
    except ValueError:
        return None
    return (first, last) if first <= last and (last - first).days <= 400 else None
