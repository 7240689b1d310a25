"""DMN files: read, decided, written. Pure: text in, values or text out."""

from polku.rules.dmn.deciding import decide
from polku.rules.dmn.errors import NotDmn
from polku.rules.dmn.json import as_json
from polku.rules.dmn.reading import read_dmn

__all__ = ["NotDmn", "as_json", "decide", "read_dmn"]
