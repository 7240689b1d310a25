"""What is proven of a table, and the counterexample that a planted fault gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from itertools import product
from pathlib import Path
from shutil import copy, copytree

import pytest
import z3

from polku.assessment.logic.assessment import Assessment, walk
from polku.assessment.logic.proving import Counterexample, failures, prove
from polku.assessment.logic.questionnaire import Answer
from polku.config.cli import main
from polku.foundation.errors import ContentError
from polku.rules.proofs.properties import End, gap
from polku.rules.proofs.search import Search
from polku.rules.proofs.symbols import only, truth
from polku.rules.proofs.tables import Encoder, Fact
from polku.rules.table import evaluate
from polku.rules.values import Missing
from tests.assessments import FOLDER, changed, content
from tests.small_assessment import small

Edit = tuple[str, str]


def urinary(*edits: Edit) -> Assessment:
    """The urinary symptoms with planted faults in the rules."""
    return changed("urinary-symptoms", {"rules": lambda text: reduce(lambda done, edit: done.replace(*edit), edits, text)})


def fault(assessment: Assessment, wanted: str, table: str = "ending") -> Counterexample:
    verdict = prove(assessment)[table].verdicts[wanted]
    assert verdict.status == "failed"
    return verdict.counterexamples[0]


def ending(assessment: Assessment, answers: Mapping[str, Answer] | None) -> str | None:
    assert answers is not None
    reached = walk(assessment, answers)
    assert reached.next is None, "the counterexample answers every question that is asked"
    return reached.ending.id if reached.ending else None


def test_the_content_as_it_stands_is_proven() -> None:
    proofs = prove(content("urinary-symptoms"))
    names = ("complete", "consistent", "no_dead", "reachable", "monotone", "texts", "asked")
    assert {name: verdict.status for name, verdict in proofs["ending"].verdicts.items()} == dict.fromkeys(names, "proved")
    assert proofs["emergency_signs"].consistent.status == "not-applicable"
    assert failures(content("urinary-symptoms")) == []


GAP: tuple[Edit, ...] = (
    ("      - id: VO-29\n        then:", "      - id: VO-29\n        when: {discharge: false}\n        then:"),
    ("when: {discharge: true}", "when: {discharge: true, age: '> 20'}"),
)


def test_a_gap_is_shown_as_answers_in_three_languages() -> None:
    assessment = urinary(*GAP)
    example = fault(assessment, "complete")
    assert example.answers["discharge"] is True and int(str(example.answers["age"])) <= 20
    assert "”How old are you?” →" in example.words["en"] and "discharge or itching?” → yes" in example.words["en"]
    assert "valkovuotoa tai kutinaa emättimessä?” → kyllä" in example.words["fi"]
    assert "klåda i slidan?” → ja" in example.words["sv"]
    assert "fever" not in example.answers, "what does not matter is left out"
    assert ending(assessment, example.whole) is None


def test_the_mend_of_a_gap_is_a_default_that_breaks_nothing_else() -> None:
    assert fault(urinary(*GAP), "complete").suggestion["en"].startswith("Give table ending the default D3 (")
    output = "- name: ending\n        type: string\n"
    assert failures(urinary(*GAP, (output, f"{output}        default: '\"D3\"'\n"))) == []


RASH = """
  - {linkId: rash, type: boolean, required: true, text: {fi: Ihottuma, sv: Utslag, en: Rash}, why: T}
  - linkId: itch
    type: boolean
    required: true
    text: {fi: Kutina, sv: Klåda, en: Itch}
    why: T
    enableWhen: [{question: rash, operator: "=", answer: true}]
"""
ITCH_ONLY = """
inputs: [{name: itch, type: boolean}]
decisions:
  - name: ending
    hitPolicy: U
    outputs: [{name: ending, type: string}]
    rules:
      - {id: A, when: {itch: true}, then: {ending: '"DAY"'}, text: T}
      - {id: B, when: {itch: not(true)}, then: {ending: '"SELF"'}, text: T}
