"""Signing in through 企业微信. Its OAuth is not OpenID Connect: a code is exchanged for a member's id, nothing is signed, so the
exchange goes from our server to theirs (developer.work.weixin.qq.com: 构造网页授权链接, 获取访问用户身份)."""

import secrets
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.utils.crypto import constant_time_compare

from units.accounts.oidc import TIMEOUT, NotVouched

IN_THE_APP = "https://open.weixin.qq.com/connect/oauth2/authorize"
IN_A_BROWSER = "https://login.work.weixin.qq.com/wwlogin/sso/login"
# In the session: what comes back has to be the answer to what this browser asked.
STATE = "wecom_state"


def is_on() -> bool:
    return bool(settings.WECOM_LOGIN and settings.WECOM_CORP_ID and settings.WECOM_AGENT_ID and settings.WECOM_SECRET)


def new_state() -> str:
    return secrets.token_urlsafe(24)


def start_address(callback: str, state: str, *, in_app: bool) -> str:
    """Within 企业微信 itself without a question, elsewhere by a square that its app scans."""
    known = {"appid": settings.WECOM_CORP_ID, "redirect_uri": callback, "state": state}
    if in_app:
        asked = {"response_type": "code", "scope": "snsapi_base", "agentid": settings.WECOM_AGENT_ID}
        return f"{IN_THE_APP}?{urlencode(known | asked)}#wechat_redirect"
    return f"{IN_A_BROWSER}?{urlencode(known | {'login_type': 'CorpApp', 'agentid': settings.WECOM_AGENT_ID})}"


def member_of(code: str, state: str, expected: str) -> str:
    """The id of the member whom `code` stands for. Raises NotVouched, for people outside the corporation, too."""
    if not code or not expected or not constant_time_compare(state, expected):
        raise NotVouched
    token = _asked("gettoken", corpid=settings.WECOM_CORP_ID, corpsecret=settings.WECOM_SECRET).get("access_token")
    member = _asked("auth/getuserinfo", access_token=str(token), code=code).get("userid")
    if not isinstance(member, str) or not member:
        raise NotVouched
    return member


def _asked(what: str, **query: str) -> dict[str, object]:
    address = f"{settings.WECOM_ENDPOINT}/cgi-bin/{what}"
    try:
        answer = requests.get(address, params=query, timeout=TIMEOUT, allow_redirects=False)
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NotVouched from error
    if not isinstance(found, dict) or found.get("errcode") != 0:
        raise NotVouched
    return found
