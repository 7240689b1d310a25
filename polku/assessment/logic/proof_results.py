"""What a proof says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from polku.assessment.logic.questionnaire import Answer
from polku.foundation.content import Text
from polku.rules.values import Input, Missing


@dataclass(frozen=True)
class Mend:
    """What would mend the table, proven to do so; `words` say it.

    ending: rule `rule` gives ending `value`; condition: rule `rule` without its condition on `fact`; remove: no rule `rule`;
    unknown: "I don't know" counts as `value` in input `fact`; default: the table's default is `value`;
    policy: the table's hit policy is `value`, with `order` as the values of its output where that needs an order.
    """

    kind: Literal["ending", "condition", "remove", "unknown", "default", "policy"]
    words: Text
    rule: str = ""
    fact: str = ""
    value: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counterexample:
    """Answers under which the proof fails; only those that matter, by fact. `other` is the second person of a pair.

    `whole` and `other_whole` are all answers of the persons, by question; `dead` names the rule that never decides.
    """

    words: Text
    answers: Mapping[str, Input] = field(default_factory=dict)
    other: Mapping[str, Input] | None = None
    rules: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    mend: Mend | None = None
    whole: Mapping[str, Answer] = field(default_factory=dict)
    other_whole: Mapping[str, Answer] | None = None
    dead: str = ""

    @property
    def suggestion(self) -> Text:
        return self.mend.words if self.mend else {}

    def as_json(self) -> dict[str, object]:
        """`counterexample` is the dead rule's id, or the answers in plain words."""
        told: dict[str, object] = {"counterexample": self.dead or self.words["en"], "words": dict(self.words)}
        for name in ("answers", "other"):
            if (facts := getattr(self, name)) is not None:
                told[name] = {fact: _plain(value) for fact, value in facts.items()}
        told |= {"rules": list(self.rules), "endings": list(self.endings)}
        return told | ({"suggestion": dict(self.suggestion)} if self.suggestion else {})


def _plain(value: Input) -> object:
    if isinstance(value, Missing):
        return {"missing": value.value}
    return value if value is None or isinstance(value, (bool, int, str)) else float(value)


@dataclass(frozen=True)
class Verdict:
    status: Literal["proved", "not-applicable", "failed"]
    counterexamples: tuple[Counterexample, ...] = ()

    def as_json(self) -> object:
        """The status; where it failed, the first counterexample with the others under `more`."""
        if self.status != "failed":
            return self.status
        first, *more = [example.as_json() for example in self.counterexamples]
        return first | ({"more": more} if more else {})


PROVED = Verdict("proved")
NOT_APPLICABLE = Verdict("not-applicable")


def verdict(counterexamples: list[Counterexample]) -> Verdict:
    return Verdict("failed", tuple(counterexamples)) if counterexamples else PROVED


@dataclass(frozen=True)
class TableProofs:
    """`notes` say of a foreign table what could not be encoded."""

    complete: Verdict = NOT_APPLICABLE
    consistent: Verdict = NOT_APPLICABLE
    no_dead: Verdict = NOT_APPLICABLE
    reachable: Verdict = NOT_APPLICABLE
    monotone: Verdict = NOT_APPLICABLE
    texts: Verdict = NOT_APPLICABLE
    asked: Verdict = NOT_APPLICABLE
    notes: tuple[str, ...] = ()

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        return {part.name: getattr(self, part.name) for part in fields(self) if part.name != "notes"}

    @property
    def failed(self) -> Mapping[str, Verdict]:
        return {name: verdict for name, verdict in self.verdicts.items() if verdict.status == "failed"}

    def as_json(self) -> dict[str, object]:
        return {name: verdict.as_json() for name, verdict in self.verdicts.items()}
