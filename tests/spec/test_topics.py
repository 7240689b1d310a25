"""Who takes a case: the service and the register of its topic, and of the ending where that leads elsewhere."""

from __future__ import annotations

import pytest

from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.guidance.topics import Place, place_of, read_topics

WORRY = """
topics:
  worry:
    service: adult_social_work
    register: social
    title: {fi: Huoli, sv: Oro, en: Worry}
    endings: {CHILD: {service: child_protection, register: social}}
"""


def test_an_ending_may_lead_to_another_service() -> None:
    worry = read_topics(parse_yaml(WORRY, "topics.yaml"))["worry"]
    assert worry.place == Place("adult_social_work", "social")
    assert worry.endings == {"CHILD": Place("child_protection", "social")}


BAD = [("register: sosial}}", "'sosial'"), ("registre: social}}", "unknown key 'registre'")]


@pytest.mark.parametrize(("wrong", "found"), BAD)
def test_a_place_that_is_not_well_told_is_refused(wrong: str, found: str) -> None:
    with pytest.raises(ContentError, match=found):
        read_topics(parse_yaml(WORRY.replace("register: social}}", wrong), "topics.yaml"))


def test_what_the_file_does_not_hold_goes_to_outpatient_care() -> None:
    assert place_of("no-such-topic") == Place("outpatient", "health")
    assert place_of("urinary-symptoms", "DAY") == Place("outpatient", "health")
