"""The demonstration: invented people, the demo's own sign-in provider, a clock that can be moved."""

from __future__ import annotations

import os

from polku.config import env
from polku.config.settings.base import *
from polku.config.settings.base import INSTALLED_APPS, content_policy, database
from polku.foundation.errors import NotConfigured

if os.environ.get("POLKU_MODE") == "production":
    raise NotConfigured("the demonstration's settings in production", "those of production", "unset DJANGO_SETTINGS_MODULE")

POLKU_MODE = "demo"
POLKU_MOVABLE_CLOCK = True
INSTALLED_APPS = [*INSTALLED_APPS, "polku.demo"]
SECRET_KEY = env.text("POLKU_SECRET_KEY")
POLKU_IDENTITY_KEYS = env.text("POLKU_IDENTITY_KEYS")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database(pool=True)}
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
POLKU_MANDATES = "polku.demo.mandates.DemoRegister"
POLKU_OIDC = {
    "issuer": env.text("POLKU_OIDC_ISSUER"),
    "client_id": env.text("POLKU_OIDC_CLIENT_ID"),
    "client_secret": env.text("POLKU_OIDC_CLIENT_SECRET"),
    "scopes": ["openid", "profile", "identity"],
    "prompt": "login",
    "allow_http": True,
}
CONTENT_SECURITY_POLICY = content_policy(env.text("POLKU_OIDC_ISSUER"))
