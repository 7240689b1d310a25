"""Every write of publishing: begin, revise, undo, submit, send back, approve, drop, retire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from polku.assessment.logic.loading import content_hash, load_assessment
from polku.assessment.logic.metadata import why_not_in_production
from polku.assessment.models import AssessmentVersion
from polku.assessment.publishing.logic.findings import Findings, findings
from polku.assessment.publishing.logic.versions import SIGNIFICANCES, Signer, approved, for_review, suite_hash, version_of
from polku.assessment.publishing.models import Draft, Publication, Retirement, Revision
from polku.assessment.publishing.queries import newest, revision, stream, writers
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import REQUIRED_LANGUAGES, Text
from polku.foundation.errors import BadInput, Conflict, NotFound, Refused
from polku.people.access import require_role
from polku.people.models import Account

AUTHOR, APPROVER = "content_author", "content_approver"
LONGEST = 4000


@action("publishing.begin")
def begin_draft(*, assessment_id: str, by: Actor) -> Draft:
    """A draft of the newest version."""
    account = _acting(by, AUTHOR)
    base = newest(assessment_id)
    draft = Draft.objects.create(
        assessment=assessment_id, base_hash=base.content_hash, base_version=base.version, base_source=dict(base.source),
        author=account,
    )
    _revision(draft, base.source, "begun", account, parent=None)
    _tell("begun", draft, base=base.version)
    return draft


@action("publishing.revise")
def revise(*, draft_id: UUID, version: int, source: Mapping[str, str], what: str, by: Actor) -> Draft:
    """Save the draft's files anew. Raises ContentError where they do not load: nothing is saved then."""
    account = _acting(by, AUTHOR)
    draft = _locked(draft_id, version, Draft.State.DRAFT)
    load_assessment(draft.assessment, source, shown="draft")
    if content_hash(source) == revision(draft).content_hash:
        return draft
    parent = draft.revision
    draft.revision = draft.revisions.count() + 1
    _revision(draft, source, what, account, parent=parent)
    return _touched(draft)


@action("publishing.undo")
def undo(*, draft_id: UUID, version: int, by: Actor) -> Draft:
    """The draft as it stood before its last change; what was undone stays among its revisions."""
    _acting(by, AUTHOR)
    draft = _locked(draft_id, version, Draft.State.DRAFT)
    parent = revision(draft).parent
    if parent is None:
        raise Conflict("nothing to undo", "a change of this draft", "look at its revisions")
    draft.revision = parent
    return _touched(draft)


@action("publishing.submit")
def submit(*, draft_id: UUID, version: int, significance: str, change: Text, by: Actor) -> Draft:
    """Send to review what loads, holds its examples and is proven. Raises BadInput for words, Conflict for the rest."""
    account = _acting(by, AUTHOR)
    draft = _locked(draft_id, version, Draft.State.DRAFT)
    _check_words(significance, change)
    _must_be_of_the_newest(draft)
    signer = Signer(role=account.title or AUTHOR, name=account.name)
    source = for_review(
        revision(draft).source, draft.assessment, base=draft.base_version, significance=significance, text=change,
        author=signer, today=helsinki_date(clock.now()),
    )  # fmt: skip
    _must_hold(findings(draft.assessment, source))
    parent = draft.revision
    draft.revision = draft.revisions.count() + 1
    _revision(draft, source, "submitted", account, parent=parent)
    draft.state, draft.significance, draft.change, draft.returned_because = Draft.State.IN_REVIEW, significance, dict(change), ""
    _tell("submitted", draft, version=version_of(source, draft.assessment))
    return _touched(draft)


@action("publishing.send_back")
def send_back(*, draft_id: UUID, version: int, reason: str, by: Actor) -> Draft:
    """Back to its author, with the reason."""
    _acting(by, APPROVER)
    if not reason.strip():
        raise BadInput({"reason": "required"})
    draft = _locked(draft_id, version, Draft.State.IN_REVIEW)
    draft.state, draft.returned_because = Draft.State.DRAFT, reason.strip()[:LONGEST]
    _tell("returned", draft, reason=draft.returned_because)
    return _touched(draft)


@action("publishing.approve")
def approve(
    *, draft_id: UUID, version: int, registration: str, valid_from: date, review_by: date, valid_to: date | None = None, by: Actor
) -> Publication:
    """Approve, as someone who wrote nothing of it; in force from the chosen day. The text never changes from here on."""
    account = _acting(by, APPROVER)
    draft = _locked(draft_id, version, Draft.State.IN_REVIEW)
    if account.id in writers(draft):
        raise Refused("your own draft", "an approver who wrote nothing of it", "ask a colleague to approve it")
    _check_days(registration, valid_from, valid_to, review_by)
    _must_be_of_the_newest(draft)
    signer = Signer(role=account.title or APPROVER, name=account.name, registration=registration.strip())
    source = approved(
        revision(draft).source, draft.assessment, approver=signer, valid_from=valid_from, valid_to=valid_to, review_by=review_by
    )
    found = findings(draft.assessment, source)
    _must_hold(found)
    _must_be_fit_for_clients(found, valid_from)
    made = _published(draft, source, found, account, signer, (valid_from, valid_to))
    draft.state = Draft.State.APPROVED
    _tell("approved", draft, version=made.version, valid_from=valid_from.isoformat(), content_hash=made.content_hash)
    _touched(draft)
    return made


