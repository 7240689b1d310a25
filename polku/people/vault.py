"""Identity codes at rest: encrypted, and found again by a keyed hash. The keys live outside the database.

``POLKU_IDENTITY_KEYS`` is ``version:base64`` words, newest first; each key has 32 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings

from polku.foundation.errors import NotConfigured
from polku.people.identity_code import IdentityCode


@lru_cache(maxsize=4)
def _keys(setting: str) -> dict[int, bytes]:
    try:
        pairs = [word.split(":", 1) for word in setting.replace(",", " ").split()]
        keys = {int(version): base64.b64decode(key, validate=True) for version, key in pairs}
    except ValueError:
        keys = {}
    if not keys or any(len(key) != 32 for key in keys.values()):
        raise NotConfigured("identity keys in another form", "version:base64 of 32 bytes", "set POLKU_IDENTITY_KEYS")
    return keys


def _derive(version: int, purpose: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, purpose).derive(_keys(settings.POLKU_IDENTITY_KEYS)[version])


def newest_version() -> int:
    return next(iter(_keys(settings.POLKU_IDENTITY_KEYS)))


def encrypt(code: IdentityCode, version: int) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(_derive(version, b"encrypt")).encrypt(nonce, code.text.encode(), None)


def decrypt(cipher: bytes, version: int) -> IdentityCode:
    cipher = bytes(cipher)
    return IdentityCode.parse(AESGCM(_derive(version, b"encrypt")).decrypt(cipher[:12], cipher[12:], None).decode())


def lookup_hash(code: IdentityCode, version: int) -> str:
    return hmac.new(_derive(version, b"lookup"), code.text.encode(), hashlib.sha256).hexdigest()


def lookup_hashes(code: IdentityCode) -> list[str]:
    """The code's hash under every key in use: a code is found also before its row is re-keyed."""
    return [lookup_hash(code, version) for version in _keys(settings.POLKU_IDENTITY_KEYS)]


def pseudonym(value: str, purpose: str) -> str:
    """A keyed pseudonym (hex, 128 bits) of ``value`` for one purpose: not to be undone without the key."""
    key = _derive(newest_version(), b"pseudonym:" + purpose.encode())
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]
