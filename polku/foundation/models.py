"""Tables that every room stands on: the audit log, events and their deliveries, submissions, the movable clock."""

from __future__ import annotations

from django.db import models

from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.triggers import AppendOnly, OnlyByAction


class AuditEntry(models.Model):
    """One act, change, look or refusal. Append-only; ``transaction`` is PostgreSQL's txid, which marks are checked by."""

    class Kind(models.TextChoices):
        ACTION = "action"
        CHANGE = "change"
        LOOK = "look"
        REFUSAL = "refusal"

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    verb = models.CharField(max_length=100)
    actor_kind = models.CharField(max_length=16)
    actor_account = models.UUIDField(null=True)
    actor_person = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40, null=True)
    actor_unit = models.CharField(max_length=80, null=True)
    acting_for = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200, default="")
    person = models.UUIDField(null=True)
    object_type = models.CharField(max_length=100, default="")
    object_id = models.CharField(max_length=80, default="")
    action = models.UUIDField(null=True)
    transaction = models.BigIntegerField(db_default=models.Func(function="txid_current"))
    details = models.JSONField(default=dict)

    class Meta:
        triggers = [AppendOnly()]
        indexes = [
            models.Index(fields=["person", "-at"], condition=models.Q(person__isnull=False), name="audit_by_person"),
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
        ]


class Event(models.Model):
    """News of one action, written in its transaction. ``stream`` groups a thing's events (``case:<id>``)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField(default=clock.now)
    name = models.CharField(max_length=100)
    stream = models.CharField(max_length=80, default="", db_index=True)
    person = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=16)
    actor_account = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40, null=True)
    actor_unit = models.CharField(max_length=80, null=True)
    action = models.UUIDField()
    payload = models.JSONField(default=dict)

    class Meta:
        triggers = [AppendOnly(), OnlyByAction(log=False)]


class Delivery(models.Model):
    """That a subscriber has taken an event: written in the transaction of its effect, so the effect is once."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    subscriber = models.CharField(max_length=100)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="one_delivery_each")]


class Submission(models.Model):
    """A form once sent: the same key and body give the same answer, the same key with another body is refused."""

    key = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=500)
    at = models.DateTimeField(default=clock.now)


class ClockShift(models.Model):
    """How far the demo's or a test's clock has been moved: at most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField(default=0)


class ClientTable(models.Model):
    """A table of client data: written by actions alone, each written row logged under its column ``person_id``.

    A table whose rows name their person in another column, or none, gives its own ``OnlyByAction``. Each says in
    ``classified`` what kind of data a field holds.
    """

    classified: dict[str, str] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
        triggers = [OnlyByAction()]
