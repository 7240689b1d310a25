"""A unit among others: the funnel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polku.insight.measures.funnel import Limits, Standing
from polku.web.board.drawing import Format, Layout, Scale, Tick, diamond, grid, picture_svg, rule, text


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


FUNNEL = Layout(445, 292, 44, 62, 10, 44, labelled=True, months_named=0, steps=6)


def funnel_svg(picture: FunnelPicture, tick: Tick, count: Format) -> str:
    """Units by visits and share; bands are the limits of chance; outsiders are diamonds with their names."""
    lay, largest = FUNNEL, picture.curve[-1][0]
    right, bottom = lay.width - lay.right, lay.height - lay.bottom
    near = [limit for total, found in picture.curve if total >= largest / 4 for limit in (found.lower, found.upper)]
    scale = Scale([100 * value for value in (*near, *(unit.share for unit in picture.units))], lay.top, bottom, steps=lay.steps)
    place = _across(lay.left, right, largest)
    mean = scale(100 * picture.share)
    parts = [
        _band("band wide", [(t, f.lower, f.upper) for t, f in picture.curve], place, scale),
        _band("band", [(t, f.warning_lower, f.warning_upper) for t, f in picture.curve], place, scale),
        grid(scale, lay.left, right, tick),
        rule("mean", lay.left, right, mean),
        *(text("tick", place(n), bottom + 17, count(n), _anchor(n, largest)) for n in (0, largest / 2, largest)),
        text("tick", right, bottom + 36, picture.axis, "end"),
        *(_unit(unit, picture, place(unit.total), scale(100 * unit.share), right) for unit in picture.units),
        text("label", right + 6, mean - 3, picture.common[0]),
        text("label", right + 6, mean + 13, picture.common[1]),
    ]
    return picture_svg("funnel", picture.title, picture.summary, lay.width, lay.height, parts)


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
        mark = diamond(x, y, 7)
    elif unit.key == picture.chosen:
        mark = f'<circle class="point run" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>'
    else:
        mark = f'<circle class="point unit" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if not name:
        return mark
    to_left = x > right - 8 * len(name)
    return mark + text("label", x - 12 if to_left else x + 12, y + 5, name, "end" if to_left else "start")
