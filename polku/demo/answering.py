"""Residents of the demonstration fill a real assessment: with the answers of one of its own examples."""

from __future__ import annotations

import random
from collections.abc import Mapping
from uuid import UUID

from polku.assessment.actions import answer, finish, start_run
from polku.assessment.logic.assessment import Assessment, Example
from polku.assessment.queries import offered_assessment, progress
from polku.foundation.actor import ANONYMOUS

SENT_ENDINGS: Mapping[str, float] = {"DAY": 0.45, "D3": 0.4, "ROUT": 0.1, "SELF": 0.05}
"""Where the answers of those lead who then send them: who is told to call at once does not."""


def filled_run(assessment_id: str, *, age: int, sex: str, language: str, draw: random.Random) -> UUID:
    """A finished run, not sent yet, whose path fits the person's age and sex."""
    example = _example(offered_assessment(assessment_id), sex, draw)
    answers = {**example.answers, "age": age}
    run = start_run(assessment_id=assessment_id, language=language, by=ANONYMOUS)
    held = (str(run.id),)
    reached = progress(run)
    while reached.next is not None:
        item = reached.next.link_id
        reached = answer(run_id=run.id, held=held, link_id=item, raw=answers[item], by=ANONYMOUS)
    finish(run_id=run.id, held=held, by=ANONYMOUS)
    return run.id


def _example(assessment: Assessment, sex: str, draw: random.Random) -> Example:
    fitting = [e for e in assessment.examples if e.ending in SENT_ENDINGS and e.answers.get("sex", sex) == sex]
    ending = draw.choices(list(SENT_ENDINGS), list(SENT_ENDINGS.values()))[0]
    return draw.choice([e for e in fitting if e.ending == ending] or fitting)
