"""A county's dated targets: which holds when, and what a broken file is told."""

from __future__ import annotations

import pytest

from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.insight.measures.targets import read_targets, target

CLOCKS = [
    ("2021-12", None, None),
    ("2022-01", 72, 70),
    ("2022-07", 72, 72),
    ("2023-01", 75, 75),
    ("2023-06", 75, 75),
    ("2023-07", 77, 77),
    ("2026-10", 77, 77),
]


@pytest.mark.parametrize(("month", "from_assessment", "from_contact"), CLOCKS)
def test_the_countys_path(month, from_assessment, from_contact):
    found = [target("varsinais-suomi", "access", "outpatient", clock) for clock in ("need-assessment", "earliest-contact")]
    assert [path.at(month) for path in found] == [from_assessment, from_contact]


def test_no_target_where_none_was_set():
    assert target("varsinais-suomi", "access", "oral", "need-assessment") is None
    assert target("nowhere", "access", "outpatient", "need-assessment") is None


def test_a_target_of_a_measure_without_clocks():
    found = target("varsinais-suomi", "remote_share", "all", "")
    assert found.start is None and [found.at(month) for month in ("2025-11", "2025-12", "2026-10")] == [None, 45, 45]


@pytest.mark.parametrize(
    ("month", "outpatient", "oral"),
    [("2021-12", None, None), ("2022-01", 15, 13), ("2022-07", 25, 15), ("2023-01", 45, 17), ("2026-10", 60, 20)],
)
def test_the_countys_path_of_time_stamps(month, outpatient, oral):
    found = [target("varsinais-suomi", "stamp_coverage", service, "") for service in ("outpatient", "oral")]
    assert [path.at(month) for path in found] == [outpatient, oral]
    assert [path.start for path in found] == [("2021", 9), ("2021", 11)]


FILE = """targets:
  {name}:
    - service: {service}
      clock: {clock}
      start: {{year: "2021", share: 70}}
      path:
        - {{from: "2022-01", above: {above}}}
        - {{from: "{second}", above: 75}}
"""
SOUND = {"name": "access", "service": "outpatient", "clock": "need-assessment", "above": "72", "second": "2023-01"}


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ({"name": "acces"}, 2), ({"service": "outpatients"}, 3), ({"clock": "phone"}, 4), ({"above": "720"}, 7),
        ({"second": "2021-01"}, 8), ({"second": "2023"}, 8),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_where(broken, line):
    read_targets(parse_yaml(FILE.format(**SOUND), "targets.yaml"))
    with pytest.raises(ContentError) as told:
        read_targets(parse_yaml(FILE.format(**SOUND | broken), "targets.yaml"))
    assert str(told.value).startswith(f"targets.yaml:{line}:")
