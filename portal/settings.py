"""Every setting of the portal, read from the environment by readers that refuse a wrong value.

`PORTAL_MODE` chooses how careful the portal is:

- `live` (default): secure, nothing demo, needs `SECRET_KEY`, `FIELD_KEYS` and `ALLOWED_HOSTS`;
- `demo`: what `manage.py start` runs on one machine without other servers;
- `test`: the automated tests.

Everything else moves by variable, never by a second settings file: see README, "Running for real".
"""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

# --- readers -----------------------------------------------------------------------------------


def text(name: str, default: str | None = None) -> str:
    """The variable as text. Raises ImproperlyConfigured when it is missing and has no default."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Running for real needs it (README, “Running for real”); "
            "to try the portal on this machine, run: python3 manage.py start"
        )
    return value


def choice(name: str, options: set[str], default: str) -> str:
    """One of `options`. Raises ImproperlyConfigured for anything else."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be one of: {', '.join(sorted(options))}.")
    return value


def yes(name: str, default: bool) -> bool:
    """`yes` or `no`. Raises ImproperlyConfigured for anything else."""
    return choice(name, {"yes", "no"}, "yes" if default else "no") == "yes"


def number(name: str, default: int, lowest: int = 0) -> int:
    """A whole number of at least `lowest`. Raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdecimal() or int(value) < lowest:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be a whole number of at least {lowest}.")
    return int(value)


def program(name: str, usual: str) -> str:
    """The whole path of a program; empty for `no` and when `usual` is not on this machine.

    Raises ImproperlyConfigured when the variable names a program that is not there.
    """
    value = text(name, "no" if MODE == "test" else "yes")
    found = shutil.which(usual if value == "yes" else value) or ""
    if not found and value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be a program on this machine, or “no”.")
    return "" if value == "no" else found


def words(name: str, default: str | None = None) -> list[str]:
    """Comma-separated words. Raises ImproperlyConfigured when it is missing and has no default."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def url(name: str, schemes: set[str], default: str) -> str:
    """A URL with one of `schemes`. Raises ImproperlyConfigured for anything else."""
    value = text(name, default)
    if value and value.partition("://")[0] not in schemes:
        raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(f'{s}://' for s in sorted(schemes))}.")
    return value


