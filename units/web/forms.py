from django.contrib.auth.forms import AuthenticationForm
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class FieldGroupRenderer(TemplatesSetting):
    """Every field of every form is drawn by one template: label, widget, help, errors."""

    field_template_name = "components/field.html"


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("登录名或密码不对，请核对后重试。"),
        "inactive": _("此账号已停用，请联系两办。"),
    }
