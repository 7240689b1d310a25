"""Names of things in the page's language. A key without a name is shown as it is."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.library import library
from polku.catalogue import queries as catalogue
from polku.foundation.content import Text, content_root, in_language
from polku.foundation.errors import NotFound
from polku.guidance.topics import topics
from polku.insight.codes import codes
from polku.web.desk.codes import common_reasons
from polku.web.ui import formatting

GROWN_UP = 18


def spoken() -> str:
    return get_language() or "fi"


def told(text: Text) -> str:
    return in_language(text, spoken())


def unit(unit_id: str | None) -> str:
    return catalogue.unit_name(unit_id, spoken()) if unit_id else ""


def profession(key: str | None) -> str:
    try:
        return told(catalogue.profession(key).name) if key else ""
    except NotFound:
        return str(key)


def contact_type(code: str) -> str:
    known = codes().contact_types.get(code)
    return told(known.name) if known else code


def reason_for_contact(code: str) -> str:
    """``U71 Virtsarakon tulehdus``."""
    known = common_reasons().get(code)
    return f"{code} {told(known)}" if known else code


def topic(key: str) -> str:
    """What a case is about: a topic's title or an assessment's."""
    known, assessment = topics().get(key), library(content_root()).get(key)
    return told(known.title) if known else told(assessment.metadata.title) if assessment else key


def case(reason: str, topic_key: str) -> str:
    """``Arvio: virtsaoireet``: what brought the case and what it is about."""
    brought = {
        "assessment": _("Assessment"), "callback": _("Call back"), "message": _("Message"), "form": _("Form"),
        "booking": _("Appointment"), "chat": _("Chat"), "alert": _("Alert"), "referral": _("Referral"),
    }.get(reason)
    about = topic(topic_key)
    return f"{brought}: {about[:1].lower()}{about[1:]}" if brought else about


def channel(key: str) -> str:
    return {
        "assessment": _("symptom assessment"), "web": _("symptom assessment"), "phone": _("phone"), "chat": _("chat"),
        "message": _("message"), "form": _("form"),
        "paper": _("paper form"), "booking": _("appointment"), "service_point": _("at the unit"),
        "referral": _("referral"),
    }.get(key, key)


def who(sex: str, age: int) -> str:
    """``Nainen 34 v``."""
    child = age < GROWN_UP
    word = {"female": _("Girl") if child else _("Woman"), "male": _("Boy") if child else _("Man")}.get(sex, _("Person"))
    return _("%(who)s %(age)s y") % {"who": word, "age": age}


def language(code: str) -> str:
    """``suomi`` of ``fi``, in the page's language."""
    return str(Locale.parse(spoken(), sep="-").languages.get(code.split("-")[0], code))


def actor(name: str) -> str:
    """Who did something, where the log says only a kind."""
    return {"resident": _("the client"), "system": _("the system"), "anonymous": _("the client, not signed in")}.get(name, name)


def outcome(key: str) -> str:
    return {
        "treated": _("Care was given"), "advised": _("Advice for self-care"), "referred": _("Referred elsewhere"),
        "not_reached": _("The client was not reached"), "no_need": _("No need for care any more"),
    }.get(key, key)


def moment(value: datetime) -> str:
    return formatting.moment(value, spoken())


def day(value: date) -> str:
    return formatting.day(value, spoken())


def urgency_code(code: str) -> str:
    return {"E": _("Non-urgent"), "P": _("Urgent")}.get(code, code)
