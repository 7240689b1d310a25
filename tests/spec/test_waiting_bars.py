"""The stacked bars of waiting times: widths follow shares, small parts carry no letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.web.ui import waits


def test_widths_labels_and_contrast():
    bar = waits.draw([("Kaikki", [75, 10, 10, 5, 0])], "fi").bars[0]
    assert [part.bucket for part in bar.parts] == [0, 1, 2, 3]
    assert [part.x for part in bar.parts] == ["62.0", "381.5", "424.1", "466.7"]
    assert [part.label for part in bar.parts] == ["75\u00a0%", "10\u00a0%", "10\u00a0%", ""]
    assert [part.dark for part in bar.parts] == [False, False, True, True]


@given(st.lists(st.floats(0, 100), min_size=5, max_size=5).filter(lambda shares: sum(shares) > 0))
def test_a_bar_never_leaves_its_picture(shares):
    whole = [100 * share / sum(shares) for share in shares]
    drawing = waits.draw([("a", whole), ("b", whole)], "en")
    for bar in drawing.bars:
        for left, right in zip(bar.parts, bar.parts[1:], strict=False):
            assert float(left.x) + float(left.width) <= float(right.x) + 0.1
        assert float(bar.parts[-1].x) + float(bar.parts[-1].width) <= drawing.width + 0.1
    assert drawing.height >= drawing.bars[-1].y + waits.BAR_HEIGHT


@pytest.mark.parametrize("count", [1, 3])
def test_height_grows_by_rows(count):
    assert waits.draw([("a", [100])] * count, "fi").height == 26 + 31 * (count - 1)
