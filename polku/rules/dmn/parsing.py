"""XML read safely: no entities, at most 10 MB, and the line of every element is known."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from polku.rules.dmn.errors import NotDmn

LARGEST = 10_000_000
VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}


def parse(text: bytes, shown: str) -> tuple[Element, dict[Element, int]]:
    """The root element, and the line of each. Raises NotDmn."""
    if len(text) > LARGEST:
        raise NotDmn(shown, 1, f"a file of {len(text) // 1_000_000} MB", "at most 10 MB", "leave out what is not needed")
    lines = _Lines()
    parser = DefusedXMLParser(target=lines, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    lines.parser = parser.parser
    try:
        parser.feed(text)
        return parser.close(), lines.lines
    except DefusedXmlException:
        raise NotDmn(shown, 1, "the file declares XML entities", "a DMN file without them", "remove its DOCTYPE") from None
    except (ParseError, ValueError, LookupError) as error:
        line = error.position[0] if isinstance(error, ParseError) else 1
        raise NotDmn(shown, line, "this is not well-formed XML", "a DMN file", "mend or export it again") from None


class _Lines(TreeBuilder):
    """Remembers the line of each element."""

    def __init__(self) -> None:
        super().__init__()
        self.parser: Any = None
        self.lines: dict[Element, int] = {}

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        element = super().start(tag, attrs)
        self.lines[element] = self.parser.CurrentLineNumber
        return element
