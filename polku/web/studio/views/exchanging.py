"""The questions as FHIR and the rules as DMN: out of any version, into a draft."""

from __future__ import annotations

from pathlib import PurePath
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.assessment.cli.exchange import READERS, WRITERS, Taken
from polku.assessment.publishing import actions
from polku.assessment.publishing.logic import editing
from polku.foundation.errors import NotFound, PolkuError
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, sent, to, work_page
from polku.web.studio.views.editing import drafted, editable
from polku.web.studio.work import Work, opened

LARGEST = 900_000
TYPES = {"fhir": ("application/fhir+json", "json"), "dmn": ("application/xml", "dmn")}


@require_safe
@content_staff_only
def export(request: HttpRequest, slug: str, which: str, form: str) -> HttpResponse:
    work = opened(request, slug, which)
    if form not in TYPES:
        raise NotFound("no such form of file", f"one of: {', '.join(TYPES)}", "check the address")
    kind, ending = TYPES[form]
    response = HttpResponse(WRITERS[form](work.assessment), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{work.assessment.version}.{ending}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def import_file(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """The file takes the place of the draft's own questions or rules; what does not load is refused whole."""
    work = editable(request, slug, which)
    if request.method != "POST":
        return work_page(work, "import", "import", problem="")
    given = request.FILES.get("file")
    suffix = PurePath(given.name or "").suffix.lower() if given else ""
    if given is None or suffix not in READERS or (given.size or 0) > LARGEST:
        return again(work, _("Choose a FHIR file (.json) or a DMN file (.dmn) of at most 900 kilobytes."), 422)
    content = given.read()

    def do() -> str:
        taken = READERS[suffix](content, given.name or "file")
        name = f"{slug}/{taken.name}"
        source = {**work.source, name: own_part(work, taken)}
        actions.revise(draft_id=drafted(work), version=work.seen, source=source, what=taken.name, by=work.actor)
        return to(work, "rules" if taken.name == "rules.yaml" else "read", "imported")

    try:
        return sent(work, do, lambda said, problems, status: again(work, said, status, problems))
    except PolkuError as error:
        return again(work, _("The file cannot be brought in: %(why)s") % {"why": error}, 422)


def again(work: Work, said: str, status: int, problems: Problems | None = None) -> HttpResponse:
    words = said or "; ".join((problems or {}).values())
    return work_page(
        opened(work.request, work.slug, work.which),
        "import",
        "import",
        status=status,
        problem=words,
        errors=[{"target": "file", "text": words}],
    )


def own_part(work: Work, taken: Taken) -> str:
    """The file without the items of included parts: those stand in files of their own."""
    if taken.name != "questionnaire.yaml":
        return taken.text
    text = taken.text
    for part in work.assessment.metadata.includes:
        for item in cast(list[dict[str, str]], editing.read(work.source[f"{part}/questionnaire.yaml"], ["item"])):
            try:
                text = editing.remove(text, ["item"], editing.find(text, ["item"], "linkId", item["linkId"]))
            except editing.NoSuchPlace:
                continue
    return text
