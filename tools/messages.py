"""Texts of the interface: English in code and templates, every other language in ``polku/locale``.

messages.py check     every text has its translation in every language, with the same placeholders; none is unused
messages.py update    adds new texts to the catalogues, empty, and drops unused ones
messages.py compile   writes the .mo files that Django reads
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "polku" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

FIXED = datetime(2026, 1, 1, tzinfo=UTC)

Id = str | tuple[str, str]
Key = tuple[Id, str | None]


def languages() -> list[str]:
    return sorted(p.name for p in LOCALE.iterdir() if p.is_dir())


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    path = po(language)
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def empty(language: str) -> Catalog:
    """A catalogue whose header says nothing that changes from day to day."""
    header = f"# Polku in {language}. English stands in the code; see docs/how-to/add-a-language.md."
    return Catalog(
        locale=language,
        project="Polku",
        version="",
        header_comment=header,
        charset="utf-8",
        fuzzy=False,
        creation_date=FIXED,
        revision_date=FIXED,
        last_translator="",
        language_team="",
        msgid_bugs_address="",
    )


def save(language: str, catalog: Catalog) -> None:
    po(language).parent.mkdir(parents=True, exist_ok=True)
    with po(language).open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, no_location=True, omit_header=False)


def sources() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(
        [*ROOT.glob("polku/**/*.py"), *ROOT.glob("polku/**/templates/**/*.html"), *ROOT.glob("polku/**/templates/**/*.txt")]
    ):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        yield path, (templatize(text, origin=str(path)) if path.suffix != ".py" else text).encode()


def used() -> dict[Key, str]:
    """Every text in use (with its plural, with its context) and where it stands."""
    if not settings.configured:
        settings.configure(USE_I18N=True, DEFAULT_CHARSET="utf-8")
    found: dict[Key, str] = {}
    for path, source in sources():
        for line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS, (), {}):
            ids: Id = tuple(message) if isinstance(message, tuple) else message  # type: ignore[assignment]
            if ids:
                found.setdefault((ids, context), f"{path.relative_to(ROOT)}:{line}")
    return found


def first(id_: Id) -> str:
    return id_[0] if isinstance(id_, tuple) else id_


def update() -> None:
    wanted = used()
    for language in languages():
        old = load(language)
        new = empty(language)
        for (id_, context), _where in wanted.items():
            held = old.get(first(id_), context)
            new.add(id_, held.string if held else "", context=context)
        save(language, new)


def compile_() -> None:
    for language in languages():
        catalog = load(language)
        target = po(language).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalog)


def check() -> list[str]:
    wanted = used()
    faults = []
    for language in languages():
        catalog = load(language)
        for (id_, context), where in wanted.items():
            held = catalog.get(first(id_), context)
            faults += [f"{where}: {language}: {fault} {first(id_)!r}" for fault in faults_of(id_, held)]
        known = {(first(id_), context) for id_, context in wanted}
        for message in catalog:
            if message.id and (first(message.id), message.context) not in known:
                faults.append(f"{language}: found {first(message.id)!r} that nothing uses; messages.py update drops it")
    return faults


def faults_of(id_: Id, held: Message | None) -> Iterator[str]:
    strings = () if held is None else held.string if isinstance(held.string, tuple) else (held.string,)
    if not strings or not all(strings):
        yield "no translation of"
        return
    expected = {name for text in (id_ if isinstance(id_, tuple) else (id_,)) for name in PLACEHOLDER.findall(text)}
    for text in strings:
        if not set(PLACEHOLDER.findall(text)) <= expected:
            yield "another placeholder in"
    if not isinstance(id_, tuple) and set(PLACEHOLDER.findall(strings[0])) != expected:
        yield "a lost placeholder in"


def main() -> int:
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if asked == "check":
        faults = check()
        print("\n".join(faults))
        return 1 if faults else 0
    acts = {"update": update, "compile": compile_}
    if asked not in acts:
        print(__doc__)
        return 2
    acts[asked]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
