"""Settings. One file; what differs between machines comes from the environment (README, "Settings")."""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def _whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number from the environment, or words that say which setting is wrong and what it may be."""
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise ImproperlyConfigured(f"设置 {name}={text} 不对：应是 {lowest} 到 {highest} 之间的整数。")
    return int(text)


BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("ARCHIVE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def _secret_key(path: Path) -> str:
    """The key kept beside the data, made once, readable by its owner only."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(key)
    except OSError as error:
        raise ImproperlyConfigured(
            f"不能写入数据文件夹 {path.parent}（{error.strerror}）：请用 ARCHIVE_DATA_DIR 指定一个可写的文件夹。"
        ) from error
    return key


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
HOST = env.str("HOST", default="127.0.0.1")
PORT = _whole_number("PORT", 8000, 1, 65535)
SITE_CONTACT = env.str("SITE_CONTACT", default="")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    # Ours come first: of commands with one name the first app's is run (import, rebuild_index, update_index …).
    "archive",
    "search",
    "haystack",
    "simple_history",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "archive.public.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "archive.config.urls"
WSGI_APPLICATION = "archive.config.wsgi.application"

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
                "archive.public.frame.frame",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'archive.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's defaults refused 82 % of the writes of 16 writers, these refuse none (DESIGN.md, section 5).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How old, in seconds, the figures in the footer of a page may be.
CORPUS_SECONDS = env.float("CORPUS_SECONDS", default=10)
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Messages carry the classes of notes (static/css/site.css).
MESSAGE_TAGS = {20: "info", 25: "good", 30: "warn", 40: "bad"}

# Which engine answers a search: a dotted name, as Haystack wants it. SEARCH_URL is the folder of its generations.
SEARCH_DIR = Path(env.str("SEARCH_URL", default=str(DATA_DIR / "index"))).resolve()
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.engines.whoosh_jieba.haystack_backend.WhooshJiebaEngine",
        "PATH": str(SEARCH_DIR),
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "public:home"

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served from where they lie: nothing is collected, so there is no second copy that could be stale.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "archive.desk.expired.form_expired"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

UPLOAD_MAX_MB = _whole_number("UPLOAD_MAX_MB", 20, 1, 1000)
# Of one reading, in a process of its own (archive/services/reading_process.py): processor time, and memory beyond the
# 130 MB of the idle process.
READING_MAX_SECONDS = _whole_number("READING_MAX_SECONDS", 60, 1, 3600)
READING_MAX_MEMORY_MB = _whole_number("READING_MAX_MEMORY_MB", 1400, 128, 65536)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
ORIGINALS_DIR = DATA_DIR / "originals"
SAMPLE_ARCHIVE = env.bool("SAMPLE_ARCHIVE", default=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jieba": {"level": "WARNING"}},
}
