"""The address is the view: what of the worklist is shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

VIEWS = ("free", "mine", "all")
PAGE_SIZE = 60


@dataclass(frozen=True)
class ViewQuery:
    view: str = "free"
    channel: str = ""
    unit: str = ""
    page: int = 1

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """What the address says; what it says wrongly is as if unsaid."""
        view, page = data.get("view", ""), data.get("page", "")
        return cls(
            view=view if view in VIEWS else "free",
            channel=data.get("channel", "")[:20].replace("\0", ""),
            unit=data.get("unit", "")[:80].replace("\0", ""),
            page=max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1,
        )

    def with_(self, **changes: Any) -> ViewQuery:
        return replace(self, **{"page": 1, **changes})

    def on(self, address: str, **more: str) -> str:
        """``address`` with the view's words, the defaults left out."""
        default = asdict(ViewQuery())
        said = {name: value for name, value in asdict(self).items() if value != default[name]}
        words = urlencode({**said, **more})
        return f"{address}?{words}" if words else address

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE
