"""Handing out a file of evidence so that nothing in it can run, whatever it is."""

from typing import Any, Protocol

from django.http import FileResponse

# No script, no frame, no form, no other origin: should a browser open it after all.
SANDBOX = "default-src 'none'; sandbox"


class Kept(Protocol):
    """A row that keeps a file as it was handed in."""

    file: Any
    file_name: str
    content_type: str


def as_download(kept: Kept) -> FileResponse:
    """An attachment under the name people gave it, of the type its content has, never kept by a cache."""
    response = FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.file_name, content_type=kept.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
