"""What doesn't fit in a notice, as sentences that name the days and say what to do."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from rostering.calendar.queries.days import spans_text
from rostering.calendar.rules.notices.findings import Finding
from units.labels import Label
from units.when import weekday

A_MONDAY = date(2024, 1, 1)
TEXTS: Mapping[str, Label] = {
    "no_year": _("文中没有写明是哪一年的安排，请填写年份"),
    "years_differ": _("文中的年份不一致：%(years)s。请核对，不同年份的通知分开粘贴"),
    "other_year": _("%(days)s不在%(year)s年，请核对年份"),
    "weekdays_of_another_year": _("文中的星期与%(year)s年都不合，与%(other)s年相合，请核对年份"),
    "nothing_read": _("文中没有读到放假或上班的日期"),
    "impossible_date": _("没有%(said)s这一天，请核对"),
    "ends_before_it_begins": _("放假的末日不在首日之后：%(days)s，请核对"),
    "weekday_wrong": _("%(days)s是%(weekday)s，文中写作%(said)s，请核对"),
    "moon_wrong": _("%(days)s是农历%(moon)s，文中写作“%(said)s”，请核对"),
    "count_wrong": _("文中写“%(said)s天”，读到%(counted)s天：%(days)s，请核对"),
    "holiday_twice": _("%(name)s在文中安排了两次，请核对"),
    "off_twice": _("%(days)s在文中放假两次，请核对"),
    "work_twice": _("%(days)s在文中上班两次，请核对"),
    "off_and_work": _("%(days)s既写放假又写上班，请核对"),
    "not_a_legal_day": _("%(days)s文中写作法定节假日，按放假办法不是，请核对"),
    "nameless": _("这一句没有写明是什么节日，请补上"),
    "announced_but_missing": _("开头列了%(name)s，正文没有它的安排（法定节假日：%(days)s），请补全"),
    "unread": _("这一句有日期没有读懂，不会计入日历。其中没有放假或上班的安排才可确认"),
    "holiday_missing": _("没有%(name)s的安排（法定节假日：%(days)s）"),
    "legal_days_missing": _("%(name)s的法定节假日%(days)s不在放假之列"),
    "works_on_a_workday": _("%(days)s本来就是工作日，不必写上班"),
    "works_inside_a_holiday": _("%(days)s上班，前后两天都放假"),
    "works_far_away": _("%(days)s上班，离这次放假不是最近的周末"),
    "off_apart": _("%(days)s放假，与前面的放假之间隔着工作日"),
    "no_weekend_beside": _("%(days)s前后不是周末，文中写“与周末连休”"),
    "moved_to_a_workday": _("公休日调到%(days)s，文中没有写这一天放假"),
    "works_too_few": _("调休放假%(lent)s天，只有%(paid)s天上班或周末补假相抵，可能漏了上班的日子"),
    "works_too_many": _("调休放假%(lent)s天，上班和周末补假有%(paid)s天，上班的日子多于所需，请留意"),
}


def finding_text(found: Finding) -> str:
    """In the reader's language, without full stop."""
    words: dict[str, str | int] = dict(found.words)
    if found.code == "weekday_wrong":
        words |= {"said": weekday(A_MONDAY + timedelta(days=int(words["said"]))), "weekday": weekday(found.days[0])}
    return str(TEXTS[found.code]) % {"days": spans_text(found.days), **words}
