"""Compose the vendored assets from unpacked npm packages: the theme, the parts of Designsystemet in use,
subsets of the font, htmx, and the icons as a Python table. Called by tools/vendor.sh."""

import argparse
import re
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

COMPONENTS = {
    "ds.base": ["base"],
    "ds.components": [
        "button", "input", "field", "fieldset", "label", "validation-message", "error-summary",
        "link", "table", "dialog",
    ],
}  # fmt: skip

FONT_WEIGHTS = (400, 700)
LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
LATIN_EXTENDED = "U+0100-0130,U+0132-0151,U+0154-017F,U+01C4-01DC,U+01E4-01EF,U+0218-021B,U+1E9E"

ICONS = frozenset(
    """
    alarm-clock arrow-down arrow-right arrow-up bell bookmark building-2 calendar calendar-check calendar-clock calendar-days
    calendar-x check chevron-down chevron-left chevron-right circle-alert circle-check circle-dashed circle-help clock
    clipboard-list diamond download equal external-link eye file-text flask-conical git-compare globe heart-pulse
    history house info languages
    list-checks lock lock-keyhole lock-keyhole-open log-in log-out map-pin menu message-square-text messages-square minus pause
    pencil phone phone-call phone-incoming plus printer scale search send shield-alert shield-check sliders-horizontal smile
    stethoscope syringe thermometer timer trending-down trending-up triangle-alert user-check user-round users-round video x
    """.split()  # noqa: SIM905
)


def minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


def write_theme(theme: Path, vendor: Path) -> None:
    css = theme.read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
    (vendor / "polku-theme.css").write_text(minified(css) + "\n", encoding="utf-8")


def write_designsystemet(package: Path, vendor: Path) -> None:
    sheets = ["@layer ds.theme,ds.base,ds.components;"]
    for layer, names in COMPONENTS.items():
        body = "".join((package / "dist/src" / f"{name}.css").read_text(encoding="utf-8") for name in names)
        sheets.append(f"@layer {layer}{{{body}}}")
    (vendor / "designsystemet.css").write_text("".join(sheets) + "\n", encoding="utf-8")


def write_font(source: Path, target: Path, unicodes: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "liga", "locl", "ccmp", "mark"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": FONT_WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    font.save(target)


def write_icons(package: Path, target: Path) -> None:
    lines = [
        '"""Lucide icons in use (ISC licence), inner SVG by name. Written by tools/vendor.sh; do not edit."""',
        "# ruff: noqa: E501",
        "",
        "ICONS: dict[str, str] = {",
    ]
    for name in sorted(ICONS):
        svg = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r".*?<svg[^>]*>|</svg>.*", "", svg, flags=re.S)
        inner = re.sub(r"\s+", " ", inner).replace(" />", "/>").replace("> <", "><").strip()
        lines.append(f"    {name!r}: {inner!r},".replace("'" + name + "'", f'"{name}"'))
    target.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("packages", "theme", "root"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    ui = given.root / "polku/web/ui"
    vendor = ui / "static/ui/vendor"
    (vendor / "fonts").mkdir(parents=True, exist_ok=True)
    write_theme(given.theme, vendor)
    write_designsystemet(given.packages / "@digdir/designsystemet-css", vendor)
    fonts = given.packages / "@fontsource-variable/source-sans-3/files"
    for part, unicodes in (("latin", LATIN), ("latin-ext", LATIN_EXTENDED)):
        source = fonts / f"source-sans-3-{part}-wght-normal.woff2"
        write_font(source, vendor / "fonts" / f"source-sans-3-{part}.woff2", unicodes)
    shutil.copy(given.packages / "@fontsource-variable/source-sans-3/LICENSE", vendor / "fonts/OFL.txt")
    shutil.copy(given.packages / "htmx.org/dist/htmx.min.js", vendor / "htmx.min.js")
    write_icons(given.packages / "lucide-static", ui / "icon_paths.py")


if __name__ == "__main__":
    main()
