"""A file somebody hands in, looked at before anything of it is kept."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from units.errors import InvalidInput
from units.labels import FILE_TEXTS
from units.reviews.rules.files import Unacceptable, recognise, safe_name


@dataclass(frozen=True, slots=True)
class LookedAt:
    """`name` may stand in a header and on any disk; `checksum` is SHA-256 in hex."""

    name: str
    content_type: str
    content: bytes
    checksum: str


def look_at(file: "File[Any]") -> LookedAt:
    """Size before content: no more than the limit is ever read. Raises InvalidInput `file_too_large`, `file_<why>`."""
    limit = settings.EVIDENCE_LIMIT
    content = file.read(limit + 1)
    if len(content) > limit:
        text = _("文件不能超过 %(limit)s MB") % {"limit": limit // 1024**2}
        raise InvalidInput("file_too_large", text, field="file")
    given = file.name or ""
    try:
        kind = recognise(given, content)
    except Unacceptable as error:
        raise InvalidInput(f"file_{error.code}", FILE_TEXTS[error.code], field="file") from error
    return LookedAt(safe_name(given, kind), kind.content_type, content, sha256(content).hexdigest())
