"""Figures as a file to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def csv_file(rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
