"""The stacked bars of waiting times, as numbers that a template draws: one hue, darker is longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polku.web.ui import formatting

WIDTH = 488
LABEL_WIDTH = 62
BAR_HEIGHT = 24
ROW_HEIGHT = 31
GAP = 1.0
LETTERS_FIT = 36
FIRST_DARK = 2


@dataclass(frozen=True)
class Part:
    """Lengths are text, so that no template writes them with a decimal comma."""

    bucket: int
    x: str
    width: str
    label: str
    text_x: str
    dark: bool


@dataclass(frozen=True)
class Bar:
    label: str
    y: int
    text_y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    bars: tuple[Bar, ...]


def draw(rows: Sequence[tuple[str, Sequence[float]]], language: str, label_width: int = LABEL_WIDTH) -> Drawing:
    """Bars of the given rows: a label and its shares in percent, one for each bucket, shortest wait first."""
    bars = tuple(
        Bar(label, y=place * ROW_HEIGHT, text_y=place * ROW_HEIGHT + 17, parts=_parts(shares, language, label_width))
        for place, (label, shares) in enumerate(rows)
    )
    return Drawing(WIDTH, max(BAR_HEIGHT, len(rows) * ROW_HEIGHT - ROW_HEIGHT + BAR_HEIGHT + 2), bars)


def _parts(shares: Sequence[float], language: str, label_width: int) -> tuple[Part, ...]:
    room = WIDTH - label_width
    parts, x = [], float(label_width)
    for bucket, share in enumerate(shares):
        whole = room * share / 100
        width = round(max(0.0, whole - GAP), 1)
        label = formatting.percent(share, language) if width >= LETTERS_FIT else ""
        if width > 0:
            parts.append(Part(bucket, f"{x:.1f}", f"{width:.1f}", label, f"{x + 7:.1f}", bucket >= FIRST_DARK))
        x += whole
    return tuple(parts)
