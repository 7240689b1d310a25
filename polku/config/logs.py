"""Log lines as JSON. A line names no person: identity codes are struck out of whatever reaches it."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

IDENTITY_CODE = re.compile(r"\b\d{6}[-+YXWVUABCDEF]\d{3}[0-9A-Y]\b")


def strike_identity_codes(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: IDENTITY_CODE.sub("[identity code]", value) if isinstance(value, str) else value for key, value in event.items()}


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
            strike_identity_codes,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
