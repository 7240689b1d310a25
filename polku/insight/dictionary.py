"""The data dictionary: every column of the canonical tables, told from the schemas that hold them."""

from __future__ import annotations

import pyarrow as pa

from polku.insight.canonical import ABOUT, KEYS, TABLES

KINDS = {"string": "text", "bool": "yes or no", "timestamp[us, tz=UTC]": "moment, UTC", "date32[day]": "day", "double": "number"}


def dictionary() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *(_table(name) for name in TABLES)])


def _table(name: str) -> str:
    rows = [
        f"| `{field.name}` | {_kind(field.type)} | {'no' if field.nullable else 'yes'} | {field.metadata[b'meaning'].decode()} |"
        for field in TABLES[name]
    ]
    key = ", ".join(f"`{column}`" for column in KEYS[name])
    what, filled_by = ABOUT[name]
    head = ["| column | type | always | meaning |", "|---|---|---|---|"]
    return "\n".join([f"## {name}", "", f"{what}. Filled by {filled_by}.", "", f"One row for each {key}.", "", *head, *rows, ""])


def _kind(kind: pa.DataType) -> str:
    plain = str(kind.value_type if pa.types.is_dictionary(kind) else kind)
    if plain.startswith("int"):
        return f"whole number, {plain[3:]} bits"
    return KINDS[plain]


HEAD = """# Data dictionary

The canonical tables of a data folder, as `polku lake export` gives them and every measure reads them. People and professionals
are pseudonyms made with a key. The page is written from the tables' own schemas: `python -m polku.insight.dictionary`.
"""

if __name__ == "__main__":
    print(dictionary(), end="")
