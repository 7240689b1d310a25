"""Pictures of the board as SVG text: classes and presentation attributes only, so that the page's own style, scheme
and content policy hold in them. Pure: words and numbers come ready in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor

from polku.insight.leading.logic import Phase, marks
from polku.insight.measures.funnel import Limits, Standing
from polku.insight.measures.runchart import Kind, RunChart

Format = Callable[[float], str]


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


SMALL = Layout(239, 112, 26, 6, 8, 22, labelled=False, months_named=2)
WIDE = Layout(880, 344, 40, 118, 34, 30, labelled=True, months_named=6)
NARROW = Layout(350, 314, 34, 12, 34, 30, labelled=False, months_named=3)


@dataclass(frozen=True)
class Flag:
    """Something that began in a month, by its place: ``rebase`` (new limits) or ``act``."""

    month: int
    kind: str
    words: str


@dataclass(frozen=True)
class RunPicture:
    """`values` has None where a month has no figure to show; `phases` are of the rest; `targets` go with the months."""

    name: str
    title: str
    summary: str
    months: tuple[str, ...]
    values: tuple[float | None, ...]
    phases: tuple[Phase, ...]
    targets: tuple[float | None, ...]
    labels: tuple[tuple[str, float], ...] = ()
    """Words at the right edge, each at its value."""
    flags: tuple[Flag, ...] = ()


class Scale:
    """Percent to the vertical place, on an axis of round ends that says where it starts."""

    def __init__(self, values: Iterable[float], top: float, bottom: float, step: int = 5) -> None:
        found = list(values) or [0.0, 100.0]
        low, high = max(0.0, min(found)), min(100.0, max(found))
        self.step = step if high - low <= 6 * step else 2 * step if high - low <= 12 * step else 4 * step
        self.low = max(0, floor((low - 0.5) / self.step) * self.step)
        self.high = min(100, max(ceil((high + 0.5) / self.step) * self.step, self.low + self.step))
        self.top, self.bottom = top, bottom

    def __call__(self, value: float) -> float:
        inside = min(self.high, max(self.low, value))
        return self.bottom - (inside - self.low) / (self.high - self.low) * (self.bottom - self.top)

    @property
    def ticks(self) -> range:
        return range(self.low, self.high + 1, self.step)


def run_svg(picture: RunPicture, layout: Layout, tick: Format) -> str:
    """The run chart: band of limits, mean, dashed target, line; diamonds outside, rings in runs and trends."""
    limits = [value for phase in picture.phases for value in (phase.chart.lower, phase.chart.upper) if value is not None]
    known = [value for value in (*picture.values, *picture.targets, *limits) if value is not None]
    scale = Scale(known, layout.top, layout.height - layout.bottom)
    right, last = layout.width - layout.right, max(1, len(picture.months) - 1)
    places = [layout.left + (right - layout.left) * index / last for index in range(len(picture.months))]
    parts = [
        _grid(scale, layout.left, right, tick),
        *_phases(picture, scale, places, right, edged=layout is not SMALL),
        _flags(picture.flags, places, layout),
        _targets(picture.targets, places, scale),
        _line(picture.values, places, scale),
        _points(picture, places, scale, every=layout is not SMALL),
        _months(picture.months, places, layout),
    ]
    if layout.labelled:
        parts.append(_edge_labels(picture.labels, right + 8, scale))
    return _picture(picture.name, picture.title, picture.summary, layout.width, layout.height, parts)


def _picture(name: str, title: str, summary: str, width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-summary">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-summary">{escape(summary)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _text(kind: str, x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _rule(kind: str, x1: float, x2: float, y: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _grid(scale: Scale, left: float, right: float, tick: Format) -> str:
    return "".join(
        _rule("grid", left, right, scale(value)) + _text("tick", left - 6, scale(value) + 4, tick(value), "end")
        for value in scale.ticks
    )


def _phases(picture: RunPicture, scale: Scale, places: Sequence[float], right: float, *, edged: bool) -> list[str]:
    return [_limits(phase.chart, scale, *_span(picture, phase, places, right), edged=edged) for phase in picture.phases]


def _span(picture: RunPicture, phase: Phase, places: Sequence[float], right: float) -> tuple[float, float]:
    """From the phase's first month to the next phase's; the first and the last reach the edges."""
    shown = [place for place, value in zip(places, picture.values, strict=True) if value is not None]
    left = places[0] if phase.first == 0 or phase.first >= len(shown) else shown[phase.first]
    ends = phase.last + 1 >= len(shown)
    return left, right if ends else shown[phase.last + 1]


def _flags(flags: Sequence[Flag], places: Sequence[float], layout: Layout) -> str:
    """A dotted line where each began, with its words above where there is room."""
    drawn = []
    for flag in flags:
        x, bottom = places[flag.month], layout.height - layout.bottom
        drawn.append(f'<line class="flag {flag.kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{layout.top}" y2="{bottom}"/>')
        if layout is not SMALL:
            anchor = "end" if flag.month > len(places) * 2 / 3 else "start"
            drawn.append(_text(f"flag-words {flag.kind}", x, layout.top - (7 if flag.kind == "act" else 20), flag.words, anchor))
    return "".join(drawn)


def _limits(chart: RunChart, scale: Scale, left: float, right: float, *, edged: bool) -> str:
    if chart.lower is None or chart.upper is None or chart.mean is None:
        return ""
    top, bottom, trial = scale(chart.upper), scale(chart.lower), " trial" if chart.trial else ""
    band = f'<rect class="band{trial}" x="{left}" y="{top:.1f}" width="{right - left}" height="{bottom - top:.1f}"/>'
    edges = _rule(f"limit{trial}", left, right, top) + _rule(f"limit{trial}", left, right, bottom) if edged else ""
    return band + edges + _rule("mean", left, right, scale(chart.mean))


def _targets(targets: Sequence[float | None], places: Sequence[float], scale: Scale) -> str:
    """The dated path: one dashed line for each stretch of months with the same target."""
    drawn, start = [], 0
    for index in range(1, len(targets) + 1):
        if index == len(targets) or targets[index] != targets[start]:
            value = targets[start]
            if value is not None:
                drawn.append(_rule("target", places[start], places[min(index, len(targets) - 1)], scale(value)))
            start = index
    return "".join(drawn)


def _line(values: Sequence[float | None], places: Sequence[float], scale: Scale) -> str:
    stretches: list[list[str]] = [[]]
    for x, value in zip(places, values, strict=True):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{x:.1f},{scale(value):.1f}")
    return "".join(f'<polyline class="line" points="{" ".join(points)}"/>' for points in stretches if len(points) > 1)


def _points(picture: RunPicture, places: Sequence[float], scale: Scale, *, every: bool) -> str:
    outside = marks(picture.phases, [Kind.OUTSIDE])
    run = marks(picture.phases, [Kind.SHIFT, Kind.TREND, Kind.NEAR])
    shown = [(x, scale(value)) for x, value in zip(places, picture.values, strict=True) if value is not None]
    size = 4.5 if every else 2.8
    drawn = []
    for index, (x, y) in enumerate(shown):
        if index in outside:
            drawn.append(_diamond(x, y, size + 2.5))
        elif index in run:
            drawn.append(f'<circle class="point run" cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>')
        elif every or index == len(shown) - 1:
            drawn.append(f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="{size - 0.5}"/>')
    return "".join(drawn)


def _diamond(x: float, y: float, size: float) -> str:
    corners = f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}L{x - size:.1f} {y:.1f}Z"
    return f'<path class="point outside" d="{corners}"/>'


def _months(months: Sequence[str], places: Sequence[float], layout: Layout) -> str:
    """The first and last month and some between, as ``10/2026``."""
    last, named = len(months) - 1, min(layout.months_named, len(months))
    chosen = sorted({round(index * last / max(1, named - 1)) for index in range(named)})
    anchors = {0: "start", last: "end"}
    return "".join(
        _text("tick", places[i], layout.height - 4, _short(months[i]), anchors.get(i, "middle")) for i in chosen
    )


def _short(month: str) -> str:
    year, number = month.split("-")
    return f"{int(number)}/{year}"


def _edge_labels(labels: Sequence[tuple[str, float]], x: float, scale: Scale) -> str:
    """Each at its own height, pushed down where two would overlap."""
    drawn, lowest = [], 0.0
    for words, value in sorted(labels, key=lambda label: -label[1]):
        lowest = max(scale(value) + 4, lowest + 16)
        drawn.append(_text("tick", x, lowest, words))
    return "".join(drawn)


@dataclass(frozen=True)
class FunnelPicture:
    """`share` is the common share from 0 to 1; `names` are of the units that chance does not explain.

    The last total of `curve` is where the axis ends; the chosen unit has a ring.
    """

    title: str
    summary: str
    share: float
    units: tuple[Standing, ...]
    curve: Sequence[tuple[int, Limits]]
    names: dict[str, str]
    chosen: str
    common: tuple[str, str]
    axis: str


FUNNEL = Layout(445, 292, 44, 62, 10, 44, labelled=True, months_named=0)


def funnel_svg(picture: FunnelPicture, tick: Format, count: Format) -> str:
    """Units by visits and share; bands are the limits of chance; outsiders are diamonds with their names."""
    lay, largest = FUNNEL, picture.curve[-1][0]
    right, bottom = lay.width - lay.right, lay.height - lay.bottom
    near = [limit for total, found in picture.curve if total >= largest / 4 for limit in (found.lower, found.upper)]
    scale = Scale([100 * value for value in (*near, *(unit.share for unit in picture.units))], lay.top, bottom, step=10)
    place = _across(lay.left, right, largest)
    mean = scale(100 * picture.share)
    parts = [
        _band("band wide", [(t, f.lower, f.upper) for t, f in picture.curve], place, scale),
        _band("band", [(t, f.warning_lower, f.warning_upper) for t, f in picture.curve], place, scale),
        _grid(scale, lay.left, right, tick),
        _rule("mean", lay.left, right, mean),
        *(_text("tick", place(n), bottom + 17, count(n), _anchor(n, largest)) for n in (0, largest / 2, largest)),
        _text("tick", right, bottom + 36, picture.axis, "end"),
        *(_unit(unit, picture, place(unit.total), scale(100 * unit.share), right) for unit in picture.units),
        _text("label", right + 6, mean - 3, picture.common[0]),
        _text("label", right + 6, mean + 13, picture.common[1]),
    ]
    return _picture("funnel", picture.title, picture.summary, lay.width, lay.height, parts)


def _across(left: float, right: float, largest: float) -> Callable[[float], float]:
    return lambda total: left + (right - left) * min(total, largest) / largest


def _anchor(value: float, largest: float) -> str:
    return "start" if value == 0 else "end" if value == largest else "middle"


def round_up(total: int) -> int:
    """The next even round number: 1, 2, 4, 6, 8 × a power of ten."""
    power = 10 ** (len(str(total)) - 1)
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= total)


def _band(
    kind: str, edges: Sequence[tuple[int, float, float]], place: Callable[[float], float], scale: Scale
) -> str:
    upper = [f"{place(total):.1f},{scale(100 * high):.1f}" for total, _, high in edges]
    lower = [f"{place(total):.1f},{scale(100 * low):.1f}" for total, low, _ in reversed(edges)]
    return f'<polygon class="{kind}" points="{" ".join([*upper, *lower])}"/>'


def _unit(unit: Standing, picture: FunnelPicture, x: float, y: float, right: float) -> str:
    name = picture.names.get(unit.key, "") if unit.side else ""
    if unit.side:
        mark = _diamond(x, y, 7)
    elif unit.key == picture.chosen:
        mark = f'<circle class="point run" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'
    else:
        mark = f'<circle class="point unit" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if not name:
        return mark
    to_left = x > right - 8 * len(name)
    return mark + _text("label", x - 12 if to_left else x + 12, y + 5, name, "end" if to_left else "start")
