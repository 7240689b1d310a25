"""What every way of running Polku shares. Demo, test and production add what is theirs."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from polku.config import env
from polku.foundation.database import django_settings

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.text("POLKU_VAR", str(ROOT / "var")))
POLKU_CONTENT = Path(env.text("POLKU_CONTENT", str(ROOT / "content")))
POLKU_COUNTY = env.text("POLKU_COUNTY", "varsinais-suomi")
POLKU_LAKE = Path(env.text("POLKU_LAKE", str(VAR / "lake")))
POLKU_MODE = "base"
POLKU_MOVABLE_CLOCK = False

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "polku.config.urls"
WSGI_APPLICATION = "polku.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["polku.people.backend.AccountBackend"]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "polku.foundation",
    "polku.people",
    "polku.catalogue",
    "polku.assessment",
    "polku.assessment.publishing",
    "polku.guidance",
    "polku.care.scheduling",
    "polku.care.encounters",
    "polku.insight",
    "polku.insight.leading",
    "polku.web.ui",
    "polku.web.resident",
    "polku.web.desk",
    "polku.web.board",
    "polku.web.studio",
    "polku.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "polku.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "polku.web.middleware.moment",
    "polku.web.middleware.acting",
    "polku.web.middleware.errors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("polku.web.ui.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "polku.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "polku.web.ui.templatetags.ui"],
        },
    }
]

LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
LANGUAGE_CODE = "fi"
LOCALE_PATHS = [ROOT / "polku" / "locale"]
LANGUAGE_COOKIE_NAME = "polku_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_COOKIE_NAME = "polku_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "polku_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "polku.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["polku.web.uploads.Bounded", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]
POLKU_MANDATES = env.text("POLKU_MANDATES", "polku.people.mandates.NoRegister")


def content_policy(*sign_in_origins: str) -> dict[str, object]:
    """The content policy without any ``unsafe-*``; forms may also go to the sign-in provider."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            "form-action": [SELF, *sign_in_origins],
        }
    }


CONTENT_SECURITY_POLICY = content_policy()


def database(*, pool: bool = False) -> dict[str, object]:
    """The working role's database, or the owner's where a command changes the schema."""
    owner = os.environ.get("POLKU_DATABASE_ROLE") == "owner"
    return django_settings(env.text("DATABASE_OWNER_URL" if owner else "DATABASE_URL"), pool=pool and not owner)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "polku.config.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("POLKU_LOG_LEVEL", "WARNING")},
    "loggers": {"django.security.DisallowedHost": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False}},
}

POLKU_BANNER = _("Demonstration content – not clinically approved")
