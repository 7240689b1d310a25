"""The county's target path for the share within seven days: what holds in each month."""

import pytest

from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.insight.measures.targets import read_targets, target

HOLDS = [
    # month     from need assessment, from earliest contact
    ("2021-12", None, None),
    ("2022-01", 72, 70),
    ("2022-06", 72, 70),
    ("2022-07", 72, 72),
    ("2023-01", 75, 75),
    ("2023-06", 75, 75),
    ("2023-07", 77, 77),
    ("2026-01", 77, 77),
]

FILE = """
targets:
  access:
    - service: outpatient
      clock: need-assessment
      start: {year: "2021", share: 71.11}
      path:
        - {from: "2022-01", above: 72}
        - {from: "2023-01", above: 75}
"""

BROKEN = [
    ('"2023-01"', '"2021-01"', "in the order of time"),
    ('"2023-01"', '"2023"', "a month such as"),
    ("above: 75", "above: 175", "percent from 0 to 100"),
    ("outpatient", "inpatient", "one of: outpatient"),
    ("access:", "excess:", "one of: access"),
]


@pytest.mark.parametrize(("month", "assessment", "contact"), HOLDS)
def test_the_target_of_a_month(month: str, assessment: float | None, contact: float | None) -> None:
    for clock, share in (("need-assessment", assessment), ("earliest-contact", contact)):
        path = target("varsinais-suomi", "access", "outpatient", clock)
        assert path is not None
        assert path.at(month) == share


def test_where_the_county_began() -> None:
    starts = [target("varsinais-suomi", "access", "outpatient", c) for c in ("need-assessment", "earliest-contact")]
    assert [path and path.start_share for path in starts] == [71.11, 66.67]
    assert target("varsinais-suomi", "access", "oral", "need-assessment") is None
    assert target("no-such-county", "access", "outpatient", "need-assessment") is None


@pytest.mark.parametrize(("found", "written", "expected"), BROKEN)
def test_a_broken_file_says_what_was_expected(found: str, written: str, expected: str) -> None:
    read_targets(parse_yaml(FILE, "targets.yaml"))
    with pytest.raises(ContentError, match=expected):
        read_targets(parse_yaml(FILE.replace(found, written), "targets.yaml"))
