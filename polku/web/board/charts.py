"""A figure in time: the run chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from polku.insight.leading.logic import Phase, marks
from polku.insight.measures.runchart import Kind, RunChart
from polku.web.board.drawing import PERCENT, Bounds, Layout, Scale, Tick, diamond, grid, picture_svg, rule, text

FAR = 2.0
"""A target farther than so many times the spread of the figures is left out of the picture."""
SMALL = Layout(212, 108, 26, 6, 8, 22, labelled=False, months_named=2, steps=3)
WIDE = Layout(880, 344, 40, 118, 34, 30, labelled=True, months_named=6, steps=6)
NARROW = Layout(350, 314, 34, 12, 34, 30, labelled=False, months_named=3, steps=5)
TICK_LETTER = 6.4


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
    bounds: Bounds = PERCENT


def scale_of(picture: RunPicture, layout: Layout) -> Scale:
    limits = [value for phase in picture.phases for value in (phase.chart.lower, phase.chart.upper) if value is not None]
    known = [value for value in (*picture.values, *limits) if value is not None]
    known += _near(known, [target for target in picture.targets if target is not None])
    return Scale(known, layout.top, layout.height - layout.bottom, bounds=picture.bounds, steps=layout.steps)


def _near(known: Sequence[float], targets: Sequence[float]) -> list[float]:
    """The targets that the picture has room for: one far away would press everything else flat."""
    room = FAR * (max(known) - min(known)) if known else 0.0
    return [target for target in targets if not known or min(known) - room <= target <= max(known) + room]


def run_svg(picture: RunPicture, layout: Layout, tick: Tick) -> str:
    parts = run_parts(picture, layout, tick)
    return picture_svg(picture.name, picture.title, picture.summary, layout.width, layout.height, parts)


def run_parts(picture: RunPicture, layout: Layout, tick: Tick) -> list[str]:
    """The run chart: band of limits, mean, dashed target, line; diamonds outside, rings in runs and trends."""
    scale = scale_of(picture, layout)
    longest = max(len(tick(value, scale.decimals)) for value in scale.ticks)
    layout = replace(layout, left=max(layout.left, ceil(TICK_LETTER * longest) + 8))
    right, last = layout.width - layout.right, max(1, len(picture.months) - 1)
    places = [layout.left + (right - layout.left) * index / last for index in range(len(picture.months))]
    parts = [
        grid(scale, layout.left, right, tick),
        *_phases(picture, scale, places, right, edged=layout.roomy),
        _flags(picture.flags, places, layout),
        _targets(picture.targets, places, scale),
        _line(picture.values, places, scale),
        _points(picture, places, scale, every=layout.roomy),
        _months(picture.months, places, layout),
    ]
    if layout.labelled:
        parts.append(_edge_labels(picture.labels, right + 8, scale))
    return parts


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
        if layout.roomy:
            anchor = "end" if flag.month > len(places) * 2 / 3 else "start"
            drawn.append(text(f"flag-words {flag.kind}", x, layout.top - (7 if flag.kind == "act" else 20), flag.words, anchor))
    return "".join(drawn)


def _limits(chart: RunChart, scale: Scale, left: float, right: float, *, edged: bool) -> str:
    if chart.lower is None or chart.upper is None or chart.mean is None:
        return ""
    top, bottom, trial = scale(chart.upper), scale(chart.lower), " trial" if chart.trial else ""
    band = f'<rect class="band{trial}" x="{left}" y="{top:.1f}" width="{right - left}" height="{bottom - top:.1f}"/>'
    edges = rule(f"limit{trial}", left, right, top) + rule(f"limit{trial}", left, right, bottom) if edged else ""
    return band + edges + rule("mean", left, right, scale(chart.mean))


def _targets(targets: Sequence[float | None], places: Sequence[float], scale: Scale) -> str:
    """The dated path: one dashed line for each stretch of months with the same target."""
    drawn, start = [], 0
    for index in range(1, len(targets) + 1):
        if index == len(targets) or targets[index] != targets[start]:
            value = targets[start]
            if value is not None and scale.holds(value):
                drawn.append(rule("target", places[start], places[min(index, len(targets) - 1)], scale(value)))
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
            drawn.append(diamond(x, y, size + 2.5))
        elif index in run:
            drawn.append(f'<circle class="point run" cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>')
        elif every or index == len(shown) - 1:
            drawn.append(f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="{size - 0.5}"/>')
    return "".join(drawn)


def _months(months: Sequence[str], places: Sequence[float], layout: Layout) -> str:
    """The first and last month and some between, as ``10/2026``."""
    last, named = len(months) - 1, min(layout.months_named, len(months))
    chosen = sorted({round(index * last / max(1, named - 1)) for index in range(named)})
    anchors = {0: "start", last: "end"}
    return "".join(
        text("tick", places[i], layout.height - 4, _short(months[i]), anchors.get(i, "middle")) for i in chosen
    )


def _short(month: str) -> str:
    year, number = month.split("-")
    return f"{int(number)}/{year}"


def _edge_labels(labels: Sequence[tuple[str, float]], x: float, scale: Scale) -> str:
    """Each at its own height, pushed down where two would overlap."""
    drawn, lowest = [], 0.0
    for words, value in sorted(labels, key=lambda label: -label[1]):
        lowest = max(scale(value) + 4, lowest + 16)
        drawn.append(text("tick", x, lowest, words))
    return "".join(drawn)
