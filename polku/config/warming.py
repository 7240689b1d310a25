"""What a server reads before its first request, so that the first page is as fast as the next. It opens no connection."""

from __future__ import annotations

import logging

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext, override

from polku.assessment.library import library
from polku.catalogue.queries import catalogue
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError
from polku.guidance.guarantees import rules
from polku.guidance.routing import receptions
from polku.guidance.topics import topics
from polku.web.resident.texts import texts

TEMPLATES = ("resident/home.html", "resident/question.html", "resident/result.html", "resident/my.html", "desk/worklist.html")


def warm() -> None:
    """Read content, words, addresses and the first templates. A fault in content is told by the pages that need it."""
    for code, _ in settings.LANGUAGES:
        with override(code):
            reverse("resident:home")
            gettext("Sign in")
    for name in TEMPLATES:
        get_template(name)
    try:
        library(content_root())
        catalogue()
        rules()
        receptions()
        topics()
        texts()
    except ContentError:
        logging.getLogger(__name__).exception("content does not read")