@action("publishing.drop")
def drop(*, draft_id: UUID, version: int, by: Actor) -> Draft:
    """Give the draft up; its revisions stay."""
    _acting(by, AUTHOR)
    draft = _locked(draft_id, version, Draft.State.DRAFT)
    draft.state = Draft.State.DROPPED
    _tell("dropped", draft)
    return _touched(draft)


@action("publishing.retire")
def retire(*, content_hash: str, reason: str, by: Actor) -> Retirement:
    """Take an approved version out of use; the one before it serves again. It stays readable, and its runs stay as they were."""
    account = _acting(by, APPROVER)
    if not reason.strip():
        raise BadInput({"reason": "required"})
    found = Publication.objects.select_for_update(of=("self",)).filter(pk=content_hash).select_related("draft").first()
    if found is None:
        raise NotFound("no such approved version", "one of the assessment's versions", "choose it from its list")
    if Retirement.objects.filter(publication=found).exists():
        raise Conflict("this version is already retired", "one in use", "look at its list of versions")
    made = Retirement.objects.create(publication=found, by=account, reason=reason.strip()[:LONGEST])
    _tell("retired", found.draft, version=found.version, reason=made.reason)
    return made


def _acting(by: Actor, role: str) -> Account:
    require_role(by, role)
    return Account.objects.get(id=by.account_id)


def _locked(draft_id: UUID, version: int, state: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise NotFound("no such draft", "one of the assessment's drafts", "choose it from its list")
    if draft.version != version or draft.state != state:
        raise Conflict("the draft has changed since you opened it", "the newest state", "look at what changed and try again")
    return draft


def _touched(draft: Draft) -> Draft:
    draft.version += 1
    draft.changed_at = clock.now()
    draft.save()
    return draft


def _revision(draft: Draft, source: Mapping[str, str], what: str, account: Account, *, parent: int | None) -> None:
    Revision.objects.create(
        draft=draft, number=draft.revision, parent=parent, source=dict(source), content_hash=content_hash(source),
        what=what[:200], author=account,
    )


def _published(
    draft: Draft, source: Mapping[str, str], found: Findings, account: Account, signer: Signer, days: tuple[date, date | None]
) -> Publication:
    name, digest = version_of(source, draft.assessment), content_hash(source)
    try:
        with transaction.atomic():
            AssessmentVersion.objects.create(content_hash=digest, assessment=draft.assessment, version=name, source=dict(source))
            return Publication.objects.create(
                content_id=digest, draft=draft, assessment=draft.assessment, version=name, approver=account,
                approver_name=signer.name, approver_role=signer.role, approver_registration=signer.registration,
                valid_from=days[0], valid_to=days[1], suite_hash=suite_hash(source, draft.assessment),
                suite_result=found.as_json(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(f"version {name} is already published", "a version of its own", "send the draft again") from None


def _check_words(significance: str, change: Text) -> None:
    problems = {} if significance in SIGNIFICANCES else {"significance": "required"}
    for language in REQUIRED_LANGUAGES:
        if not change.get(language, "").strip():
            problems[f"change_{language}"] = "required"
        elif len(change[language]) > LONGEST:
            problems[f"change_{language}"] = "too-long"
    if problems:
        raise BadInput(problems)


def _check_days(registration: str, valid_from: date, valid_to: date | None, review_by: date) -> None:
    problems = {} if registration.strip() and len(registration) <= 40 else {"registration": "required"}
    if valid_from < helsinki_date(clock.now()):
        problems["valid_from"] = "past"
    if valid_to is not None and valid_to < valid_from:
        problems["valid_to"] = "before-start"
    if review_by <= valid_from:
        problems["review_by"] = "before-start"
    if problems:
        raise BadInput(problems)


def _must_be_of_the_newest(draft: Draft) -> None:
    if newest(draft.assessment).content_hash != draft.base_hash:
        raise Conflict("another version was approved after the draft began", "a draft of the newest version", "begin a new draft")


def _must_hold(found: Findings) -> None:
    """A version that fails its examples or proofs is never sent on."""
    if not found.holds:
        failed = [found.fault] if found.fault else [one.fault for one in found.failed_examples][:3]
        if found.failed_proofs:
            failed.append(f"{found.failed_proofs} proofs fail")
        raise Conflict("; ".join(failed), "examples and proofs that hold", "mend the draft first")


def _must_be_fit_for_clients(found: Findings, day: date) -> None:
    if settings.POLKU_MODE != "production" or found.assessment is None:
        return
    if why := why_not_in_production(found.assessment.metadata, day):
        raise Conflict("; ".join(why), "content that real clients may meet", "mend the metadata of the draft")


def _tell(what: str, draft: Draft, **more: str) -> None:
    emit(f"publishing.{what}", {"assessment": draft.assessment, "draft": str(draft.id), **more}, stream=stream(draft.id))
