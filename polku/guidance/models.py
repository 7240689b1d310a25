from __future__ import annotations

from django.db import models

from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.models import ClientTable
from polku.people.models import Account, Person

URGENCIES = [(int(level), level.name.lower()) for level in Urgency]


class Case(ClientTable):
    """What it is about (asia): the one thing on every worklist, whatever brought it."""

    class Status(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    classified = {
        "id": "key",
        "person": "key",
        "topic": "health",
        "service": "care",
        "register": "care",
        "unit_id": "care",
        "status": "care",
        "reason": "care",
        "urgency": "health",
        "proposed_urgency": "health",
        "assignee": "care",
        "opened_at": "care",
        "closed_at": "care",
        "outcome": "health",
        "next_due_at": "care",
        "version": "technical",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    topic = models.CharField(max_length=80)
    service = models.CharField(max_length=40, default="outpatient")
    register = models.CharField(max_length=10, default="health")
    unit_id = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    reason = models.CharField(max_length=40, default="assessment")
    urgency = models.SmallIntegerField(choices=URGENCIES)
    proposed_urgency = models.SmallIntegerField(choices=URGENCIES, null=True)
    assignee = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="assigned")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, default="")
    next_due_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(ClientTable.Meta):
        indexes = [
            models.Index(
                fields=["unit_id", "register", "next_due_at"], condition=models.Q(status="open"), name="open_by_deadline"
            ),
            models.Index(
                fields=["unit_id", "service", "urgency"],
                include=["next_due_at", "opened_at"],
                condition=models.Q(status="open"),
                name="open_now",
            ),
            models.Index(fields=["person", "-opened_at"], name="case_by_person"),
        ]

    @property
    def place(self) -> tuple[str, str]:
        """The unit and the register to which the case belongs."""
        return self.unit_id, self.register


class Contact(ClientTable):
    """Someone needs something, in some channel, at some moment (yhteydenotto). Starts a clock."""

    classified = {
        "id": "key",
        "case": "key",
        "person": "key",
        "channel": "care",
        "at": "care",
        "run_id": "key",
        "language": "background",
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)
    run_id = models.UUIDField(null=True, unique=True)
    language = models.CharField(max_length=8, default="fi")

    class Meta(ClientTable.Meta):
        pass


class CaseClock(ClientTable):
    """A named clock of a case: started and stopped by acts, due by law and by the county's target."""

    classified = {
        "id": "key",
        "case": "key",
        "person": "key",
        "name": "care",
        "started_at": "care",
        "law_due_at": "care",
        "law_rule": "technical",
        "target_due_at": "care",
        "target_rule": "technical",
        "stopped_at": "care",
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    law_due_at = models.DateTimeField(null=True)
    law_rule = models.CharField(max_length=80, default="")
    target_due_at = models.DateTimeField(null=True)
    target_rule = models.CharField(max_length=80, default="")
    stopped_at = models.DateTimeField(null=True)

    class Meta(ClientTable.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="one_clock_of_a_name")]


class NeedAssessment(ClientTable):
    """A professional's assessment of the need for care (hoidon tarpeen arvio). Its moment is the act's own."""

    classified = {
        "id": "key",
        "case": "key",
        "person": "key",
        "by": "care",
        "role": "care",
        "at": "care",
        "urgency": "health",
        "reason_code": "health",
        "level": "care",
        "contact_type": "care",
        "contacted": "care",
        "rationale": "health",
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="need_assessments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    role = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    urgency = models.SmallIntegerField(choices=URGENCIES)
    reason_code = models.CharField(max_length=10)
    level = models.CharField(max_length=40)
    contact_type = models.CharField(max_length=4)
    contacted = models.CharField(max_length=4, default="", blank=True)
    rationale = models.TextField(default="", blank=True)

    class Meta(ClientTable.Meta):
        pass


class Note(ClientTable):
    """A note of staff on a case."""

    classified = {"id": "key", "case": "key", "person": "key", "by": "care", "at": "care", "text": "health"}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField(default=clock.now)
    text = models.TextField()

    class Meta(ClientTable.Meta):
        pass
