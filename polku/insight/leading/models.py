"""Deviations of measures, what is done about them, and new limits. None of it is client data."""

from __future__ import annotations

from django.db import models

from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.triggers import AppendOnly, OnlyByAction
from polku.insight.leading.logic import Outcome, Status
from polku.people.models import Account


class Deviation(models.Model):
    """A figure that differs, from its signal to what came of it. `signal` holds its words as they were, by language."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.CharField(max_length=40)
    unit_id = models.CharField(max_length=80)
    service = models.CharField(max_length=40)
    clock_name = models.CharField(max_length=40)
    month = models.CharField(max_length=7)
    signal = models.JSONField()
    figure = models.FloatField(null=True)
    status = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.OPEN.value)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deviations")
    cause = models.TextField(default="", blank=True)
    follow_up = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Outcome], default="", blank=True)
    outcome_words = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        triggers = [OnlyByAction(person=None)]
        indexes = [models.Index(fields=["status", "-opened_at"], name="deviation_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "unit_id", "service", "clock_name"],
                condition=~models.Q(status=Status.CLOSED.value),
                name="one_open_deviation",
            )
        ]


class Step(models.Model):
    """An action against a deviation: who does what, from which day, by when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="steps")
    what = models.TextField()
    who = models.CharField(max_length=120)
    begins = models.DateField()
    by_when = models.DateField()
    done_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [OnlyByAction(person=None)]
        indexes = [models.Index(fields=["deviation", "at"], name="step_by_deviation")]


class Rebase(models.Model):
    """New limits of a run chart from a month on, and why; never changed, but may be withdrawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="rebases")
    measure = models.CharField(max_length=40)
    unit_id = models.CharField(max_length=80)
    service = models.CharField(max_length=40)
    clock_name = models.CharField(max_length=40)
    month = models.CharField(max_length=7)
    reason = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]
        indexes = [models.Index(fields=["measure", "unit_id", "service", "clock_name", "month"], name="rebase_by_figure")]


class Withdrawal(models.Model):
    """New limits taken back, and why: the run chart is again as it was before them. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rebase = models.OneToOneField(Rebase, on_delete=models.PROTECT, related_name="withdrawal")
    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="withdrawals")
    reason = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]


class Entry(models.Model):
    """A line of a deviation's log: who did what, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    what = models.CharField(max_length=20)
    words = models.TextField(default="", blank=True)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(person=None, log=False)]
        indexes = [models.Index(fields=["deviation", "at"], name="entry_by_deviation")]
