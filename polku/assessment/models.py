from __future__ import annotations

from django.db import models

from polku.foundation import clock
from polku.foundation.models import ClientTable
from polku.foundation.triggers import AppendOnly, OnlyByAction
from polku.people.models import Person


class AssessmentVersion(models.Model):
    """The texts of an assessment that has been answered, word for word: old answers are shown against these."""

    content_hash = models.CharField(primary_key=True, max_length=64)
    assessment = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    source = models.JSONField()
    first_used_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [AppendOnly()]
        indexes = [models.Index(fields=["assessment", "version"], name="version_by_assessment")]


class UserCategory(models.TextChoices):
    """Who answers: nobody has signed in, a resident for oneself or for another, or a member of staff."""

    ANONYMOUS = "anonymous"
    ONESELF = "oneself"
    FOR_ANOTHER = "for_another"
    STAFF = "staff"


class AssessmentRun(ClientTable):
    """One filling of an assessment. It belongs to nobody until it is sent; `answers` keeps also what the path left.

    `filler` is the resident among whose matters the unsent draft is kept; `removed` the occurrence of a repeating group that
    was taken away last, which can be brought back.
    """

    classified = {
        "id": "key", "person": "key", "assessment": "technical", "version": "technical", "content_hash": "technical",
        "language": "background", "for_real": "technical", "answers": "health", "path": "health", "fired": "health",
        "ending": "health", "urgency": "health", "started_at": "technical", "changed_at": "technical",
        "finished_at": "technical", "sent_at": "technical", "code_hash": "technical", "code_expires_at": "technical",
        "engine": "technical", "user_category": "technical", "filler": "key", "removed": "health",
    }

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="assessment_runs")
    assessment = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="fi")
    for_real = models.BooleanField(default=True)
    answers = models.JSONField(default=dict)
    path = models.JSONField(default=list)
    fired = models.JSONField(default=list)
    ending = models.CharField(max_length=40, default="")
    engine = models.CharField(max_length=20, default="")
    user_category = models.CharField(max_length=20, choices=UserCategory, default=UserCategory.ANONYMOUS)
    urgency = models.SmallIntegerField(null=True)
    started_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    filler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="drafts")
    removed = models.JSONField(null=True)
    code_hash = models.CharField(max_length=64, null=True, unique=True)
    code_expires_at = models.DateTimeField(null=True)

    class Meta(ClientTable.Meta):
        indexes = [
            models.Index(fields=["person", "-sent_at"], condition=models.Q(person__isnull=False), name="run_by_person"),
            models.Index(fields=["changed_at"], condition=models.Q(person__isnull=True), name="run_unsent"),
            models.Index(
                fields=["filler", "-changed_at"], name="draft_by_filler",
                condition=models.Q(filler__isnull=False, person__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, sent_at__isnull=True)
                | models.Q(person__isnull=False, sent_at__isnull=False, finished_at__isnull=False),
                name="run_sent_has_person",
            )
        ]


class AttachedFile(ClientTable):
    """A file that answers a question of a run, as it was sent; it goes when its run goes."""

    classified = {
        "id": "key", "run": "key", "name": "health", "content_type": "technical", "size": "technical", "content": "health",
        "added_at": "technical",
    }

    run = models.ForeignKey(AssessmentRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.IntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta(ClientTable.Meta):
        triggers = [OnlyByAction(person=None)]


class WrongCode(models.Model):
    """A code that opened nothing, and a keyed hash of whence it came: kept for an hour, to slow down guessing."""

    source = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["source", "at"], name="wrong_codes")]