"""


def rash(rules: str = ITCH_ONLY) -> Assessment:
    return small(RASH, rules, endings={"DAY": "today", "SELF": "self_care"})


def test_a_proof_over_plain_values_alone_would_have_missed_a_gap() -> None:
    """Whoever has no rash is never asked about itch, and `not(true)` accepts no missing answer."""
    assessment = rash()
    for itch in (True, False):
        assert evaluate(assessment.table, {"itch": itch}).value is not None
    itch, told = z3.Bools("itch told")
    plain, missing = truth(True, itch), only(told, truth(True, itch))
    found = []
    for symbol in (plain, missing):
        outcomes = Encoder(assessment.model).evaluate("ending", {"itch": Fact(symbol)})
        found.append(Search([], []).find(gap(assessment.table, [End(True, outcomes)])))
    assert found[0] is None and found[1] is not None
    example = fault(assessment, "complete")
    assert example.answers == {"itch": Missing.NOT_ASKED}
    assert example.words["en"] == "Table ending gives no answer when ”Itch” → not asked."
    assert example.whole == {"rash": False} and ending(assessment, example.whole) is None


def test_doubt_and_questions_left_open_are_inputs_too() -> None:
    optional = RASH.replace("type: boolean, required: true, text: {fi: Ihottuma", "type: boolean, text: {fi: Ihottuma")
    rules = ITCH_ONLY.replace("itch", "rash")
    example = fault(small(optional, rules, endings={"DAY": "today", "SELF": "self_care"}), "complete")
    assert example.words["en"] == "Table ending gives no answer when ”Rash” → left open."
    assert "jätetty vastaamatta" in example.words["fi"]


def test_a_contradiction_names_the_rules() -> None:
    assessment = urinary(("    hitPolicy: P", "    hitPolicy: U"))
    example = fault(assessment, "consistent")
    assert len(example.rules) > 1 and "VO-29" in example.rules
    assert f"the rules {', '.join(example.rules)} hold together, which hit policy U does not allow" in example.words["en"]
    assert example.suggestion["en"] == "Change the hit policy of table ending to P."


@pytest.mark.parametrize(
    ("policy", "second", "third", "proven"),
    [
        ("U", "itch: true", "SELF", True), ("U", "rash: true", "SELF", False), ("A", "rash: true", "DAY", True),
        ("A", "rash: true", "SELF", False), ("F", "rash: true", "SELF", True), ("P", "rash: true", "SELF", True),
    ],
)  # fmt: skip
def test_what_each_hit_policy_forbids(policy: str, second: str, third: str, proven: bool) -> None:
    rules = f"""
inputs: [{{name: rash, type: boolean}}, {{name: itch, type: boolean}}]
decisions:
  - name: ending
    hitPolicy: {policy}
    outputs: [{{name: ending, type: string, default: '"SELF"', values: ['"DAY"', '"SELF"']}}]
    rules:
      - {{id: A, when: {{itch: false}}, then: {{ending: '"DAY"'}}, text: T}}
      - {{id: B, when: {{{second}}}, then: {{ending: '"{third}"'}}, text: T}}
      - {{id: C, when: {{rash: false}}, then: {{ending: '"SELF"'}}, text: T}}
