"""The demonstration's stand-in for the national register of guardians and mandates: ``content/<county>/mandates.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from polku.demo.personas import artificial_code
from polku.foundation.content import Node, content_root, load_yaml
from polku.people.identity_code import IdentityCode
from polku.people.mandates import Mandate

KEYS = ("representative", "kind", "given_name", "family_name", "identity_code", "sex", "language", "municipality")


class DemoRegister:
    """Answers from a file of invented people."""

    name = "demonstration"

    def held_by(self, code: IdentityCode) -> Sequence[Mandate]:
        return [mandate for holder, mandate in mandates(settings.POLKU_COUNTY, content_root()) if holder == code.text]


@lru_cache(maxsize=4)
def mandates(county: str, root: Path) -> tuple[tuple[str, Mandate], ...]:
    """Each with the identity code of the one who may act. Raises ``ContentError``."""
    file = load_yaml(root / county / "mandates.yaml")
    return tuple(_read(node) for node in file.mapping(required=("mandates",))["mandates"])


def _read(node: Node) -> tuple[str, Mandate]:
    entries = node.mapping(required=KEYS)
    kind = entries["kind"].word(("guardian", "mandate"))
    mandate = Mandate(
        code=artificial_code(entries["identity_code"]), given_names=entries["given_name"].text(),
        family_name=entries["family_name"].text(), kind="guardian" if kind == "guardian" else "mandate",
        language=entries["language"].text(),
        known={"sex": entries["sex"].word(("female", "male", "unknown")), "municipality": entries["municipality"].text()},
    )  # fmt: skip
    return artificial_code(entries["representative"]).text, mandate
