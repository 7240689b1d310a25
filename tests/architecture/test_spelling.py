"""The spelling check finds a planted fault in its place, knows the project's words, and finds nothing in Polku's texts."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]

CONTENT = """\
title: {fi: Terveysasema, sv: Hälsostation, en: Helth station}
items:
  - text:
      fi: Terveysasmea palvelee %(name)s klo 8–16, {unit}, R50, a.b@polku.fi
      sv: Hälsostaton betjänar %(name)s kl. 8–16, {unit}, R50, a.b@polku.fi
    words: {fi: [lääkäri, **pitkäaikainen**], sv: [läkare]}
    share: {fi: 0.8, sv: 0.05}
""".replace("**pitkäaikainen**", '"**pitkäaikainen**"')

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Welcome"
msgstr "{text}"
"""

PLANTED = {"fi": "Terveysasmea", "sv": "Hälsostaton"}
TRUE = {"fi": "Tervetuloa palveluun", "sv": "Välkommen till tjänsten"}


@pytest.fixture(scope="module")
def spelling() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("spelling", ROOT / "tools/spelling.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["spelling"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["spelling"]


def installed(spelling: ModuleType) -> list[str]:
    found = []
    for language, checker in spelling.CHECKERS.items():
        try:
            checker()
        except spelling.NotInstalled:
            continue
        found.append(language)
    return found


def test_a_planted_fault_in_content_is_found_on_its_line(spelling, tmp_path):
    path = tmp_path / "planted.yaml"
    path.write_text(CONTENT, encoding="utf-8")
    texts = list(spelling.texts([path]))
    for language in installed(spelling):
        line = {"fi": 4, "sv": 5}[language]
        assert [(f.line, f.word) for f in spelling.faults(texts, language)] == [(line, PLANTED[language])]


def test_a_planted_fault_in_a_catalogue_is_found(spelling, tmp_path):
    for language in installed(spelling):
        path = tmp_path / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(CATALOGUE.format(text=TRUE[language]), encoding="utf-8")
        assert spelling.faults(spelling.texts([path]), language) == []
        path.write_text(CATALOGUE.format(text=f"{TRUE[language]} {PLANTED[language]}"), encoding="utf-8")
        assert [f.word for f in spelling.faults(spelling.texts([path]), language)] == [PLANTED[language]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Arvioi %(name)s ja {unit} 12 kertaa", ["Arvioi", "ja", "kertaa"]),
        ("Katso https://polku.fi/x tai a@polku.fi", ["Katso", "tai"]),
        ("<b>Hyvä</b> **aika**", ["Hyvä", "aika"]),
        ("18-vuotiaan R50:n käynti T11", ["18-vuotiaan", "käynti"]),
        ("sosiaali- ja terveyspalvelut", ["sosiaali-", "ja", "terveyspalvelut"]),
    ],
)
def test_words_leave_out_numbers_codes_and_placeholders(spelling, text, words):
    assert list(spelling.words_of(text)) == words


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("AvoHILMO", []), ("AvoHILMO:n", []), ("avohilmo", ["avohilmo"]),
        ("AvoHILMO-tiedot", ["tiedot"]), ("Sote-tiedot", ["Sote-tiedot"]),
        ("ergo-", []), ("Ergo-", []),
    ],
)
def test_listed_words_need_no_dictionary(spelling, word, asked):
    assert spelling.unlisted(word, frozenset({"AvoHILMO", "ergo-"})) == asked


def test_a_missing_dictionary_passes_but_not_in_ci(spelling, monkeypatch, capsys):
    class Missing:
        def __init__(self) -> None:
            raise spelling.NotInstalled("libvoikko is not installed")

    monkeypatch.setattr(spelling, "CHECKERS", {"fi": Missing})
    monkeypatch.delenv("CI", raising=False)
    assert spelling.main([]) == 0
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("CI", "true")
    assert spelling.main([]) == 1


def test_no_word_is_listed_twice(spelling):
    for language in spelling.CHECKERS:
        lines = (spelling.WORDS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
        words = [line for line in lines if line and not line.startswith("#")]
        assert len(words) == len(set(words)) > 0


def test_polkus_own_texts_are_spelt_right(spelling, monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    assert spelling.main([]) == 0, capsys.readouterr().out
