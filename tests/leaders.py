"""A leader at the board of a synthetic county, on a Thursday morning."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.test import Client

from polku.foundation import clockshift
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county
from polku.people.models import Account
from tests.county import staff

NOW = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)


def made_county(folder: Path, *, residents: int, months: int) -> Path:
    """The folder, with a lake whose last month has begun."""
    make_county(load_county("varsinais-suomi"), residents=residents, months=months, seed=7, until=date(2026, 11, 10), out=folder)
    return folder


def leader_of(lake: Path, settings: Any) -> Account:
    settings.POLKU_LAKE = lake
    clockshift.move_to(NOW)
    return staff("B-1", role="unit_leader")


def csv_rows(client: Client, path: str, query: dict[str, str]) -> list[dict[str, str]]:
    response = client.get(f"/fi/board/{path}", query)
    assert response.status_code == 200, response.content[:300]
    return list(csv.DictReader(io.StringIO(response.content.decode())))
