"""A fault of a DMN file: where, what was found, what was expected, and the mend."""

from __future__ import annotations


class NotDmn(ValueError):
    """The file, or the part of it that is needed, cannot be used."""

    def __init__(self, file: str, line: int, found: str, expected: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {found}; expected {expected}; {mend}")
        self.file, self.line, self.found, self.expected, self.mend = file, line, found, expected, mend
