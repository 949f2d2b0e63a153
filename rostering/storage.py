"""Static files under hashed names, and under their own as long as nobody has collected them."""

import logging

from whitenoise import storage

logger = logging.getLogger(__name__)


class CompressedManifestStaticFilesStorage(storage.CompressedManifestStaticFilesStorage):
    """A page must not fail for want of a hashed name, least of all the page that says what failed."""

    has_told = False

    def load_manifest(self) -> tuple[dict[str, str], str]:
        """An unreadable manifest is as none."""
        try:
            found: tuple[dict[str, str], str] = super().load_manifest()
        except ValueError:
            return {}, ""
        return found

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one of a file that hasn't been collected."""
        try:
            hashed: str = super().stored_name(name)
        except ValueError:
            if not self.has_told:
                logger.warning("Static files are served as they lie: run `manage.py collectstatic`.")
            self.has_told = True
            return name
        return hashed
