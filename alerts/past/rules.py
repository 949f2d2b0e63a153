"""A sheet that can be checked by whoever has it and the public key: its lines chained by hashes, the last hash signed."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "duty-sheet/1"


class Flaw(StrEnum):
    """What is wrong with a sheet, the worst first."""

    NO_SHEET = "no_sheet"
    HEAD_CHANGED = "head_changed"
    LINE_CHANGED = "line_changed"
    LINES_MISSING = "lines_missing"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True)
class Found:
    """One flaw; `line` counts from 1, None where it is of no line."""

    flaw: Flaw
    line: int | None = None


def key_from(secret: str) -> Ed25519PrivateKey:
    """The key that belongs to a secret of any length."""
    return Ed25519PrivateKey.from_private_bytes(sha256(secret.encode()).digest())


def public_of(key: Ed25519PrivateKey) -> str:
    """64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def signed(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The sheet. `head` is told how many lines it has, `hashes` begin with the head's own."""
    head = {**head, "lines": len(lines)}
    hashes = list(_chained(head, lines))
    return {
        "format": FORMAT,
        "head": head,
        "lines": list(lines),
        "hashes": hashes,
        "key": public_of(key),
        "signature": key.sign(_to_sign(hashes[-1])).hex(),
    }


def examine(sheet: Any, trusted: Collection[str]) -> list[Found]:
    """What is wrong with it, every changed line by its number; nothing where it is as it was signed by a trusted key."""
    if not _is_sheet(sheet):
        return [Found(Flaw.NO_SHEET)]
    found = list(_changed(sheet))
    if sheet["key"] not in trusted:
        found.append(Found(Flaw.UNKNOWN_KEY))
    if not _is_signed(sheet):
        found.append(Found(Flaw.BAD_SIGNATURE))
    return found


def _changed(sheet: Mapping[str, Any]) -> Iterable[Found]:
    """Each hash is over the one that stands before it, so that one changed line is one finding, not all that follow."""
    head, lines, hashes = sheet["head"], sheet["lines"], sheet["hashes"]
    if not hashes or hashes[0] != _hash("", head):
        yield Found(Flaw.HEAD_CHANGED)
    for number, (before, line, own) in enumerate(zip(hashes, lines, hashes[1:], strict=False), 1):
        if own != _hash(before, line):
            yield Found(Flaw.LINE_CHANGED, number)
    if not head.get("lines") == len(lines) == len(hashes) - 1:
        yield Found(Flaw.LINES_MISSING)


def _is_signed(sheet: Mapping[str, Any]) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sheet["key"]))
        key.verify(bytes.fromhex(sheet["signature"]), _to_sign(sheet["hashes"][-1]))
    except (ValueError, IndexError, InvalidSignature):
        return False
    return True


def _is_sheet(sheet: Any) -> bool:
    if not isinstance(sheet, dict) or sheet.get("format") != FORMAT:
        return False
    texts = [sheet.get("key"), sheet.get("signature")]
    lists = [sheet.get("lines"), sheet.get("hashes")]
    if not isinstance(sheet.get("head"), dict) or not all(isinstance(one, list) for one in lists):
        return False
    return all(isinstance(one, str) for one in [*texts, *sheet["hashes"]])


def _chained(head: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    digest = _hash("", head)
    yield digest
    for line in lines:
        digest = _hash(digest, line)
        yield digest


def _hash(before: str, part: Any) -> str:
    body = json.dumps([before, part], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Lone surrogates, which a forged file may hold, are hashed like anything else.
    return sha256(body.encode(errors="surrogatepass")).hexdigest()


def _to_sign(digest: str) -> bytes:
    return f"{FORMAT} {digest}".encode(errors="surrogatepass")
