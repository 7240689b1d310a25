"""Figures of a run are written into the manual by the run itself, between the marks of its name, and nowhere else."""

from __future__ import annotations

import pytest

from bench.report import PAGE, Compared, count, replaced

TEXT = "Before.\n<!-- scale -->\n\nOld.\n\n<!-- end of scale -->\nAfter.\n"


def test_the_lines_between_the_marks_are_replaced() -> None:
    once = replaced(TEXT, "scale", ["New.", "Newer."])
    assert once == "Before.\n<!-- scale -->\n\nNew.\nNewer.\n\n<!-- end of scale -->\nAfter.\n"
    assert replaced(once, "scale", ["New.", "Newer."]) == once


@pytest.mark.parametrize("page", ["", TEXT + TEXT, TEXT.replace("end of scale", "end")])
def test_a_page_without_one_pair_of_marks_is_left_alone(page: str) -> None:
    with pytest.raises(SystemExit):
        replaced(page, "scale", ["New."])


@pytest.mark.parametrize("name", ["scale", "engines", "loading"])
def test_the_manual_has_a_place_for_each_run(name: str) -> None:
    assert "New." in replaced(PAGE.read_text(encoding="utf-8"), name, ["New."])


def test_a_ratio_is_held_against_its_goal() -> None:
    assert Compared("half", 1, 2, most=0.5).reached
    assert not Compared("slower", 1.2, 1, most=1.1).reached
    assert Compared("three times", 1, 3, least=3).line() == ["three times", "1.00 s", "3.00 s", "3.0 ×", "≥ 3 ×"]
    assert not Compared("twice", 1, 2, least=3).reached
    assert Compared("told", 2, 1).line()[-1] == "none"
    assert count(102_428_344) == "102 428 344"
