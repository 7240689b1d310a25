"""A version's own metadata: what it is when it is sent to review, and when it is approved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from polku.assessment.publishing.logic import editing
from polku.foundation.content import Text

SIGNIFICANCES = ("minor", "major")


@dataclass(frozen=True)
class Signer:
    """Who wrote or approved; the registration number is of a professional."""

    role: str
    name: str
    registration: str = ""

    def as_entry(self) -> dict[str, str]:
        entry = {"role": self.role, "name": self.name}
        return {**entry, "registration": self.registration} if self.registration else entry


def next_version(version: str, significance: str) -> str:
    """1.4.2 becomes 1.5.0 by a minor change, 2.0.0 by a major one."""
    first, second, _ = (int(part) for part in version.split("."))
    return f"{first + 1}.0.0" if significance == "major" else f"{first}.{second + 1}.0"


def version_of(source: Mapping[str, str], name: str) -> str:
    return cast(str, editing.read(source[f"{name}/assessment.yaml"], ["version"]))


def for_review(
    source: Mapping[str, str], name: str, *, base: str, significance: str, text: Text, author: Signer, today: date
) -> dict[str, str]:
    """The source with its version raised from `base`, its author, and what changed; sent again, the same entry anew."""
    file = source[f"{name}/assessment.yaml"]
    version = next_version(base, significance)
    change: dict[str, editing.Plain] = {
        "version": version, "date": today.isoformat(), "significance": significance, "text": dict(text)
    }  # fmt: skip
    seen = version_of(source, name) != base
    file = (editing.replace_last if seen else editing.append)(file, ["changeLog"], change)
    for key, value in (("version", version), ("status", "in-review"), ("author", author.as_entry())):
        file = editing.set_entry(file, [], key, value)
    return {**source, f"{name}/assessment.yaml": file}


def approved(
    source: Mapping[str, str], name: str, *, approver: Signer, valid_from: date, valid_to: date | None, review_by: date
) -> dict[str, str]:
    file = source[f"{name}/assessment.yaml"]
    entries: dict[str, editing.Plain] = {
        "status": "approved", "approver": approver.as_entry(),
        "validFrom": valid_from.isoformat(), "reviewBy": review_by.isoformat(),
    }  # fmt: skip
    if valid_to:
        entries["validTo"] = valid_to.isoformat()
    for key, value in entries.items():
        file = editing.set_entry(file, [], key, value)
    return {**source, f"{name}/assessment.yaml": file}


def suite_hash(source: Mapping[str, str], name: str) -> str:
    """Names the examples that a version was tested with."""
    return hashlib.sha256(source[f"{name}/examples.yaml"].encode()).hexdigest()
