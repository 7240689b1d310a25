"""Slots and appointments. The database itself refuses an overlap: exclusion constraints, not a check before."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.models import ClientTable
from polku.guidance.models import Case
from polku.people.models import Account, Person


def whole_period() -> models.Q:
    """A period has both its ends, is not empty (an empty range overlaps nothing), and begins at ``starts_at``."""
    return models.Q(
        period__isempty=False, period__lower_inf=False, period__upper_inf=False, period__startswith=models.F("starts_at")
    )


class Slot(models.Model):
    """A time that a professional gives for booking."""

    id = models.UUIDField(primary_key=True, default=new_id)
    unit_id = models.CharField(max_length=80)
    professional = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="slots")
    profession = models.CharField(max_length=40)
    service = models.CharField(max_length=40)
    contact_type = models.CharField(max_length=4, default="R10")
    period = DateTimeRangeField()
    starts_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "service", "starts_at"], condition=models.Q(withdrawn_at=None), name="slot_by_unit")
        ]
        constraints = [
            ExclusionConstraint(
                name="slots_of_one_do_not_overlap",
                expressions=[("professional", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(condition=whole_period(), name="a_slot_has_a_period"),
        ]


class Appointment(ClientTable):
    """A booked time (ajanvaraus). While it is booked no other may overlap it, for the professional or the person."""

    class Status(models.TextChoices):
        BOOKED = "booked"
        FULFILLED = "fulfilled"
        CANCELLED = "cancelled"
        NO_SHOW = "noshow"

    classified = {
        "id": "key", "person": "key", "case": "key", "slot": "key", "professional": "care", "unit_id": "care", "period": "care",
        "starts_at": "care", "status": "care", "booked_at": "care", "cancelled_at": "care", "cancel_reason": "care",
        "version": "technical",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="appointments")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="appointments")
    professional = models.ForeignKey(Account, on_delete=models.PROTECT)
    unit_id = models.CharField(max_length=80)
    period = DateTimeRangeField()
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    booked_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=40, default="")
    version = models.IntegerField(default=1)

    class Meta(ClientTable.Meta):
        indexes = [models.Index(fields=["person", "starts_at"], name="appointment_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=models.Q(status="booked"), name="one_booking_a_slot"),
            ExclusionConstraint(
                name="a_professional_is_in_one_place",
                expressions=[("professional", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(status="booked"),
            ),
            ExclusionConstraint(
                name="a_person_is_in_one_place",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(status="booked"),
            ),
            models.CheckConstraint(condition=whole_period(), name="an_appointment_has_a_period"),
        ]