"""
    assert prove(rash(rules))["ending"].consistent.status == ("proved" if proven else "failed")


def test_a_rule_that_can_never_be_met_is_dead() -> None:
    example = fault(urinary(('when: {age: ">= 65"}', 'when: {age: "> 120"}')), "no_dead")
    assert example.as_json()["counterexample"] == "VO-13"
    assert example.words["en"] == "The conditions of rule VO-13 can never be met together."


def test_a_rule_that_always_comes_second_is_dead() -> None:
    assessment = urinary(("hitPolicy: P", "hitPolicy: F"), ("when: {treated: true}", "when: {treated: true, recurrent: true}"))
    example = fault(assessment, "no_dead")
    assert example.rules == ("VO-21", "VO-20")
    assert example.words["en"].startswith("Rule VO-21 never decides: whenever its conditions are met, VO-20 comes before it")


def test_a_rule_after_an_ending_that_stopped_the_questions_is_dead() -> None:
    """Fever is asked after the severe signs: whoever is very ill has been told to call 112 by then."""
    assessment = urinary(("when: {fever: '\"high\"'}", "when: {fever: '\"high\"', severe.very_ill: true}"))
    assert fault(assessment, "no_dead").dead == "VO-6"


def test_an_ending_that_no_answers_reach() -> None:
    example = fault(urinary(("when: {discharge: true}", "when: {discharge: true, age: '> 90'}")), "reachable")
    assert example.endings == ("ROUT",) and example.rules == ("VO-28",)
    assert example.words["en"].startswith("No answers lead to ROUT (")
    assert example.words["fi"].startswith("Mitkään vastaukset eivät johda tulokseen ROUT (")


BLOOD = "when: {blood: true}\n        then: {ending:"
LOWERED = [
    (
        "more symptoms switch a rule off",
        [
            ("when: {recurrent: true}", "when: {recurrent: true, blood: false}"),
            ("when: {blood: true}", "when: {blood: true, treated: true}"),
        ],
        ("DAY", "SELF"), "Remove the condition on blood from rule VO-20.",
    ),
    (
        "doubt counts as the mildest", [("unknown: '\"high\"'", "unknown: '\"none\"'")],
        ("ED", "SELF"), "Count “I don’t know” in fever as the worst (unknown: high).",
    ),
    (
        "a rule gives too mild an ending",
        [("hitPolicy: P", "hitPolicy: F"), (f"{BLOOD} '\"DAY\"'", f"{BLOOD} '\"D3\"'")],
        ("DAY", "D3"), "Give rule VO-22 the ending DAY (Get in touch today).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "endings", "mend"), [case[1:] for case in LOWERED], ids=[case[0] for case in LOWERED])
def test_a_red_flag_that_lowers_urgency_is_shown_as_two_persons(edits: list[Edit], endings: tuple[str, str], mend: str) -> None:
    assessment = urinary(*edits)
    example = fault(assessment, "monotone")
    assert example.endings == endings
    assert (ending(assessment, example.whole), ending(assessment, example.other_whole)) == endings
    assert example.words["en"].startswith("Person A: ") and "Person B: otherwise the same, but " in example.words["en"]
    assert example.words["fi"].startswith("Henkilö A: ") and example.words["sv"].startswith("Person A: ")
    assert example.suggestion["en"] == mend


COUNTED = """
inputs:
  - {name: rash, type: boolean, redFlag: true}
  - {name: itch, type: boolean}
decisions:
  - name: points
    hitPolicy: C+
    outputs: [{name: points, type: number, default: 0}]
    rules:
      - {id: A, when: {rash: true}, then: {points: 2}, text: T}
      - {id: B, when: {itch: true}, then: {points: 1}, text: T}
  - {name: doubled, expression: points * 2}
  - name: ending
    hitPolicy: U
    outputs: [{name: ending, type: string}]
    rules:
      - {id: C, when: {doubled: '[2..4]'}, then: {ending: '"DAY"'}, text: T}
      - {id: D, when: {doubled: '0, > 4'}, then: {ending: '"SELF"'}, text: T}
"""


def test_monotony_is_followed_through_sums_and_expressions() -> None:
    together = RASH[: RASH.index("    enableWhen")]
    assessment = small(together, COUNTED, endings={"DAY": "today", "SELF": "self_care"})
    example = fault(assessment, "monotone")
    assert example.answers == {"rash": False, "itch": True} and example.other == {"rash": True}
    assert example.endings == ("DAY", "SELF")


def test_without_red_flags_there_is_nothing_to_lower() -> None:
    rules = ITCH_ONLY.replace("not(true)", "'false, null'")
    assert prove(rash(rules))["ending"].monotone.status == "not-applicable"
    assert failures(rash(rules)) == []


def test_a_missing_text_is_named_with_its_language() -> None:
    """A title in a further language declares it: every rule and ending must speak it."""
    assessment = content("urinary-symptoms")
    metadata = replace(assessment.metadata, title={**assessment.metadata.title, "so": "Calaamadaha kaadida"})
    example = fault(replace(assessment, metadata=metadata), "texts")
    assert example.words["en"] == "The text of VO-1 is missing in language so."


def test_a_text_that_is_blank_is_missing() -> None:
    assessment = content("urinary-symptoms")
    blank = replace(assessment.endings["DAY"], instruction={"fi": "Ota yhteyttä", "sv": " ", "en": "Call"})
    example = fault(replace(assessment, endings={**assessment.endings, "DAY": blank}), "texts")
    assert (example.endings, example.words["en"]) == (("DAY",), "The text of DAY is missing in language sv.")


def test_a_question_that_comes_after_the_end_is_never_asked() -> None:
    rules = """
