"""Who takes a case: the service and the register of its topic, and of the ending where that leads elsewhere."""

from __future__ import annotations

import pytest

from polku.assessment.library import library
from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.guidance.topics import Place, place_of, read_topics, topics

WORRY = """
topics:
  worry:
    service: adult_social_work
    register: social
    title: {fi: Huoli, sv: Oro, en: Worry}
    endings: {URGENT: {service: social_emergency, register: social}}
    answers:
      whom: {child: {service: child_protection, register: social}}
"""

ADULTS, CHILDREN, URGENT = (Place(service, "social") for service in ("adult_social_work", "child_protection", "social_emergency"))
TAKEN: list[tuple[str, dict[str, object], Place]] = [
    ("SEND", {}, ADULTS),
    ("SEND", {"whom": "adult"}, ADULTS),
    ("SEND", {"whom": "child"}, CHILDREN),
    ("URGENT", {"whom": "child"}, URGENT),
]


@pytest.mark.parametrize(("ending", "answers", "place"), TAKEN)
def test_an_ending_or_an_answer_may_lead_to_another_service(ending: str, answers: dict[str, object], place: Place) -> None:
    worry = read_topics(parse_yaml(WORRY, "topics.yaml"))["worry"]
    assert worry.taken_by(ending, answers) == place
    assert set(worry.places) == {ADULTS, CHILDREN, URGENT}


BAD = [("register: sosial}}", "'sosial'"), ("registre: social}}", "unknown key 'registre'")]


@pytest.mark.parametrize(("wrong", "found"), BAD)
def test_a_place_that_is_not_well_told_is_refused(wrong: str, found: str) -> None:
    with pytest.raises(ContentError, match=found):
        read_topics(parse_yaml(WORRY.replace("register: social}}", wrong), "topics.yaml"))


def test_what_the_file_does_not_hold_goes_to_outpatient_care() -> None:
    assert place_of("no-such-topic") == Place("outpatient", "health")
    assert place_of("urinary-symptoms", "DAY") == Place("outpatient", "health")


def test_endings_and_answers_of_the_content_are_those_of_its_assessments() -> None:
    every = library(content_root())
    for topic in topics().values():
        assert topic.key in every or not (topic.endings or topic.answers)
        if topic.key in every:
            assert set(topic.endings) <= set(every[topic.key].endings)
        for question, options in topic.answers.items():
            assert all(every[topic.key].questionnaire.by_id[question].option(code) for code in options)
