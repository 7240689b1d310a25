"""How moments, days, numbers and remaining time are written in each language."""
# ruff: noqa: E501

from datetime import UTC, date, datetime

import pytest

from polku.web.ui import clocks, formatting

NOW = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)  # Thursday 10:42 in Helsinki


def plain(text: str) -> str:
    return text.replace(formatting.NO_BREAK, "_")


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("writes", "finnish", "swedish", "english"),
    [
        (lambda lang: formatting.time_of_day(utc(11, 19, 7, 20), lang), "9.20", "9.20", "9:20"),
        (lambda lang: formatting.time_of_day(utc(7, 1, 7, 5), lang), "10.05", "10.05", "10:05"),
        (lambda lang: formatting.at_time(utc(11, 19, 12, 45), lang), "klo_14.45", "kl._14.45", "at_14:45"),
        (lambda lang: formatting.day(date(2026, 11, 19), lang), "to_19.11.", "to_19.11", "Thu_19_Nov"),
        (lambda lang: formatting.day(utc(11, 18, 22, 30), lang), "to_19.11.", "to_19.11", "Thu_19_Nov"),
        (lambda lang: formatting.day(date(2026, 11, 2), lang, weekday=False, year=True), "2.11.2026", "2.11.2026", "2_Nov_2026"),
        (lambda lang: formatting.on_day(date(2026, 11, 19), lang), "torstaina 19.11.", "torsdag 19.11", "Thursday 19_Nov"),
        (lambda lang: formatting.moment(utc(11, 24, 7, 20), lang), "ti_24.11. klo_9.20", "ti_24.11 kl._9.20", "Tue_24_Nov at_9:20"),
        (lambda lang: formatting.near_moment(utc(11, 19, 12, 45), NOW, lang), "tänään klo_14.45", "i dag kl._14.45", "today at_14:45"),
        (lambda lang: formatting.near_day(utc(11, 19, 22, 30), NOW, lang), "huomenna", "i morgon", "tomorrow"),
        (lambda lang: formatting.near_day(date(2026, 11, 18), NOW, lang), "eilen", "i går", "yesterday"),
        (lambda lang: formatting.short_day(date(2026, 11, 19), NOW, lang), "", "", ""),
        (lambda lang: formatting.short_day(date(2026, 11, 20), NOW, lang), "pe", "fr", "Fri"),
        (lambda lang: formatting.short_day(date(2026, 11, 26), NOW, lang), "26.11.", "26.11", "26_Nov"),
        (lambda lang: formatting.month("2026-10", lang), "lokakuu 2026", "oktober 2026", "October 2026"),
        (lambda lang: formatting.duration(150, lang), "2_h_30_min", "2_h_30_min", "2_h_30_min"),
        (lambda lang: formatting.duration(0, lang), "0_min", "0_min", "0_min"),
        (lambda lang: formatting.duration(120, lang), "2_h", "2_h", "2_h"),
        (lambda lang: formatting.duration(1440, lang), "1_päivä", "1_dag", "1_day"),
        (lambda lang: formatting.duration(3 * 1440 + 5, lang), "3_päivää", "3_dagar", "3_days"),
        (lambda lang: formatting.remaining(150, lang), "vielä 2_h_30_min", "2_h_30_min kvar", "2_h_30_min left"),
        (lambda lang: formatting.remaining(150, lang, sentence=True), "2_h_30_min jäljellä", "2_h_30_min kvar", "2_h_30_min left"),
        (lambda lang: formatting.remaining(-22, lang), "22_min yli", "22_min över", "22_min over"),
        (lambda lang: formatting.number(26561, lang), "26_561", "26_561", "26_561"),
        (lambda lang: formatting.number(-0.5, lang, 1), "−0,5", "−0,5", "−0.5"),
        (lambda lang: formatting.number(-0.01, lang, 1), "0,0", "0,0", "0.0"),
        (lambda lang: formatting.percent(74.83, lang, 1), "74,8_%", "74,8_%", "74.8%"),
    ],
)  # fmt: skip
def test_each_language(writes, finnish, swedish, english):
    assert [plain(writes(lang)) for lang in ("fi", "sv", "en")] == [finnish, swedish, english]


def test_unknown_language_is_written_as_english():
    assert formatting.time_of_day(utc(11, 19, 7, 20), "uk") == "9:20"
    assert formatting.time_of_day(utc(11, 19, 7, 20), "fi-FI") == "9.20"


@pytest.mark.parametrize(
    ("due", "state", "minutes", "sign"),
    [
        (utc(11, 19, 8, 20), "late", -22, "triangle-alert"),
        (utc(11, 19, 8, 42), "now", 0, "alarm-clock"),
        (utc(11, 19, 8, 56), "now", 14, "alarm-clock"),
        (utc(11, 19, 8, 57), "soon", 15, ""),
        (utc(11, 19, 11, 41), "soon", 179, ""),
        (utc(11, 19, 11, 42), "today", 180, ""),
        (utc(11, 19, 21, 59), "today", 797, ""),
        (utc(11, 19, 22, 0), "later", 798, ""),
    ],
)
def test_state_of_a_running_clock(due, state, minutes, sign):
    face = clocks.face(due, NOW, "fi")
    assert (face.state, face.minutes, face.sign, face.late) == (state, minutes, sign, state == "late")


def test_one_second_past_the_time_is_late():
    assert clocks.face(NOW, NOW.replace(second=1), "fi").late


def test_paused_done_and_not_started():
    back = utc(11, 20, 6)
    assert clocks.face(NOW, NOW, "fi", paused_until=back).state == "paused"
    assert clocks.face(NOW, NOW, "fi", paused_until=back).time == "8.00"
    assert clocks.face(NOW, NOW, "fi", paused_until=back, done_at=NOW).state == "done"
    assert clocks.face(None, NOW, "fi").state == "waiting"


@pytest.mark.parametrize(
    ("start", "due", "share"),
    [(utc(11, 19, 8), utc(11, 19, 10), 0.35), (utc(11, 19, 9), utc(11, 19, 10), 0.0), (utc(11, 19, 6), utc(11, 19, 8), 1.0), (NOW, NOW, 1.0)],
)
def test_share_of_time_used(start, due, share):
    assert clocks.share_used(start, due, NOW) == pytest.approx(share)
