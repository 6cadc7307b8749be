"""Django settings; what differs between installations comes from `environment`."""

from __future__ import annotations

from csp.constants import NONE, SELF

from tenure.config import environment

SECRET_KEY = environment.secret_key()
DEBUG = environment.flag("TENURE_DEBUG")
DATA_DIR = environment.data_dir()
ALLOWED_HOSTS = environment.text("TENURE_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = environment.text("TENURE_ORIGINS").split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "tenure.foundation",
    "tenure.directory",
    "tenure.documents",
    "tenure.book",
    "tenure.programs",
    "tenure.pricing",
    "tenure.renewals",
    "tenure.quotes",
    "tenure.closing",
    "tenure.forecast",
    "tenure.desk",
    "tenure.reviews",
    "tenure.sync",
    "tenure.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenure.web.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "tenure.config.urls"
WSGI_APPLICATION = "tenure.config.wsgi.application"
AUTH_USER_MODEL = "foundation.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

DATABASES = {"default": environment.database()}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False  # one language for now; localised filters cost 4 ms on a page of 50 rows

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the quote page shows its own PDF in a frame
if environment.flag("TENURE_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# How many requests a caller of the API may make in a minute.
API_PER_MINUTE = int(environment.text("TENURE_API_PER_MINUTE", "600"))

# Mail: without TENURE_SMTP_HOST nothing is sent and the run says so.
EMAIL_HOST = environment.text("TENURE_SMTP_HOST")
EMAIL_PORT = int(environment.text("TENURE_SMTP_PORT", "25"))
EMAIL_HOST_USER = environment.text("TENURE_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("TENURE_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("TENURE_SMTP_TLS")
EMAIL_TIMEOUT = 20
# Where people reach the desk; links in mails begin with it.
# The mailbox that requests are read from: without TENURE_IMAP_HOST none is read.
IMAP_HOST = environment.text("TENURE_IMAP_HOST")
IMAP_PORT = int(environment.text("TENURE_IMAP_PORT", "993"))
IMAP_USER = environment.text("TENURE_IMAP_USER")
IMAP_PASSWORD = environment.text("TENURE_IMAP_PASSWORD")
IMAP_FOLDER = environment.text("TENURE_IMAP_FOLDER", "INBOX")
IMAP_PLAIN = environment.flag("TENURE_IMAP_PLAIN")

DESK_URL = environment.text("TENURE_URL", "http://127.0.0.1:8000").rstrip("/")
# Hosts to which reminders may be posted as incoming webhooks, by https alone.
WEBHOOK_HOSTS = environment.text("TENURE_WEBHOOK_HOSTS", "hooks.slack.com").lower().split()
DEFAULT_FROM_EMAIL = environment.text("TENURE_MAIL_FROM", "Tenure <renewals@localhost>")

# Electronic signature by a service with DocuSign's interface; without an address, offers are signed
# on their own page. The key is the one with which the service signs its messages.
ESIGN_URL = environment.text("TENURE_ESIGN_URL")
ESIGN_ACCOUNT = environment.text("TENURE_ESIGN_ACCOUNT")
ESIGN_TOKEN = environment.text("TENURE_ESIGN_TOKEN")
ESIGN_KEY = environment.text("TENURE_ESIGN_KEY")

# The seller printed on quotes.
COMPANY = {
    "name": environment.text("TENURE_COMPANY", "Example Cloud Ltd"),
    "address": environment.text("TENURE_COMPANY_ADDRESS", "1 Example Street\nLondon EC1A 1AA"),
    "email": environment.text("TENURE_COMPANY_EMAIL", "renewals@example.com"),
}

# The certificate that seals paper, PKCS#12; without one, that of `tenure seal --create`, if made.
SEAL_FILE = environment.text("TENURE_SEAL_FILE")
SEAL_PASSPHRASE = environment.text("TENURE_SEAL_PASSPHRASE")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["tenure.config.schedule"]

# How a part of a term is priced: one of `book.rules.day_counts.Mode`, for the whole company.
PRORATION_MODE = environment.choice(
    "TENURE_PRORATION",
    "months", "actual", "actual_365", "actual_360", "thirty_360", "monthly",
)  # fmt: skip
# What prices many lines: "duckdb", or the URL of a Spark master.
PRICING_ENGINE = environment.pricing_engine()
# Hour of the daily run, UTC; see config/schedule.py.
TENURE_RUN_AT = environment.text("TENURE_RUN_AT", "05:00")
# After so many days without contact or act, what wants work is called untouched.
TENURE_UNTOUCHED_DAYS = environment.days("TENURE_UNTOUCHED_DAYS", 14)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": environment.text("TENURE_LOG_LEVEL", "WARNING")},
}
