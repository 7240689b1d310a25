"""A write that a trigger refused is logged on a connection of its own, for its own transaction is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.triggers import APPEND_ONLY, UNMARKED

_INSERT = """
    INSERT INTO foundation_auditentry (id, at, kind, verb, actor_kind, purpose, object_type, object_id, details)
    VALUES (%s, %s, 'refusal', %s, 'system', '', %s, '', '{}')
"""


def watch(sender: object, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Wrap every statement of a new connection (signal ``connection_created``)."""
    if _log_refusal not in connection.execute_wrappers:
        connection.execute_wrappers.append(_log_refusal)


def _log_refusal(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    try:
        return execute(statement, params, many, context)
    except DatabaseError as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and cause.sqlstate in {UNMARKED, APPEND_ONLY}:
            table = str(cause.diag.message_primary or "").split(" on ")[-1].split(";")[0].split(" ")[0]
            log(context["connection"], verb="write-refused", table=table)
        raise


def log(connection: BaseDatabaseWrapper, *, verb: str, table: str) -> None:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as own:
        own.execute(_INSERT, [new_id(), clock.now(), verb, table[:100]])
