"""Deviations of the demonstration (`content/<county>/deviations.yaml`), made by the real actions on their own days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import Node, content_root, load_yaml
from polku.insight.leading import actions
from polku.insight.leading.models import Deviation, Step
from polku.insight.measures.access import ACCESS
from polku.people.models import Account
from polku.people.queries import actor_of

REQUIRED = ("leader", "unit", "service", "clock", "months_ago", "figure", "signal", "opened", "cause", "steps")
ENDING = ("follow_up", "outcome", "words", "closed")


def follow_deviations(county: str, now: datetime) -> int:
    """Play every story up to ``now``; how many there were."""
    file = content_root() / county / "deviations.yaml"
    stories = load_yaml(file).mapping(["deviations"])["deviations"].items() if file.exists() else []
    for story in stories:
        _Story(story.mapping(REQUIRED, ENDING), now).play()
    return len(stories)


class _Story:
    def __init__(self, parts: dict[str, Node], now: datetime) -> None:
        self.parts, self.now = parts, now
        account = Account.objects.get(subject=f"staff:{parts['leader'].text()}")
        self.by: Actor = replace(actor_of(account), purpose="leading")

    def day(self, node: Node) -> date:
        return helsinki_date(self.now - timedelta(days=node.integer()))

    def play(self) -> None:
        """In the order of days, so that the log reads as it went."""
        made = self._opened()
        acts: list[tuple[int, Callable[[], object]]] = [(self.parts["opened"].integer() - 1, lambda: self._cause(made))]
        for entry in self.parts["steps"]:
            step = entry.mapping(["what", "who", "begins", "by_when"], ["done"])
            acts.append((step["begins"].integer(), lambda step=step: self._begin(made, step)))  # type: ignore[misc]
            if "done" in step:
                acts.append((step["done"].integer(), lambda step=step: self._finish(made, step)))  # type: ignore[misc]
        if "outcome" in self.parts:
            acts.append((self.parts["closed"].integer() + 15, lambda: self._follow(made)))
            acts.append((self.parts["closed"].integer(), lambda: self._close(made)))
        for days_ago, act in sorted(acts, key=lambda pair: -pair[0]):
            self._at(days_ago)
            made.refresh_from_db()
            act()

    def _at(self, days_ago: int) -> None:
        clock.set_offset(self.now - timedelta(days=days_ago) - clock.real_now())

    def _opened(self) -> Deviation:
        parts = self.parts
        self._at(parts["opened"].integer())
        first = helsinki_date(self.now).replace(day=1)
        for _ in range(parts["months_ago"].integer()):
            first = (first - timedelta(days=1)).replace(day=1)
        return actions.open_deviation(
            measure=ACCESS.id, unit_id=parts["unit"].text(), service=parts["service"].text(), clock_name=parts["clock"].text(),
            month=f"{first:%Y-%m}", signal=parts["signal"].text3(), figure=float(parts["figure"].decimal()), by=self.by,
        )  # fmt: skip

    def _cause(self, made: Deviation) -> None:
        actions.tell_cause(deviation_id=made.id, version=made.version, cause=self.parts["cause"].text(), by=self.by)

    def _begin(self, made: Deviation, step: dict[str, Node]) -> None:
        actions.add_step(
            deviation_id=made.id, version=made.version, what=step["what"].text(), who=step["who"].text(),
            begins=self.day(step["begins"]), by_when=self.day(step["by_when"]), by=self.by,
        )  # fmt: skip

    def _finish(self, made: Deviation, step: dict[str, Node]) -> None:
        found = Step.objects.get(deviation=made, what=step["what"].text())
        actions.finish_step(deviation_id=made.id, version=made.version, step_id=found.id, by=self.by)

    def _follow(self, made: Deviation) -> None:
        day = self.day(self.parts["follow_up"])
        actions.follow(deviation_id=made.id, version=made.version, day=day, by=self.by)

    def _close(self, made: Deviation) -> None:
        actions.close(
            deviation_id=made.id, version=made.version, outcome=self.parts["outcome"].text(), words=self.parts["words"].text(),
            by=self.by,
        )  # fmt: skip
