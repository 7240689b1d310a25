"""Decision tables, against a hand-written chain of ifs, against zen-engine, and a million answers at once.

    python -m bench.rules [--rounds N] [--answers N]

The table is the largest of the content folder whose cells are plain. Each pair answers the same inputs, and the bench stops
where an answer differs. The chain tells the answer alone, as `answering` does for the questions; `compiled` tells all the rules
that hold too, once, when the ending is reached.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import zen

from polku.assessment.library import library
from polku.assessment.logic.answers import facts, read_answers
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.runs_table import walk_table
from polku.assessment.logic.synthetic_answers import synthetic_answers
from polku.foundation.content import content_root
from polku.rules.compiled import answering, compiled
from polku.rules.sfeel import AnyOf, Anything, Literal, NoneOf, Test, UnaryTests
from polku.rules.table import Table, evaluate, known
from polku.rules.values import Missing

Facts = Mapping[str, Any]
Way = Callable[[Facts], object]
CHAIN, ZEN, SECONDS = 0.5, 10, 5
UNKNOWN = Missing.UNKNOWN
YES = (True, UNKNOWN)
PERSONS = 2_000


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--answers", type=int, default=1_000_000)
    arguments = parser.parse_args(argv)
    urinary = library(content_root())["urinary-symptoms"]
    persons, table = inputs(urinary), urinary.table
    by_table, answer, by_zen = compiled(table), answering(table), zen_decision(table)
    for one in persons:
        expected = evaluate(table, one)
        if by_table(one) != expected or {expected.value, answer(one), by_zen(one)} != {chain(one)}:
            print(f"rules: answers differ on {one}", file=sys.stderr)
            return 1
    print(f"rules: {urinary.id}, {len(table.rules)} rules, {len(persons)} persons, {arguments.rounds} rounds")
    ratio_chain = paired("the answer", answer, "hand-written chain", chain, persons, arguments.rounds)
    paired("with all its rules", by_table, "hand-written chain", chain, persons, arguments.rounds)
    ratio_zen = paired("with all its rules", by_table, "zen-engine", by_zen, persons, arguments.rounds)
    seconds = many(arguments.answers, arguments.rounds)
    told = f"{ratio_chain:.2f} × the chain (goal {CHAIN}), {ratio_zen:.0f} × zen-engine (goal {ZEN})"
    print(f"rules: {told}, {seconds:.2f} s (goal {SECONDS})")
    return 0 if ratio_chain >= CHAIN and ratio_zen >= ZEN and seconds <= SECONDS else 1


def inputs(assessment: Assessment) -> Sequence[Facts]:
    """What the ending's table is asked for synthetic answers."""
    drawn = synthetic_answers(assessment, PERSONS, seed=4)
    found: list[Facts] = []
    for row in range(drawn.rows):
        known = facts(assessment.questionnaire, read_answers(assessment.questionnaire, drawn.row(row))[0])
        outcomes = assessment.model.evaluate(assessment.decision, known)
        found.append({**known, **{name: one.value for name, one in outcomes.items() if isinstance(one.value, int)}})
    return found


def paired(what: str, ours: Way, name: str, theirs: Way, persons: Sequence[Facts], rounds: int) -> float:
    """How many times as fast ours is: the median of rounds A B B A, after one to warm up."""
    ratios = []
    for number in range(rounds + 1):
        first, second, third, fourth = (one_turn(way, persons) for way in (ours, theirs, theirs, ours))
        if number:
            ratios.append((second + third) / (first + fourth))
            mine, other = (first + fourth) / 2 / len(persons), (second + third) / 2 / len(persons)
    print(f"rules: {what} {mine * 1e6:.2f} µs, {name} {other * 1e6:.2f} µs, ratio {statistics.median(ratios):.2f}")
    return statistics.median(ratios)


def one_turn(way: Callable[[Facts], object], persons: Sequence[Facts]) -> float:
    begun = time.perf_counter()
    for one in persons:
        way(one)
    return time.perf_counter() - begun


