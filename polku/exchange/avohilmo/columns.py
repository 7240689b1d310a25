"""The columns of an AvoHILMO extract, and where each goes in the table `encounter`."""

from types import MappingProxyType

ID = "AVOHILMO_ID"
CLIENT = "ASIAKAS_ID"
UNIT = "PALVELUNTUOTTAJA_YKSIKKO"
SERVICE = "KAYNTI_PALVELUMUOTO"
CONTACT_TYPE = "KAYNTI_YHTEYSTAPA"
URGENCY = "KAYNTI_KIIREELLISYYS"
PROFESSION = "KAYNTI_AMMATTI"
ASSESSED = "HOIDONTARVE_AJANKOHTA"
VISIT = "KAYNTI_ALKOI"
MUNICIPALITY = "ASIAKAS_KOTIKUNTA"
PROFESSIONAL = "AMMATTIHENKILO_ID"

MOMENTS = MappingProxyType(
    {
        "YHTEYDENOTTO_AJANKOHTA": "contacted_at",
        ASSESSED: "assessed_at",
        "AJANVARAUS_AJANKOHTA": "booked_at",
        VISIT: "starts_at",
        "KAYNTI_LOPPUI": "ended_at",
        "PERUUTUS_AJANKOHTA": "cancelled_at",
    }
)

REQUIRED = (
    ID,
    CLIENT,
    UNIT,
    "YHTEYDENOTTO_AJANKOHTA",
    ASSESSED,
    "AJANVARAUS_AJANKOHTA",
    VISIT,
    SERVICE,
    CONTACT_TYPE,
    URGENCY,
    PROFESSION,
    "PERUUTUS_AJANKOHTA",
)

OPTIONAL = ("KAYNTI_LOPPUI", MUNICIPALITY, PROFESSIONAL)
"""Read where a file has them; every other column is left alone."""
