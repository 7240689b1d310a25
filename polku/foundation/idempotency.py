"""A form sent twice has one effect. Every form carries a key; its answer is the address to go to next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from polku.foundation import clock
from polku.foundation.errors import Conflict, PolkuError
from polku.foundation.models import Submission

INSERT = """
    INSERT INTO foundation_submission (key, owner, digest, answer, at) VALUES (%s, %s, %s, '', %s) ON CONFLICT (key) DO NOTHING
"""


class OtherBody(PolkuError):
    """The key was used for another body."""


def digest(pairs: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(sorted(pairs)).encode()).hexdigest()


def once(*, key: UUID, owner: str, body: str, do: Callable[[], str]) -> str:
    """Run ``do`` once for ``key`` and return its answer; a repeat waits for the first and gets the same answer.

    ``owner`` is the session or account that sent the form, ``body`` the digest of what it sent.
    """
    with transaction.atomic():
        if _claim(key, owner, body):
            answer = do()
            Submission.objects.filter(key=key).update(answer=answer)
            return answer
    earlier = Submission.objects.get(key=key)
    if (earlier.owner, earlier.digest) != (owner, body):
        raise OtherBody("a form key used before for other answers", "a fresh form", "open the page again and send it")
    return earlier.answer


def _claim(key: UUID, owner: str, body: str) -> bool:
    """Whether this transaction is the key's first: a rival waits here until the first has ended."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [key, owner, body, clock.now()])
            return bool(cursor.rowcount)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Conflict("the same form still being handled", "one sending at a time", "wait a moment") from error
