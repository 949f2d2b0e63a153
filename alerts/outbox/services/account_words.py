"""Accounts and ways to reach somebody in words."""

from typing import Any

from django.utils.translation import gettext as _

from alerts.outbox.services.duty_words import moment_text


def account_invited(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"until": moment_text(params["until"])}
    text = _("%(county)s值班系统已为您开通账号，请于%(until)s前打开链接设置密码。")
    return _("开通账号"), (text + _login_text(params)) % words


def account_recovery(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"until": moment_text(params["until"])}
    text = _("请于%(until)s前打开链接重设值班系统密码。非本人申请的，请忽略本消息并告知两办。")
    return _("找回密码"), text % words


def account_factor_reset(params: dict[str, Any]) -> tuple[str, str]:
    words = params | {"at": moment_text(params["at"])}
    text = _(
        "您的值班系统账号的第二重验证已于%(at)s重置，所有登录已退出，下次登录后可重新设置。非本人要求的，请立即告知两办。"
    )
    return _("第二重验证已重置"), text % words


def account_new_device(params: dict[str, Any]) -> tuple[str, str]:
    words = {"at": moment_text(params["at"]), "device": params["device"] or _("未知设备")}
    text = _("您的值班系统账号于%(at)s在新设备上登录：%(device)s。非本人操作的，请立即修改密码并告知两办。")
    return _("新设备登录"), text % words


def _login_text(params: dict[str, Any]) -> str:
    return _("登录名：%(login)s。") if params["login"] else _("以本手机号登录。")


def contact_proof(params: dict[str, Any]) -> tuple[str, str]:
    return _("联系方式验证"), _("验证码%(code)s，用于值班系统确认您的联系方式。") % params
