"""Enter a form that a client has filled on paper or told at the desk: the same questions, and a case as usual."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.assessment.actions import start_run
from polku.assessment.queries import assessment_of, offered, run_for
from polku.catalogue.queries import catalogue
from polku.foundation.errors import BadInput, NotFound
from polku.foundation.ids import new_id
from polku.guidance.actions import begin_paper_form, send_paper_form
from polku.people.actions import enter_client
from polku.people.identity_code import IdentityCode, InvalidIdentityCode
from polku.people.queries import person_for
from polku.web import paper
from polku.web.desk.access import acting, care_roles, staff_only
from polku.web.desk.presenters import names
from polku.web.desk.presenters.frame import frame
from polku.web.ui.submit import submitted

FIELDS = ("code", "given_names", "family_name", "municipality", "assessment")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def enter(request: HttpRequest) -> HttpResponse:
    """Whose form it is, and which: then its questions."""
    sent = {name: request.POST.get(name, "").replace("\0", "").strip() for name in FIELDS}
    if request.method != "POST":
        return render(request, "desk/enter.html", page(request, sent, {}))
    try:
        code = IdentityCode.parse(sent["code"])
    except InvalidIdentityCode:
        return render(request, "desk/enter.html", page(request, sent, {"code": _("Check the identity code.")}), status=422)
    if sent["assessment"] not in {each.id for each in offered()}:
        return render(request, "desk/enter.html", page(request, sent, {"assessment": _("Choose the form.")}), status=422)
    actor, language = acting(request), get_language() or "fi"
    try:
        person = enter_client(
            code=code, given_names=sent["given_names"], family_name=sent["family_name"], language=language,
            municipality=sent["municipality"] if sent["municipality"] in catalogue().county.municipalities else "", by=actor,
        )
    except BadInput as wrong:
        words = {name: _("This client is not known yet. Write the name.") for name in wrong.fields}
        return render(request, "desk/enter.html", page(request, sent, words), status=422)
    run = start_run(assessment_id=sent["assessment"], language=language, by=actor)
    begin_paper_form(run_id=run.id, person_id=person, by=actor)
    paper.begin(request, run.id, person)
    return redirect("resident:answers", run.assessment, run.id)


def page(request: HttpRequest, sent: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    language = get_language() or "fi"
    places = [{"value": code, "label": names.told(one.name)} for code, one in catalogue().county.municipalities.items()]
    forms = sorted((names.told(each.metadata.title), each.id) for each in offered())
    return {
        **frame(request, "enter"), "title": _("Enter a paper form"), "sent": sent, "wrong": wrong, "language": language,
        "errors": [{"target": name, "text": text} for name, text in wrong.items()],
        "municipalities": places, "forms": [{"value": id_, "label": title} for title, id_ in forms],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def entered(request: HttpRequest, run: UUID) -> HttpResponse:
    """The finished form once more, then a case for its client."""
    actor, person = acting(request), paper.client_of(request, run)
    if person is None:
        raise NotFound("no such page for you", "a form that you are entering", "begin it anew")
    if request.method == "POST":
        def do() -> str:
            case = send_paper_form(run_id=run, held=(str(run),), person_id=person, by=actor)
            own = (case.unit_id, case.register) in {(role.unit_id, role.register) for role in care_roles(actor)}
            return reverse("desk:case", args=[case.id]) if own else reverse("desk:worklist")

        there = submitted(request, do)
        paper.end(request, run)
        return redirect(there)
    found, client = run_for(run_id=run, held=[str(run)], by=actor), person_for(actor, person)
    if found.finished_at is None:
        return redirect("resident:answers", found.assessment, run)
    context = {
        **frame(request, "enter"), "title": _("Open a case"), "client": client.name, "token": str(new_id()),
        "form": names.told(assessment_of(found).metadata.title), "urgency": found.urgency,
        "answers_href": reverse("resident:answers", args=[found.assessment, run]),
    }
    return render(request, "desk/entered.html", context)
