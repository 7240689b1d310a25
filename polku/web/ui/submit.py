"""A form's key: the same form sent twice has one effect."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from polku.foundation.errors import BadInput
from polku.foundation.idempotency import digest, once

NOT_CONTENT = {"csrfmiddlewaretoken", "token"}


def submitted(request: HttpRequest, do: Callable[[], str]) -> str:
    """Run ``do`` once for the form's ``token`` and give its answer, the address to go to next."""
    try:
        key = UUID(request.POST.get("token", ""))
    except ValueError:
        raise BadInput(
            {"token": "form"}, "a form without its key", "a form from the page", "open the page again and send it"
        ) from None
    pairs = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name not in NOT_CONTENT]
    actor = request.actor  # type: ignore[attr-defined]
    owner = str(actor.account_id or request.session.session_key or "")
    return once(key=key, owner=owner, body=digest([*pairs, ("path", request.path)]), do=do)
