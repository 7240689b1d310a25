"""Spelling of the Finnish and Swedish texts: Finnish by Voikko, Swedish by hunspell.

    python tools/spelling.py [FILE …]       default: the catalogues of the interface and every fi and sv text of content

True words that a dictionary lacks (names, abbreviations, words of the field) are in content/words/fi.txt and sv.txt, one
a line; a form with a capital must have it, a form without may begin a sentence. Where a dictionary is not installed
the check says so and passes, but fails when CI is set.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "content" / "words"
INSTALL = "apt install libvoikko1 voikko-fi hunspell hunspell-sv"
SWEDISH = ("sv_FI", "sv_SE")

NOT_WORDS = re.compile(
    r"%\(\w+\)[a-z]|%[sd]|\{\w*\}"  # placeholders
    r"|https?://\S+|[\w.+-]+@[\w.-]+"  # addresses
    r"|(?:\w+\.)+(?:fi|com|org)\b"  # host names
    r"|<[^<>]*>|&\w+;"
)
TOKEN = re.compile(r"\w+(?:[-’':]\w+)*-?")


class NotInstalled(Exception):
    """A dictionary or its library is missing."""


class Unreadable(Exception):
    """A file is no YAML."""


def shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


@dataclass(frozen=True)
class Text:
    path: Path
    line: int
    language: str
    text: str


@dataclass(frozen=True)
class Fault:
    path: Path
    line: int
    language: str
    word: str
    suggestions: tuple[str, ...]

    def __str__(self) -> str:
        perhaps = f"; perhaps {', '.join(self.suggestions)}" if self.suggestions else ""
        return f"{shown(self.path)}:{self.line}: {self.language} «{self.word}»{perhaps}"


class Voikko:
    """Finnish by libvoikko's C interface."""

    def __init__(self) -> None:
        try:
            library = ctypes.CDLL(ctypes.util.find_library("voikko") or "libvoikko.so.1")
        except OSError as error:
            raise NotInstalled("libvoikko is not installed") from error
        library.voikkoInit.restype = ctypes.c_void_p
        library.voikkoInit.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_char_p, ctypes.c_char_p]
        library.voikkoSpellCstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        library.voikkoSuggestCstr.restype = ctypes.POINTER(ctypes.c_char_p)
        library.voikkoSuggestCstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        library.voikkoFreeCstrArray.argtypes = [ctypes.POINTER(ctypes.c_char_p)]
        failure = ctypes.c_char_p()
        self.library = library
        self.handle = library.voikkoInit(ctypes.byref(failure), b"fi", None)
        if failure.value is not None or not self.handle:
            raise NotInstalled("Voikko's Finnish dictionary is not installed")

    def unknown(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {word: self.suggest(word) for word in words if self.library.voikkoSpellCstr(self.handle, word.encode()) != 1}

    def suggest(self, word: str) -> tuple[str, ...]:
        found = self.library.voikkoSuggestCstr(self.handle, word.encode())
        if not found:
            return ()
        suggestions = []
        while (value := found[len(suggestions)]) is not None:
            suggestions.append(value.decode())
        self.library.voikkoFreeCstrArray(found)
        return tuple(suggestions[:3])


class Hunspell:
    """Swedish by hunspell's pipe: one word in, one block of lines out; ``&`` and ``#`` say that a word is unknown."""

    def __init__(self) -> None:
        if shutil.which("hunspell") is None:
            raise NotInstalled("hunspell is not installed")
        self.dictionary = next((name for name in SWEDISH if self.run(name, []).returncode == 0), None)
        if self.dictionary is None:
            raise NotInstalled("hunspell's Swedish dictionary is not installed")

    @staticmethod
    def run(dictionary: str, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["hunspell", "-a", "-i", "utf-8", "-d", dictionary],
            input="".join(f"^{word}\n" for word in words), capture_output=True, encoding="utf-8", check=False,
        )

    def unknown(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        asked = list(words)
        answer = self.run(self.dictionary or "", asked)
        blocks = answer.stdout.split("\n", 1)[1].split("\n\n")[: len(asked)]
        if answer.returncode != 0 or len(blocks) != len(asked):
            raise RuntimeError(f"hunspell answered {len(blocks)} words, expected {len(asked)}: {answer.stderr.strip()}")
        return {word: suggested(block) for word, block in zip(asked, blocks, strict=True) if re.search("^[&#]", block, re.M)}


def suggested(block: str) -> tuple[str, ...]:
    _, _, after = block.partition(": ")
    return tuple(after.splitlines()[0].split(", ")[:3]) if after else ()


CHECKERS = {"fi": Voikko, "sv": Hunspell}


def listed(language: str) -> frozenset[str]:
    path = WORDS / f"{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def words_of(text: str) -> Iterator[str]:
    """The words of a text; numbers, codes, placeholders and addresses are none."""
    for token in TOKEN.findall(NOT_WORDS.sub(" ", text)):
        last = token.rstrip("-").rpartition("-")[2]
        if any(character.isdigit() for character in (last if "-" in token.rstrip("-") else token)):
            continue
        if len(last) > 1:
            yield token


def known(word: str, own: frozenset[str]) -> bool:
    """Listed as it is, or at the start of a sentence, or with an ending after a colon."""
    lower_first = word[:1].lower() + word[1:]
    return word in own or lower_first in own or (":" in word and known(word.partition(":")[0], own))


def unlisted(word: str, own: frozenset[str]) -> list[str]:
    """What of a word a dictionary must know: nothing, the word, or what follows a listed part and its hyphen."""
    if known(word, own):
        return []
    parts = word.split("-")
    return [part for part in parts if part and not known(part, own)] if any(known(part, own) for part in parts) else [word]


def in_yaml(path: Path) -> Iterator[Text]:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(f"{shown(path)}:{line}: {error.problem or 'no YAML'}") from error
    if root is not None:
        yield from below(path, root, None)


def below(path: Path, node: yaml.Node, language: str | None) -> Iterator[Text]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from below(path, value, key.value if key.value in CHECKERS else language)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from below(path, value, language)
    elif language is not None:
        yield Text(path, node.start_mark.line + 1, language, node.value)


def in_catalogue(path: Path) -> Iterator[Text]:
    language = path.parents[1].name
    with path.open("rb") as file:
        for message in read_po(file):
            texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
            if message.id:
                yield from (Text(path, message.lineno or 0, language, text) for text in texts if text)


def texts(paths: Iterable[Path]) -> Iterator[Text]:
    for path in paths:
        yield from in_catalogue(path) if path.suffix == ".po" else in_yaml(path)


def default_paths() -> list[Path]:
    catalogues = [ROOT / "polku" / "locale" / language / "LC_MESSAGES" / "django.po" for language in CHECKERS]
    return [
        *(path for path in catalogues if path.exists()),
        *sorted((ROOT / "content").rglob("*.yaml")),
    ]


def faults(found: Iterable[Text], language: str) -> list[Fault]:
    """Words of one language that neither its dictionary nor the project's list knows, each place once."""
    own = listed(language)
    places = {
        (word, text.path, text.line): None
        for text in found if text.language == language
        for token in words_of(text.text) for word in unlisted(token, own)
    }
    unknown = CHECKERS[language]().unknown(sorted({word for word, _, _ in places}))
    return [Fault(path, line, language, word, unknown[word]) for word, path, line in places if word in unknown]


def main(arguments: list[str]) -> int:
    try:
        found = list(texts([Path(name).resolve() for name in arguments] or default_paths()))
    except Unreadable as error:
        print(f"spelling: {error}", file=sys.stderr)
        return 2
    failed = False
    for language in CHECKERS:
        try:
            wrong = faults(found, language)
        except NotInstalled as error:
            print(f"spelling: {language} not checked: {error}; {INSTALL}", file=sys.stderr)
            failed = failed or os.environ.get("CI", "").lower() in {"1", "true"}
            continue
        for fault in wrong:
            print(fault)
        if wrong:
            mend = f"mend the text, or add a true word to content/words/{language}.txt"
            print(f"spelling: {len(wrong)} unknown words in {language}; {mend}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
