"""Forms that came on paper, while a member of staff enters them: whose each is, kept in the session of the one who enters."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

PAPER, RUNS = "paper_forms", "assessment_runs"


def begin(request: HttpRequest, run_id: UUID, person_id: UUID) -> None:
    request.session[PAPER] = {**request.session.get(PAPER, {}), str(run_id): str(person_id)}
    request.session[RUNS] = [*request.session.get(RUNS, []), str(run_id)]


def client_of(request: HttpRequest, run_id: UUID) -> UUID | None:
    """Whose form the session is entering in this run; None where it enters none."""
    found = request.session.get(PAPER, {}).get(str(run_id))
    return UUID(found) if found else None


def end(request: HttpRequest, run_id: UUID) -> None:
    request.session[PAPER] = {run: person for run, person in request.session.get(PAPER, {}).items() if run != str(run_id)}
