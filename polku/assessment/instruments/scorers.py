"""The door to every instrument: `score(instrument, raw answers)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polku.assessment.instruments import own_function, own_health, whodas
from polku.assessment.instruments.declaration import Instrument
from polku.assessment.instruments.scoring import Score, score_items
from polku.foundation.errors import BadInput

OWN: Mapping[str, Callable[[Instrument, object], Score]] = {
    "15d": own_function.fifteen_d,
    "3x10d": own_function.meters,
    "caide_model1": own_health.caide_model1,
    "caide_model2": own_health.caide_model2,
    "centor": own_health.centor,
    "eq5d5l": own_function.eq5d5l,
    "feverpain": own_health.feverpain,
    "findrisc": own_health.findrisc,
    "mnasf": own_health.mnasf,
    "nps": own_function.nps,
    "nrs2002": own_health.nrs2002,
    "odi": own_function.odi,
    "pcptsd5": own_function.pcptsd5,
    "promis_sum": own_function.promis_sum,
    "sdq": own_function.sdq,
    "startback": own_function.startback,
    "whodas12": whodas.whodas12,
    "whodas36": whodas.whodas36,
}


def score(instrument: Instrument, raw: object) -> Score:
    """The score of raw answers. Raises BadInput where they do not fit the instrument."""
    if instrument.method == "adaptive":
        found = f"'{instrument.id}' is an adaptive test"
        raise BadInput({"instrument": "adaptive"}, found, "an instrument with a fixed form", "use 'polku assess cat'")
    return OWN.get(instrument.id, score_items)(instrument, raw)
