"""The worklist beside every case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from polku.foundation import clock
from polku.guidance import queries
from polku.web.desk.access import acting, care_roles
from polku.web.desk.presenters import worklist
from polku.web.desk.query import PAGE_SIZE, ViewQuery


def listing(request: HttpRequest, query: ViewQuery, current: UUID | None = None) -> dict[str, Any]:
    """The rows of the view in the address. Their looks are logged."""
    actor = acting(request)
    narrowed = {"channel": query.channel, "unit_id": query.unit}
    rows = queries.worklist(actor, view=query.view, limit=PAGE_SIZE, offset=query.offset, **narrowed)
    return worklist.page(
        rows, query, queries.counts(actor, **narrowed), channels=queries.channels(actor),
        units=dict.fromkeys(role.unit_id for role in care_roles(actor)), now=clock.now(), current=current,
    )
