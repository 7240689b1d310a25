"""Database triggers: client tables refuse a write without an action's mark, logs refuse every change."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

UNMARKED = "PK001"
APPEND_ONLY = "PK002"

_MARK = """
    mark := nullif(current_setting('polku.action', true), '');
    IF mark IS NULL OR NOT EXISTS (
        SELECT 1 FROM foundation_auditentry WHERE id = mark::uuid AND transaction = txid_current()
    ) THEN
        RAISE EXCEPTION 'found: % on % outside an action; expected: a write made by an action', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '%(unmarked)s';
    END IF;
""".replace("%(unmarked)s", UNMARKED)

_LOG = """
    IF TG_OP = 'DELETE' THEN touched := OLD; ELSE touched := NEW; END IF;
    INSERT INTO foundation_auditentry (
        id, at, kind, verb, actor_kind, actor_account, actor_person, actor_role, actor_unit, acting_for,
        purpose, person, object_type, object_id, action, transaction, details
    ) SELECT
        gen_random_uuid(), at, 'change', lower(TG_OP), actor_kind, actor_account, actor_person, actor_role, actor_unit,
        acting_for, purpose, {person}, '{label}', touched.id::text, id, transaction, '{{}}'
    FROM foundation_auditentry WHERE id = mark::uuid;
"""


class OnlyByAction(pgtrigger.Trigger):  # type: ignore[misc]
    """Refuses a row's write without the mark of an action of the same transaction, and logs each write."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    declare = [("mark", "text"), ("touched", "record")]

    def __init__(self, *, person: str | None = "person_id", log: bool = True) -> None:
        """``person`` names the column of the person whom a row is about."""
        super().__init__(name="only_by_action")
        self.person = person
        self.log = log

    def get_func(self, model: type[models.Model]) -> str:
        person = f"touched.{self.person}" if self.person else "NULL"
        log = _LOG.format(person=person, label=model._meta.label_lower) if self.log else ""
        return _MARK + log + "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"

    def get_declare(self, model: type[models.Model]) -> Any:
        return self.declare


class AppendOnly(pgtrigger.Trigger):  # type: ignore[misc]
    """Rows may be added, never changed, deleted or truncated: not even by the owner."""

    when = pgtrigger.Before
    level = pgtrigger.Statement
    operation = pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    func = f"RAISE EXCEPTION 'found: % on %; expected: an append-only log', TG_OP, TG_TABLE_NAME USING ERRCODE = '{APPEND_ONLY}';"

    def __init__(self) -> None:
        super().__init__(name="append_only")
