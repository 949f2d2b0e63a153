"""Handing out a file of evidence so that nothing in it can run, whatever it is."""

from django.http import FileResponse

from units.reviews.models.evidence import FunctionTransfer

# No script, no frame, no form, no other origin: should a browser open it after all.
SANDBOX = "default-src 'none'; sandbox"


def as_download(transfer: FunctionTransfer) -> FileResponse:
    """An attachment under the name people gave it, of the type its content has, never kept by a cache."""
    response = FileResponse(
        transfer.file.open("rb"), as_attachment=True, filename=transfer.file_name, content_type=transfer.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
