"""A FHIR R4 Questionnaire read into our notation (YAML), or refused whole; what was ignored is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from polku.assessment.fhir import names
from polku.assessment.fhir.elements import Element, Json, Notes, NotSafe, refuse, short
from polku.assessment.fhir.items import Items
from polku.assessment.fhir.notation import as_yaml
from polku.assessment.fhir.writing import Head
from polku.assessment.logic.checks import check_questionnaire
from polku.assessment.logic.items import Questionnaire
from polku.assessment.logic.reading import Read, read_items
from polku.foundation.content import parse_yaml
from polku.foundation.errors import BadInput, ContentError

LARGEST = 10_000_000
_ABOUT = (
    "resourceType", "id", "meta", "language", "url", "version", "name", "title", "_title", "status", "experimental",
    "subjectType", "text", "contained",
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """`source` is questionnaire.yaml; `ignored` says what was left aside or filled in, one line for each."""

    head: Head
    questionnaire: Questionnaire
    source: str
    ignored: tuple[str, ...]


def parse_json(data: bytes, shown: str) -> Json:
    """The object of a JSON file. Raises BadInput."""
    mend = "give a FHIR R4 Questionnaire as JSON"
    if len(data) > LARGEST:
        raise BadInput({"file": "too-large"}, f"{shown}: {len(data)} bytes", f"at most {LARGEST}", mend)
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise BadInput(
            {"file": "not-utf-8"}, f"{shown}: not UTF-8 at byte {error.start}", "UTF-8 text", "save it as UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        raise BadInput({"file": "not-json"}, f"{shown}:{error.lineno}: not JSON: {error.msg}", "JSON", mend) from None
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, _Twice) else "numbers or nesting that cannot be read"
        raise BadInput({"file": "not-json"}, f"{shown}: {why}", "plain JSON", mend) from None
    if not isinstance(found, dict):
        raise BadInput({"file": "not-an-object"}, f"{shown} holds no object", "a Questionnaire", mend)
    return found


class _Twice(ValueError):
    pass


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(other == key for other, _ in pairs) > 1)
        raise _Twice(f"key '{twice[:60]}' twice in one object")
    return found


def questionnaire_from_fhir(resource: Json, shown: str = "questionnaire.json") -> Imported:
    """Raises BadInput (NotSafe) with what was found, what was expected and the mend."""
    if resource.get("resourceType") != "Questionnaire":
        raise BadInput(
            {"file": "not-a-questionnaire"}, f"{shown}: resourceType '{str(resource.get('resourceType'))[:60]}'", "Questionnaire",
            "give a FHIR R4 Questionnaire",
        )  # fmt: skip
    notes = Notes()
    language = short(str(resource.get("language") or ""))
    if not language:
        notes.add("the file names no language: taken for English", "")
    root = Element(resource, "", notes, language or "en")
    try:
        head, tree = _read(root)
    except NotSafe as error:
        raise NotSafe(error.fields, f"{shown}: {error.found}", error.expected, error.mend) from None
    source = as_yaml(tree)
    return Imported(head, load(source, shown), source, tuple(notes.lines()))


def load(source: str, shown: str) -> Questionnaire:
    """The notation through the same loader as every other questionnaire."""
    read = Read()
    try:
        items = read_items(parse_yaml(source, shown), read)
        questionnaire = Questionnaire(items, tuple(read.variables))
        check_questionnaire(questionnaire, read)
    except ContentError as error:
        raise NotSafe({"questionnaire": "not-safe"}, f"{shown}: {error.found}", error.expected, error.mend) from None
    return questionnaire


def _read(root: Element) -> tuple[Head, Json]:
    if root.get("implicitRules"):
        refuse("implicitRules", "a questionnaire without them: they may change what the rest means")
    items = Items(root)
    variables = _root(root)
    tree: Json = {"variable": variables} if variables else {}
    tree["item"] = items.read()
    if not tree["item"]:
        refuse("a questionnaire without items", "at least one question")
    head = Head(
        id=root.text("id") or "questionnaire",
        version=root.text("version"),
        title=root.text3("title") or {language: root.text("name") or "-" for language in ("fi", "sv", "en")},
        status=root.text("status") or "draft",
        url=root.text("url"),
        experimental=bool(root.get("experimental", bool)),
    )
    root.taken |= set(_ABOUT)
    root.left_over()
    return head, tree


def _root(root: Element) -> list[Json]:
    """The variables of the whole questionnaire; those that say what is known of the person are ours already."""
    found: list[Json] = []
    for url, mark in root.extensions():
        if url == names.VARIABLE:
            name, source = mark.expression()
            if names.KNOWN_AS.get(name) != source:
                found.append({"name": name, "expression": source})
        elif url == names.LAUNCH:
            parts = {part.text("url"): part for part in map(mark.below, mark.list("extension"))}
            code = mark.below(parts["name"].get("valueCoding", dict) or {}).text("code") if "name" in parts else ""
            if code != "patient":
                root.notes.add(f"launch context '{code}' is not given", "")
        else:
            root.notes.add(f"extension {url[:200]} is ignored", "")
    return found
