"""A log line is JSON, whoever writes it, and holds no identity code."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from polku.config.logs import formatter

CODE = "141092-902X"


@pytest.fixture
def lines():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    logger = logging.getLogger("polku.tests.log_lines")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_the_librarys_way_and_our_own_look_the_same(lines):
    logging.getLogger("polku.tests.log_lines").warning("a code %s came", CODE)
    structlog.get_logger("polku.tests.log_lines").warning("refused", reason="state", found=f"a code {CODE}")
    first, second = lines()
    assert (first["event"], first["level"]) == ("a code [identity code] came", "warning")
    assert (second["event"], second["reason"], second["found"]) == ("refused", "state", "a code [identity code]")
    assert first.keys() == second.keys() - {"reason", "found"} == {"event", "level", "logger", "timestamp"}


def test_a_traceback_is_told_without_the_code(lines):
    try:
        raise ValueError(f"found {CODE}")
    except ValueError:
        logging.getLogger("polku.tests.log_lines").exception("failed")
    (line,) = lines()
    assert "ValueError" in line["exception"] and CODE not in line["exception"]


def test_a_row_that_the_database_quotes_is_struck_out(lines):
    try:
        raise ValueError("duplicate key value\nDETAIL:  Key (phone)=(040 123) already exists.")
    except ValueError:
        logging.getLogger("polku.tests.log_lines").exception("failed")
    assert "040 123" not in json.dumps(lines()) and "duplicate key value" in json.dumps(lines())
