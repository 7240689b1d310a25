"""The proofs of an assessment as cards, and the first counterexample with what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.assessment.logic.proving import Counterexample
from polku.assessment.publishing.logic.findings import Findings, Tried
from polku.assessment.publishing.logic.mending import Mended, mended, told_facts
from polku.rules.values import Input
from polku.web.studio.presenters.table import ending
from polku.web.studio.presenters.words import fact_words, language, value_words
from polku.web.studio.work import Work

ORDER = ("complete", "consistent", "monotone", "no_dead", "reachable", "texts", "asked")
MAIN = ("complete", "consistent", "monotone")


@dataclass(frozen=True)
class Failure:
    table: str
    property: str
    number: int
    example: Counterexample


def failures(found: Findings) -> list[Failure]:
    """Every counterexample, those of pairs of persons first."""
    every = [
        Failure(table, name, number, example)
        for table, proofs in found.proofs.items()
        for name in ORDER
        if name in proofs.failed
        for number, example in enumerate(proofs.failed[name].counterexamples)
    ]
    return sorted(every, key=lambda failure: failure.example.other is None)


def cards(found: Findings) -> list[dict[str, Any]]:
    """Complete, consistent, monotone, the rest of the proofs, and the examples."""
    shown = [_card(found, (name,), *_words(name)) for name in MAIN]
    rest = tuple(name for name in ORDER if name not in MAIN)
    shown.append(
        _card(
            found,
            rest,
            _("In use"),
            _("Every rule decides for someone, every ending is reached, every text is there"),
            _("Not all in use"),
        )
    )
    total, failed = len(found.examples), len(found.failed_examples)
    shown.append(
        {
            "title": _("Examples %(right)s/%(all)s") % {"right": total - failed, "all": total},
            "text": _differs(found.failed_examples[0]) if failed else _("The cases that clinicians wrote come out as expected"),
            "tone": "now" if failed or not total else "done",
        }
    )
    return shown


def _differs(tried: Tried) -> str:
    """The first example that does not come out as written."""
    given = {"name": tried.example.name, "now": tried.ending or "–", "expected": tried.example.ending}
    if tried.ending == tried.example.ending:
        return _("“%(name)s” is decided by other rules than expected.") % given
    return _("“%(name)s” ends in %(now)s, not in %(expected)s.") % given


def _words(name: str) -> tuple[str, str, str]:
    return {
        "complete": (_("Complete"), _("Every combination of answers has an ending"), _("Not complete")),
        "consistent": (_("Consistent"), _("No combination of answers has two endings at once"), _("Not consistent")),
        "monotone": (_("Monotone"), _("A worse answer never gives a less urgent ending"), _("Not monotone")),
    }[name]


def _card(found: Findings, names: tuple[str, ...], title: str, text: str, wrong: str) -> dict[str, Any]:
    failed = [failure for failure in failures(found) if failure.property in names]
    if not failed:
        used = any(proofs.verdicts[name].status == "proved" for proofs in found.proofs.values() for name in names)
        return {
            "title": title,
            "text": text if used else _("Does not apply to these tables"),
            "tone": "done" if used else "still",
        }
    count = ngettext("%(n)s counterexample", "%(n)s counterexamples", len(failed)) % {"n": len(failed)}
    return {"title": f"{wrong}: {count}", "text": _("Mend before approval."), "tone": "now"}


def counterexample(work: Work) -> dict[str, Any] | None:
    """The first counterexample as the side card."""
    every = failures(work.findings)
    if not every:
        return None
    first = every[0]
    made = mended(work.slug, work.source, work.findings, first.table, first.example) if work.editable else None
    return {
        "title": _title(first),
        "intro": _intro(first),
        "words": first.example.words.get(language(), first.example.words["en"]),
        "rows": rows(work, first.example),
        "people": 2 if first.example.other is not None else 1,
        "endings": [ending(work.assessment, name) for name in first.example.endings[:2]]
        if first.example.other is not None
        else [],
        "rules": list(first.example.rules[:2]) if first.example.other is not None else [],
        "mend": mend_words(made) if made else None,
        "more": len(every) - 1,
        "may_add": work.editable and bool(first.example.other_whole or first.example.whole) and first.example.other is not None,
        "place": {"table": first.table, "property": first.property, "number": first.number},
    }


def _title(failure: Failure) -> str:
    return {
        "monotone": _("A worse answer gives a less urgent ending"),
        "complete": _("These answers have no ending"),
        "consistent": _("Two rules contradict each other"),
        "no_dead": _("A rule never decides"),
        "reachable": _("An ending is never reached"),
        "texts": _("A text is missing"),
        "asked": _("A rule uses what is never asked"),
    }[failure.property]


def _intro(failure: Failure) -> str:
    if failure.example.other is not None:
        return _("Two residents answer alike in everything else. The one who is worse off is sent to care later.")
    return ""


def rows(work: Work, example: Counterexample) -> list[dict[str, Any]]:
    """The answers that matter; where the second person's differ, marked."""
    assessment, pair = work.assessment, example.other is not None

    def words(fact: str, value: Input | None) -> str:
        return value_words(assessment, fact, value)

    shown = []
    for fact, one, two in told_facts(assessment, example):
        differs = pair and fact in (example.other or {})
        shown.append(
            {
                "fact": fact_words(assessment, fact),
                "differs": differs,
                "values": [words(fact, one), words(fact, two) if differs else words(fact, one)] if pair else [words(fact, one)],
            }
        )
    return shown


def mend_words(made: Mended) -> dict[str, str]:
    then = _("Then everything holds.") if made.holds else _("Then fewer proofs fail.")
    text = made.words.get(language(), made.words["en"])
    return {"text": f"{text} {then}", "button": _("Mend %(rule)s") % {"rule": made.place}}
