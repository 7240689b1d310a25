"""Moments, days, numbers and remaining time as Finnish, Swedish and English readers write them.

Pure: a moment is aware, a language is a code, an unknown language is written as English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from polku.foundation.calendar import HELSINKI

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MINUTES_IN_DAY = 24 * 60


@dataclass(frozen=True)
class Style:
    """How one language writes. ``{}`` is the place of the value."""

    time_separator: str
    at: str
    short_weekdays: tuple[str, ...]
    on_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    day_with_year: str
    today: str
    tomorrow: str
    yesterday: str
    days: tuple[str, str]
    remaining: str
    left: str
    over: str
    decimal: str
    percent: str


FINNISH = Style(
    time_separator=".",
    at="klo {}",
    short_weekdays=("ma", "ti", "ke", "to", "pe", "la", "su"),
    on_weekdays=("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
    months=(
        "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu",
        "heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu",
    ),
    day="{day}.{month}.",
    day_with_year="{day}.{month}.{year}",
    today="tänään",
    tomorrow="huomenna",
    yesterday="eilen",
    days=("päivä", "päivää"),
    remaining="vielä {}",
    left="{} jäljellä",
    over="{} yli",
    decimal=",",
    percent="{} %",
)  # fmt: skip
SWEDISH = Style(
    time_separator=".",
    at="kl. {}",
    short_weekdays=("må", "ti", "on", "to", "fr", "lö", "sö"),
    on_weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    months=(
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    day="{day}.{month}",
    day_with_year="{day}.{month}.{year}",
    today="i dag",
    tomorrow="i morgon",
    yesterday="i går",
    days=("dag", "dagar"),
    remaining="{} kvar",
    left="{} kvar",
    over="{} över",
    decimal=",",
    percent="{} %",
)  # fmt: skip
ENGLISH = Style(
    time_separator=":",
    at="at {}",
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    on_weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    day="{day} {short_month}",
    day_with_year="{day} {short_month} {year}",
    today="today",
    tomorrow="tomorrow",
    yesterday="yesterday",
    days=("day", "days"),
    remaining="{} left",
    left="{} left",
    over="{} over",
    decimal=".",
    percent="{}%",
)  # fmt: skip
STYLES = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}


def style(language: str) -> Style:
    return STYLES.get(language.split("-")[0], ENGLISH)


def helsinki_day(value: date | datetime) -> date:
    return value.astimezone(HELSINKI).date() if isinstance(value, datetime) else value


def time_of_day(moment: datetime, language: str) -> str:
    """``9.20`` in Finnish and Swedish, ``9:20`` in English."""
    local = moment.astimezone(HELSINKI)
    return f"{local.hour}{style(language).time_separator}{local.minute:02}"


def at_time(moment: datetime, language: str) -> str:
    """``klo 9.20``, ``kl. 9.20``, ``at 9:20``."""
    return style(language).at.format(time_of_day(moment, language)).replace(" ", NO_BREAK)


def day(value: date | datetime, language: str, *, weekday: bool = True, year: bool = False) -> str:
    """``to 19.11.``, ``to 19.11``, ``Thu 19 Nov``; the year and the weekday on request."""
    found, words = helsinki_day(value), style(language)
    pattern = words.day_with_year if year else words.day
    text = pattern.format(
        day=found.day, month=found.month, year=found.year, short_month=words.months[found.month - 1][:3]
    )
    if weekday:
        text = f"{words.short_weekdays[found.weekday()]} {text}"
    return text.replace(" ", NO_BREAK)


def on_day(value: date | datetime, language: str) -> str:
    """The day inside a sentence: ``torstaina 19.11.``, ``torsdag 19.11``, ``Thursday 19 Nov``."""
    return f"{style(language).on_weekdays[helsinki_day(value).weekday()]} {day(value, language, weekday=False)}"


def moment(value: datetime, language: str) -> str:
    """``ti 24.11. klo 9.20``."""
    return f"{day(value, language)} {at_time(value, language)}"


def near_day(value: date | datetime, now: datetime, language: str) -> str:
    """``tänään``, ``huomenna``, ``eilen``, else the day."""
    words = style(language)
    distance = (helsinki_day(value) - helsinki_day(now)).days
    named = {0: words.today, 1: words.tomorrow, -1: words.yesterday}
    return named.get(distance) or day(value, language, year=abs(distance) > 300)


def short_day(value: date | datetime, now: datetime, language: str) -> str:
    """The shortest clear day beside a time: empty today, ``pe`` within six days, else ``24.11.``."""
    distance = (helsinki_day(value) - helsinki_day(now)).days
    if distance == 0:
        return ""
    if abs(distance) <= 6:
        return style(language).short_weekdays[helsinki_day(value).weekday()]
    return day(value, language, weekday=False)


def near_moment(value: datetime, now: datetime, language: str) -> str:
    """``tänään klo 14.45``, ``pe 20.11. klo 8.00``."""
    return f"{near_day(value, now, language)} {at_time(value, language)}"


def month(text: str, language: str) -> str:
    """``2026-10`` as ``lokakuu 2026``."""
    year, number_of_month = text.split("-")
    return f"{style(language).months[int(number_of_month) - 1]} {year}"


def duration(minutes: int, language: str) -> str:
    """``4 min``, ``2 h 30 min``, from a full day on ``3 päivää``."""
    if minutes >= MINUTES_IN_DAY:
        count = minutes // MINUTES_IN_DAY
        one, many = style(language).days
        return f"{count}{NO_BREAK}{one if count == 1 else many}"
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}{NO_BREAK}h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NO_BREAK}min")
    return NO_BREAK.join(parts)


def remaining(minutes: int, language: str, *, sentence: bool = False) -> str:
    """``vielä 2 h 30 min`` or, past the time, ``22 min yli``; ``sentence`` gives ``2 h 30 min jäljellä``."""
    words = style(language)
    if minutes < 0:
        return words.over.format(duration(-minutes, language))
    return (words.left if sentence else words.remaining).format(duration(minutes, language))


def number(value: float | int, language: str, decimals: int = 0) -> str:
    """``26 561`` and ``74,8``: thousands by a no-break space, the decimal mark of the language."""
    text = f"{abs(value):,.{decimals}f}".replace(",", NO_BREAK).replace(".", style(language).decimal)
    negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if negative else text


def percent(value: float | int, language: str, decimals: int = 0) -> str:
    """``75 %`` in Finnish and Swedish, ``75%`` in English; the value is already in percent."""
    return style(language).percent.format(number(value, language, decimals)).replace(" ", NO_BREAK)
