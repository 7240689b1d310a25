"""What a contact costs by the price list in the content, as rows of the table `cost`."""

from __future__ import annotations

import pyarrow as pa

from polku.foundation.content import content_root, load_yaml
from polku.insight.canonical import shaped
from polku.insight.codes import codes

FILE = "national", "measures", "unit-costs.yaml"


def price_list(source: str) -> pa.Table:
    """Two rows a profession: met, and by telephone or network."""
    rows = []
    for profession, node in load_yaml(content_root().joinpath(*FILE)).mapping(["costs"])["costs"].entries().items():
        if profession not in codes().professions:
            node.fail(f"profession '{profession}'", f"one of: {', '.join(codes().professions)}", "correct it")
        parts = node.mapping(["met", "remote"])
        for remote, word in enumerate(("met", "remote")):
            rows.append({"profession": profession, "remote": bool(remote), "euros": parts[word].integer(), "source": source})
    return shaped("cost", pa.Table.from_pylist(rows))
