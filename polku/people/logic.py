"""Who may see a person's data: decided by relation, closed by default. Pure; the facts come as values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from polku.foundation.actor import Actor

CARE_ROLES = frozenset({"nurse", "public_health_nurse", "physician", "physiotherapist", "dentist", "dental_hygienist",
                        "psychologist", "social_worker"})
CONTENT_ROLES = frozenset({"content_author", "content_approver"})
OTHER_ROLES = frozenset({"unit_leader", "analyst", "system_admin"}) | CONTENT_ROLES
STAFF_ROLES = CARE_ROLES | OTHER_ROLES


@dataclass(frozen=True, slots=True)
class Role:
    """A role held now at a unit; ``register`` is ``health`` or ``social``."""

    role: str
    unit_id: str
    register: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A live care relation between a person and a unit."""

    unit_id: str
    register: str
    ground: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a look is allowed."""

    name: str
    unit_id: str | None = None
    register: str | None = None


def ground_for(
    actor: Actor, person_id: UUID, *, roles: Collection[Role] = (), relations: Collection[Relation] = (), represents: str = ""
) -> Ground | None:
    """The ground on which ``actor`` may see the person, or None: a reason that can be verified, or no look.

    A resident sees oneself, or while acting for another that one alone, where ``represents`` tells the kind of a
    representation that is in force now. Staff see a person with whom their unit has a live relation, in the register of
    their own care role there.
    """
    if actor.kind == "resident":
        if actor.acting_for is None:
            return Ground("own") if actor.person_id == person_id else None
        return Ground(represents) if represents and actor.acting_for == person_id else None
    if actor.kind != "staff":
        return None
    for role in roles:
        if role.role not in CARE_ROLES or (actor.unit_id and actor.unit_id != role.unit_id):
            continue
        for relation in relations:
            if (relation.unit_id, relation.register) == (role.unit_id, role.register):
                return Ground(relation.ground, role.unit_id, role.register)
    return None
