"""Access to care: how long clients wait for a non-urgent visit."""

from types import MappingProxyType

from polku.definitions.contacts import NON_URGENT
from polku.insight.measures.library.words import REGISTER
from polku.insight.measures.model import WaitingMeasure

ACCESS = WaitingMeasure(
    id="access",
    name={"fi": "Hoitoon pääsy", "sv": "Tillgång till vård", "en": "Access to care"},
    definition={
        "fi": "Osuus toteutuneista kiireettömistä käynneistä, joille pääsi 7 päivässä (suun terveydenhuollossa 21 päivässä).",
        "sv": "Andelen genomförda icke-brådskande besök som ordnades inom 7 dagar (i mun- och tandvården inom 21 dagar).",
        "en": "The share of realised non-urgent visits that took place within 7 days (in oral health care within 21 days).",
    },
    source=REGISTER,
    unit="percent",
    better="higher",
    denominator={
        "fi": "Toteutuneet kiireettömät asiakaskäynnit ja -yhteydenotot, joiden odotusaika tiedetään",
        "sv": "Genomförda icke-brådskande klientbesök och klientkontakter med känd väntetid",
        "en": "Realised non-urgent client contacts whose waiting time is known",
    },
    numerator={
        "fi": "Niistä ne, joissa odotus on ensimmäisessä luokassa",
        "sv": "De av dem vars väntetid är i den första klassen",
        "en": "Those of them that waited no longer than the first class",
    },
    eligible=MappingProxyType({"realised": True, "client_contact": True, "urgency": NON_URGENT}),
    clocks=MappingProxyType(
        {
            "need-assessment": "days_from_need_assessment",
            "earliest-contact": "days_from_earliest_contact",
        }
    ),
    groups=MappingProxyType({"profession": "profession", "unit": "unit_id", "month": "month"}),
    period={
        "fi": "Käynnin kuukausi Suomen aikaa",
        "sv": "Besökets månad i finsk tid",
        "en": "Month of the visit in Finnish time",
    },
    missing={
        "fi": "Käynti ilman aikaleimaa jää odotusajan ulkopuolelle ja näkyy pienempänä kattavuutena",
        "sv": "Ett besök utan tidsstämpel räknas inte i väntetiden och syns som lägre täckning",
        "en": "A visit without its time stamp is left out of the waiting time and lowers the coverage",
    },
    disclosure="cells",
    target="access",
)
