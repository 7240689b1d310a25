"""How unevenly contacts fall on people: the Lorenz curve, beside what it would be if all had as many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polku.web.board.drawing import Layout, Tick, picture_svg, rule, text

LAYOUT = Layout(360, 320, 44, 16, 12, 44, labelled=True, months_named=0, steps=4)
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class LorenzPicture:
    """`points`: the lightest so many percent of people → percent of the contacts that are theirs."""

    title: str
    summary: str
    points: Mapping[float, float]
    people: str
    contacts: str


def lorenz_svg(picture: LorenzPicture, tick: Tick) -> str:
    right, bottom = LAYOUT.width - LAYOUT.right, LAYOUT.height - LAYOUT.bottom

    def x(share: float) -> float:
        return LAYOUT.left + (right - LAYOUT.left) * share / 100

    def y(share: float) -> float:
        return bottom - (bottom - LAYOUT.top) * share / 100

    curve = [(0.0, 0.0), *sorted(picture.points.items())]
    line = " ".join(f"{x(people):.1f},{y(contacts):.1f}" for people, contacts in curve)
    parts = [
        *(rule("grid", LAYOUT.left, right, y(at)) + text("tick", LAYOUT.left - 6, y(at) + 4, tick(at, 0), "end") for at in TICKS),
        *(text("tick", x(at), bottom + 17, tick(at, 0), "middle") for at in TICKS[1:]),
        f'<line class="target" x1="{x(0):.1f}" y1="{y(0):.1f}" x2="{x(100):.1f}" y2="{y(100):.1f}"/>',
        f'<polygon class="band" points="{line}"/>',
        f'<polyline class="line" points="{line}"/>',
        *(f'<circle class="point" cx="{x(people):.1f}" cy="{y(contacts):.1f}" r="3"/>' for people, contacts in curve[1:]),
        text("tick", right, bottom + 36, picture.people, "end"),
        text("tick", LAYOUT.left + 6, LAYOUT.top + 10, picture.contacts),
    ]
    return picture_svg("lorenz", picture.title, picture.summary, LAYOUT.width, LAYOUT.height, parts)
