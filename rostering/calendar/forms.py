from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.calendar.queries.days import spans_text
from rostering.calendar.rules.legal import not_legal
from rostering.calendar.services import LONGEST_EDIT
from rostering.calendar.services.notices import LONGEST_TEXT
from rostering.enums import DayKind
from rostering.labels import DAY_KIND_LABELS
from units.web.forms import DayInput

REST = [
    (DayKind.HOLIDAY_BRIDGE.value, _("记为假期调休")),
    (DayKind.STATUTORY_HOLIDAY.value, _("仍全部记为法定节假日")),
]


class DaysForm(forms.Form):
    """A run of days and what they are from now on."""

    first_day = forms.DateField(label=_("首日"), widget=DayInput())
    last_day = forms.DateField(label=_("末日"), widget=DayInput())
    kind = forms.ChoiceField(label=_("类型"), choices=list(DAY_KIND_LABELS.items()))
    name = forms.CharField(label=_("节日"), max_length=40, required=False, help_text=_("如“端午节”，平常日子留空"))
    reason = forms.CharField(label=_("依据"), max_length=500, required=False, help_text=_("如通知文号"))
    rest = forms.ChoiceField(required=False, choices=REST, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """Asks back once where a notice was entered as printed: the law names only some of its days."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if not (first and last and given.get("kind") == DayKind.STATUTORY_HOLIDAY) or last - first > LONGEST_EDIT:
            return given
        rest = not_legal(first, last)
        if rest and not given.get("rest"):
            self.propose(rest, of=(last - first).days + 1)
        return given

    def propose(self, rest: list[date], *, of: int) -> None:
        """Shows the choice with the rest as days off ticked."""
        words = {"legal": of - len(rest), "count": len(rest), "days": spans_text(rest)}
        self.data = dict(self.data.items()) | {"rest": DayKind.HOLIDAY_BRIDGE.value}
        self.fields["rest"].widget = forms.RadioSelect(choices=REST)
        self["rest"].label = _now("法定节假日 %(legal)d 天，其余 %(count)d 天（%(days)s）") % words
        self.add_error(
            "rest", _now("其中法定节假日 %(legal)d 天，其余 %(count)d 天是放假调休的日子，请核对后保存") % words
        )

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        chosen = self.cleaned_data
        return {
            "first": chosen["first_day"],
            "last": chosen["last_day"],
            "kind": DayKind(chosen["kind"]),
            "name": chosen["name"],
            "reason": chosen["reason"],
            "rest": DayKind(chosen["rest"]) if chosen["rest"] and chosen["kind"] == DayKind.STATUTORY_HOLIDAY else None,
        }


class NoticeForm(forms.Form):
    """A notice as pasted, and what its text leaves open."""

    text = forms.CharField(
        label=_("通知全文"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("从标题到落款整篇粘贴即可；县里自己的放假通知也可以"),
    )
    year = forms.IntegerField(
        label=_("年份"), required=False, min_value=2000, max_value=2100, help_text=_("文中没有写明年份时填写")
    )
    reason = forms.CharField(label=_("依据"), max_length=500, required=False, help_text=_("如通知文号"))

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        given = self.cleaned_data
        return {"text": given["text"], "year": given["year"], "reason": given["reason"]}
