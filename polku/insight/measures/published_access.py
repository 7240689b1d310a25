"""What has been published of a county's access to care, to compare its own figures with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from polku.foundation.content import content_root, load_yaml
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import COLUMNS


@dataclass(frozen=True, slots=True)
class PublishedAccess:
    """Visits within the limit, and all whose wait is known."""

    period: str
    service: str
    clock: str
    within: int
    total: int


@cache
def published_access(county: str) -> tuple[PublishedAccess, ...]:
    """Of content/<county>/published.yaml; empty where the county has none."""
    path = content_root() / county / "published.yaml"
    if not path.is_file():
        return ()
    found = []
    for node in load_yaml(path).mapping(["access"])["access"].items():
        parts = node.mapping(["period", "service", "clock", "within", "total"])
        service, clock = parts["service"].word(COLUMNS), parts["clock"].word(ACCESS.clocks)
        found.append(PublishedAccess(parts["period"].text(), service, clock, parts["within"].integer(), parts["total"].integer()))
    return tuple(found)
