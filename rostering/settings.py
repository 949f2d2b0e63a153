"""Settings, all from the environment. What production must choose has no default: a missing value stops the start.

`python3 dev.py …` supplies everything for a local start; README.md lists the variables.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from rostering import beat, broker
from rostering.access_settings import *  # noqa: F403 - who comes in and what a browser is told, a part of the settings
from rostering.channel_settings import *  # noqa: F403 - how people are reached, a part of the settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# --- What this installation is -----------------------------------------------------------------------------------

SECRET_KEY = env.str("DJANGO_SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("DJANGO_SECRET_KEY is empty.")
# Keys of REST clients are stored as digests under this; changing it ends every token.
TOKEN_PEPPER = env.str("TOKEN_PEPPER", default="") or f"token pepper:{SECRET_KEY}"
# Numbers of people are stored as cipher under the first; the others still open what was written under them.
PHONE_KEYS = env.list("PHONE_KEYS")
if not PHONE_KEYS or min(map(len, PHONE_KEYS)) < 32:
    raise ImproperlyConfigured(
        "PHONE_KEYS must name keys of at least 32 characters, separated by commas, the one in use first."
    )
# Sheets of the time machine are signed with the Ed25519 key that belongs to it; the public keys it had before keep their
# sheets good (`manage.py verify_sheet`).
SHEET_KEY = env.str("SHEET_KEY", default="") or f"sheet key:{SECRET_KEY}"
SHEET_OLD_KEYS = tuple(env.list("SHEET_OLD_KEYS", default=[]))
DEBUG = env.bool("DJANGO_DEBUG", default=False)
# A demo county may be seeded into, and shown from, this database.
DEMO = env.bool("DEMO", default=False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOT_URLCONF = "rostering.urls"
WSGI_APPLICATION = "rostering.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "units.User"

INSTALLED_APPS = [
    "alerts",
    "rostering",
    "units",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "units.web.request_ids.RequestIds",
    "alerts.board.pages.knowing.AnswersKnown",
    "units.web.private.PrivatePages",
    "django.middleware.security.SecurityMiddleware",
    "units.web.compressing.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "units.web.middleware.ChosenLanguage",
    "units.api.middleware.ProblemsUnderApi",
    "units.setup.pages.gate.SetUpFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "units.web.middleware.SignInFirst",
    "units.web.middleware.OwnPasswordFirst",
    "units.web.middleware.CityReadsOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "units.web.middleware.DomainErrors",
    "units.web.unstorable.StorableOnly",
    "units.web.once.OneUseForms",
    "axes.middleware.AxesMiddleware",
    "units.accounts.middleware.SessionsInUse",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "units.web.context.look",
                "alerts.todo.context.todo",
            ],
            "builtins": ["units.templatetags.once"],
        },
    },
]

FORM_RENDERER = "units.web.forms.FieldGroupRenderer"
CSRF_FAILURE_VIEW = "units.web.errors.csrf_failure"

# --- Data --------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
_database = DATABASES["default"]
if _database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: the rules live in its constraints.")
# django-environ leaves `?host=/socket/dir` among the options, where Django's default HOST would win over it.
_socket_dir = _database.get("OPTIONS", {}).pop("host", None)
if _socket_dir:
    _database["HOST"] = _socket_dir
_database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
_database["CONN_HEALTH_CHECKS"] = True
# pgtrigger asks each trigger whether it is to be ignored; where nothing is set, the question raises and catches an
# error for every row: twenty times what our checks themselves cost.
_options = _database.setdefault("OPTIONS", {})
_options["options"] = f"{_options.get('options', '')} -c pgtrigger.ignore={{}}".strip()

# The role that the application works as, when migrations run as another one, the owner: it is given its rights after each
# `migrate`, and none to change what only grows (units/rows/rights.py).
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="")

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": broker.cache_url(REDIS_URL),
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    },
}

# --- Language and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Static files ------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".local" / "staticfiles"))()
WHITENOISE_AUTOREFRESH = DEBUG
# Until somebody has collected them, the files are served from where they were written.
WHITENOISE_USE_FINDERS = DEBUG or not Path(STATIC_ROOT, "staticfiles.json").exists()
# Files of evidence lie on a volume, or wherever another storage puts them: docs/evidence.md.
EVIDENCE_ROOT = env.path("EVIDENCE_ROOT", default=str(BASE_DIR / ".local" / "evidence"))()
EVIDENCE_BACKEND = env.str("EVIDENCE_BACKEND", default="django.core.files.storage.FileSystemStorage")
EVIDENCE_OPTIONS = env.json(
    "EVIDENCE_OPTIONS",
    default={"location": EVIDENCE_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
)
EVIDENCE_LIMIT = env.int("EVIDENCE_LIMIT", default=20 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "units.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {"BACKEND": EVIDENCE_BACKEND, "OPTIONS": EVIDENCE_OPTIONS},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "rostering.storage.CompressedManifestStaticFilesStorage",
    },
}

# --- API ---------------------------------------------------------------------------------------------------------

API_BODY_LIMIT = 1024 * 1024
# Per client and minute; 0 counts nothing. Answers have their own, so that nothing else a client does can delay them;
# codes are few, because six digits must not be guessed. Counting reads costs each of them a write to the database.
API_RATE_LIMITS = {
    "reads": env.int("API_READS_PER_MINUTE", default=0),
    "writes": env.int("API_WRITES_PER_MINUTE", default=1200),
    "answers": env.int("API_ANSWERS_PER_MINUTE", default=6000),
    "codes": env.int("API_CODES_PER_MINUTE", default=10),
}
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["units.api.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "units.api.openapi.ViewSchema",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "units.api.authentication.TokenAuthentication",
        "units.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "units.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "County duty rosters",
    "DESCRIPTION": "Who is on duty when in a county's units, owing what; how a holiday becomes a published roster.",
    "VERSION": "1",
    "CONTACT": {"name": "The county's administrator of the system"},
    "SERVERS": [{"url": "/", "description": "This installation"}],
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "units.api.openapi.DrawnOnce",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["units.api.openapi.with_tags", "units.api.examples.with_examples"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Background work ---------------------------------------------------------------------------------------------

# The row is the queue: tasks only wake workers, so a lost message costs latency and nothing else.
CELERY_BROKER_URL = broker.broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Celery would close the database's connection around every task. A task keeps it as a request does: as long as CONN_MAX_AGE
# says, and asked first whether it lives (rostering.celery:keep_connections).
CELERY_DB_REUSE_MAX = 1_000_000_000
# However long Redis is away, workers come back with it.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A publisher must not hang on a dead broker; the next tick picks the work up anyway.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# Sending waits for providers: it has a queue and workers of its own, so that slow providers hold up nothing else.
CELERY_TASK_ROUTES = {"alerts.tasks.send_messages": {"queue": "sends"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

CELERY_BEAT_SCHEDULE = beat.together(beat.SCHEDULE)

# --- Backups -----------------------------------------------------------------------------------------------------

# Empty: nothing is taken by itself. Once a day from this hour of the county's day on, the newest so many are kept.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_HOUR = env.int("BACKUP_HOUR", default=3)
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
# Public key of age (age1…) that archives are sealed to; whoever has the private key opens them, this installation can't.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
# Where pg_dump and pg_restore are, when not on PATH.
PG_BIN = env.str("PG_BIN", default="")

# --- Tier reviews ------------------------------------------------------------------------------------------------

REVIEW_RECORD_YEARS = env.int("REVIEW_RECORD_YEARS", default=10)
# From this hour on, once a night, facts are set beside tiers; from when on they diverge, the county says.
SCREENING_HOUR = env.int("SCREENING_HOUR", default=2)
# Days that kinds of rows are kept, where another term than ours is wanted (docs/operations.md), and when older ones go.
RETENTION: dict[str, int] = env.dict("RETENTION", cast={"value": int}, default={})
PURGE_HOUR = env.int("PURGE_HOUR", default=2)

# --- Logs --------------------------------------------------------------------------------------------------------

# `json`, one object a line, or `plain`.
LOG_FORMAT = env.str("LOG_FORMAT", default="plain" if DEBUG else "json")
if LOG_FORMAT not in {"plain", "json"}:
    raise ImproperlyConfigured("LOG_FORMAT is json or plain.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "units.web.logs.Impersonal", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "units.web.logs.JsonLines"},
    },
    "filters": {"hide_keys": {"()": "units.web.logs.HideKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Replaces Django's own console and mail handlers, so that each line appears once.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        **{name: {"filters": ["hide_keys"]} for name in ("django.request", "django.security.csrf")},
        # A line for each request; whoever develops sees the server's pages instead.
        "duty.requests": {"level": "WARNING" if DEBUG else "INFO"},
        # Ticks come every few seconds; only what goes wrong is worth a line.
        **{
            name: {"level": "WARNING"}
            for name in ("celery.beat", "celery.worker.strategy", "celery.worker.request", "celery.app.trace")
        },
        # Repeats addresses with their tokens; what matters of it stands in the message's record.
        "apprise": {"level": "CRITICAL"},
    },
}
