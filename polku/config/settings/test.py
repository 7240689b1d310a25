"""Tests: the working role on a cloned template database, a movable clock, keys that are worth nothing."""

from __future__ import annotations

import os

from polku.config.settings.base import *
from polku.config.settings.base import INSTALLED_APPS, MIDDLEWARE, content_policy, database

POLKU_MODE = "test"
POLKU_MOVABLE_CLOCK = True
INSTALLED_APPS = [*INSTALLED_APPS, "polku.demo"]
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
SECRET_KEY = "only-for-tests"
POLKU_IDENTITY_KEYS = "1:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI="
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
os.environ.setdefault("DATABASE_URL", "postgresql://polku_app@/polku?host=/nowhere")
os.environ.setdefault("DATABASE_OWNER_URL", "postgresql://polku_owner@/polku?host=/nowhere")
DATABASES = {"default": database()}
POLKU_MANDATES = "polku.demo.mandates.DemoRegister"
POLKU_OIDC = {
    "issuer": "http://localhost:9",
    "client_id": "polku",
    "client_secret": "only-for-tests",
    "scopes": ["openid", "profile", "identity"],
    "allow_http": True,
}
CONTENT_SECURITY_POLICY = content_policy(POLKU_OIDC["issuer"])
