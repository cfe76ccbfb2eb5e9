"""Settings common to every installation. The environment decides what differs.

Every variable read here is described in ``docs/reference/settings.md``.
"""

import os
import secrets
from collections.abc import MutableMapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mire.config.mail import mail_settings
from mire.config.providers import providers_of
from mire.techniques import TECHNIQUES

PACKAGE = Path(__file__).resolve().parents[2]
# Beside the package in a clone; an installed one is not written into.
_IS_CLONE = (PACKAGE.parent / "pyproject.toml").exists()
_KEPT = PACKAGE.parent / "data" if _IS_CLONE else Path.home() / ".local" / "share" / "mire"
DATA = Path(os.environ.get("MIRE_DATA", _KEPT)).resolve()


def _secret_key() -> str:
    """Return the key of the environment, else one kept beside the data, made at need."""
    if given := os.environ.get("MIRE_SECRET_KEY"):
        return given
    kept = DATA / "secret_key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def _networks(variable: str) -> list[IPv4Network | IPv6Network]:
    """Return the addresses and networks that a variable names, joined by commas."""
    written = [each.strip() for each in os.environ.get(variable, "").split(",")]
    try:
        return [ip_network(each) for each in written if each]
    except ValueError as error:
        msg = f"{variable} : {error}"
        raise ImproperlyConfigured(msg) from error


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MIRE_HOSTS", "*").split(",")
ROOT_URLCONF = "mire.config.urls"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "mire.live",
    "mire.technique_api.ballot",
    "mire.programme",
    "mire.programme.journal",
    "mire.programme.accounts",
    "mire.programme.programmes",
    "mire.programme.people",
    "mire.programme.guests",
    "mire.programme.meetings",
    "mire.programme.thread",
    "mire.programme.evidence",
    "mire.programme.closeness",
    "mire.programme.reading",
    "mire.programme.blind",
    "mire.programme.findings",
    "mire.programme.outcomes",
    "mire.programme.choices",
    "mire.programme.soundings",
    "mire.programme.steering",
    "mire.programme.criteria",
    "mire.programme.cases",
    "mire.programme.topics",
    "mire.programme.note",
    "mire.programme.approvals",
    "mire.programme.sponsorship",
    "mire.programme.chronicle",
    "mire.programme.residencies",
    "mire.programme.scheme",
    "mire.programme.methods",
    "mire.programme.restitutions",
    "mire.programme.opendata",
    "mire.programme.preparation",
    "mire.words",
    "mire.documents",
    "mire.web.shell",
    "mire.web.join",
    "mire.web.phone",
    "mire.web.console",
    "mire.web.projector",
    "mire.web.paper",
    "mire.web.public",
    "mire.web.office",
    "mire.config",
    *TECHNIQUES,
]

MIDDLEWARE = [
    "mire.web.shell.compression.PageCompression",
    "mire.web.public.apart.public_pages",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "mire.web.shell.peers.unnamed_proxy",
    "mire.web.shell.headers.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["mire.documents.template_loader.Loader"],
                )
            ],
        },
    }
]

# Where phones reach this installation, when it is not where the facilitator's own browser does.
PUBLIC_ADDRESS = os.environ.get("MIRE_ADDRESS", "").rstrip("/")
NETWORK_ADDRESS = ""  # this machine's, once `mire serve` listens on all of its addresses

# Whose X-Forwarded-For is believed: addresses or networks, joined by commas.
PROXIES = _networks("MIRE_PROXY")

# What `mire doctor` signs when it asks the served address what arrives there.
DOCTOR_SALT = "mire.doctor"

# Who reads the figures of /metriques from elsewhere than this machine.
METRICS_TOKEN = os.environ.get("MIRE_METRICS_TOKEN", "")

# How many processes serve; `mire serve --workers` says more.
WORKERS = 1

# Databases: one PostgreSQL by DATABASE_URL, else two SQLite files: the office's, and the
# live one, so that an import in the office never holds up a meeting.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, dict[str, Any]]
if DATABASE_URL:
    from mire.config.databases import postgresql_settings

    DATABASES = {"default": postgresql_settings(DATABASE_URL)}
    LIVE_ALIAS = "default"
    LIVE_DATABASE = DATABASE_URL
else:
    _sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            # What is erased leaves nothing in the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA secure_delete=ON;",
        },
    }
    DATABASES = {
        "default": {**_sqlite, "NAME": DATA / "office.sqlite3"},
        "live": {**_sqlite, "NAME": DATA / "live.sqlite3"},
    }
    LIVE_ALIAS = "live"
    LIVE_DATABASE = str(DATA / "live.sqlite3")
DATABASE_ROUTERS = ["mire.config.databases.LiveRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "langue"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# What is compiled stands beside its source, or here where the program can't be written to.
MADE = DATA / "made"
LOCALE_PATHS = [MADE / "locale", PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [MADE / "web" / "shell" / "static"]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # that folder is there where it is needed only
SERVESTATIC_MANIFEST_STRICT = True
STORAGES = {
    "staticfiles": {"BACKEND": "mire.config.static.StaticStorage"},
}


def _add_static_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


SERVESTATIC_ADD_HEADERS_FUNCTION = _add_static_headers

# Where the source of the version that runs here can be read (AGPL, section 13).
SOURCE_ADDRESS = os.environ.get("MIRE_SOURCE", "")

# A process beside the server compares texts (160 MB while a reading is open), unless told not to.
HAS_PROPOSALS = os.environ.get("MIRE_PROPOSALS", "") != "0"

# It must also work on http://192.168.x.y; under TLS, say so with MIRE_TLS=1.
IS_TLS = os.environ.get("MIRE_TLS", "") == "1"
CSRF_COOKIE_NAME = "garde"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_TLS
CSRF_FAILURE_VIEW = "mire.web.shell.errors.csrf_failure"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
if IS_TLS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Signing in to the office: no password anywhere; the pages and their words are ours.
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = []
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_ADAPTER = "mire.web.office.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False  # mire.web.rates counts, by addresses that MIRE_PROXY makes true
SOCIALACCOUNT_ADAPTER = "mire.web.office.accounts.adapters.ProviderAdapter"
SIGN_IN_PROVIDERS = providers_of(os.environ)
MFA_ADAPTER = "mire.web.office.accounts.adapters.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "programmes"
SESSION_COOKIE_NAME = "bureau"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_TLS

# Messages: the codes that open a session. Without a server, a link is handed out instead.
HAS_MAIL = bool(os.environ.get("MIRE_MAIL"))
if HAS_MAIL:
    globals().update(mail_settings(os.environ["MIRE_MAIL"], os.environ.get("MIRE_MAIL_FROM", "")))

DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_200
FILE_UPLOAD_HANDLERS: list[str] = []  # a page that takes one says so (web.office.uploads)

# "json": what is logged is a JSON object a line.
LOG_FORMAT = "json" if os.environ.get("MIRE_LOG") == "json" else "plain"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {"()": "mire.config.log_lines.JsonLines"},
    },
    "filters": {"secrets": {"()": "mire.config.secret_paths.SecretPaths"}},
    "handlers": {
        "terminal": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    # What people mistype is told to them, not kept with their address.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
