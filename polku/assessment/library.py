"""The assessments of the content folder, each read once, checked and kept; published versions stand over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from polku.assessment.instruments.packs import closed
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment, read_folder
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError, NotFound

PLACE = "national/assessments"

Published = Callable[[], Mapping[str, Assessment]]
_published: list[Published] = []
"""Where published versions come from: bound when Django is ready. Without it the folder is all there is."""


def folders(root: Path) -> list[Path]:
    """The folders of assessments under a content root, or the one folder that `root` itself is."""
    if (root / "assessment.yaml").exists():
        return [root]
    return sorted(path.parent for path in root.rglob("assessment.yaml"))


@lru_cache(maxsize=4)
def library(root: Path) -> Mapping[str, Assessment]:
    """Every assessment by id whose texts may be shown. Raises ContentError at the first fault."""
    shut = closed(root)
    found = {folder.name: load(folder) for folder in folders(root / PLACE) if folder.name not in shut}
    for assessment in found.values():
        for part in shut.keys() & set(assessment.metadata.includes):
            file = f"{shown(root / PLACE)}/{assessment.id}/assessment.yaml"
            raise ContentError(file, 1, f"it includes '{part}', and {shut[part]}")
    return found


def load(folder: Path) -> Assessment:
    return load_assessment(folder.name, read_folder(folder), shown=shown(folder.parent))


def shown(folder: Path) -> str:
    """The folder as an error shows it."""
    try:
        return str(folder.resolve().relative_to(content_root().resolve().parent))
    except ValueError:
        return str(folder)


def publish_from(published: Published) -> None:
    """From now on the versions in force that it gives stand over the folder's."""
    _published[:] = [published]


def in_force() -> Mapping[str, Assessment]:
    """Every assessment by id, in the version that is in force today."""
    found = dict(library(content_root()))
    for published in _published:
        found |= published()
    return found


def current(assessment_id: str) -> Assessment:
    """The assessment in the version that is in force today. Raises NotFound."""
    found = in_force().get(assessment_id)
    if found is None:
        why = closed(content_root()).get(assessment_id)
        if why:
            raise NotFound(f"the texts of '{assessment_id}' may not be shown: {why}")
        known = ", ".join(library(content_root()))
        raise NotFound(f"no assessment '{assessment_id[:60]}'", f"one of: {known}", "check the name")
    return found
