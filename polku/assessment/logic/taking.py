"""One value as a form sends it or as JSON holds it, taken by the type of its item or refused with a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from polku.assessment.logic.items import NUMBERS, Attachment, Item, One, Other
from polku.foundation.calendar import HELSINKI

LONGEST = {"string": 255, "text": 10_000, "url": 2_000, "open-choice": 255}
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,10})?\Z")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_URL = re.compile(r"https?://[^\s<>\"'\\]+\Z", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken.

    `code` is one of: required, not-yes-or-no, not-a-number, not-whole, too-small, too-large, not-an-option, one-only,
    none-with-others, no-dont-know, not-a-date, not-a-moment, not-a-time, too-early, too-late, not-text, too-short,
    too-long, not-the-form, not-an-address, not-a-file, file-too-large, file-type, too-few, too-many.
    `limit` is the limit that was passed, where there is one.
    """

    code: str
    limit: Decimal | str | None = None


def take(item: Item, raw: object) -> One | Problem:
    """The value in `raw`; how many there may be is the caller's matter."""
    return _TAKERS[item.type](item, raw)


def _boolean(item: Item, raw: object) -> One | Problem:
    truth = raw if isinstance(raw, bool) else _TRUTH.get(str(raw)) if isinstance(raw, str) else None
    return Problem("not-yes-or-no") if truth is None else truth


def _number(item: Item, raw: object) -> One | Problem:
    text = re.sub(r"\s", "", str(raw)[:40])
    if isinstance(raw, (bool, list, tuple, dict)) or not _NUMBER.match(text):
        return Problem("not-a-number")
    value = Decimal(text.replace(",", "."))
    if item.type in ("integer", "group") and value != int(value):
        return Problem("not-whole")
    if item.minimum is not None and value < item.minimum:
        return Problem("too-small", item.minimum)
    if item.maximum is not None and value > item.maximum:
        return Problem("too-large", item.maximum)
    return int(value) if item.type in ("integer", "group") else value


def _date(item: Item, raw: object) -> One | Problem:
    text = str(raw)[:10] if isinstance(raw, str) and len(raw) <= 10 else ""
    if finnish := _DAY.match(text):
        day, month, year = finnish.groups()
        text = f"{year}-{int(month):02}-{int(day):02}"
    try:
        value = date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        value = ""
    return _in_time(item, value) if value == text and value else Problem("not-a-date")


def _moment(item: Item, raw: object) -> One | Problem:
    try:
        moment = datetime.fromisoformat(raw[:40]) if isinstance(raw, str) and 16 <= len(raw) <= 40 else None
        zoned = moment.replace(tzinfo=moment.tzinfo or HELSINKI).astimezone(HELSINKI) if moment else None
    except (ValueError, OverflowError):
        zoned = None
    return _in_time(item, zoned.isoformat(timespec="seconds")) if zoned else Problem("not-a-moment")


def _time(item: Item, raw: object) -> One | Problem:
    text = raw.replace(".", ":") if isinstance(raw, str) and 4 <= len(raw) <= 8 else ""
    try:
        value = time.fromisoformat(text.zfill(5)).isoformat(timespec="seconds")
    except ValueError:
        return Problem("not-a-time")
    return _in_time(item, value)


def _in_time(item: Item, value: str) -> One | Problem:
    if item.earliest and _before(item, value, item.earliest):
        return Problem("too-early", item.earliest)
    return Problem("too-late", item.latest) if item.latest and _before(item, item.latest, value) else value


def _before(item: Item, left: str, right: str) -> bool:
    return datetime.fromisoformat(left) < datetime.fromisoformat(right) if item.type == "dateTime" else left < right


def _text(item: Item, raw: object) -> One | Problem:
    if not isinstance(raw, str):
        return Problem("not-text")
    longest = min(item.max_length or LONGEST[item.type], LONGEST["string" if item.regex else "text"])
    if len(raw) > longest:
        return Problem("too-long", Decimal(longest))
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if _NOT_TEXT.search(text) or (item.type != "text" and "\n" in text):
        return Problem("not-text")
    if len(text) < item.min_length:
        return Problem("too-short", Decimal(item.min_length))
    if item.regex and not pattern(item.regex).fullmatch(text):
        return Problem("not-the-form")
    return text


@lru_cache(maxsize=500)
def pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _url(item: Item, raw: object) -> One | Problem:
    text = _text(item, raw)
    return text if isinstance(text, Problem) or _URL.match(str(text)) else Problem("not-an-address")


def _choice(item: Item, raw: object) -> One | Problem:
    return raw if isinstance(raw, str) and item.option(raw) else Problem("not-an-option")


def _open_choice(item: Item, raw: object) -> One | Problem:
    if isinstance(raw, str) and item.option(raw):
        return raw
    written = raw["other"] if isinstance(raw, Mapping) and set(raw) == {"other"} else raw
    text = _text(item, written.strip() if isinstance(written, str) else written)
    return text if isinstance(text, Problem) else Other(str(text)) if text else Problem("not-an-option")


def _attachment(item: Item, raw: object) -> One | Problem:
    if not isinstance(raw, Mapping) or set(raw) != {"id", "name", "contentType", "size"}:
        return Problem("not-a-file")
    texts = [raw[key] for key in ("id", "name", "contentType")]
    if not all(isinstance(text, str) and 0 < len(text) <= 255 and not _NOT_TEXT.search(text) for text in texts):
        return Problem("not-a-file")
    size = raw["size"]
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        return Problem("not-a-file")
    if item.max_size and size > item.max_size * 1024:
        return Problem("file-too-large", Decimal(item.max_size))
    if item.content_types and raw["contentType"] not in item.content_types:
        return Problem("file-type", ", ".join(item.content_types))
    return Attachment(raw["id"], raw["name"], raw["contentType"], size)


_TAKERS: Mapping[str, Callable[[Item, object], One | Problem]] = {
    "boolean": _boolean, **dict.fromkeys((*NUMBERS, "group"), _number), "date": _date, "dateTime": _moment, "time": _time,
    "string": _text, "text": _text, "url": _url, "choice": _choice, "open-choice": _open_choice, "attachment": _attachment,
}  # fmt: skip
