"""The page for every sheet, as a clerk uses it: hand in, look, accept."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def handed(client: Client, kind: str, content: bytes, name: str = "表.xlsx") -> Any:
    return client.post("/import/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def looked_at(client: Client, kind: str, content: bytes, name: str = "表.xlsx") -> tuple[str, str]:
    """The address of what was handed in, and its page."""
    answer = handed(client, kind, content, name)
    assert answer.status_code == 302, answer.content.decode()
    path: str = answer["Location"]
    return path, client.get(path).content.decode()


def taken(client: Client, path: str, **given: Any) -> Any:
    """Everything without a doubt."""
    return client.post(f"{path}accept/", {"rest": "1", **given})
