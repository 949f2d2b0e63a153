"""What is asked on an empty database."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.models import County

PASSWORD = {"autocomplete": "new-password"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("建县码"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("12 位字母和数字，大小写和短横不限"),
    )


class CountyForm(forms.Form):
    """`code` is asked only while the county doesn't exist."""

    name = forms.CharField(label=_("县名"), max_length=100, help_text=_("如“大余县”"))
    letterhead = forms.CharField(
        label=_("单位抬头"),
        max_length=100,
        required=False,
        help_text=_("印在值班表上方，并作为通报的落款，如“中共大余县委办公室”；以后可改"),
    )
    code = forms.CharField(
        label=_("代码"), max_length=32, required=False, help_text=_("字母和数字，用于网址；留空按县名拼音生成，如 dayu")
    )

    def __init__(self, *args: Any, exists: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if exists:
            del self.fields["code"]


class AccountForm(forms.Form):
    """`county` is asked only where there are several."""

    county = forms.ModelChoiceField(label=_("县"), queryset=County.objects.none(), to_field_name="code")
    display_name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    login = forms.CharField(
        label=_("登录名"),
        max_length=40,
        help_text=_("字母和数字，或本人手机号"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(PASSWORD),
        help_text=_("至少 8 位，不能全是数字，也不能太常见"),
    )
    again = forms.CharField(label=_("再次输入密码"), strip=False, widget=forms.PasswordInput(PASSWORD))

    def __init__(self, *args: Any, counties: list[County], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["county"]
        if len(counties) == 1 or not isinstance(choice, forms.ModelChoiceField):
            del self.fields["county"]
        else:
            choice.queryset = County.objects.order_by("code")
            choice.widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given.pop("again"):
            self.add_error("again", _now("两次输入的密码不一样"))
        return given
