"""Settings of the gallery: templates and static files only."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "polku/web"

SECRET_KEY = "gallery"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.ui_gallery.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / face / "templates" for face in ("ui", "resident", "desk", "board")],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "polku.web.ui.templatetags.ui",
            ],
            "libraries": {"ui": "polku.web.ui.templatetags.ui"},
            "string_if_invalid": "",
        },
    }
]
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
LANGUAGE_CODE = "fi"
LOCALE_PATHS = [ROOT / "var/gallery-locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in (WEB / face / "static" for face in ("ui", "resident", "desk", "board")) if path.is_dir()]
SECURE_CONTENT_TYPE_NOSNIFF = True
