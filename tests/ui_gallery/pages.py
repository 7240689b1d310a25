"""The gallery's pages: a template and an invented context each. The moment is Thursday 19 November 2026, 10:42 in Helsinki."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from django.utils import translation

from polku.foundation import clock
from tests.ui_gallery import board, desk, more, resident

NOW = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
clock.set_offset(NOW - datetime.now(UTC) + timedelta(seconds=-30))

PAGES = {**resident.PAGES, **more.PAGES, **desk.PAGES, **board.PAGES}


def everywhere(request: HttpRequest) -> dict[str, object]:
    current = translation.get_language()
    names = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
    return {
        "county": {"name": "Järvimaan hyvinvointialue"},
        "languages": [
            {"code": code, "name": name, "url": f"/{code}/home/", "current": code == current}
            for code, name in names.items()
        ],
        "banner": "Esittelysisältö. Tekstejä ei ole hyväksytty hoito-ohjeiksi, ja kaikki henkilöt ovat keksittyjä.",
        "account": None,
    }
