"""The only module that reads the environment. See .env.example for the names."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from devcraft import environment, sqlite

BASE_DIR = Path(__file__).resolve().parent.parent
NAMES = frozenset(
    [
        "SECRET_KEY",
        "DEBUG",
        "HTTPS",
        "ALLOWED_HOSTS",
        "HOST",
        "PORT",
        "WORKERS",
        "AGENT_WORKERS",
        "AGENT_THREADS",
        "DATA_DIR",
        "DATABASE_URL",
        "REDIS_URL",
        "OUTBOUND_ALLOWED",
        "AUDIT_SIGNING_KEY_FILE",
        "BACKUP_MAX_AGE_HOURS",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "ANTHROPIC_API_KEY",
        "EMAIL_URL",
        "EMAIL_FROM",
        "LOG_LEVEL",
    ]
)
env = environment.StrictEnv()
environment.read_env_file(BASE_DIR / ".env", known=NAMES)

DATA_DIR = BASE_DIR / env.str("DATA_DIR", default="var")
SECRET_KEY = env.str("SECRET_KEY", default="") or environment.secret_from_file(
    DATA_DIR / "secret_key"
)
AUDIT_SIGNING_KEY_FILE = BASE_DIR / env.str(
    "AUDIT_SIGNING_KEY_FILE", default=str(DATA_DIR / "signing_key")
)
BACKUP_MAX_AGE_HOURS = env.whole_number("BACKUP_MAX_AGE_HOURS", default=0, least=0, most=87_600)
OPENAI_URL = "https://api.openai.com/v1"
ANTHROPIC_URL = "https://api.anthropic.com"
OPENAI_API_KEY = env.str("OPENAI_API_KEY", default="")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="")
ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", default="")
DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=False)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.whole_number("PORT", default=8000, least=1, most=65535)
WORKERS = env.whole_number("WORKERS", default=2, least=1, most=64)
AGENT_WORKERS = env.whole_number("AGENT_WORKERS", default=1, least=0, most=16)
AGENT_THREADS = env.whole_number("AGENT_THREADS", default=4, least=1, most=64)
OUTBOUND_ALLOWED = [
    *env.origins("OUTBOUND_ALLOWED"),
    *environment.origin_of("OPENAI_BASE_URL", OPENAI_BASE_URL),
]
AGENT_SECRETS = environment.secrets()

INSTALLED_APPS = [
    "devcraft",
    "missions",
    "worlds",
    "runtime_memory",
    "agents",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "heroicons",
    "template_partials.apps.SimpleAppConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "devcraft.middleware.PrivatePages",
    "devcraft.middleware.BodyLimit",
    "devcraft.middleware.WrongVerb",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "devcraft.middleware.SignedInByDefault",
    "devcraft.middleware.LocalTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "devcraft.urls"
WSGI_APPLICATION = "devcraft.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "devcraft.shell.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "heroicons.templatetags.heroicons",
                "template_partials.templatetags.partials",
                "devcraft.templatetags.devcraft",
                "missions.templatetags.missions",
                "worlds.templatetags.worlds",
            ],
        },
    }
]

DATABASES = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'devcraft.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={sqlite.journal_mode(sqlite.linked_version())};"
                "PRAGMA synchronous=FULL;"
                "PRAGMA recursive_triggers=ON;"
                "PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;"
                "PRAGMA wal_autocheckpoint=4000;"
                "PRAGMA cache_size=-20000;"
            ),
        },
    }
else:
    # A worker's threads beside its own loop and the keeper of its leases.
    DATABASES["default"] |= {"OPTIONS": {"pool": {"min_size": 1, "max_size": AGENT_THREADS + 2}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "devcraft.accelerator.Cache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

AUTH_USER_MODEL = "devcraft.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
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
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_HANDLER = "devcraft.throttle.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_LOCKOUT_CALLABLE = "devcraft.throttle.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False

globals().update(env.mail("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="devcraft@localhost")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / ".static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-devcraft" if HTTPS else "devcraft"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-devcraft-csrf" if HTTPS else "devcraft-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "devcraft.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "devcraft.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"secrets": {"()": "devcraft.scrubbing.Filter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.one_of(
            "LOG_LEVEL",
            default="WARNING",
            words=("DEBUG", "INFO", "WARNING", "ERROR"),
        ),
    },
}
