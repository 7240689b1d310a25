"""Log lines as JSON. A line names no person: identity codes, and a row that the database quotes, are struck out of it."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

IDENTITY_CODE = re.compile(r"\b\d{6}[-+YXWVUABCDEF]\d{3}[0-9A-Y]\b")
QUOTED_ROW = re.compile(r"(DETAIL|CONTEXT): .*")


def strike_personal(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: _struck(value) if isinstance(value, str) else value for key, value in event.items()}


def _struck(text: str) -> str:
    return QUOTED_ROW.sub(r"\1: [struck out]", IDENTITY_CODE.sub("[identity code]", text))


def formatter() -> logging.Formatter:
    """The one form of a line, for our own loggers and for those of Django and the libraries."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, structlog.processors.TimeStamper(fmt="iso", utc=True)
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            strike_personal,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
