"""For whom a signed-in resident acts: chosen by them, kept in their session, allowed anew at every request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from polku.foundation.actor import Actor
from polku.people.queries import acting_for

ACTING_FOR = "acting_for"


def of(request: HttpRequest, actor: Actor) -> Actor:
    """The actor, acting for the one whom they have chosen; for oneself again once they may not."""
    chosen = request.session.get(ACTING_FOR)
    if chosen is None:
        return actor
    found = acting_for(actor, UUID(chosen))
    if found is None:
        del request.session[ACTING_FOR]
    return found or actor


def choose(request: HttpRequest, actor: Actor, person_id: UUID | None) -> Actor | None:
    """Act for the person from now on, or for oneself with None; None where one may not."""
    found = acting_for(actor, person_id) if person_id else actor
    if found is None:
        return None
    if person_id:
        request.session[ACTING_FOR] = str(person_id)
    else:
        request.session.pop(ACTING_FOR, None)
    return found
