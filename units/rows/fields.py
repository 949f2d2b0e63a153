from typing import Any

from django.db import models

from units.spelling.names import name_key


# Generic only for the type checker.
class NameKeyField(models.CharField):  # type: ignore[type-arg]
    """What a name is compared by (`units.spelling.names`), written whenever its row is, however it is written."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        key = name_key(getattr(model_instance, "name", ""))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key
