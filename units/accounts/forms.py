"""Forms about accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from units.counties.models.user import User


class PasswordInput(forms.PasswordInput):
    """Tells the browser which password is meant, so that it offers to keep the new one."""

    def __init__(self, autocomplete: str) -> None:
        super().__init__({"autocomplete": autocomplete})


class NewPasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        widget=PasswordInput("new-password"),
        help_text=_("至少 8 个字符，不能全是数字，不能是常见密码，不能与姓名或登录名相近。"),
    )
    again = forms.CharField(
        label=_("再输一次新密码"), max_length=128, strip=False, widget=PasswordInput("new-password")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("两次输入的新密码不一致"))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """Asks for the present password, unless it was given by somebody else and has just been typed."""

    old = forms.CharField(label=_("现在的密码"), max_length=128, strip=False, widget=PasswordInput("current-password"))
    field_order = ("old", "password", "again")

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account.must_change_password:
            del self.fields["old"]
