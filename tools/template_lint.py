"""Refuse templates that the content policy, accessibility or translation would break.

    python tools/template_lint.py [PATH …]      default: every templates folder of polku; exit 1 when something is found
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TEMPLATE_SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)
ATTRIBUTE = re.compile(r"([\w:@.-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?", re.S)
NO_TEXT = re.compile(r"</[a-zA-Z][\w:-]*\s*>|<!doctype[^>]*>|\b[\w:-]+=(?:\"[^\"]*\"|'[^']*')", re.S | re.I)
NO_TEXT_BLOCKS = re.compile(
    r"\{%\s*block\s+(?:body_class|main_class|size|color_scheme|\w+_state)\s*%\}.*?\{%\s*endblock[^%]*%\}", re.S
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = frozenset({"alt", "title", "placeholder", "aria-label", "aria-description", "label"})
TRANSLATE = ("{% translate %}", "wrap it and run tools/messages.py update")
UNTRANSLATED_WORDS = frozenset(
    {"Polku", "CSV", "Parquet", "Enter", "Suomi", "Svenska", "English", "min", "km"}
)


@dataclass(frozen=True)
class Finding:
    path: Path
    line: int
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: found {self.found}, expected {self.expected}, mend: {self.mend}"


def blank(pattern: re.Pattern[str], text: str) -> str:
    """``text`` with the matches blanked, every line break kept, so that line numbers stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def protected(text: str) -> str:
    """Template syntax replaced by letters-free marks of the same length: quotes inside it cannot end an attribute."""
    return TEMPLATE_SYNTAX.sub(lambda match: re.sub(r"[^\n]", "\0", match.group()), text)


def unquoted(value: str | None) -> str:
    return (value or "").strip("\"'")


def tag_faults(name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if name == "style":
        yield "<style>", "no inline style", "put the rules into static/ui/css"
    if name == "script" and "src" not in attributes:
        yield "an inline <script>", "a file", "put it into static/ui/js and load it with src"
    if name == "img" and "alt" not in attributes:
        yield "<img> without alt", "an alternative text", 'write alt="…", or alt="" for decoration'
    if attributes.get("target") == "_blank" and "noopener" not in attributes.get("rel", ""):
        yield "target=_blank without rel", 'rel="noopener"', "add it, or open in the same tab"
    for attribute, value in attributes.items():
        lowered = attribute.lower()
        if lowered == "style":
            yield "a style attribute", "no inline style", "use a class, or a presentation attribute in SVG"
        elif lowered.startswith("hx-on"):
            yield f"{attribute}", "no hx-on, which needs eval", "listen in static/ui/js"
        elif re.fullmatch(r"on[a-z]+", lowered):
            yield f"{attribute}=", "no event attribute", "listen in static/ui/js"
        elif lowered == "hx-trigger" and "[" in value:
            yield "an event filter in hx-trigger", "a plain trigger", "filter in static/ui/js, a filter needs eval"
        if value.strip().lower().startswith("javascript:"):
            yield "a javascript: address", "a real address", "use a button and listen in static/ui/js"


def untranslated(text: str) -> str | None:
    words = [word for word in LETTERS.findall(text) if word not in UNTRANSLATED_WORDS]
    return " ".join(words[:4]) if words else None


def lint_text(text: str, path: Path) -> list[Finding]:
    findings: list[Finding] = []
    markup = protected(blank(COMMENT, text))

    def report(position: int, found: str, expected: str, mend: str) -> None:
        findings.append(Finding(path, markup.count("\n", 0, position) + 1, found, expected, mend))

    for match in TAG.finditer(markup):
        name = match["name"].lower()
        attributes = {key: unquoted(value) for key, value in ATTRIBUTE.findall(match["attributes"])}
        for fault in tag_faults(name, attributes):
            report(match.start(), *fault)
        for attribute in SPOKEN_ATTRIBUTES & attributes.keys():
            if words := untranslated(attributes[attribute]):
                report(match.start(), f"untranslated {attribute} «{words}»", *TRANSLATE)

    without_settings = blank(NO_TEXT_BLOCKS, blank(TRANSLATED, blank(COMMENT, text)))
    visible = blank(NO_TEXT, blank(TAG, protected(without_settings)))
    for number, line in enumerate(visible.splitlines(), start=1):
        if words := untranslated(re.sub(r"&\w+;", " ", line)):
            findings.append(
                Finding(path, number, f"untranslated text «{words}»", *TRANSLATE)
            )
    return sorted(findings, key=lambda finding: finding.line)


def templates(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.html")) if path.is_dir() else [path]


def default_paths() -> list[Path]:
    return sorted(path for path in (ROOT / "polku").rglob("templates") if path.is_dir())


def main(arguments: list[str]) -> int:
    found = [
        finding
        for path in templates([Path(argument) for argument in arguments] or default_paths())
        for finding in lint_text(path.read_text(encoding="utf-8"), path)
    ]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