inputs: [{name: rash, type: boolean}, {name: itch, type: boolean}]
decisions:
  - name: ending
    hitPolicy: F
    outputs: [{name: ending, type: string, default: '"SELF"'}]
    rules:
      - {id: A, when: {rash: true}, then: {ending: '"NOW"'}, text: T}
      - {id: B, when: {itch: true}, then: {ending: '"SELF"'}, text: T}
"""
    assessment = small(RASH, rules, endings={"NOW": "emergency", "SELF": "self_care"})
    example = fault(assessment, "asked")
    assert example.rules == ("B",)
    assert example.words["en"] == "The rules use itch, but no answers lead to its being asked."


@pytest.mark.parametrize(("input_", "flag", "message"), [
    ("blood", "false", "'redFlag: false'"), ("blood", "rising", "true or false"), ("age", "up", "rising, falling"),
    ("fever", "[none]", "1 values in 'redFlag'"), ("fever", "[low, low]", "1 values in 'redFlag'"),
    ("fever", "[none, hot]", "'hot' is no option of 'fever'"),
])  # fmt: skip
def test_a_red_flag_that_makes_no_sense_is_refused(input_: str, flag: str, message: str) -> None:
    def edit(text: str) -> str:
        lines = [line for line in text.splitlines() if line.startswith(f"  - {{name: {input_},")]
        return text.replace(lines[0], f"{lines[0].split(', redFlag')[0].rstrip('}')}, redFlag: {flag}}}")

    with pytest.raises(ContentError, match=r"rules\.yaml:") as caught:
        changed("urinary-symptoms", {"rules": edit})
    assert message in str(caught.value)


def test_every_fault_of_a_pair_of_questions_is_found() -> None:
    """Eight tables over two yes-or-no questions, by hand: which combinations have an answer decides what is complete."""
    for answered in product((True, False), repeat=3):
        cells = [cell for cell, there in zip(("itch: true", "itch: false", "rash: false"), answered, strict=True) if there]
        if not cells:
            continue
        then = "then: {ending: '\"SELF\"'}, text: T}\n"
        lines = "".join(f"      - {{id: R{n}, when: {{{cell}}}, {then}" for n, cell in enumerate(cells))
        head = ITCH_ONLY[: ITCH_ONLY.index("      - {id: A")].replace("[{name: itch", "[{name: rash, type: boolean}, {name: itch")
        assessment = small(RASH, head + lines, endings={"SELF": "self_care"})
        assert (prove(assessment)["ending"].complete.status == "proved") is all(answered)


def test_the_command_says_it_as_json_and_exits_1_at_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "prove", "urinary-symptoms", "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert set(tables) == {"emergency_signs", "infection_points", "ending"}
    assert set(tables["ending"]) == {"complete", "consistent", "no_dead", "reachable", "monotone", "texts", "asked"}
    assert main(["assess", "prove", "no-such"]) == 2


def test_content_check_proves_when_it_is_asked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copytree(FOLDER / "emergency-screen", tmp_path / "emergency-screen")
    copy(FOLDER / "common.yaml", tmp_path)
    rules = tmp_path / "emergency-screen" / "rules.yaml"
    rules.write_text(rules.read_text().replace("unknown: true, redFlag", "unknown: false, redFlag"))
    main(["content", "check", str(tmp_path)])
    assert "monotone" not in capsys.readouterr().err
    assert main(["content", "check", str(tmp_path), "--prove"]) == 1
    assert "emergency-screen/ending: monotone: Person A: " in capsys.readouterr().err


def test_a_failed_proof_as_json_holds_the_counterexample() -> None:
    told = prove(urinary(*GAP))["ending"].as_json()
    assert told["consistent"] == "proved"
    assert isinstance(told["complete"], dict)
    assert set(told["complete"]) == {"counterexample", "words", "answers", "rules", "endings", "suggestion"}
    json.dumps(told)
