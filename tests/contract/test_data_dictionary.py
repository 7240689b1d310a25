"""The data dictionary tells every column, and is what the schemas say now."""

from pathlib import Path

from polku.insight.canonical import ABOUT, KEYS, TABLES
from polku.insight.dictionary import dictionary

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "data-dictionary.md"


def test_the_page_is_what_the_schemas_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary(), "write it anew: python -m polku.insight.dictionary"


def test_every_column_is_told_with_its_meaning() -> None:
    text = dictionary()
    for name, schema in TABLES.items():
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        for field in schema:
            assert f"| `{field.name}` |" in section and field.metadata[b"meaning"].decode() in section
        assert all(part in section for part in ABOUT[name])
        assert set(KEYS[name]) <= set(schema.names)
