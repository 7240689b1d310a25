"""The provider's own settings; nothing is shared with Polku's but content and translations.

Environment: POLKU_IDP_DATABASE_URL, POLKU_IDP_ISSUER, POLKU_IDP_REDIRECT_URIS (space-separated), POLKU_IDP_VAR (where the
signing key and the secret lie), and for ``prepare_provider`` POLKU_IDP_CLIENT_ID and POLKU_IDP_CLIENT_SECRET.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from polku.demo.personas import load_personas
from polku.foundation.database import django_settings
from polku.foundation.errors import NotConfigured


def _given(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise NotConfigured(f"no {name}", f"{name} in the environment", "start the provider by polku.demo.idp.launch")
    return value


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


if os.environ.get("POLKU_MODE") == "production":
    raise NotConfigured("the demo's identity provider in production", "a real provider", "set POLKU_OIDC_ISSUER to it")

ROOT = Path(__file__).resolve().parents[3]
_VAR = Path(_given("POLKU_IDP_VAR"))

POLKU_IDP_ISSUER = _given("POLKU_IDP_ISSUER")
POLKU_IDP_REDIRECT_URIS = _given("POLKU_IDP_REDIRECT_URIS").split()
POLKU_IDP_PERSONAS = load_personas(os.environ.get("POLKU_COUNTY", "varsinais-suomi"))

DEBUG = False
SECRET_KEY = (_VAR / "secret-key").read_text(encoding="ascii")
ALLOWED_HOSTS = [urlsplit(POLKU_IDP_ISSUER).hostname or ""]
ROOT_URLCONF = "polku.demo.idp.urls"
WSGI_APPLICATION = "polku.demo.idp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": django_settings(_given("POLKU_IDP_DATABASE_URL"))}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "demo_idp_cache"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "polku.demo.idp",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "polku.demo.idp.views.page_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "polku.demo.idp.views.frame"]},
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
LANGUAGE_CODE = "fi"
LOCALE_PATHS = [ROOT / "polku" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_NAME = "polku_idp_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "polku_idp_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = POLKU_IDP_ISSUER.startswith("https://")
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# A browser holds a form's redirects to form-action too, and choosing a persona ends at the service.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *sorted({_origin(address) for address in POLKU_IDP_REDIRECT_URIS})],
    }
}

IDP_OIDC_ADAPTER = "polku.demo.idp.adapter.PersonaAdapter"
IDP_OIDC_PRIVATE_KEY = (_VAR / "signing-key.pem").read_text(encoding="ascii")
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 300
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT = True
