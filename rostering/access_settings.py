"""The part of the settings that says who comes in and what a browser is told: sessions, sign-in, security headers. All from the
environment."""

from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
DEBUG = env.bool("DJANGO_DEBUG", default=False)

# --- People and sessions -----------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "units.accounts.backends.Accounts",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

# Sessions and lockout state live in Postgres: erasing Redis must not log anybody out or let anybody in.
SESSION_ENGINE = "units.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "units.accounts.backends.counted_as"
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "units.accounts.pages.signing_in.locked_out"
AXES_VERBOSE = False
# gunicorn sees the proxy's address; the number of proxies in front says which entry of X-Forwarded-For to believe.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
AXES_CLIENT_IP_CALLABLE = "units.web.client_address.client_address"

# The county's single sign-on (OpenID Connect); off while empty. `OIDC_CLAIM` names whose account it is: a verified
# `phone_number`, or a claim that holds the login name, such as `preferred_username`.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_CLAIM = env.str("OIDC_CLAIM", default="phone_number")
OIDC_SCOPE = env.str("OIDC_SCOPE", default="openid profile phone")
OIDC_NAME = env.str("OIDC_NAME", default="统一认证")
if (
    OIDC_ISSUER
    and urlsplit(OIDC_ISSUER).scheme != "https"
    and urlsplit(OIDC_ISSUER).hostname not in ("localhost", "127.0.0.1", "::1")
):
    raise ImproperlyConfigured("OIDC_ISSUER must be an https address: who listens in could sign in as anybody.")
# Signing in through the 企业微信 application of the channel (WECOM_CORP_ID …).
WECOM_LOGIN = env.bool("WECOM_LOGIN", default=False)

# --- Browser security --------------------------------------------------------------------------------------------

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
# A health probe inside the network speaks plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|enginez|metrics)$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
if env.bool("BEHIND_TLS_PROXY", default=not DEBUG):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing out goes on to the provider that vouched for the session.
        "form-action": [SELF, *filter(None, ["://".join(urlsplit(OIDC_ISSUER)[:2]) if OIDC_ISSUER else ""])],
        "frame-ancestors": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    },
}
