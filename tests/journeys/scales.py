"""What a page weighs: the bytes that the browser counts over the wire, with nothing in its cache."""

from __future__ import annotations

from collections import defaultdict

from tests.journeys.browsing import Person


class Scales:
    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.counted: dict[str, float] = defaultdict(float)
        protocol = person.context.new_cdp_session(person.page)
        protocol.on("Network.loadingFinished", self._loaded)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _loaded(self, event: dict[str, object]) -> None:
        self.counted[str(event["requestId"])] = float(str(event["encodedDataLength"]))

    def empty(self) -> None:
        self.counted.clear()

    def read(self) -> int:
        """The weight since the scales were emptied, once the page has its fonts."""
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        return int(sum(self.counted.values()))
