"""What a page is about: a version of an assessment, or a draft of its next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from polku.assessment.logic.assessment import Assessment
from polku.assessment.publishing import queries
from polku.assessment.publishing.actions import APPROVER, AUTHOR
from polku.assessment.publishing.logic.findings import Findings, findings
from polku.assessment.publishing.models import Draft, Revision
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.web.studio.access import acting, holds

CURRENT = "current"
HASH = 64


@dataclass(frozen=True)
class Work:
    request: HttpRequest
    slug: str
    which: str
    assessment: Assessment
    draft: Draft | None = None
    revision: Revision | None = None

    @property
    def actor(self) -> Actor:
        return acting(self.request)

    @property
    def source(self) -> Mapping[str, str]:
        return self.assessment.source

    @cached_property
    def serving(self) -> Assessment:
        return queries.assessment_in_force(self.slug)

    @cached_property
    def findings(self) -> Findings:
        return findings(self.slug, self.source)

    @cached_property
    def may_write(self) -> bool:
        return holds(self.request, AUTHOR)

    @cached_property
    def may_approve(self) -> bool:
        return holds(self.request, APPROVER)

    @property
    def editable(self) -> bool:
        return self.draft is not None and self.draft.state == Draft.State.DRAFT and self.may_write

    @property
    def seen(self) -> int:
        """The draft's version that the sent form was made of."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def address(self, name: str, *more: str) -> str:
        return reverse(f"studio:{name}", args=[self.slug, self.which, *more])


    def editing(self, kind: str, thing: str) -> str:
        """Where its words are edited; nowhere of what is no open draft of one's own role."""
        return self.address("texts", kind, thing) if self.editable else ""


def opened(request: HttpRequest, slug: str, which: str) -> Work:
    """`which` is "current", a draft's id or a version's hash. Raises NotFound."""
    if which == CURRENT:
        return Work(request, slug, which, queries.assessment_in_force(slug))
    if len(which) == HASH:
        return Work(request, slug, which, queries.version(slug, which))
    draft = queries.draft(slug, draft_id(which))
    revision = queries.revision(draft)
    found = findings(slug, revision.source)
    if found.assessment is None:
        raise NotFound("a draft that this engine does not read", "a draft that loads", f"begin a new one: {found.fault}")
    return Work(request, slug, which, found.assessment, draft, revision)


def draft_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no such draft", "one of the assessment's drafts", "choose it from its list") from None