def many(answers: int, rounds: int) -> float:
    """Seconds for so many answers through every question and rule of the assessment with the most rules: the worst of them."""
    tables = {one.id: sum(len(table.rules) for table in one.model.decisions.values() if isinstance(table, Table))
              for one in library(content_root()).values()}  # fmt: skip
    largest = library(content_root())[max(tables, key=lambda name: tables[name])]
    drawn = synthetic_answers(largest, answers, seed=9)
    taken, busy = [], []
    for _ in range(max(rounds, 5)):
        begun, worked = time.perf_counter(), time.process_time()
        walk_table(largest, drawn)
        taken.append(time.perf_counter() - begun)
        busy.append(time.process_time() - worked)
    told = f"{answers:,} answers, {largest.id} with {tables[largest.id]} rules"
    print(f"rules: {told}: median {statistics.median(taken):.2f} s (processor {statistics.median(busy):.2f} s)")
    return statistics.median(taken)


def chain(person: Facts) -> str:
    """The same ending as a programmer would write it."""
    get = person.get
    if (
        _number(get("emergency_signs")) >= 1 or get("severe.very_ill") in YES or get("severe.fast_breathing") in YES
        or get("severe.mottled_skin") in YES or get("severe.confusion") in YES
    ):  # fmt: skip
        return "E112"
    if (
        get("fever") in ("high", UNKNOWN) or get("flags.chills") in YES or get("flags.flank_pain") in YES
        or get("flags.vomiting") in YES or get("flags.no_urine") in YES
    ):  # fmt: skip
        return "ED"
    age, points, pain = get("age"), get("infection_points"), get("lower_pain")
    if (
        get("sex") in ("male", "other") or (age is not None and (age < 16 or age >= 65)) or get("pregnant") in YES
        or get("background.catheter") in YES or get("background.kidney_disease") in YES or get("background.stone") in YES
        or get("background.abnormal_tract") in YES or get("background.immune") in YES or get("recurrent") in YES
        or get("treated") in YES or get("blood") in YES or pain in ("severe", UNKNOWN) or _number(points) >= 2
    ):  # fmt: skip
        return "DAY"
    if points == 1 or (points == 0 and (get("symptoms.frequent") in YES or pain == "mild")):
        return "D3"
    return "ROUT" if get("discharge") in YES else "SELF"


def _number(value: Any) -> int:
    return value or 0


def zen_decision(table: Table) -> Callable[[Facts], object]:
    """zen-engine with the same table; what "I don't know" counts as is filled in beforehand, outside the measured time."""
    fields = {clause.name: f"f{place}" for place, clause in enumerate(table.inputs)}
    columns = [{"id": f"i{place}", "name": name, "field": name} for place, name in enumerate(fields.values())]
    rows = [
        {"_id": rule.id, "o": json.dumps(rule.results[0].value),  # type: ignore[union-attr]
         **{f"i{place}": _zen_cell(cell) for place, cell in enumerate(rule.tests)}}
        for rule in table.rules
    ]  # fmt: skip
    node = {"hitPolicy": "first", "inputs": columns, "outputs": [{"id": "o", "name": "o", "field": "ending"}], "rules": rows}
    jdm = {
        "nodes": [
            {"id": "a", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {"id": "t", "name": "table", "type": "decisionTableNode", "position": {"x": 1, "y": 0}, "content": node},
            {"id": "z", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "a", "targetId": "t"},
            {"id": "2", "type": "edge", "sourceId": "t", "targetId": "z"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(jdm))
    made: dict[int, dict[str, object]] = {}

    def decide(person: Facts) -> object:
        context = made.get(id(person))
        if context is None:
            scope = known(table.inputs, person)
            context = made[id(person)] = {short: scope.get(name) for name, short in fields.items()}
        return decision.evaluate(context)["result"]["ending"]

    return decide


def _zen_cell(cell: UnaryTests) -> str:
    """The cell in zen's words; only the shapes that this table has."""
    if isinstance(cell, Anything):
        return ""
    assert isinstance(cell, (AnyOf, NoneOf)) and len(cell.tests) == 1
    test = cell.tests[0]
    assert isinstance(test, Test) and isinstance(test.endpoint, Literal)
    value = json.dumps(test.endpoint.value)
    if isinstance(cell, NoneOf):
        return f"$ != null and $ != {value}"
    return f"$ == {value}" if test.operator == "=" else f"$ != null and $ {test.operator} {value}"


if __name__ == "__main__":
    sys.exit(main())
