from __future__ import annotations

from django.db import models

from polku.care.scheduling.models import Appointment
from polku.foundation import clock
from polku.foundation.models import ClientTable
from polku.guidance.models import Case
from polku.people.models import Account, Person


class Encounter(ClientTable):
    """What was done: a visit, a call, a remote service (käynti), coded as AvoHILMO codes it, with its time stamps."""

    classified = {
        "id": "key",
        "person": "key",
        "case": "key",
        "appointment": "key",
        "professional": "care",
        "unit_id": "care",
        "service": "care",
        "profession": "care",
        "contact_type": "care",
        "urgency_code": "care",
        "contacted_at": "care",
        "assessed_at": "care",
        "booked_at": "care",
        "starts_at": "care",
        "ended_at": "care",
        "age": "background",
        "recorded_at": "technical",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="encounters")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="encounters")
    appointment = models.OneToOneField(Appointment, null=True, on_delete=models.PROTECT)
    professional = models.ForeignKey(Account, on_delete=models.PROTECT)
    unit_id = models.CharField(max_length=80)
    service = models.CharField(max_length=40)
    profession = models.CharField(max_length=40)
    contact_type = models.CharField(max_length=4)
    urgency_code = models.CharField(max_length=4)
    contacted_at = models.DateTimeField(null=True)
    assessed_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    age = models.SmallIntegerField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta(ClientTable.Meta):
        indexes = [
            models.Index(fields=["starts_at"], name="encounter_by_start"),
            models.Index(fields=["case"], name="encounter_by_case"),
        ]
