"""Charts with the classes of board.css, drawn on invented figures."""
# ruff: noqa: E501

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 239, 112, 26, 233, 8, 90


def run_chart(name: str, title: str, summary: str, values: Sequence[float], ticks: Sequence[float], target: float, signals: int = 0) -> SafeString:
    """A run chart; the last ``signals`` points are ringed, and a last point beyond the limits is a diamond."""
    mean = sum(values) / len(values)
    moving = sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    shown = [*values, *ticks, target, mean - 2.66 * moving, mean + 2.66 * moving]
    low, high = min(shown), max(shown)

    def y(value: float) -> str:
        return f"{BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP):.1f}"

    points = [(f"{LEFT + place * (RIGHT - LEFT) / (len(values) - 1):.1f}", y(value)) for place, value in enumerate(values)]
    top, bottom = y(mean + 2.66 * moving), y(mean - 2.66 * moving)
    parts = [
        format_html_join("", '<line class="grid" x1="26" x2="233" y1="{0}" y2="{0}"/><text class="tick" x="20" y="{0}" dy="4" text-anchor="end">{1}</text>',
                         ((y(tick), f"{tick:g}".replace(".", ",")) for tick in ticks)),
        format_html('<rect class="band" x="26" y="{}" width="207" height="{}"/>', top, f"{float(bottom) - float(top):.1f}"),
        format_html('<line class="mean" x1="26" x2="233" y1="{0}" y2="{0}"/><line class="target" x1="26" x2="233" y1="{1}" y2="{1}"/>', y(mean), y(target)),
        format_html('<polyline class="line" points="{}"/>', " ".join(",".join(point) for point in points)),
        format_html_join("", '<circle class="point run" cx="{}" cy="{}" r="3.2"/>', points[len(points) - signals:] if signals else []),
        format_html('<circle class="point last" cx="{}" cy="{}" r="2.6"/>', *points[-1]) if not signals else "",
        mark_safe('<text class="tick" x="26" y="108">11/2024</text><text class="tick" x="233" y="108" text-anchor="end">10/2026</text>'),
    ]  # fmt: skip
    return format_html(
        '<svg class="chart" viewBox="0 0 239 112" role="img" aria-labelledby="{0}-title {0}-summary"><title id="{0}-title">{1}</title><desc id="{0}-summary">{2}</desc>{3}</svg>',
        name, title, summary, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def funnel(units: Sequence[tuple[str, int, float]], mean: float) -> SafeString:
    """Units by visits and share, with the limits of chance; those outside the wider limits are named."""

    def x(count: float) -> float:
        return 40 + count / 3400 * 355

    def y(share: float) -> float:
        return 10 + (90 - share) / 30 * 238

    def spread(count: int) -> float:
        return (mean * (100 - mean) / count) ** 0.5

    counts = [*range(90, 500, 20), *range(500, 3401, 100)]

    def band(width: float) -> str:
        upper = [(x(count), y(min(90, mean + width * spread(count)))) for count in counts]
        lower = [(x(count), y(max(60, mean - width * spread(count)))) for count in reversed(counts)]
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in [*upper, *lower])

    marks = []
    for name, count, share in units:
        a, b = x(count), y(share)
        if abs(share - mean) > 3.09 * spread(count):
            marks.append(format_html('<path class="point outside" d="M{0} {1}l7 7-7 7-7-7Z"/><text class="label" x="{2}" y="{3}">{4}</text>',
                                     f"{a:.1f}", f"{b - 7:.1f}", f"{a + 12:.1f}", f"{b + 5:.1f}", f"{name} {share:.1f} %".replace(".", ",")))
        else:
            marks.append(format_html('<circle class="point unit" cx="{}" cy="{}" r="4"/>', f"{a:.1f}", f"{b:.1f}"))
    lines = format_html_join(
        "", '<line class="grid" x1="40" x2="395" y1="{0}" y2="{0}"/><text class="tick" x="32" y="{0}" dy="4" text-anchor="end">{1} %</text>',
        ((f"{y(share):.1f}", share) for share in (60, 70, 80, 90)),
    )  # fmt: skip
    return format_html(
        '<svg class="chart" viewBox="0 0 445 288" role="img" aria-labelledby="funnel-picture funnel-summary"><title id="funnel-picture">Yksiköt suppilokuviossa</title>'
        '<desc id="funnel-summary">Kaksi yksikköä poikkeaa muista.</desc><polygon class="band wide" points="{}"/><polygon class="band" points="{}"/>{}'
        '<line class="mean" x1="40" x2="395" y1="{}" y2="{}"/>{}<text class="tick" x="395" y="284" text-anchor="end">käyntejä</text></svg>',
        band(3.09), band(1.96), lines, f"{y(mean):.1f}", f"{y(mean):.1f}", format_html_join("", "{}", ((mark,) for mark in marks)),
    )  # fmt: skip
