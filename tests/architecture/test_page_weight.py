"""What a resident's page loads besides its own HTML, compressed as a server would: well under the 100 kB of a whole page."""

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "polku/web/ui/static"
TEMPLATES = Path(__file__).resolve().parents[2] / "polku/web/ui/templates/ui"
LEFT_FOR_HTML = 25_000
WHOLE_PAGE = 100_000


def loaded_by(*names: str) -> set[Path]:
    text = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    return {STATIC / found for found in re.findall(r"\{% static '([^']+)' %\}", text)}


def compressed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 9))


def test_every_loaded_file_exists():
    loaded = loaded_by("base.html", "resident.html", "desk.html", "board.html", "emergency.html", "htmx.html")
    assert len(loaded) > 8
    assert [path for path in loaded if not path.is_file()] == []


def test_resident_page_is_light():
    loaded = loaded_by("base.html", "resident.html")
    images = {STATIC / "ui/img/contour.svg"}
    weight = sum(compressed(path) for path in loaded | images)
    assert any(path.suffix == ".woff2" for path in loaded)
    assert weight <= WHOLE_PAGE - LEFT_FOR_HTML, f"found {weight} bytes, expected at most {WHOLE_PAGE - LEFT_FOR_HTML}"


def test_styles_name_only_files_that_exist():
    for sheet in STATIC.rglob("ui/css/*.css"):
        for found in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / found).resolve().is_file(), f"{sheet.name}: {found}"
