"""Where a contact goes, and when it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache

from django.conf import settings

from polku.catalogue.queries import catalogue, units_of
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.calendar import at_helsinki, helsinki_date
from polku.foundation.content import content_root
from polku.foundation.errors import NotConfigured
from polku.guidance.models import Contact
from polku.guidance.reception import Reception, Taking, load_receptions, taking

FROM_HOME = "assessment"
"""The channel of what residents send by themselves, which the day's cap counts."""


@dataclass(frozen=True, slots=True)
class Route:
    unit_id: str
    taking: Taking


@cache
def receptions() -> Mapping[str, Reception]:
    """This county's file by service key, read once; a county without one takes everything at any time."""
    path = content_root() / settings.POLKU_COUNTY / "reception.yaml"
    told = catalogue()
    units = {id_: {service.key for service in told.services_of(unit)} for id_, unit in told.units.items()}
    return load_receptions(path, units) if path.exists() else {}


def route(municipality: str, service: str, urgency: Urgency) -> Route:
    """The unit that a contact made now goes to, and whether the service takes it now."""
    found = taking_now(service, urgency)
    return Route(found.unit_id or home_unit(municipality, service), found)


def taking_now(service: str, urgency: Urgency) -> Taking:
    reception = receptions().get(service)
    counted = reception is not None and reception.per_day is not None and urgency < Urgency.TODAY
    return taking(reception, urgency, clock.now(), sent_today(service) if counted else 0)


def sent_today(service: str) -> int:
    """How many residents have sent to the service since midnight: a figure, no client's data."""
    midnight = at_helsinki(helsinki_date(clock.now()), time.min)
    return Contact.objects.filter(channel=FROM_HOME, case__service=service, at__gte=midnight).count()


def home_unit(municipality: str, service: str = "outpatient") -> str:
    """The first unit of the municipality that gives the service; else the county's first that does."""
    near = units_of(key=service, municipality=municipality) or units_of(key=service)
    if not near:
        raise NotConfigured(f"no unit that gives {service}", "at least one in the catalogue", "add it to units.yaml")
    return near[0].id
