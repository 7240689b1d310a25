"""Sentences that several declarations share."""

from types import MappingProxyType

from polku.foundation.content import Text

REGISTER: Text = {
    "fi": "AvoHILMO, perusterveydenhuollon valtakunnallinen käyntirekisteri, ja Polun omat tapahtumat",
    "sv": "AvoHILMO, det nationella registret över besök i primärvården, och Polkus egna händelser",
    "en": "AvoHILMO, national register of primary health care visits, and own events of Polku",
}


def register_and(more: Text) -> Text:
    """The register, with what else a measure rests on."""
    return {language: f"{text}; {more[language]}" for language, text in REGISTER.items()}


VISIT_MONTH = {
    "fi": "Käynnin kuukausi Suomen aikaa",
    "sv": "Besökets månad i finsk tid",
    "en": "Month of the visit in Finnish time",
}
CONTACTS = {
    "fi": "Toteutuneet asiakaskontaktit: kaikki muut yhteystavat paitsi R60, R71, R72 ja R80",
    "sv": "Genomförda klientkontakter: alla kontaktsätt utom R60, R71, R72 och R80",
    "en": "Realised client contacts: every way of contact but R60, R71, R72 and R80",
}
UNKNOWN_GROUP = {
    "fi": "Ryhmältään tuntematon rivi kerrotaan ryhmässä unknown",
    "sv": "En rad vars grupp är okänd redovisas i gruppen unknown",
    "en": "A row whose group is not known is told in the group unknown",
}
WITHOUT_PERSON = {
    "fi": "Rivi ilman asiakasta jää pois",
    "sv": "En rad utan klient lämnas bort",
    "en": "A row without a client is left out",
}
VISIT_GROUPS = MappingProxyType(
    {
        "service": "service",
        "profession": "profession",
        "unit": "unit_id",
        "month": "month",
        "municipality": "municipality",
        "age": "age_band",
        "sex": "sex",
        "language": "language",
    }
)
