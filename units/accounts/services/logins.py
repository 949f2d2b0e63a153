"""By what somebody signs in: a name of their own, or a mobile number beside one that the system makes up."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from units.accounts.rules import free_code, is_login
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock
from units.errors import InvalidInput
from units.spelling.names import tidy_name
from units.spelling.phones import mobile_number
from units.spelling.pinyin import initials


@dataclass(frozen=True, slots=True)
class Login:
    """Without `phone` by the username alone."""

    username: str
    phone: str = ""


def checked_login(text: str, *, name: str, unit: Unit | None) -> Login:
    """What `text` stands for: a mobile number, a name, or (empty) one that is made up from `name` and `unit`.

    Holds every other who gives a login until the end of the transaction. Raises InvalidInput `login_taken`, `bad_login`.
    """
    text = tidy_name(text)
    lock("account-logins")
    phone = mobile_number(text)
    if phone is not None:
        if User.objects.filter(login_phone=phone).exists():
            raise InvalidInput("login_taken", _("这个手机号已用于另一个账号登录"), field="login")
        return Login(_made_up(name, unit), phone)
    if not text:
        return Login(_made_up(name, unit))
    if not is_login(text):
        raise InvalidInput("bad_login", _("登录名只能用汉字、字母、数字和 . @ + - _，最多 150 个字"), field="login")
    if User.objects.filter(username__iexact=text).exists():
        raise InvalidInput("login_taken", _("这个登录名已有人使用，请换一个"), field="login")
    return Login(text)


def checked_phone(text: str, *, but: User) -> str:
    """The number that `text` writes, which nobody but `but` signs in by; empty for none. Raises InvalidInput."""
    text = tidy_name(text)
    if not text:
        return ""
    lock("account-logins")
    phone = mobile_number(text)
    if phone is None:
        raise InvalidInput("bad_phone", _("这不是手机号"), field="phone")
    if User.objects.filter(login_phone=phone).exclude(pk=but.pk).exists():
        raise InvalidInput("login_taken", _("这个手机号已用于另一个账号登录"), field="phone")
    return phone


def _made_up(name: str, unit: Unit | None) -> str:
    """`yjj-sxh`: unit and initials, so that a sheet of them can be checked at a glance."""
    stem = "-".join(filter(None, [unit.code if unit else "", initials(name)]))
    begun = User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    return free_code(stem, {username.lower() for username in begun})
