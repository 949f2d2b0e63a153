"""What an uploaded file is, by its content: a short list is taken, everything that could run or is two things at once isn't.

Nothing is unpacked beyond a bounded look into an archive's table of contents.
"""

import lzma
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

# Compressed archives whose contents would fill a disk.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
MOST_MEMBERS = 5000
MOST_PIXELS = 200_000_000
LONGEST_NAME = 200
CONTENTS_LOOKED_AT = 256 * 1024

ZIP_START, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
MARKUP = re.compile(
    rb"<\s*(?:script|svg|html|head|body|iframe|object|embed|meta|link|form|img|!doctype)\b|javascript:", re.IGNORECASE
)
# What zipfile and the decompressors raise for archives that lie about themselves.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError,
)  # fmt: skip
# What Pillow raises for images that are none, or end too soon.
BROKEN_IMAGE = (UnidentifiedImageError, SyntaxError, ValueError, EOFError, OSError, struct.error)
PDF_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!", b"@echo", b"<?php")
# Bidi overrides, zero-width characters and what a file system or a header would trip over.
UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


class Unacceptable(ValueError):
    """`code` says why a file isn't taken; the sentence is in units/labels.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class FileType:
    """`content_type` is what it is served as; the first suffix is what it is stored under."""

    code: str
    content_type: str
    suffixes: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = FileType("pdf", "application/pdf", (".pdf",))
PNG = FileType("png", "image/png", (".png",))
JPEG = FileType("jpeg", "image/jpeg", (".jpg", ".jpeg"))
DOCX = FileType("docx", f"{OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType("xlsx", f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
OFD = FileType("ofd", "application/ofd", (".ofd",))
TEXT = FileType("txt", "text/plain; charset=utf-8", (".txt",))


def recognise(name: str, content: bytes) -> FileType:
    """What `content` is. Raises Unacceptable for anything not on the list, or whose name says something else."""
    if not content:
        raise Unacceptable("empty")
    found = _by_content(content)
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in found.suffixes:
        raise Unacceptable("name_differs")
    return found


def safe_name(name: str, found: FileType) -> str:
    """The name people gave the file, as it may stand in a header and on any disk: no path, nothing invisible, at most
    LONGEST_NAME bytes."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = UNSAFE_IN_NAME.sub("", base.rsplit(".", 1)[0]).strip(". ")
    room = LONGEST_NAME - len(found.suffixes[0])
    return (stem.encode()[:room].decode(errors="ignore").strip() or "file") + found.suffixes[0]


def _by_content(content: bytes) -> FileType:
    for start, check in _CHECKS.items():
        if content.startswith(start):
            return check(content)
    return _text(content)


def _pdf(content: bytes) -> FileType:
    """An object, a table that finds it, and the mark of the end: less than that no reader opens."""
    _refuse_second_nature(content, end=b"%%EOF")
    if not (PDF_END.search(content[-2048:]) and PDF_OBJECT.search(content) and b"/Root" in content):
        raise Unacceptable("cut_off")
    return PDF


def _png(content: bytes) -> FileType:
    _refuse_second_nature(content, end=b"IEND\xaeB`\x82")
    if len(content) >= 24 and content[12:16] == b"IHDR":
        # Before Pillow, which looks at the checksum of the head first.
        width, height = struct.unpack(">II", content[16:24])
        _refuse_huge(width, height)
    _look_at_image(content)
    return PNG


def _jpeg(content: bytes) -> FileType:
    _refuse_second_nature(content, end=b"\xff\xd9")
    _look_at_image(content)
    return JPEG


def _look_at_image(content: bytes) -> None:
    """Size from the head, then every checksum; the pixels are never unpacked."""
    try:
        with warnings.catch_warnings():
            # The size is judged here, by our own measure.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
                _refuse_huge(image.width, image.height)
                image.verify()
    except Unacceptable:
        raise
    except Image.DecompressionBombError as error:
        raise Unacceptable("bomb") from error
    except BROKEN_IMAGE as error:
        raise Unacceptable("cut_off") from error


def _refuse_huge(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unacceptable("bomb")


def _refuse_second_nature(content: bytes, *, end: bytes) -> None:
    """Neither a page for a browser nor an archive is hidden in it, and nothing hangs on behind its end."""
    if MARKUP.search(content) or ZIP_END in content[-70_000:]:
        raise Unacceptable("two_things")
    last = content.rfind(end)
    if last >= 0 and content[last + len(end) :].strip(b"\x00\r\n\t "):
        raise Unacceptable("two_things")


def _archive(content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _refuse_bomb(archive)
            return _office(archive, set(archive.namelist()))
    except Unacceptable:
        raise
    except BROKEN_ARCHIVE as error:
        raise Unacceptable("cut_off") from error


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 5000):
        raise Unacceptable("bomb")
    if any(".." in member.filename.split("/") or member.filename.startswith(("/", "\\")) for member in members):
        raise Unacceptable("unknown")
    if archive.comment or min((member.header_offset for member in members), default=1) != 0:
        raise Unacceptable("two_things")


def _office(archive: zipfile.ZipFile, names: set[str]) -> FileType:
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat")) for name in names):
        raise Unacceptable("runs")
    if "OFD.xml" in names:
        return OFD
    kinds = b""
    if "[Content_Types].xml" in names:
        with archive.open("[Content_Types].xml") as table:
            kinds = table.read(CONTENTS_LOOKED_AT)
    if "word/document.xml" in names and b"wordprocessingml.document.main+xml" in kinds:
        return DOCX
    if "xl/workbook.xml" in names and b"spreadsheetml.sheet.main+xml" in kinds:
        return XLSX
    raise Unacceptable("unknown")


def _text(content: bytes) -> FileType:
    """Plain text, as UTF-8 or GB18030, without a tag in it."""
    if content.startswith(PROGRAMS):
        raise Unacceptable("runs")
    if MARKUP.search(content) or content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"{\\rtf")):
        raise Unacceptable("markup")
    if b"\x00" in content:
        raise Unacceptable("unknown")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(character) == "Cc" and character not in "\r\n\t\f" for character in text):
            return TEXT
    raise Unacceptable("unknown")


_CHECKS: Mapping[bytes, Callable[[bytes], FileType]] = {
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    ZIP_START: _archive,
}
