"""Our notation written as YAML: short mappings on one line, numbers as numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from polku.assessment.fhir.elements import Json

SHORT = 80


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _number(writer: _Writer, number: Decimal) -> yaml.Node:
    whole = number == number.to_integral_value()
    return writer.represent_scalar(f"tag:yaml.org,2002:{'int' if whole else 'float'}", _plain(number))


def _mapping(writer: _Writer, mapping: Json) -> yaml.Node:
    short = all(isinstance(value, str) for value in mapping.values()) and sum(map(len, mapping.values())) < SHORT
    return writer.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=short)


_Writer.add_representer(Decimal, _number)
_Writer.add_representer(dict, _mapping)


def as_yaml(tree: Json) -> str:
    return yaml.dump(tree, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=120)


def _plain(number: Decimal) -> str:
    return f"{int(number)}" if number == number.to_integral_value() else f"{number:f}"
