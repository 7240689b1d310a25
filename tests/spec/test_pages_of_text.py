"""The pages of text are read strictly: a fault names its file, its line and the mend."""

from __future__ import annotations

import pytest

from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.web.resident.texts import read_texts

SOURCE = (content_root() / "national" / "pages.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("found", "instead", "fault"),
    [
        ("page: resume", "page: nowhere", "'nowhere'; expected one of"),
        ("- id: how", "- id: urgent", "section 'urgent' twice"),
        ("address: tel:112", "address: javascript:alert(1)", "expected an address that begins https://, mailto:, tel:"),
        ("address: tel:112", "anchor: top", "neither or both of page and address"),
        ("{feedback_email} tai soita", "{fax} tai soita", "'{fax}'; expected one of"),
        ("  intro:\n", "  preface:\n", "unknown key 'preface'"),
        ("fi: Oikeutesi, ", "", "the text has no 'fi'"),
    ],
)  # fmt: skip
def test_a_fault_in_the_pages_is_refused(found: str, instead: str, fault: str) -> None:
    assert found in SOURCE
    with pytest.raises(ContentError) as caught:
        read_texts(parse_yaml(SOURCE.replace(found, instead, 1), "pages.yaml"))
    assert str(caught.value).startswith("pages.yaml:") and fault in str(caught.value)


def test_the_pages_as_they_stand_are_read() -> None:
    assert set(read_texts(parse_yaml(SOURCE, "pages.yaml")).pages) == {"accessibility", "privacy", "help"}
