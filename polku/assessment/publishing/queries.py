"""Every read of drafts and versions: what is in force, what is being written, what it was before."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polku.assessment.library import library
from polku.assessment.logic.assessment import Assessment
from polku.assessment.models import AssessmentVersion
from polku.assessment.publishing.models import Draft, Publication, Revision
from polku.assessment.versions import version_by_hash
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError, NotFound
from polku.foundation.models import Event
from polku.people.models import Account

ALIVE = (Draft.State.DRAFT, Draft.State.IN_REVIEW)


def in_force() -> dict[str, Assessment]:
    """The published assessments of today, by id: of those whose day has come, the newest. One query; texts are read once."""
    today = helsinki_date(clock.now())
    rows = Publication.objects.filter(retirement=None, valid_from__lte=today).exclude(valid_to__lt=today)
    newest = dict(rows.order_by("valid_from", "approved_at").values_list("assessment", "pk"))
    found = {}
    for name, content_hash in newest.items():
        try:
            found[name] = version_by_hash(content_hash)
        except ContentError:
            logging.getLogger(__name__).exception("a published version of %s does not load in this engine", name)
    return found


@dataclass(frozen=True)
class Base:
    """What a new draft begins from."""

    version: str
    content_hash: str
    source: Mapping[str, str]


def newest(assessment_id: str) -> Base:
    """The newest approved version, whether its day has come or not; else the folder's. Raises NotFound."""
    kept = Publication.objects.filter(assessment=assessment_id, retirement=None)
    approved = kept.order_by("-valid_from", "-approved_at").first()
    if approved is not None:
        return Base(approved.version, approved.content_hash, approved.content.source)
    found = library(content_root()).get(assessment_id)
    if found is None:
        raise NotFound(f"no assessment '{assessment_id[:60]}'", "one of the list", "check the address")
    return Base(found.version, found.content_hash, found.source)


def assessment_in_force(assessment_id: str) -> Assessment:
    """What serves now: the published version, else the folder's. Raises NotFound."""
    found = in_force().get(assessment_id) or library(content_root()).get(assessment_id)
    if found is None:
        raise NotFound(f"no assessment '{assessment_id[:60]}'", "one of the list", "check the address")
    return found


def version(assessment_id: str, content_hash: str) -> Assessment:
    """A version that has been answered or approved, also a retired one, or the folder's. Raises NotFound."""
    folder = library(content_root()).get(assessment_id)
    if folder is not None and folder.content_hash == content_hash:
        return folder
    if not AssessmentVersion.objects.filter(assessment=assessment_id, content_hash=content_hash).exists():
        raise NotFound("no such version", "one of the assessment's versions", "choose it from its list")
    return version_by_hash(content_hash)


def draft(assessment_id: str, draft_id: UUID) -> Draft:
    found = Draft.objects.select_related("author").filter(id=draft_id, assessment=assessment_id).first()
    if found is None:
        raise NotFound("no such draft", "one of the assessment's drafts", "choose it from its list")
    return found


def revision(of: Draft) -> Revision:
    """The draft as it stands."""
    return Revision.objects.select_related("author").get(draft=of, number=of.revision)


def writers(of: Draft) -> set[UUID]:
    """Everyone who wrote something of the draft: none of them may approve it."""
    return {of.author_id, *of.revisions.values_list("author_id", flat=True)}


def drafts(assessment_id: str = "") -> list[Draft]:
    """The drafts under work or in review, the newest change first."""
    found = Draft.objects.filter(state__in=ALIVE).select_related("author").order_by("-changed_at")
    return list(found.filter(assessment=assessment_id) if assessment_id else found)


def publications(assessment_id: str = "") -> list[Publication]:
    """Every approved version, the newest first; retired ones too."""
    found = Publication.objects.select_related("draft", "draft__author", "retirement").order_by("-valid_from", "-approved_at")
    return list(found.filter(assessment=assessment_id) if assessment_id else found)


def status_of(publication: Publication, serving: Assessment) -> str:
    """retired, in-force, coming or past."""
    if hasattr(publication, "retirement"):
        return "retired"
    if publication.content_hash == serving.content_hash:
        return "in-force"
    return "coming" if publication.valid_from > helsinki_date(clock.now()) else "past"


@dataclass(frozen=True)
class Act:
    at: datetime
    name: str
    who: str
    payload: Mapping[str, object]


def history(of: Draft) -> list[Act]:
    """What has been done to the draft, the first first: begun, sent, returned, approved, retired."""
    events = list(Event.objects.filter(stream=stream(of.id)).order_by("at", "id"))
    people = Account.objects.filter(id__in={event.actor_account for event in events if event.actor_account})
    names = {account.id: account.name for account in people}
    return [Act(e.at, e.name.removeprefix("publishing."), names.get(e.actor_account, ""), e.payload) for e in events]


def stream(draft_id: UUID) -> str:
    return f"draft:{draft_id}"


def publication_of(of: Draft) -> Publication:
    return Publication.objects.get(draft=of)
