"""What every process does first: read the settings, or say in one sentence what is missing among them."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# gunicorn gives up on a worker that ends so; on any other status it would start the next one for ever.
WORKER_BOOT_ERROR = 3


def require_settings(*, status: int = 1) -> None:
    """Ends the process with `status` when the environment doesn't make a configuration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostering.settings")
    try:
        settings.SECRET_KEY  # noqa: B018 - the first look at a setting reads them all
    except (ImproperlyConfigured, ValueError) as error:
        sys.stderr.write(f"{str(error).rstrip('.')}. {REMEDY}\n")
        sys.exit(status)


REMEDY = (
    "README.md lists the variables under Configuration; `python3 dev.py manage …` supplies what a local start needs."
)
