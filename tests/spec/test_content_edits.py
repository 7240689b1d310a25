"""A content file edited at one place: that place changes, and every other character stays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from polku.assessment.library import folders
from polku.assessment.publishing.logic import editing
from polku.assessment.publishing.logic.changes import RuleWords, rule_words, with_new_rule, with_rule, with_unknown, without_rule
from polku.assessment.publishing.logic.comparing import differences
from polku.assessment.publishing.logic.findings import findings
from polku.assessment.publishing.logic.safety import safety_file
from polku.assessment.publishing.logic.texts import sheet, with_sheet
from polku.assessment.publishing.logic.versions import next_version
from polku.foundation.content import content_root
from tests.assessments import changed, content

FILE = """# a comment at the top
version: 1.0.0   # the number
when: {fever: '"high"', age: ">= 3"}
text:
  fi: Kuumetta on.   # kept
  sv: >
    Feber
    finns.
list:
  - {name: one}  # the first
  # between
  - name: two
    kept: true
empty: []
nothing: {}
"""
TWO = "name: two\n    kept: true"
CASES = [
    ("a scalar", lambda: editing.set_entry(FILE, [], "version", "1.1.0"), "version: 1.0.0 ", "version: 1.1.0 "),
    ("an entry in braces", lambda: editing.set_entry(FILE, ["when"], "age", "< 3"), 'age: ">= 3"', "age: < 3"),
    ("a new entry in braces", lambda: editing.set_entry(FILE, ["when"], "sex", "-"), '">= 3"}', '">= 3", sex: \'-\'}'),
    ("a text of a block", lambda: editing.set_entry(FILE, ["text"], "fi", "Ei: kuumetta"), "Kuumetta on.", "'Ei: kuumetta'"),
    ("a folded text", lambda: editing.set_entry(FILE, ["text"], "sv", "Nej"), ">\n    Feber\n    finns.", "Nej"),
    ("a new entry of a block", lambda: editing.set_entry(FILE, ["text"], "en", "Fever"), "finns.\n", "finns.\n  en: Fever\n"),
    ("one more of a list", lambda: editing.append(FILE, ["list"], {"name": "three"}), "true\n", "true\n  - {name: three}\n"),
    ("the first of an empty list", lambda: editing.append(FILE, ["empty"], "a, b"), "empty: []", "empty: ['a, b']"),
    ("the first of an empty mapping", lambda: editing.set_entry(FILE, ["nothing"], "a", True), "g: {}", "g: {a: true}"),
    ("an entry away", lambda: editing.unset_entry(FILE, ["text"], "fi"), "fi: Kuumetta on.   # kept\n  ", ""),
    ("the last entry away", lambda: editing.unset_entry(FILE, ["text"], "sv"), "  sv: >\n    Feber\n    finns.\n", ""),
    ("an entry in braces away", lambda: editing.unset_entry(FILE, ["when"], "age"), ', age: ">= 3"', ""),
    ("the first in braces away", lambda: editing.unset_entry(FILE, ["when"], "fever"), "fever: '\"high\"', ", ""),
    ("a new entry after another", lambda: editing.set_entry(FILE, [], "new", "x", ("version",)), "number\n", "number\nnew: x\n"),
    ("one of a list away", lambda: editing.remove(FILE, ["list"], 0), "  - {name: one}  # the first\n", ""),
    ("the last of a list anew", lambda: editing.replace_last(FILE, ["list"], {"n": Decimal("1.5")}), TWO, "{n: 1.5}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "before", "after"), CASES, ids=[case[0] for case in CASES])
def test_one_place_changes_and_the_rest_stays(name: str, edit: object, before: str, after: str) -> None:
    assert FILE.count(before) == 1
    assert edit() == FILE.replace(before, after)  # type: ignore[operator]


def test_an_entry_of_a_list_moves_with_its_lines_and_comments_between_stay() -> None:
    one, two = "  - {name: one}  # the first\n", "  - name: two\n    kept: true\n"
    moved = editing.move(FILE, ["list"], 1, -1)
    assert moved == FILE.replace(one, "@").replace(two, one).replace("@", two)
    assert editing.move(moved, ["list"], 0, 1) == FILE
    for number, by in ((0, -1), (1, 1)):
        with pytest.raises(editing.NoSuchPlace):
            editing.move(FILE, ["list"], number, by)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t"), min_size=1, max_size=60))
def test_any_text_is_read_back_as_it_was_written(text: str) -> None:
    for where in (["text"], ["when"]):
        edited = editing.set_entry(FILE, where, "fi", text)
        assert editing.read(edited, [*where, "fi"]) == text
        assert yaml.safe_load(edited)["list"] == yaml.safe_load(FILE)["list"]


@pytest.mark.parametrize("path", [["none"], ["list", 7], ["version", "deeper"]])
def test_a_place_that_is_not_there_is_told(path: list[str | int]) -> None:
    with pytest.raises(editing.NoSuchPlace):
        editing.set_entry(FILE, path, "a", "b")


@pytest.mark.parametrize(("version", "significance", "expected"), [("1.0.0", "minor", "1.1.0"), ("1.4.2", "major", "2.0.0")])
def test_the_next_version(version: str, significance: str, expected: str) -> None:
    assert next_version(version, significance) == expected


ID = "urinary-symptoms"


def test_a_question_and_an_option_of_the_same_name_are_told_apart() -> None:
    source = content(ID).source
    words = sheet(source, ID, "question", "severe")
    typed = {one.key: dict(one.parts) for one in words.words}
    typed["text"]["sv"] = "Ny fråga"
    typed["option-none"]["fi"] = "Uusi vaihtoehto"
    found = differences(source, with_sheet(source, words, typed))
    assert [(one.thing, one.where, one.new) for one in found] == [
        ("severe", "text sv", "Ny fråga"), ("severe.none", "text fi", "Uusi vaihtoehto")
    ]  # fmt: skip


def own(name: str, file: str) -> Any:
    return yaml.safe_load(content(name).source[f"{name}/{file}.yaml"])


DRAWN = 3


def things(name: str) -> Iterator[tuple[str, str]]:
    waiting = list(own(name, "questionnaire")["item"] or ())
    yield ("about", name)
    yield from (("ending", one) for one in content(name).endings)
    yield from (("table", one["name"]) for one in own(name, "rules")["decisions"])
    while waiting:
        item = waiting.pop()
        yield ("question", item["linkId"])
        waiting += item.get("item", ())


@pytest.mark.parametrize("name", [folder.name for folder in folders(content_root() / "national" / "assessments")])
def test_texts_of_the_content_are_edited_at_their_place_and_may_be_left_as_they_are(name: str) -> None:
    source, every = content(name).source, list(things(name))
    for kind, thing in Random(name).sample(every, min(DRAWN, len(every))):
        words = sheet(source, name, kind, thing)
        same = {one.key: dict(one.parts) for one in words.words}
        assert with_sheet(source, words, same) == source
        new = {key: {part: f"{text}: 'uusi' # {part}" for part, text in parts.items()} for key, parts in same.items()}
        again = sheet(with_sheet(source, words, new), name, kind, thing)
        assert {one.key: dict(one.parts) for one in again.words if one.key in new} == new, (kind, thing)
        bare = {one.key: dict.fromkeys(one.parts, "") if one.optional else dict(one.parts) for one in words.words}
        less = sheet(with_sheet(source, words, bare), name, kind, thing)
        assert not any(any(one.parts.values()) for one in less.words if one.optional)


def test_a_rule_edited_and_edited_back_is_the_same_rule() -> None:
    source = content(ID).source
    old = rule_words(source, ID, "VO-26")
    new = RuleWords({**old.when, "age": "[18..30]"}, old.then, {**old.text, "fi": "Toinen # teksti"})
    there = with_rule(source, ID, "VO-26", new)
    assert rule_words(there, ID, "VO-26") == new
    assert {one.thing for one in differences(source, there)} == {"VO-26"}
    assert differences(source, with_rule(there, ID, "VO-26", old)) == []


def test_a_rule_without_conditions_may_be_given_some() -> None:
    source = content(ID).source
    old = rule_words(source, ID, "VO-29")
    assert old.when == {}
    there = with_rule(source, ID, "VO-29", RuleWords({"age": ">= 18"}, old.then, old.text))
    assert rule_words(there, ID, "VO-29").when == {"age": ">= 18"}


def test_a_rule_added_and_removed() -> None:
    source = content(ID).source
    words = rule_words(source, ID, "VO-22")
    more = with_new_rule(source, ID, "ending", "VO-99", words)
    assert not findings(ID, more).fault and rule_words(more, ID, "VO-99") == words
    assert differences(source, without_rule(more, ID, "VO-99")) == []


def test_doubt_that_counts_as_milder_is_found_and_counts_again_as_the_worst() -> None:
    source = with_unknown(content(ID).source, ID, "blood", "false")
    found = findings(ID, source)
    assert found.failed_proofs == 1 and not found.holds
    assert findings(ID, with_unknown(source, ID, "blood", "true")).holds


def test_every_hazard_rule_is_tried_by_an_example_and_one_that_is_not_is_a_fault() -> None:
    assert safety_file(content(ID)).faults == ()
    untried = changed(ID, {"examples": lambda text: "\n".join(line for line in text.splitlines() if "VO-22" not in line)})
    assert [(line.hazard.id, line.faults) for line in safety_file(untried).faults] == [("H-4", ("VO-22",))]
