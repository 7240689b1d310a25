from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.crypto import salted_hmac

from polku.foundation import clock
from polku.foundation.ids import new_id
from polku.foundation.models import ClientTable
from polku.foundation.triggers import OnlyByAction


class Person(ClientTable):
    """A resident. The identity code is stored encrypted; ``identity_hash`` finds it."""

    classified = {
        "id": "key",
        "identity_cipher": "identity",
        "identity_hash": "identity",
        "key_version": "technical",
        "given_names": "identity",
        "family_name": "identity",
        "name_key": "identity",
        "birth_date": "identity",
        "sex": "identity",
        "language": "background",
        "municipality": "background",
        "phone": "contact",
        "created_at": "technical",
    }

    identity_cipher = models.BinaryField()
    identity_hash = models.CharField(max_length=64, unique=True)
    key_version = models.SmallIntegerField()
    given_names = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=220, db_index=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=10, default="unknown")
    language = models.CharField(max_length=8, default="fi")
    municipality = models.CharField(max_length=3, default="")
    phone = models.CharField(max_length=30, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(ClientTable.Meta):
        triggers = [OnlyByAction(person="id")]

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


class Account(models.Model):
    """Who may sign in: a resident (with a person) or a member of staff (with roles). No password lives here."""

    class Kind(models.TextChoices):
        RESIDENT = "resident"
        STAFF = "staff"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=200, unique=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=200, default="")
    title = models.CharField(max_length=100, default="")
    is_active = models.BooleanField(default=True)
    session_generation = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "subject"
    REQUIRED_FIELDS: list[str] = []
    is_anonymous = False
    is_authenticated = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="resident", person__isnull=False) | models.Q(kind="staff", person__isnull=True),
                name="resident_has_person",
            )
        ]

    def get_session_auth_hash(self) -> str:
        return salted_hmac("polku.people.session", f"{self.id}:{self.session_generation}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> list[str]:
        return []


class StaffRole(models.Model):
    """A member of staff in a role at a unit, from a moment to another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40)
    unit_id = models.CharField(max_length=80)
    register = models.CharField(max_length=10, default="health")
    valid_from = models.DateTimeField(default=clock.now)
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "unit_id"], condition=models.Q(valid_to=None), name="one_role_each"
            )
        ]


class CareRelation(ClientTable):
    """Why a unit's staff may see a person: a contact, a booking, … in one register, while it lasts."""

    classified = {
        "id": "key",
        "person": "key",
        "unit_id": "care",
        "register": "care",
        "ground": "care",
        "object_type": "technical",
        "object_id": "technical",
        "started_at": "care",
        "ended_at": "care",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    unit_id = models.CharField(max_length=80)
    register = models.CharField(max_length=10)
    ground = models.CharField(max_length=40)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(ClientTable.Meta):
        indexes = [models.Index(fields=["person", "unit_id", "register"], name="relation_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "unit_id", "ground"],
                condition=models.Q(ended_at=None),
                name="one_live_relation",
            )
        ]


class Representation(ClientTable):
    """That one may act for another: a child's guardian, or one who has been given a mandate. Told by a register."""

    class Kind(models.TextChoices):
        GUARDIAN = "guardian"
        MANDATE = "mandate"

    classified = {
        "id": "key",
        "person": "key",
        "representative": "key",
        "kind": "identity",
        "source": "technical",
        "valid_from": "identity",
        "valid_to": "identity",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represented_by")
    representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=40)
    valid_from = models.DateTimeField(default=clock.now)
    valid_to = models.DateTimeField(null=True)

    class Meta(ClientTable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person", "representative", "kind"], name="one_representation_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(person=models.F("representative")), name="represents_another"),
        ]


Visitor = Account | AnonymousUser
