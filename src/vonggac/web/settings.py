"""Wiring of the web application. Every setting of ours begins with VONGGAC_ and stands in docs/reference/settings.md."""

from __future__ import annotations

import secrets
from pathlib import Path

from vonggac.web import environment as env
from vonggac.web.logs import LOGGING as LOGGING

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.folder("VONGGAC_DATA", "var")
EVIDENCE_FOLDER = DATA / "evidence"
# Bytes of one piece of evidence; the files of one form stay in memory together, so they have a limit of their own (face.memory_upload).
EVIDENCE_LIMIT = env.number("VONGGAC_EVIDENCE_LIMIT", 20, least=1, most=45) * 1_000_000
# Files of hunts lie here until their days are over; watched folders of bodies beside it.
HUNTS_FOLDER = DATA / "hunts"
HUNTS_IN = DATA / "hunts-in"
# Bytes that the files of one hunt may weigh together; they are written as they come in, never held in memory.
HUNT_UPLOAD = env.number("VONGGAC_HUNT_UPLOAD", 2_000, least=1, most=1_000_000) * 1_000_000
# Bytes of memory that the process of a running hunt may take, and how many hunts run at a time.
HUNT_MEMORY = env.number("VONGGAC_HUNT_MEMORY", 1_000, least=400, most=64_000) * 1_000_000
HUNTS_AT_ONCE = env.number("VONGGAC_HUNTS_AT_ONCE", 1, least=1, most=16)

DEBUG = False
DEMO = env.switch("VONGGAC_DEMO")
FEED_SECRETS = DATA / "feeds"
FEED_LOCAL = env.switch("VONGGAC_FEED_LOCAL")
PROVINCE = env.text("VONGGAC_PROVINCE", "quang-ngai")
# The name under the product's on every page.
PROVINCE_NAME = env.text("VONGGAC_PROVINCE_NAME", "Tỉnh Quảng Ngãi")
# The province's own name for the product, in print (a decree may have given it one); empty means "Vọng Gác".
PRODUCT_NAME = env.text("VONGGAC_PRODUCT_NAME")
ADDRESS = env.text("VONGGAC_ADDRESS", "http://127.0.0.1:8000")
# Where sensors are told to send alerts over HTTP; behind a TLS server it is another address than the one that is listened on.
INTAKE_ADDRESS = env.text("VONGGAC_INTAKE_ADDRESS") or f"http://{env.text('VONGGAC_INTAKE_HTTP', '127.0.0.1:8765')}"
# Where syslog is heard; empty while it is switched off.
INTAKE_SYSLOG = next(
    (seen for seen in (env.text("VONGGAC_INTAKE_SYSLOG_TCP"), env.text("VONGGAC_INTAKE_SYSLOG_UDP")) if seen not in {"", "off"}), ""
)


def _secret_key() -> str:
    """The key from the environment, else from the data folder, else one for this process only (doctor and tests need no folder)."""
    given = env.text("VONGGAC_SECRET_KEY")
    kept = DATA / "secret-key"
    if given:
        return given
    return kept.read_text(encoding="ascii").strip() if kept.is_file() else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.names("VONGGAC_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS.startswith("https://") else []
BEHIND_TLS = ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SESSION_COOKIE_NAME = "vonggac-session"
CSRF_COOKIE_NAME = "vonggac-csrf"
LANGUAGE_COOKIE_NAME = "vonggac-language"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "vonggac.apps.face",
    "vonggac.apps.jobs",
    "vonggac.apps.audit",
    "vonggac.apps.lists",
    "vonggac.apps.organisations",
    "vonggac.apps.accounts",
    "vonggac.apps.registry",
    "vonggac.apps.work",
    "vonggac.apps.compliance",
    "vonggac.apps.threats",
    "vonggac.apps.alerts",
    "vonggac.apps.hunts",
    "vonggac.apps.directives",
    "vonggac.apps.situation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *env.directory_apps(env.text("VONGGAC_OIDC_SERVER")),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vonggac.apps.face.preferences.LanguageOfPerson",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vonggac.apps.accounts.middleware.ask_for_second_factor",
]

ROOT_URLCONF = "vonggac.web.urls"
WSGI_APPLICATION = "vonggac.web.wsgi.application"

# Cotton and template-partials overwrite each other's loaders silently, so both stay out of it and the list is written here, once.
_LOADERS = [
    "template_partials.loader.Loader",
    [
        (
            "django.template.loaders.cached.Loader",
            [
                "django_cotton.cotton_loader.Loader",
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        )
    ],
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [(_LOADERS[0], _LOADERS[1])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vonggac.apps.face.context.shell",
            ],
        },
    }
]

DATABASES = {"default": env.database(env.text("VONGGAC_DATABASE_URL"), DATA / "vonggac.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The rate limits of sign-in need a cache that all processes share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "face_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"vonggac.apps.accounts.passwords.{name}"} for name in ("FollowsTheRule", "NotWellKnown", "NotAboutThePerson")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60

# Sign-in (django-allauth): accounts come from invitations, so nobody signs up; user name or mailbox with password, or a passkey alone.
ACCOUNT_ADAPTER = "vonggac.apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# The proof of the sign-in itself counts this long, so that registering a second factor right after it does not ask again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# The reverse proxy that ends TLS names the client; without one the address of the connection counts (rate limits go by it).
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
MFA_ADAPTER = "vonggac.apps.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
MFA_FORMS = {"add_webauthn": "vonggac.apps.accounts.ui.entrance_forms.AddPasskey"}
# Which roles need a second factor stands in accounts.acts; only a demonstration does without.
SECOND_FACTOR_ASKED = not DEMO
# How long a proof with the second factor counts before giving out, export, import, spill, signing a transfer and a change of level.
FRESH_PROOF_MINUTES = env.number("VONGGAC_FRESH_PROOF", 10, least=1, most=60)
SOCIALACCOUNT_ADAPTER = "vonggac.apps.accounts.adapters.DirectoryAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = env.directory(
    env.text("VONGGAC_OIDC_SERVER"), env.text("VONGGAC_OIDC_CLIENT"), env.text("VONGGAC_OIDC_SECRET"), env.text("VONGGAC_OIDC_NAME")
)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
FORMAT_MODULE_PATH = ["vonggac.web.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# The thousand separator would turn the year 2025 into 2.025; numbers are written by the filter vn_number.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "uploads"}},
    "staticfiles": {"BACKEND": "vonggac.apps.face.storage.HashedWhenCollected"},
}
# Nothing above this size reaches memory as a form; the readers of sources/ have limits of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": env.form_targets(env.text("VONGGAC_OIDC_SERVER")),
    }
}

EMAIL_BACKEND = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "memory": "django.core.mail.backends.locmem.EmailBackend",
}[env.text("VONGGAC_MAIL", "file")]
EMAIL_FILE_PATH = DATA / "outbox"
EMAIL_HOST = env.text("VONGGAC_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.number("VONGGAC_SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("VONGGAC_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("VONGGAC_SMTP_PASSWORD")
EMAIL_USE_TLS = env.switch("VONGGAC_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("VONGGAC_MAIL_FROM", "vonggac@localhost")
