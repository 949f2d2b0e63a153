"""What is stored of a file that people hand in as evidence, and where."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def evidence_storage() -> Storage:
    """Where the settings put files: a volume, or anything else Django has a storage for."""
    return storages["evidence"]


def stored_as(row: "StoredFile", _filename: str) -> str:
    """Under what it belongs to, by a name of our own: what people called the file never reaches the disk."""
    return f"{row.folder}/{getattr(row, row.kept_with)}/{row.pk}.{row.file_name.rsplit('.', 1)[-1]}"


class StoredFile(models.Model):
    """A file with its row: what was a slip is taken back, the row stays. `folder` is that of its kind, `kept_with` the column that
    names what it belongs to."""

    folder: ClassVar[str]
    kept_with: ClassVar[str]

    file = models.FileField(_("文件"), max_length=200, storage=evidence_storage, upload_to=stored_as)
    file_name = models.CharField(_("文件名"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
