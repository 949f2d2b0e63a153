import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class City(models.Model):
    """Above counties: its office reads what its counties are doing and writes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=100)

    class Meta:
        verbose_name = _("市")

    def __str__(self) -> str:
        return self.name
