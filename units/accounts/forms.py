"""Forms about accounts."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.services.invitations import Way
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Role
from units.labels import ACCOUNT_STATE_LABELS, COUNTY_ROLE_LABELS, ROLE_LABELS, UNIT_ROLE_LABELS
from units.people.models import Person

if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[Person]
else:
    PersonField = forms.ModelChoiceField


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
        label=_("再次输入新密码"), max_length=128, strip=False, widget=PasswordInput("new-password")
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


class AccountFilter(forms.Form):
    """`unit` is offered only to somebody who sees several, `role` to the office."""

    q = forms.CharField(
        label=_("姓名、登录名或手机号"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    unit = forms.ChoiceField(label=_("单位"), required=False)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *COUNTY_ROLE_LABELS.items()])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *ACCOUNT_STATE_LABELS.items()])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list(Unit.objects.managed_by(user).active().in_protocol_order())
        choice = self.fields["unit"]
        if len(units) > 1 and isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("全部")), *((unit.code, unit.label) for unit in units)]
        else:
            del self.fields["unit"]
        if not user.sees_whole_county:
            del self.fields["role"]


class PlaceForm(forms.Form):
    """A role and its unit."""

    role = forms.ChoiceField(label=_("角色"), choices=list(COUNTY_ROLE_LABELS.items()))
    unit = forms.ModelChoiceField(
        label=_("单位"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("无"),
        help_text=_("单位负责人和值班人员须选单位"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.managed_by(user).active().in_protocol_order().select_related("county")
        )
        if not user.sees_whole_county:
            self.fields["role"].choices = [(Role.DUTY_PERSON, ROLE_LABELS[Role.DUTY_PERSON])]  # type: ignore[attr-defined]


class FurtherRoleForm(PlaceForm):
    """A further unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(UNIT_ROLE_LABELS.items())  # type: ignore[attr-defined]
        self.fields["unit"].required = True
        self.fields["unit"].help_text = ""
        self.fields["unit"].empty_label = _("请选择")  # type: ignore[attr-defined]


class PersonOfUnitField(PersonField):
    def label_from_instance(self, obj: Person) -> str:
        return f"{obj.unit.label} {obj.name}"


class NewAccountForm(PlaceForm):
    """One account; many are made on the page for that."""

    display_name = forms.CharField(label=_("姓名或名称"), max_length=60, required=False, help_text=_("选了人员可不填"))
    person = PersonOfUnitField(
        label=_("对应人员"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("不对应人员（如值班室共用账号）"),
    )
    login = forms.CharField(
        label=_("登录名"),
        max_length=150,
        required=False,
        help_text=_("可填手机号或代码；不填则由系统按单位和姓名拟定"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    way = forms.ChoiceField(
        label=_("首次登录"),
        choices=[(Way.SHEET, _("生成初始密码，当面交给本人")), (Way.INVITATION, _("向本人发送邀请链接"))],
        initial=Way.SHEET,
    )
    field_order = ("role", "unit", "person", "display_name", "login", "way")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["role"].initial = Role.DUTY_PERSON
        people = Person.objects.valid_on(timezone.localdate()).filter(
            unit__in=Unit.objects.managed_by(user).active(), user__isnull=True
        )
        choice = self.fields["person"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = people.select_related("unit__county").order_by("unit__protocol_order", "-rank", "name")


class ManyForm(forms.Form):
    """For whom accounts are made at once, and how they get in."""

    role = forms.ChoiceField(label=_("角色"), choices=list(UNIT_ROLE_LABELS.items()))
    login = forms.ChoiceField(
        label=_("登录方式"), choices=[("phone", _("手机号")), ("code", _("代码（单位代码和姓名首字母）"))]
    )
    way = forms.ChoiceField(
        label=_("首次登录"),
        choices=[(Way.INVITATION, _("邀请链接，发到本人通道，72 小时内有效")), (Way.SHEET, _("初始密码，按单位打印"))],
    )
    people = forms.ModelMultipleChoiceField(label=_("人员"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].error_messages["required"] = _("请至少勾选一人")
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("登录手机号"),
        max_length=30,
        required=False,
        help_text=_("填新号码即可改用新号码登录；留空则只用登录名登录"),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)


class ForgottenForm(forms.Form):
    login = forms.CharField(
        label=_("登录名或手机号"), max_length=150, widget=forms.TextInput({"autocomplete": "username"})
    )


class AppCodeForm(forms.Form):
    """A code of the app on the owner's phone."""

    code = forms.CharField(
        label=_("6 位验证码"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class SecondCodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("验证码或恢复码"),
        max_length=20,
        help_text=_("手机应用上的 6 位数字；手机不在身边时填一个恢复码"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
