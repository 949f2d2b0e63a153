"""When a row last changed, for clients that keep a copy of a list (`updated_since`)."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

# In the database: most changes here are conditional updates that no `save()` ever sees.
TOUCHED = pgtrigger.Trigger(
    name="touched",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
)


class Mirrored(models.Model):
    """Adds `updated_at`; the row's own Meta lists TOUCHED among its triggers."""

    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
