"""Packs of texts: scorers are always there, the words of an instrument only where its licence lets them be.

Class A is free to show. Class B is off until the county switches it on. Class C needs the holder's permission. A pack is the
file `pack.yaml` in the folder of the questionnaire.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.assessment.instruments.declaration import Instrument
from polku.assessment.instruments.library import COUNTY_FILE, County, county, instruments
from polku.foundation.content import REQUIRED_LANGUAGES, Text, load_yaml

FILE = "pack.yaml"
TEXTS = "questionnaire.yaml"
_REQUIRED = (
    "instrument", "version", "languages", "licence", "licenceFile", "rightsHolder", "attribution", "allowedUses", "checksum",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """`attribution` is shown to the person who answers; `checksum` is SHA-256 of the questionnaire's file."""

    id: str
    instrument: str
    version: str
    languages: tuple[str, ...]
    licence: str
    rights_holder: str
    attribution: Text
    allowed_uses: str
    checksum: str
    folder: Path


def read_pack(folder: Path) -> Pack:
    """The pack of a folder. Raises ContentError, also where the licence's text is missing."""
    root = load_yaml(folder / FILE)
    parts = root.mapping(_REQUIRED)
    if not (folder / parts["licenceFile"].text()).exists():
        parts["licenceFile"].fail(f"no file '{parts['licenceFile'].text()}'", "the licence beside the pack", "add it")
    languages = tuple(node.text() for node in parts["languages"])
    if not set(REQUIRED_LANGUAGES) <= set(languages):
        parts["languages"].fail(f"languages {', '.join(languages)}", "fi, sv and en at least", "add the missing ones")
    return Pack(
        id=folder.name,
        instrument=parts["instrument"].text(),
        version=parts["version"].text(),
        languages=languages,
        licence=parts["licence"].text(),
        rights_holder=parts["rightsHolder"].text(),
        attribution=parts["attribution"].text3(),
        allowed_uses=parts["allowedUses"].text(),
        checksum=parts["checksum"].text(),
        folder=folder,
    )


def packs(root: Path) -> dict[str, Pack]:
    """Every pack under a content root, by the name of its folder."""
    return {path.parent.name: read_pack(path.parent) for path in sorted(root.glob(f"national/assessments/*/{FILE}"))}


def closed(root: Path, today: date | None = None) -> Mapping[str, str]:
    """The packs whose texts may not be shown, with the reason. Without a day permissions are taken as not expired."""
    declared, own = instruments(root), county(root)
    known = packs(root)
    found = {name: why_closed(pack, declared.get(pack.instrument), own, today) for name, pack in known.items()}
    for path in root.glob(f"national/assessments/*/{TEXTS}"):
        name = path.parent.name
        if name not in known and name in declared and declared[name].klass != "A":
            found[name] = f"no {FILE} beside it; expected the pack with its licence; add it"
    return {name: why for name, why in found.items() if why}


def why_closed(pack: Pack, instrument: Instrument | None, own: County, today: date | None) -> str:
    """Why the texts may not be shown; nothing when they may."""
    if instrument is None:
        return f"no instrument '{pack.instrument}'; expected one that is declared; correct '{FILE}'"
    if checksum_of(pack.folder) != pack.checksum:
        return f"'{TEXTS}' is not what the pack's checksum tells; expected the texts as they were licensed; restore or renew them"
    if instrument.klass == "B" and pack.id not in own.packs:
        return f"the pack is off; expected 'packs: [{pack.id}]' in the county's {COUNTY_FILE}; add it if {pack.licence} allows"
    if instrument.klass == "C":
        return _without_permission(pack, own, today)
    return ""


def _without_permission(pack: Pack, own: County, today: date | None) -> str:
    permission = own.permissions.get(pack.id)
    if permission is None:
        return f"no permission of {pack.rights_holder}; expected one under 'permissions' in the county's {COUNTY_FILE}; ask it"
    if today is not None and today > permission.expires:
        return f"the permission ended on {permission.expires}; expected one that is in force; renew it"
    return ""


def checksum_of(folder: Path) -> str:
    return hashlib.sha256((folder / TEXTS).read_bytes()).hexdigest()
