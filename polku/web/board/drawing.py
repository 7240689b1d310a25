"""What pictures are drawn of: an axis, lines, words, marks. SVG text with classes and presentation attributes only, so that the
page's own style, scheme and content policy hold in it. Pure: words and numbers come ready in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

Format = Callable[[float], str]
Tick = Callable[[float, int], str]
"""A number and how many decimals it is told with."""
Bounds = tuple[float | None, float | None]
"""Where an axis must end: a share is from 0 to 100."""
PERCENT: Bounds = (0.0, 100.0)


@dataclass(frozen=True)
class Layout:
    """A picture's size, the margins around its plot, and how much is written on it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    labelled: bool
    months_named: int
    steps: int
    """At most so many between the lines of the grid."""

    @property
    def roomy(self) -> bool:
        return self.months_named > 2


class Scale:
    """A figure to the vertical place, on an axis of round ends that says where it starts."""

    def __init__(self, values: Iterable[float], top: float, bottom: float, *, bounds: Bounds = PERCENT, steps: int = 6) -> None:
        least, most = bounds
        found = list(values) or [0.0, 1.0]
        low = min(found) if least is None else max(least, min(found))
        high = max(found) if most is None else min(most, max(found))
        room = 0.04 * (high - low) or 0.02 * abs(high) or 0.5
        self.step = _round_step((high - low + 2 * room) / steps)
        self.first, self.last = floor((low - room) / self.step + 1e-9), ceil((high + room) / self.step - 1e-9)
        if least is not None:
            self.first = max(self.first, round(least / self.step))
        if most is not None:
            self.last = min(self.last, round(most / self.step))
        self.last = max(self.last, self.first + 1)
        self.low, self.high = self.first * self.step, self.last * self.step
        self.decimals = max(0, -floor(log10(self.step) + 1e-9))
        self.top, self.bottom = top, bottom

    def __call__(self, value: float) -> float:
        inside = min(self.high, max(self.low, value))
        return self.bottom - (inside - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def ticks(self) -> list[float]:
        return [place * self.step for place in range(self.first, self.last + 1)]


def _round_step(least: float) -> float:
    """The next of 1, 2, 5 × a power of ten."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def picture_svg(name: str, title: str, summary: str, width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-summary">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-summary">{escape(summary)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def standing_alone(title: str, summary: str, width: int, height: int, style: str, parts: Iterable[str]) -> str:
    """A file of its own, on white."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>'
        f'<desc>{escape(summary)}</desc><style>{style}</style><rect width="{width}" height="{height}" fill="#fff"/>'
        f"{''.join(parts)}</svg>\n"
    )


def text(kind: str, x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def rule(kind: str, x1: float, x2: float, y: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def grid(scale: Scale, left: float, right: float, tick: Tick) -> str:
    return "".join(
        rule("grid", left, right, scale(value)) + text("tick", left - 6, scale(value) + 4, tick(value, scale.decimals), "end")
        for value in scale.ticks
    )


def diamond(x: float, y: float, size: float) -> str:
    corners = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"
    return f'<path class="point outside" d="{corners}"/>'
