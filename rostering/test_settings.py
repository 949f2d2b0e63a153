"""Settings for the tests: the real ones, with what would make tests slow or leak between workers replaced."""

import os

os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("PHONE_KEYS", "only-for-tests-" + "y" * 50)
os.environ["DJANGO_DEBUG"] = "0"
os.environ["DEMO"] = "1"

from rostering import broker
from rostering.settings import *

# xdist names its workers gw0, gw1 …; each gets its own pair of Redis databases.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CELERY_BROKER_URL = broker.broker_url(REDIS_URL, db=2 * _worker)
CACHES["default"]["LOCATION"] = broker.cache_url(REDIS_URL, db=2 * _worker + 1)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = False
SECURE_COOKIES = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in ("MD5PasswordHasher", "PBKDF2PasswordHasher")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "evidence": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for tests: whitenoise looks where the files are written.
STATIC_ROOT = BASE_DIR / "static"
