"""The assessments of the content folder, each read once, checked and kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment, read_folder
from polku.foundation.content import content_root
from polku.foundation.errors import NotFound

PLACE = "national/assessments"


def folders(root: Path) -> list[Path]:
    """The folders of assessments under a content root, or the one folder that `root` itself is."""
    if (root / "assessment.yaml").exists():
        return [root]
    return sorted(path.parent for path in root.rglob("assessment.yaml"))


@lru_cache(maxsize=4)
def library(root: Path) -> Mapping[str, Assessment]:
    """Every assessment by id. Raises ContentError at the first fault."""
    return {folder.name: load(folder) for folder in folders(root / PLACE)}


def load(folder: Path) -> Assessment:
    return load_assessment(folder.name, read_folder(folder), shown=shown(folder.parent))


def shown(folder: Path) -> str:
    """The folder as an error shows it."""
    try:
        return str(folder.resolve().relative_to(content_root().resolve().parent))
    except ValueError:
        return str(folder)


def current(assessment_id: str) -> Assessment:
    """The assessment as it stands in the content folder. Raises NotFound."""
    found = library(content_root()).get(assessment_id)
    if found is None:
        known = ", ".join(library(content_root()))
        raise NotFound(f"no assessment '{assessment_id[:60]}'", f"one of: {known}", "check the name")
    return found
