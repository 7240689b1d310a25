"""A fault in a catalogue file: what is changed, and the line and words of the error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from polku.catalogue.loading import load_catalogue
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError

FAULTS = [
    ("units.yaml", "kind: dental_clinic", "kind: dentalclinic", "'dentalclinic'"),
    ("units.yaml", 'municipality: "734"', 'municipality: "091"', "'091'"),
    ("units.yaml", "hours: dental\n", "hours: mornings\n", "'mornings'"),
    ("units.yaml", "hours: dental\n", "opening: dental\n", "unknown key 'opening'"),
    ("units.yaml", "services: [home-care]", "services: [home-cure]", "'home-cure'"),
    ("units.yaml", "services: [home-care]", "services: [adult-social-work]", "of the register social"),
    ("units.yaml", "line: dental_pain", "line: night", "'night'"),
    ("units.yaml", "- id: salo\n", "- id: kaarina\n", "'kaarina' twice"),
    ("units.yaml", 'from: "07:00", to: "22:00"', 'from: "07:00", to: "06:00"', "closes 06:00"),
    ("units.yaml", 'from: "07:00", to: "22:00"', 'from: "7", to: "22:00"', "'7'"),
    ("units.yaml", "dayFrom: Monday, dayTo: Sunday", "dayFrom: Sunday, dayTo: Monday", "Monday before Sunday"),
    ("units.yaml", "validTo: 2026-12-31, isClosed: true", "validTo: 2026-12-27, isClosed: true", "not before"),
    ("units.yaml", "validTo: 2026-12-31, isClosed: true", "validTo: 2026-12-31", "isClosed"),
    ("services.yaml", "service_classes: [P5.3]", "service_classes: [P5.99]", "'P5.99'"),
    ("services.yaml", "target_groups: [KR1.6]", "target_groups: [KR9]", "'KR9'"),
    ("services.yaml", "channels: [phone_116117]", "channels: [fax]", "'fax'"),
    ("services.yaml", "name: {fi: Neuvola, sv: Rådgivning för mödrar och barn,", "name: {fi: Neuvola,", "no 'sv'"),
    ("services.yaml", "provider: association", "provider: parish", "'parish'"),
    ("services.yaml", "slug: rehabilitation\n", "slug: health-station\n", "'health-station' twice"),
    ("organisation.yaml", "parent: health-services", "parent: dental-services", "'dental-services'"),
    ("county.yaml", "bilingual: true\nnote", "bilingual: yes\nnote", "true or false"),
]


@pytest.mark.parametrize(("file", "written", "instead", "says"), FAULTS)
def test_a_fault_names_file_line_and_mend(
    file: str, written: str, instead: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "content"
    shutil.copytree(content_root(), content)
    path = content / "varsinais-suomi" / file
    before = path.read_text(encoding="utf-8")
    assert written in before
    path.write_text(before.replace(written, instead, 1), encoding="utf-8")
    monkeypatch.setenv("POLKU_CONTENT", str(content))
    with pytest.raises(ContentError) as caught:
        load_catalogue("varsinais-suomi")
    error = caught.value
    assert error.file == f"content/varsinais-suomi/{file}"
    assert says in str(error)
    assert error.mend
    changed = before[: before.index(written)].count("\n") + 1
    assert error.line - changed in range(-12, 3)
