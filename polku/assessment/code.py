"""The code that brings a person back to saved answers: readable aloud, random, kept only as a keyed hash."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """Sixty random bits in three groups, without letters and digits that look alike."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def hash_of(code: str) -> str:
    """The keyed hash; spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in code.upper()[:40] if letter in _LETTERS)
    return salted_hmac("polku.assessment.code", plain, algorithm="sha256").hexdigest()
