"""The share within the limit over 24 months: the present figure, its target, its run chart and the signal in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from polku.foundation.content import REQUIRED_LANGUAGES
from polku.insight.leading.logic import Phase, marks, phases
from polku.insight.leading.queries import Key, Led
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, Figures, Line
from polku.insight.measures.runchart import Kind, RunChart, Signal
from polku.insight.measures.targets import target
from polku.web.board import levels, words
from polku.web.board.charts import Flag, RunPicture
from polku.web.board.selection import Selection


@dataclass(frozen=True)
class Trend:
    """`lines` has None for a month without eligible visits; `led` is what leaders have done about the figure."""

    selection: Selection
    lines: tuple[Line | None, ...]
    phases: tuple[Phase, ...]
    targets: tuple[float | None, ...]
    led: Led

    @property
    def chart(self) -> RunChart:
        """The limits that hold now."""
        return self.phases[-1].chart

    @property
    def key(self) -> Key:
        return ACCESS.id, self.selection.service, self.selection.clock

    @property
    def shown(self) -> int:
        """Months with a figure."""
        return sum(len(phase.chart.values) for phase in self.phases)

    @property
    def now(self) -> Line | None:
        return self.lines[-1]

    @property
    def share(self) -> float | None:
        return self.now.share if self.now else None

    @property
    def target(self) -> float | None:
        return self.targets[-1]

    @property
    def empty(self) -> bool:
        """No visits in the month: there is nothing that could be hidden."""
        return self.now is None or self.now.total.count == 0

    @property
    def short_of_target(self) -> int | None:
        """Visits that lack from the target, when the figures are shown."""
        line = self.now
        if line is None or self.target is None or line.total.count is None or line.within.count is None:
            return None
        return max(0, ceil(self.target / 100 * line.total.count) - line.within.count)

    @property
    def signal(self) -> Signal | None:
        """The signal of the chosen month itself."""
        return self.chart.now if self.share is not None else None


def trend(figures: Figures, selection: Selection, led: Led) -> Trend:
    months = [figures.month(month) for month in selection.months]
    lines = tuple(levels.line(month, selection.unit, selection.profession) if month else None for month in months)
    path = target(settings.POLKU_COUNTY, ACCESS.target, selection.service, selection.clock)
    points = [(month, line.share) for month, line in zip(selection.months, lines, strict=True) if line and line.share is not None]
    targets = tuple(path.at(month) if path else None for month in selection.months)
    rebased = led.rebases.get((ACCESS.id, selection.service, selection.clock), []) if selection.profession == ALL else []
    starts = [sum(month < rebase.month for month, _share in points) for rebase in rebased]
    return Trend(selection, lines, phases([share for _month, share in points], starts), targets, led)


def picture(found: Trend, name: str, title: str) -> RunPicture:
    values = tuple(line.share if line else None for line in found.lines)
    return RunPicture(
        name=name, title=title, summary=summary(found), months=found.selection.months, values=values,
        phases=found.phases, targets=found.targets, labels=tuple(_labels(found)), flags=flags(found),
    )  # fmt: skip


def flags(found: Trend) -> tuple[Flag, ...]:
    """Where new limits and actions begin, among the months of the picture."""
    months = found.selection.months
    if found.selection.profession != ALL:
        return ()
    begun = {f"{step.begins:%Y-%m}" for step in found.led.steps.get(found.key, [])}
    rebased = {rebase.month for rebase in found.led.rebases.get(found.key, [])}
    limits = [Flag(months.index(month), "rebase", _("New limits")) for month in sorted(rebased) if month in months]
    return (*limits, *(Flag(months.index(month), "act", _("Action")) for month in sorted(begun) if month in months))


def _labels(found: Trend) -> Sequence[tuple[str, float]]:
    chart = found.chart
    labels = [] if found.target is None else [(_("target %(target)s") % {"target": words.target(found.target)}, found.target)]
    if chart.lower is None or chart.upper is None or chart.mean is None:
        return labels
    return [
        *labels,
        (_("upper limit %(value)s") % {"value": words.number(min(100, chart.upper), 1)}, chart.upper),
        (_("mean %(value)s") % {"value": words.number(chart.mean, 1)}, chart.mean),
        (_("lower limit %(value)s") % {"value": words.number(max(0, chart.lower), 1)}, chart.lower),
    ]


def summary(found: Trend) -> str:
    """What the picture shows, in sentences."""
    chart = found.chart
    if chart.mean is None:
        return _("No figures to show in these months.")
    told = [
        ngettext("%(n)s month with a figure.", "%(n)s months with a figure.", found.shown) % {"n": found.shown},
        _("Mean %(mean)s.") % {"mean": words.percent(chart.mean)},
    ]
    if chart.lower is not None and chart.upper is not None:
        limits = {"low": words.percent(max(0, chart.lower)), "high": words.percent(min(100, chart.upper))}
        told.append(_("Limits of ordinary variation %(low)s and %(high)s.") % limits)
    if found.target is not None:
        told.append(_("Target %(target)s.") % {"target": words.target(found.target)})
    told += [f"{flag.words}: {words.month(found.selection.months[flag.month])}." for flag in flags(found)]
    headline, text = said(found)[2:]
    return " ".join([*told, f"{headline}: {text}"])


def said(found: Trend) -> tuple[str, str, str, str]:
    """The signal of the month: icon, tone, headline and sentence."""
    chart, signal = found.chart, found.signal
    if found.empty:
        return "minus", "still", _("No visits"), _("Nobody had a non-urgent visit with a known wait in this month.")
    if found.share is None:
        return "minus", "still", _("Hidden"), _("So few visits that the figure is not shown.")
    if chart.mean is None or chart.lower is None or chart.upper is None:
        return "minus", "still", _("Too few months"), _("Signals need at least two months with figures.")
    if signal is None:
        text = _("Variation is ordinary, mean %(mean)s.") % {"mean": words.percent(chart.mean)}
        return "equal", "still", _("No change"), _with_trial(text, chart)
    title, text = _signal_words(signal, chart, words.month(found.selection.month))
    return _icon(signal), "good" if signal.upwards else "look", title, _with_trial(text, chart)


def said_in_every_language(found: Trend) -> dict[str, str]:
    """The signal's headline and sentence as they are kept."""
    told = {}
    for language in REQUIRED_LANGUAGES:
        with override(language):
            headline, text = said(found)[2:]
            told[language] = f"{headline}: {text}"
    return told


def _icon(signal: Signal) -> str:
    if signal.kind is Kind.OUTSIDE:
        return "diamond"
    return "trending-up" if signal.upwards else "trending-down"


def _signal_words(signal: Signal, chart: RunChart, month: str) -> tuple[str, str]:
    months, up = signal.last - signal.first + 1, signal.upwards
    numbers = {
        "n": months, "month": month, "mean": words.percent(chart.mean or 0),
        "low": words.percent(max(0, chart.lower or 0)), "high": words.percent(min(100, chart.upper or 0)),
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
    places = {kind: marks(found.phases, [kind]) for kind in Kind}
    texts = {
        Kind.OUTSIDE: _("outside the limits"), Kind.SHIFT: _("seven on one side"),
        Kind.TREND: _("seven in one direction"), Kind.NEAR: _("near a limit"),
    }  # fmt: skip
    cells, point = [], 0
    for line in found.lines:
        if line is None or line.share is None:
            cells.append("")
            continue
        cells.append(", ".join(texts[kind] for kind in Kind if point in places[kind]) or _("within the limits"))
        point += 1
    return tuple(cells)
