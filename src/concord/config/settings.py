"""Django settings; everything that differs between installations comes from CONCORD_* variables."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from concord.config.variables import is_domain, smtp


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATA_DIR = Path(os.environ.get("CONCORD_DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data, readable by the server's user only."""
    given = os.environ.get("CONCORD_SECRET_KEY")
    if given:
        return given
    file = DATA_DIR / "secret-key"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = _words("CONCORD_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = _flag("CONCORD_HTTPS")
CSRF_TRUSTED_ORIGINS = _words("CONCORD_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_cotton",
    "django_tasks",
    "django_tasks_db",
    "concord.kernel",
    "concord.domains.people",
    "concord.domains.frameworks",
    "concord.domains.releases",
    "concord.domains.recommendations",
    "concord.domains.assessments",
    "concord.domains.risks",
    "concord.domains.priorities",
    "concord.domains.plans",
    "concord.domains.assistance",
    "concord.domains.roadmaps",
    "concord.domains.workshops",
    "concord.jobs",
    "concord.ui",
    "concord.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "concord.web.workshops.polling.QuickPolls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "concord.ui.errors.ErrorPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "concord.ui.context.page",
            ],
        },
    }
]

ROOT_URLCONF = "concord.config.urls"
WSGI_APPLICATION = "concord.config.wsgi.application"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("CONCORD_DATABASE_URL", f"sqlite:///{DATA_DIR / 'concord.sqlite3'}"), conn_max_age=60
    )
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # A database in memory locks whole tables between threads; tests use a file, as a server does.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "concord.ui.accounts.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
# By account, strictly; by address only so far that guessing at many accounts is slow: a whole room shares one address.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "200/5m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "invitation": "120/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CONCORD_PROXIES", "0"))

# A passkey belongs to a domain and needs HTTPS; a room's bare address has codes only.
PASSKEYS = HTTPS and any(is_domain(host) for host in ALLOWED_HOSTS)
MFA_ADAPTER = "concord.ui.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS
MFA_TOTP_ISSUER = "Concord"
MFA_TOTP_TOLERANCE = 1  # the clock of a laptop without internet may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come with the invitation

OIDC_ISSUER = os.environ.get("CONCORD_OIDC_ISSUER", "")
OIDC_NAME = os.environ.get("CONCORD_OIDC_NAME", "OpenID Connect")
if OIDC_ISSUER:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "concord.ui.single_sign_on.KnownPeopleOnly"
    SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would need the provider's address in the content security policy
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC_NAME,
                    "client_id": os.environ["CONCORD_OIDC_CLIENT_ID"],
                    "secret": os.environ["CONCORD_OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }

# Several processes count wrong passwords together, so the cache is where they all look: in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "concord_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Long searches are carried out by a worker beside the server (cli/worker.py); their list is in the database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Where people reach this server, for links in e-mails; without it, a link repeats the address of the request.
ADDRESS = os.environ.get("CONCORD_ADDRESS", "").rstrip("/")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("CONCORD_MAIL_FROM", "Concord <concord@localhost>")
if "CONCORD_SMTP_URL" in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(smtp(os.environ["CONCORD_SMTP_URL"]))
else:
    EMAIL_FILE_PATH.mkdir(mode=0o700, exist_ok=True)  # letters carry links that let somebody in

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
# The wheel carries the assets, so they are served from the package: nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Tabler draws its select arrows and check marks from data: pictures inside its own style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The strictest sharing label that this instance may hold.
SHARING_CEILING = os.environ.get("CONCORD_SHARING_CEILING", "RED")

# A command that looks for viruses in each file before it is kept; none where it is empty.
ANTIVIRUS = os.environ.get("CONCORD_ANTIVIRUS", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
