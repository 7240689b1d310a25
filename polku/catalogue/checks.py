"""`check --deploy` reads the county's catalogue, so that a fault in content is found before anyone opens a page."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from polku.catalogue.queries import catalogue
from polku.foundation.errors import ContentError


@register(deploy=True)
def catalogue_reads(**_: Any) -> list[CheckMessage]:
    try:
        catalogue()
    except ContentError as error:
        return [Error(str(error), id="catalogue.E001")]
    return []
