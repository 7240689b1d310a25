"""A page of Polku's recorded, and the bare views that do what it did: the same statements, commits and bytes.

`bare` makes the statements with Django's models; `replayed` sends the recorded SQL itself, less than any view does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path


@dataclass(frozen=True)
class Statement:
    """`block` is the transaction that it ran in, None for one that committed itself; `asks` whether it gives rows."""

    text: str
    params: tuple[Any, ...] | None
    block: int | None
    asks: bool


@dataclass
class Recorded:
    """What a request did after its middleware, and what it answered."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    gives_token: bool = False
    by_models: Callable[[], None] = lambda: None
    statements: tuple[Statement, ...] = ()


PAGES: dict[str, Recorded] = {}


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """The statements that are sent inside."""
    made: list[Statement] = []

    def note(execute: Callable[..., Any], text: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(text, params, many, context)
        block = id(connection.atomic_blocks[0]) if connection.atomic_blocks else None
        asks = context["cursor"].description is not None
        made.append(Statement(text, None if params is None else tuple(params), block, asks))
        return result

    with connection.execute_wrapper(note):
        yield made


def bare(request: HttpRequest, name: str) -> HttpResponse:
    page = PAGES[name]
    page.by_models()
    return answered(request, page)


def replayed(request: HttpRequest, name: str) -> HttpResponse:
    page = PAGES[name]
    replay(page.statements)
    return answered(request, page)


def answered(request: HttpRequest, page: Recorded) -> HttpResponse:
    if page.gives_token:
        get_token(request)
    return HttpResponse(page.body, status=page.status, headers=dict(page.headers))


def replay(statements: tuple[Statement, ...]) -> None:
    """Send the statements again. Rows that were made are made anew: their keys, wherever they stand, are fresh."""
    fresh: dict[object, object] = {}
    for block, together in groupby(statements, key=lambda each: each.block):
        with nullcontext() if block is None else transaction.atomic():
            for each in together:
                send(each, fresh)


def send(statement: Statement, fresh: dict[object, object]) -> None:
    params = statement.params
    if params is not None:
        if statement.text.lstrip().startswith("INSERT"):
            key = next(value for value in params if isinstance(value, UUID))
            new = uuid4()
            fresh |= {key: new, str(key): str(new)}
        params = tuple(fresh.get(value, value) if isinstance(value, UUID | str) else value for value in params)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, params)
        if statement.asks:
            cursor.fetchall()


urlpatterns = [path("bare/<slug:name>/", bare), path("replayed/<slug:name>/", replayed)]
