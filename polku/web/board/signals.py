"""What a figure's run chart says: its picture, its signal in words, and the same in a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from polku.foundation.content import REQUIRED_LANGUAGES
from polku.insight.leading.logic import marks
from polku.insight.measures.runchart import Kind, RunChart, Signal
from polku.web.board import words
from polku.web.board.charts import Flag, RunPicture
from polku.web.board.drawing import PERCENT, Bounds
from polku.web.board.trend import Trend

BOUNDS: dict[str, Bounds] = {
    "percent": PERCENT, "days": (0.0, None), "contacts": (0.0, None), "index": (0.0, 1.0), "points": (-100.0, 100.0)
}  # fmt: skip


def bounds(found: Trend) -> Bounds:
    return (None, None) if found.running else BOUNDS[found.measure.unit]


def picture(found: Trend, name: str, title: str) -> RunPicture:
    return RunPicture(
        name=name, title=title, summary=summary(found), months=found.months, values=found.values, phases=found.phases,
        targets=found.targets, labels=tuple(_labels(found)), flags=flags(found), bounds=bounds(found),
    )  # fmt: skip


def flags(found: Trend) -> tuple[Flag, ...]:
    """Where new limits and actions begin, among the months of the picture."""
    months = found.months
    if not found.followed:
        return ()
    begun = {f"{step.begins:%Y-%m}" for step in found.led.steps.get(found.key, [])}
    rebased = {rebase.month for rebase in found.led.rebases.get(found.key, [])}
    limits = [Flag(months.index(month), "rebase", _("New limits")) for month in sorted(rebased) if month in months]
    return (*limits, *(Flag(months.index(month), "act", _("Action")) for month in sorted(begun) if month in months))


def _inside(found: Trend, value: float) -> float:
    low, high = bounds(found)
    return max(value if low is None else low, min(value if high is None else high, value))


def told(found: Trend, value: float) -> str:
    return words.value(found.measure.unit, value)


def _limit(found: Trend, value: float | None) -> str:
    return told(found, _inside(found, value or 0))


def _labels(found: Trend) -> Sequence[tuple[str, float]]:
    chart = found.chart
    goal = found.target
    labels = [] if goal is None else [(_("target %(target)s") % {"target": words.target(found.measure, goal)}, goal)]
    if chart.lower is None or chart.upper is None or chart.mean is None:
        return labels
    plain = {name: words.plain(found.measure.unit, _inside(found, value)) for name, value in
             (("upper", chart.upper), ("mean", chart.mean), ("lower", chart.lower))}  # fmt: skip
    return [
        *labels,
        (_("upper limit %(value)s") % {"value": plain["upper"]}, chart.upper),
        (_("mean %(value)s") % {"value": plain["mean"]}, chart.mean),
        (_("lower limit %(value)s") % {"value": plain["lower"]}, chart.lower),
    ]


def summary(found: Trend) -> str:
    """What the picture shows, in sentences."""
    chart = found.chart
    if not found.shown:
        return _("No figures to show in these months.")
    said_of = [ngettext("%(n)s month with a figure.", "%(n)s months with a figure.", found.shown) % {"n": found.shown}]
    if chart.mean is not None:
        said_of.append(_("Mean %(mean)s.") % {"mean": told(found, chart.mean)})
    if chart.lower is not None and chart.upper is not None:
        limits = {"low": _limit(found, chart.lower), "high": _limit(found, chart.upper)}
        said_of.append(_("Limits of ordinary variation %(low)s and %(high)s.") % limits)
    if found.target is not None:
        said_of.append(_("Target %(target)s.") % {"target": words.target(found.measure, found.target)})
    said_of += [f"{flag.words}: {words.month(found.months[flag.month])}." for flag in flags(found)]
    headline, text = said(found)[2:]
    return " ".join([*said_of, f"{headline}: {text}"])


def said(found: Trend) -> tuple[str, str, str, str]:
    """The signal of the month: icon, tone, headline and sentence."""
    chart, signal = found.chart, found.signal
    if found.empty:
        return "minus", "still", _("Nothing counted"), _("The data hold nothing of this figure in the month.")
    if found.value is None:
        return "minus", "still", _("Hidden"), _("The figure rests on so few, or protects a small one, that it is not shown.")
    if found.running:
        return "minus", "still", _("A running sum"), _("It has no limits of ordinary variation: look at its direction.")
    if chart.mean is None or chart.lower is None or chart.upper is None:
        return "minus", "still", _("Too few months"), _("Signals need at least two months with figures.")
    if signal is None:
        text = _("Variation is ordinary, mean %(mean)s.") % {"mean": told(found, chart.mean)}
        return "equal", "still", _("No change"), _with_trial(text, chart)
    title, text = _signal_words(found, signal)
    return _icon(signal), tone(found, signal), title, _with_trial(text, chart)


def tone(found: Trend, signal: Signal) -> str:
    """Good where the figure moves as it should; to be looked at otherwise."""
    return "good" if found.measure.better == ("higher" if signal.upwards else "lower") else "look"


def said_in_every_language(found: Trend) -> dict[str, str]:
    """The signal's headline and sentence as they are kept."""
    kept = {}
    for language in REQUIRED_LANGUAGES:
        with override(language):
            headline, text = said(found)[2:]
            kept[language] = f"{headline}: {text}"
    return kept


