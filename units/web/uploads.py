"""Forms with files are refused by their declared length, before anything of them is read or written to disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Beside the file: the other fields and what multipart puts around them.
AROUND_FILE = 64 * 1024


class FileTooBig(RequestDataTooBig):
    """What was sent is more than a file may be; its page says so (units/web/errors.py)."""


class BoundedUpload(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS; those behind it take the file."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Raises FileTooBig (HTTP 400) for more than a file of evidence may be."""
        if content_length > settings.EVIDENCE_LIMIT + AROUND_FILE:
            raise FileTooBig("The form is larger than a file may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
