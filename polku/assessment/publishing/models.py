"""Drafts with their revisions, and what was approved. None of it is client data."""

from __future__ import annotations

from django.db import models

from polku.assessment.models import AssessmentVersion
from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.triggers import AppendOnly, OnlyByAction
from polku.people.models import Account


class Draft(models.Model):
    """Work on the next version of an assessment. `version` counts its changes: two editors never write over each other."""

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in-review"
        APPROVED = "approved"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.CharField(max_length=80)
    base_hash = models.CharField(max_length=64)
    base_version = models.CharField(max_length=20)
    base_source = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    revision = models.IntegerField(default=1)
    version = models.IntegerField(default=1)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="content_drafts")
    significance = models.CharField(max_length=10, default="")
    change = models.JSONField(default=dict)
    returned_because = models.TextField(default="")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [OnlyByAction(person=None)]
        indexes = [models.Index(fields=["assessment", "-changed_at"], name="draft_by_assessment")]


class Revision(models.Model):
    """One saved state of a draft, never changed; `parent` is the revision that it was made of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    parent = models.IntegerField(null=True)
    source = models.JSONField()
    content_hash = models.CharField(max_length=64)
    what = models.CharField(max_length=200)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_revision_each")]


class Publication(models.Model):
    """An approved version, never changed: who approved which text, on which tests, in force from which day."""

    content = models.OneToOneField(AssessmentVersion, primary_key=True, on_delete=models.PROTECT, related_name="publication")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="publication")
    assessment = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    approver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approver_name = models.CharField(max_length=200)
    approver_role = models.CharField(max_length=100)
    approver_registration = models.CharField(max_length=40)
    approved_at = models.DateTimeField(default=clock.now)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    suite_hash = models.CharField(max_length=64)
    suite_result = models.JSONField()

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]
        constraints = [models.UniqueConstraint(fields=["assessment", "version"], name="one_publication_each")]

    @property
    def content_hash(self) -> str:
        return str(self.pk)


class Retirement(models.Model):
    """That an approved version is no more used, and why. The version stays readable."""

    publication = models.OneToOneField(Publication, primary_key=True, on_delete=models.PROTECT, related_name="retirement")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]
