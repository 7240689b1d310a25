"""The template lint finds each planted fault, on its line, and finds nothing in Polku's own templates."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = ROOT / "tools/template_lint.py"

FAULTS = [
    ('<p style="color: red">{{ text }}</p>', "a style attribute"),
    ("<p class='a' style='color: red'>{{ text }}</p>", "a style attribute"),
    ("<style>p { margin: 0 }</style>", "<style>"),
    ("<script>1</script>", "an inline <script>"),
    ('<button onclick="go()">{{ text }}</button>', "onclick="),
    ('<body onload=go()>', "onload="),
    ('<button hx-on:click="go()">{{ text }}</button>', "hx-on:click"),
    ('<button hx-on="click: go()">{{ text }}</button>', "hx-on"),
    ('<a href="javascript:go()">{{ text }}</a>', "a javascript: address"),
    ('<div hx-trigger="click[ctrlKey]" hx-get="/x"></div>', "an event filter in hx-trigger"),
    ('<img src="{% static \'a.png\' %}">', "<img> without alt"),
    ('<a href="/x" target="_blank">{{ text }}</a>', "target=_blank without rel"),
    ("<p>Hello there</p>", "untranslated text «Hello there»"),
    ("<p>{{ name }} moikka</p>", "untranslated text «moikka»"),
    ('<input placeholder="For example">', "untranslated placeholder «For example»"),
    ('<nav aria-label="Main menu"></nav>', "untranslated aria-label «Main menu»"),
    ('<p\n{% if a %}class="b"{% endif %}\nstyle="x">{{ text }}</p>', "a style attribute"),
]

SOUND = [
    "<p>{% translate 'Hello there' %}</p>",
    "<p>{% blocktranslate trimmed with a=b %}Hello\nthere {{ a }}{% endblocktranslate %}</p>",
    "{# context: words about it #}<p>{{ text }}</p>",
    "{% comment %}\nstyle=\"x\" <script>1</script> words\n{% endcomment %}",
    "<a class=\"brand\"><b>Polku</b></a> 112 · 5 %&nbsp;",
    '<script type="module" src="{% static "ui/js/page.js" %}"></script>',
    '<img src="/a.png" alt=""><img src="/b.png" alt="{% translate "A map" %}">',
    '<a href="/x" target="_blank" rel="noopener">{{ text }}</a>',
    '<button hx-trigger="click delay:1s" data-on="{% translate "Turn on" %}">{{ text }}</button>',
    '<a href="{% url "a" %}"{% if b > 1 %} aria-current="page"{% endif %}>{{ text }}</a>',
    '<line stroke-dasharray="4 5" x1="0"/>',
]


def lint(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, LINT, *paths], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("fault", "found"), FAULTS)
def test_planted_fault_is_found_with_its_line(tmp_path: Path, fault: str, found: str) -> None:
    template = tmp_path / "page.html"
    template.write_text("{% load i18n %}\n\n" + fault + "\n", encoding="utf-8")
    result = lint(template)
    assert result.returncode == 1
    assert f"{template}:3: found {found}" in result.stdout
    assert ", expected " in result.stdout
    assert ", mend: " in result.stdout


@pytest.mark.parametrize("sound", SOUND)
def test_sound_template_passes(tmp_path: Path, sound: str) -> None:
    template = tmp_path / "page.html"
    template.write_text(sound, encoding="utf-8")
    result = lint(tmp_path)
    assert (result.returncode, result.stdout) == (0, "")


def test_own_templates_pass() -> None:
    assert list((ROOT / "polku/web").rglob("*.html")), "no templates found"
    result = lint()
    assert result.stdout == ""
    assert result.returncode == 0
