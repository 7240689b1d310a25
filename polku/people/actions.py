from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.calendar import at_helsinki
from polku.foundation.errors import BadInput, NotFound, Refused
from polku.people import vault
from polku.people.identity_code import IdentityCode, InvalidIdentityCode
from polku.people.mandates import Mandate
from polku.people.models import Account, CareRelation, Person, Representation, StaffRole


def name_key(family_name: str, given_names: str) -> str:
    """A key that sorts Finnish names right byte by byte: å, ä, ö last, in that order."""
    order = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "y", "š": "s", "ž": "z"})
    return f"{family_name} {given_names}".casefold().translate(order)


def new_person(code: IdentityCode, *, given_names: str, family_name: str, **known: Any) -> Person:
    """A person not saved yet: for actions of this room and of the demonstration."""
    version = vault.newest_version()
    return Person(
        identity_cipher=vault.encrypt(code, version),
        identity_hash=vault.lookup_hash(code, version),
        key_version=version,
        given_names=given_names,
        family_name=family_name,
        name_key=name_key(family_name, given_names),
        birth_date=code.birth_date,
        **known,
    )


@action("people.sign_in")
def sign_in(
    *, national_id_num: str, staff_id: str, given_name: str, family_name: str, language: str = "fi", by: Actor
) -> Account:
    """The account of verified claims: staff by ``staff_id``, a resident by identity code.

    A resident's is made at the first visit, with the language in which they came.
    """
    if staff_id:
        account = Account.objects.filter(kind="staff", subject=f"staff:{staff_id}", is_active=True).first()
        if account is None:
            raise Refused("no such member of staff", "one whom the county has entered", "ask your unit's head")
        return account
    try:
        code = IdentityCode.parse(national_id_num)
    except InvalidIdentityCode:
        raise Refused("a sign-in without an identity code", "strong identification", "sign in again") from None
    person = _person_of(code) or _first_visit(code, given_name, family_name, language)
    account, _ = Account.objects.get_or_create(person=person, defaults={"kind": "resident", "subject": f"person:{person.id}"})
    if not account.is_active:
        raise Refused("a closed account", "an open one", "call the service point")
    return account


@action("people.enter_client")
def enter_client(*, code: IdentityCode, given_names: str, family_name: str, language: str, municipality: str, by: Actor) -> UUID:
    """The client with the code; one who is not known yet is entered with what is given. Tells nothing but the id."""
    known = _person_of(code)
    if known is not None:
        return known.id
    names = {"given_names": given_names, "family_name": family_name}
    missing = {name: "required" for name, value in names.items() if not value.strip()}
    if missing:
        raise BadInput(missing)
    person = _first_visit(code, given_names.strip()[:100], family_name.strip()[:100], language, municipality=municipality)
    return person.id


def _person_of(code: IdentityCode) -> Person | None:
    return Person.objects.filter(identity_hash__in=vault.lookup_hashes(code)).first()


def _first_visit(code: IdentityCode, given_name: str, family_name: str, language: str, **known: str) -> Person:
    """A new person; of two first sign-ins at the same moment the later one finds what the other made."""
    person = new_person(code, given_names=given_name, family_name=family_name, language=language, **known)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        if (made := _person_of(code)) is None:
            raise
        return made
    return person


@action("people.refresh_representations")
def refresh_representations(*, person_id: UUID, told: Sequence[Mandate], source: str, by: Actor) -> int:
    """For whom the person may act, as the register tells it now; what it does not tell any more ends. A guardian's ends at 18."""
    now = clock.now()
    kept = []
    for mandate in told:
        represented = _person_of(mandate.code) or _first_visit(
            mandate.code, mandate.given_names, mandate.family_name, mandate.language, **mandate.known
        )
        ends = [end for end in (mandate.valid_to, eighteen(represented) if mandate.kind == "guardian" else None) if end]
        row, _ = Representation.objects.update_or_create(
            person=represented, representative_id=person_id, kind=mandate.kind,
            defaults={"source": source, "valid_from": mandate.valid_from or now, "valid_to": min(ends, default=None)},
        )
        kept.append(row.id)
    ended = Representation.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), representative=person_id)
    ended.exclude(id__in=kept).update(valid_to=now)
    return len(kept)


