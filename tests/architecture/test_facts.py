"""Facts about the whole house, each a test: migrations, fields, settings, actions, rooms, contents that names forbid."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from polku.foundation.models import ClientTable

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(p for p in (ROOT / "polku").rglob("*.py") if "migrations" not in p.parts)
CLASSES = {"key", "identity", "contact", "background", "health", "social", "care", "technical"}
CLIENT_TABLES = [m for m in apps.get_models() if issubclass(m, ClientTable)]


def test_migrations_are_linear() -> None:
    graph = MigrationLoader(None).graph
    for app in {m._meta.app_label for m in apps.get_models() if m.__module__.startswith("polku.")}:
        leaves = graph.leaf_nodes(app)
        assert len(leaves) == 1, f"{app}: found {leaves}, expected one newest migration"
        for node in (key for key in graph.nodes if key[0] == app):
            inside = [child for child in graph.node_map[node].children if child.key[0] == app]
            assert len(inside) <= 1, f"{node}: found two that follow it, expected one line"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", CLIENT_TABLES, ids=lambda m: m._meta.label)
def test_every_field_of_client_data_is_classified(model: type[ClientTable]) -> None:
    fields = {f.name for f in model._meta.concrete_fields}
    assert set(model.classified) == fields
    assert set(model.classified.values()) <= CLASSES


@pytest.mark.parametrize("model", CLIENT_TABLES, ids=lambda m: m._meta.label)
def test_every_client_table_is_written_by_actions_only(model: type[ClientTable]) -> None:
    names = {trigger.name for trigger in model._meta.triggers}
    assert "only_by_action" in names


def test_every_model_with_a_person_is_client_data() -> None:
    allowed = {"people.Account"}
    for model in apps.get_models():
        if not model.__module__.startswith("polku.") or model in CLIENT_TABLES:
            continue
        related = {f.related_model._meta.label for f in model._meta.concrete_fields if f.is_relation and f.related_model}
        assert "people.Person" not in related or model._meta.label in allowed, f"{model._meta.label} holds client data"


def rooms() -> list[Path]:
    return sorted(p.parent for p in (ROOT / "polku").rglob("apps.py") if "demo/idp" not in str(p) and "config" not in p.parts)


@pytest.mark.parametrize("room", rooms(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_room_has_its_readme(room: Path) -> None:
    assert (room / "README.md").exists()


def writes(tree: ast.AST) -> list[int]:
    names = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete"}
    return [
        n.lineno for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in names
    ]


@pytest.mark.parametrize(
    "path",
    [p for p in OURS if p.name in {"queries.py", "logic.py", "views.py"} and "demo" not in p.parts],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_reads_and_views_write_nothing(path: Path) -> None:
    found = writes(ast.parse(path.read_text(encoding="utf-8")))
    assert not found, f"{path.relative_to(ROOT)}:{found[0]}: found a write, expected it in actions.py"


def test_every_setting_from_outside_is_documented() -> None:
    named = set()
    for path in [*(ROOT / "polku" / "config").rglob("*.py")]:
        named |= set(re.findall(r'env\.(?:text|words|flag)\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    manual = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    missing = sorted(name for name in named if f"`{name}`" not in manual)
    assert not missing, f"docs/reference/settings.md: found no {', '.join(missing)}"
