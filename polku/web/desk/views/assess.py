from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from polku.definitions.urgency import Urgency
from polku.guidance import actions
from polku.web.desk import codes
from polku.web.desk.access import staff_only
from polku.web.desk.casework import Work, handle, opened, show
from polku.web.desk.forms import AssessForm, Problems
from polku.web.desk.presenters import answers, names, sides
from polku.web.desk.presenters.sides import Side


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def assess(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record the assessment of need: the act stamps the clocks."""
    work = opened(request, case_id)
    if request.method != "POST":
        return show(work, assess_side(work, proposed(work), {}))
    form = AssessForm.sent(request.POST)

    def do() -> str:
        actions.assess_need(
            case_id=case_id, urgency=Urgency(int(form.urgency)), reason_code=codes.reason_code(form.reason) or "",
            level=form.profession, contact_type=form.mode, contacted=form.contacted, rationale=form.rationale,
            version=work.version, by=work.actor,
        )
        return work.address("book", said="assessed")

    return handle(work, form, assess_side, do)


def assess_side(work: Work, form: AssessForm, problems: Problems) -> Side:
    rule_id = answers.deciding_rule(work.run) if work.run else ""
    return sides.assess(work.view, work.query, form, problems, rule_id=rule_id)


def proposed(work: Work) -> AssessForm:
    """The rule proposes the urgency; an earlier assessment is the start of the next one."""
    if work.view.need_assessments:
        last = work.view.need_assessments[0]
        reason = names.reason_for_contact(last.reason_code)
        return AssessForm(str(last.urgency), reason, last.level, last.contact_type, last.contacted, last.rationale)
    return AssessForm(urgency=str(work.view.case.proposed_urgency or ""), profession=work.actor.role or "", mode=codes.RECEPTION)
