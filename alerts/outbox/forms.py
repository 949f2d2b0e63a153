"""Forms of the ways to be reached."""

from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.channels.registry import offered_channels
from alerts.enums import MUTABLE, ChannelCode
from alerts.labels import ADDRESS_FORMS, CHANNEL_LABELS, PURPOSE_LABELS


class ContactForm(forms.Form):
    channel = forms.TypedChoiceField(label=_("通道"), coerce=ChannelCode)
    address = forms.CharField(label=_("地址"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["channel"]
        if isinstance(choice, forms.ChoiceField):
            offered = offered_channels()
            choice.choices = [(code, CHANNEL_LABELS[code]) for code in offered]
            forms_of = [
                gettext("%(channel)s：%(form)s") % {"channel": CHANNEL_LABELS[code], "form": ADDRESS_FORMS[code]}
                for code in offered
            ]
            self.fields["address"].help_text = format_html_join(SafeString("<br>"), "{}", ((one,) for one in forms_of))


class ChoiceForm(forms.Form):
    """What somebody wants to hear outside the inbox; what is ticked they hear."""

    wanted = forms.MultipleChoiceField(
        label=_("发到手机的提醒"),
        choices=[(code.value, PURPOSE_LABELS[code]) for code in MUTABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选的只在站内消息中查看；调班、查岗、召集等消息不受影响"),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