def eighteen(person: Person) -> datetime:
    """When the person comes of age; one born on a leap day on the first of March."""
    born = person.birth_date
    leap = (born.month, born.day) == (2, 29)
    return at_helsinki(date(born.year + 18, 3, 1) if leap else born.replace(year=born.year + 18), time(0))


@action("people.grant_relation")
def grant_relation(
    *, person_id: UUID, unit_id: str, register: str, ground: str, object_type: str, object_id: object, by: Actor
) -> CareRelation:
    """Let the unit's care staff see the person, on a ground, for as long as the object lives."""
    relation, fresh = CareRelation.objects.get_or_create(
        object_type=object_type,
        object_id=str(object_id),
        unit_id=unit_id,
        ground=ground,
        ended_at=None,
        defaults={"person_id": person_id, "register": register},
    )
    if fresh:
        emit("people.relation_granted", {"unit": unit_id, "register": register, "ground": ground}, person_id=person_id)
    return relation


@action("people.end_relations")
def end_relations(*, object_type: str, object_id: object, at: datetime | None = None, by: Actor) -> int:
    """End what ``grant_relation`` gave for the object."""
    live = CareRelation.objects.filter(object_type=object_type, object_id=str(object_id), ended_at=None)
    return live.update(ended_at=at or clock.now())


@action("people.give_role")
def give_role(*, account_id: UUID, role: str, unit_id: str, register: str, by: Actor) -> StaffRole:
    """The role from now on. Given again with the other register, the old one ends and a new one begins."""
    held = StaffRole.objects.filter(account_id=account_id, role=role, unit_id=unit_id, valid_to=None)
    held.exclude(register=register).update(valid_to=clock.now())
    given, _ = held.get_or_create(
        defaults={"account_id": account_id, "role": role, "unit_id": unit_id, "valid_to": None, "register": register}
    )
    return given


@action("people.enter_staff")
def enter_staff(*, staff_id: str, name: str, title: str, role: str, unit_id: str, register: str, by: Actor) -> Account:
    """A member of staff, who may sign in from now on, in a role at a unit; entered again, one more role or a mended name."""
    account, _ = Account.objects.update_or_create(
        subject=f"staff:{staff_id}", defaults={"kind": "staff", "name": name, "title": title, "is_active": True}
    )
    give_role(account_id=account.id, role=role, unit_id=unit_id, register=register, by=by)
    return account


@action("people.close_staff")
def close_staff(*, staff_id: str, by: Actor) -> Account:
    """End every role of a member of staff who leaves, and every session. Raises ``NotFound``."""
    account = Account.objects.select_for_update().filter(kind="staff", subject=f"staff:{staff_id}").first()
    if account is None:
        raise NotFound("no member of staff with that number", "one who was entered", "check the number")
    account.roles.filter(valid_to=None).update(valid_to=clock.now())
    account.is_active = False
    account.session_generation += 1
    account.save(update_fields=["is_active", "session_generation"])
    return account


@action("people.set_phone")
def set_phone(*, person_id: UUID, phone: str, by: Actor) -> None:
    """The person's telephone number; spaces and hyphens are forgiven. Raises ``BadInput``."""
    digits = "".join(sign for sign in phone if sign not in " -()")
    if not re.fullmatch(r"\+?\d{6,15}", digits):
        raise BadInput(
            {"phone": "form"}, "a telephone number in another form", "digits, with + before a country's code", "040 123 4567"
        )
    Person.objects.filter(id=person_id).exclude(phone=digits).update(phone=digits)
