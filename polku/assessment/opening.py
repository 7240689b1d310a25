"""Opening saved answers by their code, slowly for one who guesses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils.crypto import salted_hmac

from polku.assessment.models import AssessmentRun, WrongCode
from polku.assessment.queries import run_by_code
from polku.foundation import clock
from polku.foundation.actions import action
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound, TooMany

WAIT = timedelta(minutes=15)
KEPT = timedelta(hours=1)
TRIES = {"session": 5, "address": 30}
"""Wrong codes within the wait from one session, and from one address, behind which many may live."""


def open_by_code(*, code: str, session: str, address: str, by: Actor) -> AssessmentRun:
    """The unsent run saved under the code. Raises NotFound, and TooMany after wrong codes from the same session or address."""
    sources = {kind: _hash(kind, value) for kind, value in (("session", session), ("address", address)) if value}
    since = clock.now() - WAIT
    for kind, source in sources.items():
        if WrongCode.objects.filter(source=source, at__gt=since).count() >= TRIES[kind]:
            raise TooMany("many codes that open nothing", "one that was given with saved answers", "wait a quarter of an hour")
    try:
        return run_by_code(code=code)
    except NotFound:
        note_wrong_code(sources=sources.values(), by=by)
        raise


@action("assessment.note_wrong_code")
def note_wrong_code(*, sources: Collection[str], by: Actor) -> None:
    """Remember a wrong code for an hour."""
    WrongCode.objects.filter(at__lt=clock.now() - KEPT).delete()
    WrongCode.objects.bulk_create(WrongCode(source=source) for source in sources)


def _hash(kind: str, value: str) -> str:
    return salted_hmac(f"polku.assessment.wrong_code.{kind}", value, algorithm="sha256").hexdigest()