def kept_secret(path: Path) -> str:
    """The random demo secret of this checkout, made on first use and kept in `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(DEMO_PREFIX + secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # two processes at once: the first to link wins, both read the same
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()


# --- mode and secrets --------------------------------------------------------------------------

MODE = choice("PORTAL_MODE", {"live", "demo", "test"}, "live")
LIVE, DEMO = MODE == "live", MODE == "demo"
DEBUG = False

VAR_DIR = Path(text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

DEMO_PREFIX = "demo-"
if LIVE:
    SECRET_KEY = text("SECRET_KEY")
    if SECRET_KEY.startswith(DEMO_PREFIX) or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY is a demo secret or shorter than 50 characters. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
else:
    SECRET_KEY = kept_secret(VAR_DIR / "demo.key")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", "")

# Keys for fields encrypted at rest, newest first; old ones stay readable until rotated out.
FIELD_KEYS = words("FIELD_KEYS", None if LIVE else SECRET_KEY)
if LIVE and any(key.startswith(DEMO_PREFIX) or len(key) < 32 for key in FIELD_KEYS):
    raise ImproperlyConfigured("FIELD_KEYS holds a demo key or one shorter than 32 characters.")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", None if LIVE else "localhost,127.0.0.1,[::1],testserver")
SITE_URL = url(
    "SITE_URL",
    {"https"} if LIVE else {"http", "https"},
    f"https://{ALLOWED_HOSTS[0]}" if LIVE else "http://localhost:8000",
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- who runs the portal (letterhead, offices): configuration, so that another administrator needs no code ---

ADMINISTRATOR = {
    "name": text("ADMINISTRATOR_NAME", "Cigna"),
    "logo": text("ADMINISTRATOR_LOGO", text("ADMINISTRATOR_NAME", "Cigna")),
    "address": text("ADMINISTRATOR_ADDRESS", "P.O. Box 69, 2140 Antwerpen, Belgium"),
    "phone": text("ADMINISTRATOR_PHONE", "+32 3 217 68 68"),
    "email": text("ADMINISTRATOR_EMAIL", "" if LIVE else "members@example.org"),
}
OFFICES_FILE = text("OFFICES_FILE", str(BASE_DIR / "portal" / "help" / "data" / "offices.yaml"))
DEFAULT_PLAN = text("DEFAULT_PLAN", "un-mip-2018-07")

# The accounts the plan pays from, as CURRENCY:ACCOUNT:BIC; “*” for every currency that has none of its own.
PAYER_NAME = text("PAYER_NAME", ADMINISTRATOR["name"])
PAYER_ACCOUNTS = words("PAYER_ACCOUNTS", "" if LIVE else "*:BE71096123456769:GKCCBEBB")

# --- applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "claims.appeals.apps.AppealsConfig",
    "claims.invoices.apps.InvoicesConfig",
    "claims.hardship.apps.HardshipConfig",
    "claims.mydata.apps.MyDataConfig",
    "claims.payments.apps.PaymentsConfig",
    "claims.apps.ClaimsConfig",
    "approvals.guarantees.apps.GuaranteesConfig",
    "approvals.estimates.apps.EstimatesConfig",
    "approvals.questions.apps.QuestionsConfig",
    "approvals.apps.ApprovalsConfig",
    "providers.apps.ProvidersConfig",
    "portal.offline.apps.OfflineConfig",
    "portal.card.apps.CardConfig",
    "portal.encyclopaedia.apps.EncyclopaediaConfig",
    "portal.help.apps.HelpConfig",
    "portal.entitlements.apps.EntitlementsConfig",
    "portal.attachments.apps.AttachmentsConfig",
    "portal.notices.apps.NoticesConfig",
    "portal.clarity.apps.ClarityConfig",
    "portal.home.apps.HomeConfig",
    "portal.members.apps.MembersConfig",
    "portal.post.apps.PostConfig",
    "portal.work.apps.WorkConfig",
    "portal.vault.apps.VaultConfig",
    "portal.look.apps.LookConfig",
    "portal.benefits.apps.BenefitsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.compression.compress",
    # Before the guard, so that its own refusals carry these headers too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.members.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.look.context.look",
                "portal.members.unsent.given_back",
                "portal.notices.context.bell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"
CRISPY_FAIL_SILENTLY = False

# --- database ----------------------------------------------------------------------------------

DATABASE_URL = url("DATABASE_URL", {"sqlite", "postgres", "postgresql"}, f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write transactions queue instead of failing: tried with four writing processes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # A database that is cut off costs a member seconds and a clear page, not minutes; and so does one that hangs,
    # where the process says so, as those that serve pages do (portal/wsgi.py).
    PATIENCE = {"connect_timeout": 3, "tcp_user_timeout": 3000, "keepalives_idle": 10}
    PATIENCE["answer_seconds"] = number("DATABASE_ANSWER_SECONDS", 0)
    DATABASES["default"]["OPTIONS"] = {**PATIENCE, **DATABASES["default"].get("OPTIONS", {})}
    DATABASES["default"]["ENGINE"] = "portal.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits of sign-in attempts must survive a lost Redis and hold over all processes: they sit in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- work: Celery, whose broker is only a doorbell ---------------------------------------------

REDIS_URL = url("REDIS_URL", {"redis", "rediss", "unix"}, "")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_TIME_LIMIT = 120
CELERY_TIMEZONE = "UTC"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 180,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "global_keyprefix": text("REDIS_PREFIX", "portal:"),
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
        "polling_interval": 0.1,
    }
# Kinds of jobs that let others pass: a claim is decided before the notes of those decided already are set.
WORK_LATER_KINDS = {
    "claims.look_again",
    "claims.stop_loss",
    "claims.write_note",
    "claims.write_stop_loss_note",
    "notices.tell_news",
    "payments.pay",
    "payments.pay_stop_loss",
}
SWEEP_SECONDS = number("SWEEP_SECONDS", 15, lowest=1)
# How long a job stays with a worker that may have died. Less than a minute is for trials: mail servers may take half.
WORK_LEASE_SECONDS = number("WORK_LEASE_SECONDS", 60, lowest=10)
CELERY_BEAT_SCHEDULE = {
    # Sweeps that nobody heard for a minute are forgotten: a worker that comes back needs one, not all of them.
    "sweep the work list": {"task": "portal.work.tasks.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": 60}},
    # By the clock and not every so many hours, or a portal that is restarted each day would never tidy up.
    "tidy the documents": {
        "task": "portal.vault.tasks.tidy_documents",
        "schedule": crontab(minute="17", hour="*/6"),
        "options": {"expires": 3600},
    },
    "set the papers that are for everybody": {
        "task": "portal.card.tasks.set_public_papers",
        "schedule": crontab(minute="8,38"),
        "options": {"expires": 1500},
    },
    "end guarantees whose last day is over": {
        "task": "approvals.guarantees.tasks.expire_guarantees",
        "schedule": crontab(minute="23", hour="3"),
        "options": {"expires": 3600},
    },
    # By the hour: somewhere a member's day has just begun.
    "see who comes of age, and which permissions are over": {
        "task": "portal.members.tasks.look_at_families",
        "schedule": crontab(minute="3"),
        "options": {"expires": 1800},
    },
    "order the mails of the day for members whose morning it is": {
        "task": "portal.notices.tasks.order_mails_of_the_day",
        "schedule": crontab(minute="12"),
        "options": {"expires": 1800},
    },
    "forget words that were kept long enough": {
        "task": "portal.clarity.tasks.forget_words",
        "schedule": crontab(minute="51", hour="3"),
        "options": {"expires": 3600},
    },
    "remind of deadlines": {
        "task": "portal.entitlements.tasks.order_reminders",
        "schedule": crontab(minute="33", hour="4"),
        "options": {"expires": 3600},
    },
    "tell who is near the overall maximum": {
        "task": "claims.hardship.tasks.tell_who_is_near",
        "schedule": crontab(minute="41"),
        "options": {"expires": 1800},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- accounts ----------------------------------------------------------------------------------

# From this birthday on a child of a family has an account and privacy of its own.
AGE_OF_MAJORITY = number("AGE_OF_MAJORITY", 18, lowest=1)
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("reference", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.members.strength.NotEasyToGuess"},
]
ACCOUNT_ADAPTER = "portal.members.adapter.AccountAdapter"
MFA_ADAPTER = "portal.members.adapter.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "portal.members.forms.LoginForm",
    "reset_password": "portal.members.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.members.password_forms.ResetPasswordKeyForm",
    "change_password": "portal.members.password_forms.ChangePasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {
    "webauthn_login": "120/m/ip"
}  # nothing in a passkey can be guessed, and an office shares one address
MFA_FORMS = {
    name: f"portal.members.second_factor_forms.{form}"
    for name, form in {
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "RenamePasskeyForm",
        "login_webauthn": "LoginPasskeyForm",
        "authenticate": "AuthenticateCodeForm",
        "reauthenticate": "ReauthenticateCodeForm",
        "authenticate_webauthn": "AuthenticatePasskeyForm",
        "reauthenticate_webauthn": "ReauthenticatePasskeyForm",
    }.items()
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "reference"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# References are stored in one form, so the lookup can use its index.
ACCOUNT_PRESERVE_USERNAME_CASING = False
# allauth's own token would make an unconfirmed address of the member's and then refuse her a second factor.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 4 * 3600
# Tries at sign-in and requests for a new password are counted by portal.members.sign_in and .passwords: per account
# and address, and unable to keep an owner out. "login_failed" is what is left to allauth: the second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/5m/ip,5/5m/key", "login": "", "reset_password": ""}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# --- sessions, cookies, transport --------------------------------------------------------------

SESSION_ENGINE = "portal.members.sessions"  # knows staff (10 minutes idle) and ends every session after 12 hours
SESSION_COOKIE_AGE = 15 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "language"
if LIVE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = yes("SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# --- languages and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ru", _("Russian")),
    ("zh-hans", _("Chinese")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing may be stored without saying where
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(VAR_DIR / "private"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "portal.look.static_files.StaticFiles"
    },
}
WHITENOISE_MAX_AGE = 31_536_000
DOCUMENT_MAX_BYTES = number("DOCUMENT_MAX_MB", 15, lowest=1) * 1024 * 1024
# “no” takes the service worker back from every browser that has it, with its next visit; nothing opens offline then.
SERVICE_WORKER = yes("SERVICE_WORKER", True)
# The virus scanner clamd: a socket path or host:port; empty, and documents are marked as not scanned.
CLAMD_SOCKET = text("CLAMD_SOCKET", "")
# The program that reads documents, so that date and amount can be suggested; empty, and nothing is suggested.
TESSERACT = program("TESSERACT", "tesseract")
DOCUMENTS_MAX = number("DOCUMENTS_MAX", 20, lowest=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 40
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["portal.vault.receiving.RoomyUploadHandler"]

# --- mail --------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = text("MAIL_FROM", "Member portal <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where undelivered mail comes back to: each mail gets its own address, name+id@domain; and the mailbox it is read from.
BOUNCE_ADDRESS = text("BOUNCE_ADDRESS", "")
BOUNCE_MAILBOX = url("BOUNCE_MAILBOX", {"imap", "imaps"}, "")
if BOUNCE_MAILBOX:
    CELERY_BEAT_SCHEDULE["read returned mail"] = {
        "task": "portal.post.tasks.read_returned_mail",
        "schedule": 300,
        "options": {"expires": 240},
    }
# What members write to by e-mail, and the name under which our own mail server writes Authentication-Results.
ENQUIRY_MAILBOX = url("ENQUIRY_MAILBOX", {"imap", "imaps"}, "")
MAIL_AUTHSERV_ID = text("MAIL_AUTHSERV_ID", "")
if ENQUIRY_MAILBOX:
    CELERY_BEAT_SCHEDULE["read the mailbox of enquiries"] = {
        "task": "portal.help.tasks.read_mailbox",
        "schedule": 120,
        "options": {"expires": 100},
    }
MAILBOX_DIR = VAR_DIR / "mailbox"  # demo: where sent mail can be read in the browser
if DEMO and not os.environ.get("SMTP_HOST"):
    EMAIL_BACKEND = "portal.post.mailbox.MailboxBackend"
else:
    EMAIL_BACKEND = "portal.post.smtp.EmailBackend"
    EMAIL_HOST = text("SMTP_HOST", "localhost")
    EMAIL_PORT = number("SMTP_PORT", 587 if LIVE else 25, lowest=1)
    EMAIL_HOST_USER = text("SMTP_USER", "")
    EMAIL_HOST_PASSWORD = text("SMTP_PASSWORD", "")
    EMAIL_USE_TLS = yes("SMTP_TLS", LIVE)
    EMAIL_TIMEOUT = 10

# --- logs: no personal data, so only what we write ourselves ------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {"()": "portal.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": choice("LOG_LEVEL", {"DEBUG", "INFO", "WARNING", "ERROR"}, "INFO")}
        for name in ("portal", "claims", "approvals", "providers", "celery.beat", "celery.worker")
    },
}

if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
