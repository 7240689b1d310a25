"""A foreign DMN file is proven table by table: what no proof can follow is free, or left unproven, and said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from polku.assessment.logic.proof_dmn import prove_dmn
from polku.config.cli import main

FILES = Path(__file__).parents[1] / "data" / "dmn"
SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ITEMS = """
  <itemDefinition name="tApplicant">
    <itemComponent name="Age"><typeRef>tAge</typeRef></itemComponent>
    <itemComponent name="Home town"><typeRef>string</typeRef>
      <allowedValues><text>"Espoo","Vantaa"</text></allowedValues></itemComponent>
    <itemComponent name="Debts" isCollection="true"><typeRef>number</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..120]</text></allowedValues></itemDefinition>
  <itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"high","low"</text></allowedValues></itemDefinition>
"""
INPUTS = {
    "Applicant": "tApplicant", "Age": "feel:number", "Years": "tAge", "Ready": "boolean", "Start": "date", "Name": "string",
    "Any": None,
}  # fmt: skip
Rows = list[tuple[list[str], str]]


def typed(type_: str | None) -> str:
    return f' typeRef="{type_}"' if type_ else ""


def file(*elements: str) -> str:
    inputs = (
        f'<inputData id="{name}" name="{name}"><variable name="{name}"{typed(type_)}/></inputData>'
        for name, type_ in INPUTS.items()
    )
    head = f'<definitions xmlns="{SPACE}" id="d" name="D" namespace="urn:d">'
    return f"{head}{ITEMS}{''.join(inputs)}{''.join(elements)}</definitions>"


def logic(columns: dict[str, str | None], rows: Rows, policy: str = "UNIQUE") -> str:
    heads = "".join(
        f"<input><inputExpression{typed(type_)}><text>{escape(column)}</text></inputExpression></input>"
        for column, type_ in columns.items()
    )
    rules = "".join(
        f'<rule id="r{place}">'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
        + f"<outputEntry><text>{escape(result)}</text></outputEntry></rule>"
        for place, (cells, result) in enumerate(rows, start=1)
    )
    return f'<decisionTable hitPolicy="{policy}">{heads}<output typeRef="string"/>{rules}</decisionTable>'


def decision(name: str, inner: str, type_: str = "string", inputs: str = " ".join(INPUTS), decisions: str = "") -> str:
    needs = "".join(f'<informationRequirement><requiredInput href="#{one}"/></informationRequirement>' for one in inputs.split())
    needs += "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>' for one in decisions.split()
    )
    return f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{type_}"/>{needs}{inner}</decision>'


def said(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def proven(*elements: str, table: str = "T") -> tuple[dict[str, str], str]:
    """`complete consistent no_dead reachable` in one letter each (p, f, -), and the notes."""
    found = prove_dmn(file(*elements))[table]
    return {name: verdict.status for name, verdict in found.verdicts.items()}, "; ".join(found.notes)


def letters(statuses: dict[str, str]) -> str:
    signs = {"proved": "p", "failed": "f", "not-applicable": "-"}
    return "".join(signs[statuses[name]] for name in ("complete", "consistent", "no_dead", "reachable"))


def the(columns: dict[str, str | None], rows: Rows, policy: str = "UNIQUE", needs: str = "") -> str:
    return decision("T", logic(columns, rows, policy), decisions=needs)


SPLIT: Rows = [(["< 18"], '"a"'), ([">= 18"], '"b"')]
DATES: Rows = [(['< date("2020-01-01")'], '"a"'), (['>= date("2020-01-01")'], '"b"')]
LEVELS: Rows = [(['"high"'], '"a"'), (['"low"'], '"b"')]
OTHER: Rows = [(["-"], '"c"')]
MINORS: Rows = [(["true", "< 18"], '"a"'), (["true", ">= 18"], '"c"'), (["false", "-"], '"b"')]
GREETED = "decision 'Said' may here be any value of its type: texts put together"
A_DATE = "a condition of rule r1 cannot be encoded: a call of 'date'"
TABLES: list[tuple[str, list[str], str, str]] = [
    ("a part of a structure", [the({"Applicant.Age": "number"}, SPLIT)], "ppp-", ""),
    ("its limits count", [the({"Applicant.Age": None}, [(["[0..120]"], '"a"'), (["> 120"], '"b"')])], "ppf-", ""),
    ("limits of an input", [the({"Years": "number"}, [(["[0..17]"], '"a"'), (["(17..120]"], '"b"')])], "ppp-", ""),
    ("allowed texts of a part",
     [the({"Applicant.Home town": None}, [(['"Espoo"'], '"a"'), (['"Vantaa"'], '"b"')])], "ppp-", ""),
    ("an older prefix of a type", [the({"Age": "feel:number"}, SPLIT)], "ppp-", ""),
    ("a type that only the cells tell", [the({"Any": None}, SPLIT)], "ppp-", ""),
    ("the question mark", [the({"Age": None}, [(["? < 18"], '"a"'), (["? >= 18"], '"b"')])], "ppp-", ""),
    ("a column that is worked out", [the({"Age * 2 + 1": "number"}, SPLIT)], "ppp-", ""),
    ("a column with a call", [the({"sum(Applicant.Debts)": "number"}, SPLIT)], "ppp-",
     "'sum(Applicant.Debts)' may here be any number: a call of 'sum'"),
    ("a product of two inputs", [the({"Age * Years": "number"}, SPLIT)], "ppp-", "a product of two values that vary"),
    ("texts put together before it",
     [decision("Said", said('"Hello " + Name')), the({"Said": None}, [(['"x"'], '"a"'), (['not("x")'], '"b"')], needs="Said")],
     "ppp-", GREETED),
    ("names put together before it",
     [decision("Said", said("Name + Name")), the({"Said": None}, [(['"x"'], '"a"')], needs="Said")], "fpp-", GREETED),
    ("a free decision takes its declared values only",
     [decision("Level", said('if Ready then "high" else "low"'), "tLevel"), the({"Level": None}, LEVELS, needs="Level")],
     "ppp-", "decision 'Level' may here be any value of its type: 'if' in an expression"),
    ("a decision that is followed",
     [decision("Minor", said("Age < 18"), "boolean"), the({"Minor": None, "Age": None}, MINORS, needs="Minor")], "ppf-", ""),
    ("a table that is followed",
     [decision("Level", logic({"Age": None}, SPLIT)),
      the({"Level": None}, [(['"a"'], '"x"'), (['"b"'], '"y"')], needs="Level")], "ppp-", ""),
    ("a decision whose type nobody wrote",
     [decision("Sum", said("Age + 1")).replace(' typeRef="string"', ""), the({"Sum": None}, SPLIT, needs="Sum")], "ppp-", ""),
    ("dates", [the({"Start": "date"}, DATES)], "----", A_DATE),
    ("dates beside a rule for everyone", [the({"Start": "date"}, [*DATES, *OTHER], "FIRST")], "pp--", A_DATE),
    ("dates, and two others that clash", [the({"Start": "date"}, [*DATES, *OTHER, *OTHER])], "pf--", A_DATE),
    ("dates behind a rule for everyone", [the({"Start": "date"}, [*OTHER, *DATES, *OTHER], "FIRST")], "ppf-", "rule r2"),
    ("dates that numbers keep apart",
     [the({"Start": "date", "Age": None}, [(['@"2020-01-01"', "< 18"], '"a"'), (["-", ">= 18"], '"b"')])],
     "-p--", "a condition of rule r1 cannot be encoded: a date, time or duration"),
    ("a name that it does not require", [decision("T", logic({"Age": None}, SPLIT), inputs="Name")], "ppp-",
     "'Age' may here be any number: 'Age', which it does not require"),
    ("requirements that nobody wrote", [decision("T", logic({"Age": None}, SPLIT), inputs="")], "ppp-", ""),
    ("results that are called for", [the({"Age": None}, [(["< 18"], "upper case(Name)"), ([">= 18"], '"b"')])], "ppp-",
     "a result of rule r1 may here be any string: a call of 'upper case'"),
    ("results that may differ", [the({"Age": None}, [(["< 18"], "upper case(Name)"), (["-"], '"b"')], "ANY")], "p-p-",
     "a result of rule r1 may here be any string"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "expected", "note"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_a_table_is_proven_as_far_as_it_goes(elements: list[str], expected: str, note: str) -> None:
    statuses, notes = proven(*elements)
    assert letters(statuses) == expected, notes
    assert note in notes if note else not notes


def test_what_is_too_much_is_left_unproven_at_once() -> None:
    statuses, notes = proven(the({"Age": None}, [([f"{place}"], '"a"') for place in range(1001)]))
    assert letters(statuses) == "----" and notes == "1001 rules are too many; at most 1000 are proven"


def test_tables_of_models_and_contexts_stand_under_their_names() -> None:
    model = (
        '<businessKnowledgeModel id="b" name="Class of"><encapsulatedLogic><formalParameter name="years" typeRef="number"/>'
        f"{logic({'years': None}, SPLIT)}</encapsulatedLogic></businessKnowledgeModel>"
    )
    last = logic({"Class": None}, [(['"a"'], '"x"')])
    context = (
        f'<context><contextEntry><variable name="Class"/>{logic({"Age": None}, SPLIT[:1])}</contextEntry>'
        f"<contextEntry>{last}</contextEntry></context>"
    )
    found = prove_dmn(file(model, decision("Boxed", context), decision("Said", said('"a" + Name'))))
    assert {name: letters({said: v.status for said, v in one.verdicts.items()}) for name, one in found.items()} == {
        "Class of": "ppp-", "Boxed.Class": "fpp-", "Boxed": "fpp-",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.dmn")))
def test_every_file_has_an_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "prove", str(FILES / name), "--json"]) in (0, 1)
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert len(tables) == len(re.findall(r"<(?:\w+:)?decisionTable\b", (FILES / name).read_text()))


def test_the_command_tells_what_is_free(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "given.dmn"
    given.write_text(file(decision("T", logic({"Start": "date"}, DATES))))
    assert main(["assess", "prove", str(given), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["tables"]["T"]["complete"] == "not-applicable"
    assert "T: a condition of rule r1 cannot be encoded: a call of 'date'" in told.err
    assert main(["assess", "prove", str(given)]) == 0
    assert "  note: a condition of rule r2 cannot be encoded: a call of 'date'" in capsys.readouterr().out
