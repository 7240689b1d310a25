"""What is proven: an assessment, or the tables of a file that has no questions of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from polku.assessment.logic.assessment import Assessment, Ending, Example
from polku.assessment.logic.items import Questionnaire
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.rules.model import Model
from polku.rules.sfeel import UnaryTests
from polku.rules.table import InputClause, Table


@dataclass(frozen=True)
class Subject:
    """Where there are no endings, `decision` is any decision and its answer is no ending; `asks` is false for a file.

    `limits` are conditions on facts that every answer meets.
    """

    questionnaire: Questionnaire
    model: Model
    decision: str
    endings: Mapping[str, Ending]
    languages: tuple[str, ...]
    examples: tuple[Example, ...] = ()
    asks: bool = True
    limits: Mapping[str, UnaryTests] = field(default_factory=dict)

    @cached_property
    def table_inputs(self) -> Mapping[str, InputClause]:
        """The facts that some table reads."""
        clauses = [clause for table in self.tables for clause in table.inputs if clause.name not in self.model.decisions]
        return {clause.name: clause for clause in clauses}

    @property
    def tables(self) -> list[Table]:
        return [decision for decision in self.model.decisions.values() if isinstance(decision, Table)]

    def ends_by(self, table: Table) -> bool:
        """Whether the table gives the ending."""
        return bool(self.endings) and table.name == self.decision


def subject_of(assessment: Assessment) -> Subject:
    """An assessment speaks the required languages, and every other in which it has a title."""
    languages = dict.fromkeys([*REQUIRED_LANGUAGES, *assessment.metadata.title])
    return Subject(
        assessment.questionnaire, assessment.model, assessment.decision, assessment.endings, tuple(languages), assessment.examples
    )
