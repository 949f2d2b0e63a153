"""Forms of 快报. Field names are those of the services that take them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import BulletinSeries, BulletinStage, SendingWay
from alerts.labels import BULLETIN_SERIES_LABELS, BULLETIN_STAGE_LABELS, ELEMENT_LABELS, SENDING_WAY_LABELS
from alerts.web.fields import ONE_LINE, NamesField, now_text
from units.web.forms import MomentInput


def _label(name: str) -> Any:
    return ELEMENT_LABELS[name]


def _long(name: str, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=_label(name), max_length=3000, required=False, widget=forms.Textarea({"rows": rows}))


def _short(name: str, longest: int) -> forms.CharField:
    return forms.CharField(label=_label(name), max_length=longest, required=False, widget=forms.TextInput(ONE_LINE))


class BulletinForm(forms.Form):
    """Nothing but the title has to be there for a draft; what is missing is named beside it until it is signed."""

    series = forms.TypedChoiceField(
        label=_("种类"),
        choices=list(BULLETIN_SERIES_LABELS.items()),
        coerce=BulletinSeries,
        initial=BulletinSeries.DUTY,
    )
    stage = forms.TypedChoiceField(
        label=_("报次"),
        choices=list(BULLETIN_STAGE_LABELS.items()),
        coerce=BulletinStage,
        initial=BulletinStage.INITIAL,
    )
    title = forms.CharField(label=_("标题"), max_length=120, widget=forms.TextInput(ONE_LINE))
    occurred_at = forms.DateTimeField(label=_label("occurred_at"), required=False, widget=MomentInput())
    place = _short("place", 200)
    source = _short("source", 120)
    matter = _long("matter", 5)
    casualties = _short("casualties", 300)
    scope = _short("scope", 300)
    measures = _long("measures", 4)
    trend = _long("trend")
    reporter = _short("reporter", 120)
    recipients = NamesField(label=_("报送对象"), max_length=600, required=False, help_text=_("多个用顿号分开"))


class IssueForm(forms.Form):
    signer = forms.CharField(
        label=_("签发人"), max_length=60, widget=forms.TextInput(ONE_LINE), help_text=_("签发后编号，内容不能再改")
    )


class SendingForm(forms.Form):
    recipient = forms.ChoiceField(label=_("报送对象"))
    way = forms.TypedChoiceField(label=_("方式"), choices=list(SENDING_WAY_LABELS.items()), coerce=SendingWay)
    sent_at = forms.DateTimeField(label=_("发送时间"), widget=MomentInput(), initial=now_text)
    note = forms.CharField(label=_("接收人和说明"), max_length=200, required=False, widget=forms.TextInput(ONE_LINE))

    def __init__(self, *args: Any, recipients: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recipient"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, name) for name in recipients]
