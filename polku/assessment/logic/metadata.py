"""Who made a piece of content, for what, on what grounds, and whether it may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from polku.foundation.content import Node, Text

STATUSES = ("demo", "draft", "in-review", "approved", "retired")
THEMES = ("symptoms", "mind", "everyday", "forms")
REGULATORY = ("none", "in-house", "class-i", "class-iia", "class-iib", "class-iii")
_REQUIRED = (
    "id", "version", "title", "summary", "minutes", "status", "intendedUse", "regulatory", "author",
    "validFrom", "reviewBy", "sources", "attribution", "changeLog", "hazards", "minimumEngine",
    "incidentContact",
)  # fmt: skip
_OPTIONAL = ("includes", "listed", "theme", "prepare", "validTo", "approver", "clinicalReviewers", "languageReviewers")
_VERSION = re.compile(r"\d+\.\d+\.\d+\Z")


@dataclass(frozen=True)
class Source:
    title: str
    date: str
    licence: str


@dataclass(frozen=True)
class Change:
    version: str
    date: date
    significance: str
    text: Text


@dataclass(frozen=True)
class Hazard:
    """What could go wrong, and the rules that stand against it."""

    id: str
    text: Text
    rules: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Person:
    """Someone answerable for the content; the registration number is of a professional."""

    role: str
    name: str = ""
    registration: str = ""


@dataclass(frozen=True)
class Metadata:
    id: str
    version: str
    title: Text
    summary: Text
    prepare: tuple[Text, ...]
    minutes: tuple[int, int]
    listed: bool
    includes: tuple[str, ...]
    status: str
    intended_use: dict[str, Text]
    regulatory_status: str
    regulatory_reference: str
    author: Person
    clinical_reviewers: tuple[Person, ...]
    language_reviewers: tuple[Person, ...]
    approver: Person | None
    valid_from: date
    valid_to: date | None
    review_by: date
    sources: tuple[Source, ...]
    attribution: Text
    change_log: tuple[Change, ...]
    hazards: tuple[Hazard, ...]
    minimum_engine: str
    incident_contact: str
    theme: str = "symptoms"


def why_not_in_production(metadata: Metadata, today: date) -> list[str]:
    """What keeps the content from real clients; nothing when it may be used."""
    faults = []
    if metadata.status != "approved":
        faults.append(f"status is {metadata.status}, expected approved")
    if metadata.approver is None or metadata.approver.name == metadata.author.name:
        faults.append("no approver other than the author")
    if not metadata.regulatory_reference:
        faults.append("no regulatory reference")
    if today < metadata.valid_from or (metadata.valid_to and today > metadata.valid_to):
        faults.append("not in force today")
    return faults


def read_metadata(root: Node) -> Metadata:
    parts = root.mapping(_REQUIRED, _OPTIONAL)
    version = parts["version"].text()
    if not _VERSION.match(version):
        parts["version"].fail(f"version '{version}'", "three numbers such as 1.0.0", "correct it")
    regulatory = parts["regulatory"].mapping(("status",), ("reference",))
    changes = tuple(_change(node) for node in parts["changeLog"])
    if not changes or changes[-1].version != version:
        parts["changeLog"].fail(f"no change entry for {version}", "the newest version last", "add an entry")
    return Metadata(
        id=parts["id"].text(),
        version=version,
        title=parts["title"].text3(),
        summary=parts["summary"].text3(),
        prepare=tuple(node.text3() for node in parts["prepare"]) if "prepare" in parts else (),
        minutes=_minutes(parts["minutes"]),
        listed=parts["listed"].boolean() if "listed" in parts else True,
        includes=tuple(node.text() for node in parts["includes"]) if "includes" in parts else (),
        status=parts["status"].word(STATUSES),
        intended_use=_intended_use(parts["intendedUse"]),
        regulatory_status=regulatory["status"].word(REGULATORY),
        regulatory_reference=regulatory["reference"].text() if "reference" in regulatory else "",
        author=_person(parts["author"]),
        clinical_reviewers=_people(parts, "clinicalReviewers"),
        language_reviewers=_people(parts, "languageReviewers"),
        approver=_person(parts["approver"]) if "approver" in parts else None,
        valid_from=parts["validFrom"].date(),
        valid_to=parts["validTo"].date() if "validTo" in parts else None,
        review_by=parts["reviewBy"].date(),
        sources=tuple(_source(node) for node in parts["sources"]),
        attribution=parts["attribution"].text3(),
        change_log=changes,
        hazards=tuple(_hazard(node) for node in parts["hazards"]),
        minimum_engine=parts["minimumEngine"].text(),
        incident_contact=parts["incidentContact"].text(),
        theme=parts["theme"].word(THEMES) if "theme" in parts else THEMES[0],
    )


def _intended_use(node: Node) -> dict[str, Text]:
    parts = node.mapping(("purpose", "user", "population", "setting", "exclusions"))
    return {key: part.text3() for key, part in parts.items()}


def _minutes(node: Node) -> tuple[int, int]:
    numbers = [part.integer() for part in node]
    if len(numbers) != 2:
        node.fail(f"{len(numbers)} numbers", "the least and the most minutes, such as [3, 5]", "write two")
    return numbers[0], numbers[1]


def _people(parts: dict[str, Node], key: str) -> tuple[Person, ...]:
    return tuple(_person(node) for node in parts[key]) if key in parts else ()


def _person(node: Node) -> Person:
    parts = node.mapping(("role",), ("name", "registration"))
    return Person(**{key: part.text() for key, part in parts.items()})


def _source(node: Node) -> Source:
    parts = node.mapping(("title", "date", "licence"))
    return Source(parts["title"].text(), parts["date"].text(), parts["licence"].text())


def _change(node: Node) -> Change:
    parts = node.mapping(("version", "date", "significance", "text"))
    significance = parts["significance"].word(("minor", "major"))
    return Change(parts["version"].text(), parts["date"].date(), significance, parts["text"].text3())


def _hazard(node: Node) -> Hazard:
    parts = node.mapping(("id", "text", "rules"))
    rules = tuple(rule.text() for rule in parts["rules"])
    return Hazard(parts["id"].text(), parts["text"].text3(), rules, node.line)
