"""Texts that the database holds as cipher alone, under keys that aren't in it (docs/decisions/0020).

A sealed text is `$1$<digest>$<key>$<cipher>`: a keyed digest by which an equal text is found (empty where nobody looks for
it), the name of the key, and nonce and cipher of AES-256-GCM, all but the name in URL-safe base64.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK = "$1$"
NONCE = 12
# 128 bits: two of a county's numbers never share a digest.
DIGEST = 16


class UnknownKey(Exception):
    """A text is sealed under a key that PHONE_KEYS no longer names."""


@dataclass(frozen=True, slots=True)
class Key:
    """`name` says which key sealed a text and nothing about the key."""

    name: str
    cipher: AESGCM
    for_digests: bytes


class Keyring:
    """Seals under the first secret, opens under any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        keys = [_key(secret) for secret in secrets]
        self.first = keys[0]
        self._keys = {key.name: key for key in keys}
        self.names = frozenset(self._keys)

    def seal(self, text: str, *, to_be_found: bool = True) -> str:
        """Empty stays empty: whether there is a number is no secret."""
        if not text:
            return ""
        nonce = os.urandom(NONCE)
        cipher = self.first.cipher.encrypt(nonce, text.encode(), None)
        digest = _digest(self.first, text) if to_be_found else ""
        return f"{MARK}{digest}${self.first.name}${urlsafe_b64encode(nonce + cipher).decode()}"

    def open(self, text: str) -> str:
        """What isn't sealed reads as it is. Raises UnknownKey."""
        if not text.startswith(MARK):
            return text
        _empty, _form, _digest_of, name, cipher = text.split("$")
        key = self._keys.get(name)
        if key is None:
            raise UnknownKey(f"PHONE_KEYS lacks the key {name}, under which stored numbers are sealed")
        sealed = urlsafe_b64decode(cipher)
        return key.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()

    def digests(self, text: str) -> list[str]:
        """By which a sealed `text` is found, whichever key it is sealed under; none of an empty one."""
        return [_digest(key, text) for key in self._keys.values()] if text else []


def keyring() -> Keyring:
    return _keyring(tuple(settings.PHONE_KEYS))


@lru_cache(maxsize=4)
def _keyring(secrets: tuple[str, ...]) -> Keyring:
    return Keyring(secrets)


def _key(secret: str) -> Key:
    """One secret gives a key for each use; what one of them tells is of no use for another."""
    name, cipher, digests = (
        hmac.new(secret.encode(), purpose, sha256).digest() for purpose in (b"name", b"cipher", b"digest")
    )
    return Key(name.hex()[:8], AESGCM(cipher), digests)


def _digest(key: Key, text: str) -> str:
    found = hmac.new(key.for_digests, text.encode(), sha256).digest()[:DIGEST]
    return urlsafe_b64encode(found).decode().rstrip("=")
