"""A CAP file as a bulletin, or the sentence why it can't be taken; a mail's words or its file."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.labels import Label
from alerts.warnings.rules.bulletins import Bulletin, Unreadable
from alerts.warnings.rules.cap import read_cap
from alerts.warnings.rules.pasted import read_pasted
from rostering.policies.queries.published import zone
from units.errors import InvalidInput

REFUSALS: dict[str, Label] = {
    "too_large": _("文件超过 256 KB"),
    "malformed": _("不是合格的 XML，或含有不允许的文档类型、实体"),
    "not_cap": _("不是 CAP 1.2 预警信息（根元素须为 urn:oasis:names:tc:emergency:cap:1.2 的 alert）"),
    "not_actual": _("只接收正式预警（status 须为 Actual），收到的是 %(what)s"),
    "unknown_type": _("只接收发布、更新、解除（msgType 为 Alert、Update、Cancel），收到的是 %(what)s"),
    "missing": _("缺少 %(what)s"),
    "bad_time": _("%(what)s 的时间须含时区，如 2026-06-10T14:30:00+08:00"),
    "bad_key": _("%(what)s 为空、过长，或含有空格、逗号、尖括号"),
    "span_inverted": _("%(what)s 早于预警开始时间"),
}


def bulletin_of_cap(content: bytes) -> Bulletin:
    """Raises InvalidInput at `cap`, its code `cap_` and that of `Unreadable`."""
    try:
        return read_cap(content)
    except Unreadable as error:
        sentence = str(REFUSALS[error.code]) % {"what": error.what}
        raise InvalidInput(f"cap_{error.code}", sentence, field="cap") from error


def bulletin_of_text(text: str, now: datetime) -> Bulletin:
    """What pasted words say; to be looked at before it is handed in."""
    return read_pasted(text, now, zone())
