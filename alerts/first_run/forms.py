from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import ChannelCode
from alerts.first_run.queries.channels import Way
from alerts.first_run.services import LONGEST_ADDRESS


class ChannelTestForm(forms.Form):
    """A test through one of the ways that are set up."""

    channel = forms.ChoiceField(label=_("通道"), widget=forms.Select({"class": "form-select"}))
    address = forms.CharField(
        label=_("发到"), max_length=LONGEST_ADDRESS, help_text=_("自己或任何人的手机号、邮箱或推送地址，按所选通道填写")
    )

    def __init__(self, *args: Any, ways: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["channel"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(way.code, way.label) for way in ways if way.can_test]

    def clean_channel(self) -> ChannelCode:
        return ChannelCode(self.cleaned_data["channel"])
