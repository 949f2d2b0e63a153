"""One archive: a tar file with the dump, the files and, last, what it should hold; sealed to a public key or not."""

import hashlib
import io
import shutil
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import pyrage
from django.utils.translation import gettext as _

from alerts.backups.rules import MANIFEST, Digest, Manifest, Mismatch, differing, manifest_of
from units.errors import InvalidInput, RuleViolation

SEALED_BEGINS_WITH = b"age-encryption.org/"


def pack(target: Path, members: Iterable[tuple[str, IO[bytes], int]]) -> Mapping[str, Digest]:
    """Writes (name, content, size) into a new tar; the digest of what each was when it was read."""
    digests = {}
    with tarfile.open(target, "x") as tar:
        for name, content, size in members:
            reader = _Counting(content)
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = size, 0o600
            tar.addfile(entry, reader)
            digests[name] = Digest(size, reader.sha256.hexdigest())
    return digests


def finish(target: Path, manifest: Manifest) -> None:
    """Adds the manifest: an archive without one was interrupted."""
    body = manifest.to_json().encode()
    with tarfile.open(target, "a") as tar:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(body), 0o600
        tar.addfile(entry, io.BytesIO(body))


def seal(source: Path, target: IO[bytes], *, recipient: str) -> None:
    """Encrypts for the holder of the private key alone (age, X25519). Raises InvalidInput `not_a_recipient`."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        message = _("备份公钥应以 age1 开头，由 age-keygen 生成")
        raise InvalidInput("not_a_recipient", message, field="recipient") from error
    with source.open("rb") as plain:
        pyrage.encrypt_io(plain, target, [key])


def unpack(archive: Path, into: Path, *, identity: str) -> Manifest:
    """Opens, unpacks and checks every byte. Raises Mismatch; RuleViolation `sealed`, `wrong_key` for one that stays shut."""
    plain = _unsealed(archive, into / "opened.tar", identity)
    try:
        with tarfile.open(plain, "r:") as tar:
            for entry in tar:
                _extract(tar, entry, into)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Mismatch("it is damaged or no backup at all") from error
    listed = into / MANIFEST
    if not listed.exists():
        raise Mismatch("it has no manifest: writing it was interrupted")
    manifest = manifest_of(listed.read_text())
    found = {name: digest_of(into / name) for name in manifest.files if (into / name).is_file()}
    wrong = differing(manifest.files, found)
    if wrong:
        raise Mismatch(f"{len(wrong)} parts are missing or differ from their checksums, the first is {wrong[0]}")
    return manifest


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> None:
    """Files alone, and none outside: whoever made the archive may not be who it says."""
    target, content = into / entry.name, tar.extractfile(entry) if entry.isfile() else None
    if content is None or not target.resolve().is_relative_to(into.resolve()):
        raise Mismatch("it holds something that no backup holds")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file, 1 << 20)


def _unsealed(archive: Path, target: Path, identity: str) -> Path:
    with archive.open("rb") as file:
        is_sealed = file.read(len(SEALED_BEGINS_WITH)) == SEALED_BEGINS_WITH
    if not is_sealed:
        return archive
    if not identity:
        raise RuleViolation("sealed", _("该备份已加密，请用 --key 写明私钥文件"))
    try:
        keys = [
            pyrage.x25519.Identity.from_str(line) for line in identity.split() if line.startswith("AGE-SECRET-KEY-")
        ]
        with archive.open("rb") as source, target.open("wb") as plain:
            pyrage.decrypt_io(source, plain, keys)
    except (pyrage.IdentityError, pyrage.DecryptError, OSError) as error:
        raise RuleViolation("wrong_key", _("私钥打不开该备份，或备份已损坏")) from error
    return target


def digest_of(path: Path) -> Digest:
    with path.open("rb") as file:
        return digest_of_stream(file)


def digest_of_stream(content: IO[bytes]) -> Digest:
    sha256, size = hashlib.sha256(), 0
    while chunk := content.read(1 << 20):
        sha256.update(chunk)
        size += len(chunk)
    return Digest(size, sha256.hexdigest())


def copy(source: Path, target: IO[bytes]) -> None:
    with source.open("rb") as file:
        shutil.copyfileobj(file, target, 1 << 20)


class _Counting(io.RawIOBase):
    """Hashes what passes through."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.sha256 = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.content.read(size)
        self.sha256.update(found)
        return found
