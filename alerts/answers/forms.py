"""What somebody types or has seen on the page behind a message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.web.fields import ShortTextarea


class SeenForm(forms.Form):
    """`seen`: the seal of the duties that the page showed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())


class AgreeForm(forms.Form):
    """`agreed`: the seal of the conflicts that the page showed, empty when there were none."""

    agreed = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())


class DisagreeForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=500, required=False, widget=ShortTextarea())


class LineForm(forms.Form):
    matter = forms.CharField(label=_("事项"), max_length=500, widget=ShortTextarea())
    is_done = forms.BooleanField(label=_("已办结"), required=False)
