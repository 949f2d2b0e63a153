"""Forms of 投诉建议. Field names are those of the services that take them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import ComplaintAbout, ComplaintKind
from alerts.labels import COMPLAINT_ABOUT_LABELS, COMPLAINT_KIND_LABELS
from alerts.web.fields import ShortTextarea


class ComplaintForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("类型"),
        choices=list(COMPLAINT_KIND_LABELS.items()),
        coerce=ComplaintKind,
        initial=ComplaintKind.SUGGESTION,
    )
    about = forms.TypedChoiceField(
        label=_("反映内容"), choices=list(COMPLAINT_ABOUT_LABELS.items()), coerce=ComplaintAbout
    )
    text = forms.CharField(label=_("具体情况"), max_length=1000, widget=ShortTextarea())
    is_anonymous = forms.BooleanField(
        label=_("对本单位负责人匿名"), required=False, help_text=_("本单位负责人看不到姓名，两办可以看到")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "complaint-%s"} | kwargs)


class ComplaintAnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复内容"), max_length=1000, widget=ShortTextarea())
