"""Tags and filters of all three faces. Each is a thin door to ``formatting``, ``clocks`` or a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from polku.foundation.clock import now as clock_now
from polku.web.ui import clocks, formatting
from polku.web.ui.folding import FIXED_TAGS
from polku.web.ui.icon_paths import ICONS

register = template.Library()

DIRECTED_ICONS = frozenset({"arrow-right", "chevron-left", "chevron-right", "log-in", "log-out", "send"})
URGENCY_WORDS = {
    5: gettext_lazy("Emergency, now"),
    4: gettext_lazy("Today"),
    3: gettext_lazy("1–3 days"),
    2: gettext_lazy("Within 7 days"),
    1: gettext_lazy("Self-care"),
}


def language() -> str:
    return get_language() or "fi"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon, inline and hidden from screen readers: put a word beside it."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"found icon {name!r}, expected one of icon_paths.py; add it to tools/vendor.py")
    directed = mark_safe(" data-directed") if name in DIRECTED_ICONS else ""
    return format_html(
        '<svg class="icon"{} viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        directed,
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def urgency_bars(level: int) -> SafeString:
    """Five rising bars, ``level`` of them filled. Always write the word beside: ``{{ level|urgency_word }}``."""
    bars = ((6 * step, 13 - 3 * step, 6 + 3 * step, "on" if step < int(level) else "off") for step in range(5))
    return format_html(
        '<svg class="urgency" data-level="{}" viewBox="0 0 28.2 20" aria-hidden="true" focusable="false">{}</svg>',
        int(level),
        format_html_join("", '<rect x="{}" y="{}" width="4.2" height="{}" rx="1.2" class="{}"/>', bars),
    )


FIXED_TAGS.update({icon, urgency_bars})


@register.filter
def urgency_word(level: int) -> str:
    return str(URGENCY_WORDS[int(level)])


@register.simple_tag
def wayline(fraction: float | str | None) -> SafeString:
    """A line of time used, 0 to 1; dashed when the clock has not started (None)."""
    if fraction is None or fraction == "":
        line = mark_safe('<line class="wayline-base" x1="0" x2="240" y1="6" y2="6" stroke-dasharray="4 5"/>')
    else:
        line = format_html(
            '<line class="wayline-base" x1="0" x2="240" y1="6" y2="6"/>'
            '<line class="wayline-past" x1="2" x2="{}" y1="6" y2="6"/>',
            round(2 + 236 * min(1.0, max(0.0, float(fraction))), 1),
        )
    return format_html(
        '<svg class="wayline" viewBox="0 0 240 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
        line,
    )


@register.simple_tag
def clock_face(
    due: datetime | None, paused_until: datetime | None = None, done_at: datetime | None = None
) -> clocks.ClockFace:
    """``{% clock_face case.due paused_until=… done_at=… as face %}``: state, time, day, minutes, sign."""
    return clocks.face(due or None, clock_now(), language(), paused_until=paused_until or None, done_at=done_at or None)


@register.inclusion_tag("ui/parts/clock.html")
def clock(
    due: datetime | None, paused_until: datetime | None = None, done_at: datetime | None = None
) -> dict[str, Any]:
    """The clock of a worklist row: sign, absolute time, and below it what remains in words."""
    return {"face": clock_face(due, paused_until, done_at)}


@register.filter
def time_used(started: datetime | None, due: datetime | None) -> float | None:
    """The share of time used, for ``wayline``: ``{% wayline clock.started|time_used:clock.due %}``."""
    return clocks.share_used(started, due, clock_now()) if started and due else None


@register.filter
def clock_time(moment: datetime) -> str:
    return formatting.time_of_day(moment, language())


@register.filter
def at_time(moment: datetime) -> str:
    return formatting.at_time(moment, language())


@register.filter
def day(value: date | datetime) -> str:
    return formatting.day(value, language())


@register.filter
def day_with_year(value: date | datetime) -> str:
    return formatting.day(value, language(), weekday=False, year=True)


@register.filter
def on_day(value: date | datetime) -> str:
    return formatting.on_day(value, language())


@register.filter
def moment(value: datetime) -> str:
    return formatting.moment(value, language())


@register.filter
def near_day(value: date | datetime) -> str:
    return formatting.near_day(value, clock_now(), language())


@register.filter
def near_moment(value: datetime) -> str:
    return formatting.near_moment(value, clock_now(), language())


@register.filter
def timeline_time(value: datetime) -> str:
    """The time of today's acts, the day of older ones."""
    same_day = formatting.helsinki_day(value) == formatting.helsinki_day(clock_now())
    return formatting.time_of_day(value, language()) if same_day else formatting.day(value, language(), weekday=False)


@register.filter
def month_name(text: str) -> str:
    return formatting.month(text, language())


@register.filter
def remaining(minutes: int) -> str:
    return formatting.remaining(minutes, language())


@register.filter
def time_left(minutes: int) -> str:
    return formatting.remaining(minutes, language(), sentence=True)


@register.filter
def duration(minutes: int) -> str:
    return formatting.duration(minutes, language())


@register.filter
def number(value: float, decimals: int = 0) -> str:
    return formatting.number(value, language(), decimals)


@register.filter
def percent(value: float, decimals: int = 0) -> str:
    return formatting.percent(value, language(), decimals)


@register.filter
def phone_link(text: str) -> str:
    """``116 117`` as an address that a telephone understands."""
    return "tel:" + "".join(sign for sign in text if sign.isdigit() or sign == "+")


@register.filter
def emphasis(text: str) -> SafeString:
    """Content's only markup: ``**words**`` become strong; everything else is escaped."""
    parts = str(text).split("**")
    if len(parts) % 2 == 0:
        return format_html("{}", text)
    marked = (format_html("<strong>{}</strong>" if place % 2 else "{}", part) for place, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in marked))


@register.filter
def paragraphs(text: str) -> list[str]:
    """Content's paragraphs, parted by blank lines."""
    return [part for part in str(text).split("\n\n") if part.strip()]


@register.filter
def first_upper(text: str) -> str:
    """A capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


@register.filter
def reading_direction(code: str) -> str:
    """``rtl`` or ``ltr`` of a language."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.simple_tag
def choices(options: Sequence[Mapping[str, Any]], id: str, name: str, kind: str, error: str) -> SafeString:
    """The rows of ``ui/parts/choices.html``: drawn here, for a question may have many."""
    described = format_html(' aria-describedby="{}-error"', id) if error else ""
    rows = []
    for place, option in enumerate(options, 1):
        if option.get("apart") and place > 1:
            rows.append(format_html('<p class="choices-or">{}</p>\n', _("or")))
        hint = format_html('<span class="hint">{}</span>', option["hint"]) if option.get("hint") else ""
        rows.append(format_html(
            '<label class="choice" for="{id}"><input type="{kind}" name="{name}" id="{id}" value="{value}"{checked}{described}>'
            "<b>{text}</b>{hint}</label>\n",
            id=id if place == 1 else f"{id}-{place}", kind=kind or "radio", name=name, value=option["value"], described=described,
            checked=mark_safe(" checked") if option.get("checked") else "", text=option["text"], hint=hint,
        ))  # fmt: skip
    return mark_safe("".join(rows))


@register.simple_tag
def error_title(has_errors: bool) -> str:
    """The start of the title of a page that has something to mend."""
    return _("Error:") + " " if has_errors else ""


@register.filter
def in_language(text: dict[str, str]) -> str:
    """A text of content in the page's language; Finnish where content has not that language yet."""
    return text.get(language()) or text["fi"]
