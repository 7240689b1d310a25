"""A county's own system. Nothing here has a default that would be unsafe; personas and the demo's provider cannot be had."""

from __future__ import annotations

from urllib.parse import urlsplit

from polku.config import env
from polku.config.settings.base import *
from polku.config.settings.base import content_policy, database
from polku.foundation.errors import NotConfigured

POLKU_MODE = "production"
SECRET_KEY = env.text("POLKU_SECRET_KEY")
POLKU_IDENTITY_KEYS = env.text("POLKU_IDENTITY_KEYS")
ALLOWED_HOSTS = env.words("POLKU_HOSTS")
DATABASES = {"default": database(pool=True)}
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-polku_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-polku_csrf"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
LANGUAGE_COOKIE_SECURE = True
if any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
    raise NotConfigured("a wildcard among the hosts", "the names that are served, each in full", "set POLKU_HOSTS")

_issuer = env.text("POLKU_OIDC_ISSUER")
if urlsplit(_issuer).scheme != "https" or not urlsplit(_issuer).hostname:
    raise NotConfigured("a sign-in provider without https", "an https:// address", "set POLKU_OIDC_ISSUER")
POLKU_OIDC = {
    "issuer": _issuer,
    "client_id": env.text("POLKU_OIDC_CLIENT_ID"),
    "client_secret": env.text("POLKU_OIDC_CLIENT_SECRET"),
    "scopes": env.words("POLKU_OIDC_SCOPES", "openid profile"),
    "allow_http": False,
}
_parts = urlsplit(_issuer)
CONTENT_SECURITY_POLICY = content_policy(f"{_parts.scheme}://{_parts.netloc}")
