from __future__ import annotations

from django.db import models

from polku.foundation import clock
from polku.foundation.models import ClientTable
from polku.foundation.triggers import AppendOnly
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
    """One filling of an assessment. It belongs to nobody until it is sent; `answers` keeps also what the path left."""

    classified = {
        "id": "key", "person": "key", "assessment": "technical", "version": "technical", "content_hash": "technical",
        "language": "background", "for_real": "technical", "answers": "health", "path": "health", "fired": "health",
        "ending": "health", "urgency": "health", "started_at": "technical", "changed_at": "technical",
        "finished_at": "technical", "sent_at": "technical", "code_hash": "technical", "code_expires_at": "technical",
        "engine": "technical", "user_category": "technical",
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
    code_hash = models.CharField(max_length=64, null=True, unique=True)
    code_expires_at = models.DateTimeField(null=True)

    class Meta(ClientTable.Meta):
        indexes = [
            models.Index(fields=["person", "-sent_at"], condition=models.Q(person__isnull=False), name="run_by_person"),
            models.Index(fields=["changed_at"], condition=models.Q(person__isnull=True), name="run_unsent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, sent_at__isnull=True)
                | models.Q(person__isnull=False, sent_at__isnull=False, finished_at__isnull=False),
                name="run_sent_has_person",
            )
        ]