def _icon(signal: Signal) -> str:
    if signal.kind is Kind.OUTSIDE:
        return "diamond"
    return "trending-up" if signal.upwards else "trending-down"


def _signal_words(found: Trend, signal: Signal) -> tuple[str, str]:
    chart, months, up = found.chart, signal.last - signal.first + 1, signal.upwards
    numbers = {
        "n": months, "month": words.month(found.month), "mean": told(found, chart.mean or 0),
        "low": _limit(found, chart.lower), "high": _limit(found, chart.upper),
    }  # fmt: skip
    title, text = {
        (Kind.OUTSIDE, True): (_("Deviation, %(month)s"), _("Above the upper limit %(high)s.")),
        (Kind.OUTSIDE, False): (_("Deviation, %(month)s"), _("Below the lower limit %(low)s.")),
        (Kind.SHIFT, True): (_("The level has risen"), _("%(n)s months in a row above the mean %(mean)s.")),
        (Kind.SHIFT, False): (_("The level has fallen"), _("%(n)s months in a row below the mean %(mean)s.")),
        (Kind.TREND, True): (_("Rising"), _("%(n)s months in a row, each above the one before.")),
        (Kind.TREND, False): (_("Falling"), _("%(n)s months in a row, each below the one before.")),
        (Kind.NEAR, True): (_("Near the upper limit"), _("Two of the last three months are near the limit %(high)s.")),
        (Kind.NEAR, False): (_("Near the lower limit"), _("Two of the last three months are near the limit %(low)s.")),
    }[signal.kind, up]
    return title % numbers, text % numbers


def _with_trial(text: str, chart: RunChart) -> str:
    if not chart.trial:
        return text
    count = len(chart.values)
    return f"{text} " + ngettext("Trial limits, %(n)s point.", "Trial limits, %(n)s points.", count) % {"n": count}


def signal_in_table(found: Trend) -> tuple[str, ...]:
    """For each month, the signals that it takes part in, in a word or two."""
    if found.running:
        return ("",) * len(found.values)
    places = {kind: marks(found.phases, [kind]) for kind in Kind}
    texts = {
        Kind.OUTSIDE: _("outside the limits"), Kind.SHIFT: _("seven on one side"),
        Kind.TREND: _("seven in one direction"), Kind.NEAR: _("near a limit"),
    }  # fmt: skip
    cells, point = [], 0
    for value in found.values:
        if value is None:
            cells.append("")
            continue
        cells.append(", ".join(texts[kind] for kind in Kind if point in places[kind]) or _("within the limits"))
        point += 1
    return tuple(cells)
