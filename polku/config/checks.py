"""What ``check --deploy`` asks of an installation besides Django's own: keys, assessments, the working role's powers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections

from polku.assessment.library import library
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError, NotConfigured
from polku.people import vault

POWERS = """
SELECT r.rolsuper, r.rolbypassrls,
       coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('foundation_auditentry')), false)
FROM pg_roles r WHERE r.rolname = current_user
"""


@register(deploy=True)
def identity_keys(**_: Any) -> list[CheckMessage]:
    try:
        vault.newest_version()
    except NotConfigured as error:
        return [Error(str(error), id="polku.E001")]
    return []


@register(deploy=True)
def assessments_read(**_: Any) -> list[CheckMessage]:
    try:
        library(content_root())
    except ContentError as error:
        return [Error(str(error), id="polku.E002")]
    return []


@register(Tags.database, deploy=True)
def working_role(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The server's role owns nothing and bypasses nothing. A database that does not answer is readiness' matter."""
    if "default" not in (databases or ()):
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(POWERS)
            superuser, bypasses, owns = cursor.fetchone()
    except OperationalError:
        return []
    found = [name for name, has in (("superuser", superuser), ("BYPASSRLS", bypasses), ("the log's owner", owns)) if has]
    if not found:
        return []
    return [Error(f"DATABASE_URL's role is {', '.join(found)}; expected polku_app without such powers", id="polku.E003")]
