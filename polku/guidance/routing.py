"""Where a contact goes."""

from __future__ import annotations

from polku.catalogue.queries import units_of
from polku.foundation.errors import NotConfigured


def home_unit(municipality: str, service: str = "outpatient") -> str:
    """The first unit of the municipality that gives the service; else the county's first that does."""
    near = units_of(key=service, municipality=municipality) or units_of(key=service)
    if not near:
        raise NotConfigured(f"no unit that gives {service}", "at least one in the catalogue", "add it to units.yaml")
    return near[0].id
