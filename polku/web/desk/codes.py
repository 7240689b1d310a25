"""Code lists that the desk's forms offer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from polku.foundation.content import Text, content_root, load_yaml, text3
from polku.insight.codes import codes

NON_URGENT, URGENT = "E", "P"
RECEPTION = "R10"
URGENCY_CODES = (NON_URGENT, URGENT)
OUTCOMES = ("treated", "advised", "referred", "not_reached", "no_need")
OF_EARLIER_YEARS = frozenset({"R51", "R55"})
WITHOUT_VISIT = frozenset({"R60", "R71", "R72", "R80"})
_ICPC2 = re.compile(r"[ABDFHKLNPRSTUWXYZ]\d{2}")


@cache
def common_reasons() -> Mapping[str, Text]:
    """Common reasons for contact by their ICPC-2 code."""
    listed = load_yaml(content_root() / "national" / "codes" / "icpc2.yaml").mapping(["icpc2"])["icpc2"]
    for code, node in listed.entries().items():
        if not _ICPC2.fullmatch(code):
            node.fail(f"'{code}'", "an ICPC-2 code such as U71", "correct the code")
    return {code: text3(node) for code, node in listed.entries().items()}


def reason_code(written: str) -> str | None:
    """The ICPC-2 code of what was written: a code, a code with its text, or the text of a common reason."""
    words = written.split()
    if words and _ICPC2.fullmatch(words[0].upper()):
        return words[0].upper()
    sought = " ".join(words).casefold()
    return next((code for code, text in common_reasons().items() if sought in {t.casefold() for t in text.values()}), None)


def contact_types() -> list[str]:
    """Ways of contact that are recorded today."""
    return [code for code in codes().contact_types if code not in OF_EARLIER_YEARS]


def ways_of_care() -> list[str]:
    """Ways of contact in which a client is met."""
    return [code for code in contact_types() if code not in WITHOUT_VISIT]
