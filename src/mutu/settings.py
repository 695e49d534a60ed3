"""Settings from the environment, with defaults that need none: data in MUTU_HOME, SQLite, loopback."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import platformdirs

from mutu.core.languages import PAGES

HOME = Path(os.environ.get("MUTU_HOME") or platformdirs.user_data_dir("mutu", appauthor=False))
DEMO = os.environ.get("MUTU_DEMO") == "1"
MUTU_CLOCK_MAY_BE_SET = os.environ.get("MUTU_CLOCK_MAY_BE_SET") == "1"
MUTU_READ_BACK = os.environ.get("MUTU_READ_BACK") == "1"
"""Tests only: after each action the record is read again and compared with what was hashed."""


def secret_key() -> str:
    """The installation's own key: from the environment, or made once in MUTU_HOME by `mutu init`."""
    kept = HOME / "secret.key"
    if "MUTU_SECRET_KEY" in os.environ:
        return os.environ["MUTU_SECRET_KEY"]
    return kept.read_text().strip() if kept.exists() else "not-an-installation-yet"


SYNCHRONOUS = "OFF" if os.environ.get("MUTU_TEST_DATABASE") else "FULL"
"""Whether SQLite waits for the disk: always, but for the tests' own throw-away files."""


def database(url: str) -> dict[str, object]:
    """A database from its address: `sqlite:///file` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SYNCHRONOUS}; "
                # a mapped file would count as the program's memory, and grow with the records
                "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-8192; "
                "PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("MUTU_DATABASE_URL starts with sqlite:/// or postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASES = {"default": database(os.environ.get("MUTU_DATABASE_URL") or f"sqlite:///{HOME / 'mutu.sqlite3'}")}
OWNER_DATABASE_URL = os.environ.get("MUTU_OWNER_DATABASE_URL", "")
APPLICATION_ROLE = str(DATABASES["default"].get("USER", "")) if OWNER_DATABASE_URL else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MUTU_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
HTTPS = os.environ.get("MUTU_HTTPS") == "1"
OPEN_TOOLS = os.environ.get("MUTU_OPEN_TOOLS") == "1"
"""Whether *Data & charts* and the *AQL table* work for people who did not come in (docs/decisions/0021)."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mutu.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "mutu.core",
    "mutu.improvement",
    "mutu.resources",
    "mutu.operation",
    "mutu.evaluation",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mutu.web.middleware.content_policy",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mutu.web.middleware.actor",
    "mutu.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "mutu.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mutu.web.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = os.environ.get("MUTU_PASSWORD_HASHERS", "django.contrib.auth.hashers.Argon2PasswordHasher").split(
    ","
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mutu.web.accounts.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/in/"

CSRF_FAILURE_VIEW = "mutu.web.errors.forbidden"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LANGUAGE_CODE = "en"
LANGUAGES = list(PAGES)
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
"""Whether `mutu migrate` has laid the page's files out, hashed and compressed; tests do without."""
_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _storage if COLLECTED else "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000 if COLLECTED else 60
MEDIA_ROOT = HOME / "files"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = os.environ.get("MUTU_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("MUTU_EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("MUTU_EMAIL_FROM", "mutu@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
FORMS_URLFIELD_ASSUME_HTTPS = True
