"""Residents' other pages."""
# ruff: noqa: E501

from datetime import UTC, date, datetime, timedelta

from tests.ui_gallery.resident import MATTERS, QUESTION, RESULT


def at(hour: int, minute: int = 0, day: int = 19) -> datetime:
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


FREE = [
    {"day": date(2026, 11, day), "times": [{"value": f"{day}-{n}", "starts": at(9, 0, day) + timedelta(minutes=20 * n)} for n in range(count)]}
    for day, count in ((20, 4), (23, 3))
]
START = {
    "assessment": {
        "title": "Virtsaoireiden arvio", "intro": "Arvio on 16–64-vuotiaalle naiselle, jolla on kirvelyä tai tihentynyttä virtsaamistarvetta.",
        "minutes": "5–10", "prepare": ["Kuumemittari", "Lääkelistasi"], "answered_by": "Sairaanhoitaja vastaa arkisin klo 8–16",
    },
    "not_for": ["et pysy hereillä tai olet sekava", "hengittäminen on vaikeaa"],
    "resume_href": "#resume", "back_href": "#",
}  # fmt: skip
ANSWERS = {
    **QUESTION,
    "sheets": [{"title": "", "answers": [
        {"question": "Onko sinulla kirvelyä virtsatessa?", "answer": "Kyllä, 3 päivää", "change_href": "#1"},
        {"question": "Onko sinulla ollut kuumetta?", "answer": "Kyllä, 38 astetta tai enemmän", "change_href": "#2"},
        {"question": "Oletko raskaana?", "answer": "En", "change_href": "#3"},
    ]}],
    "continue_href": "#",
}
SEND = {
    "assessment": {"title": "Virtsaoireiden arvio"}, "receiver": "Keskustan sote-keskus, sairaanhoitaja", "level": 4, "answer_by": at(14, 45),
    "people": [{"value": "self", "text": "Testi Tuulia", "hint": "itse", "checked": True}, {"value": "child", "text": "Testi Lapsi, 8 v", "hint": "huollettavasi"}],
    "form": {"token": "t", "phone": {"value": "040 123", "error": "Puhelinnumerossa on liian vähän numeroita"}, "message": {"value": ""}},
    "errors": [{"target": "phone", "text": "Puhelinnumerossa on liian vähän numeroita"}],
    "answers_href": "#", "answers_count": 12, "back_href": "#",
}  # fmt: skip
MY = {
    "title": "Omat asiat", "matters": MATTERS,
    "notice": {"tone": "done", "sign": "circle-check", "title": "Arvio on lähetetty.", "text": "Saat vastauksen viimeistään tänään klo 14.45."},
    "bookings": [{"title": "Sairaanhoitajan vastaanotto", "when": "pe 20.11. klo 9.20", "place": "Keskustan sote-keskus", "href": "#"}],
    "closed": [{"title": "Selkäkipu", "when": "hoidettu 3.9.2026", "href": "#"}], "start_href": "#", "log_href": "#",
}  # fmt: skip
CASE = {
    "case": {"title": "Virtsaoireet ja kuume", "urgency": 4, "sent": at(9, 12), "unit": "Keskustan sote-keskus", "open": True},
    "path": [
        {"title": "Lähetit arvion", "state": "done", "when": "tänään klo 9.12"},
        {"title": "Sairaanhoitaja vastaa", "state": "now", "when": "viimeistään tänään klo 13.12"}, {"title": "Hoito alkaa"},
    ],
    "booking": {"title": "Sairaanhoitajan vastaanotto", "when": "pe 20.11. klo 9.20", "place": "Keskustan sote-keskus", "href": "#"},
    "messages": [
        {"at": at(10, 5), "by": "Sairaanhoitaja 4", "text": "Hei! Pääsetkö tänään antamaan virtsanäytteen?"},
        {"at": at(10, 20), "by": "Sinä", "text": "Pääsen kello 12.", "own": True},
    ],
    "reply": {"token": "t", "value": ""}, "answers_href": "#", "back_href": "#",
}  # fmt: skip
LOG = {
    "looks": [
        {"at": at(10, 40), "who": "Lääkäri 1", "role": "lääkäri, Keskustan sote-keskus", "what": "avasi asian Virtsaoireet ja kuume", "ground": "konsultaatio"},
        {"at": at(9, 31), "who": "Sairaanhoitaja 4", "role": "sairaanhoitaja", "what": "avasi asian", "ground": "hoitosuhde"},
    ],
    "page": {"number": 1, "pages": 2, "older_href": "#"}, "back_href": "#",
}  # fmt: skip
BOOKING = {
    "booking": {"title": "Sairaanhoitajan vastaanotto", "starts": at(9, 20, 20), "minutes": 20, "place": "Keskustan sote-keskus",
                "address": "Esimerkkikatu 1", "professional": "Sairaanhoitaja 4"},
    "may_change": True, "change_until": at(16, 0, 19), "days": FREE, "form": {"token": "t", "error": "Joku ehti varata ajan ensin. Valitse toinen."},
    "back_href": "#",
}  # fmt: skip
SERVICE = {
    "page": {"title": "Terveysasemat", "intro": "Apua, kun olet sairas tai huolissasi terveydestäsi.", "sections": [
        {"title": "Näin pääset hoitoon", "text": "Aloita **arviosta**.", "points": ["Kiireellinen apu samana päivänä"]}]},
    "actions": [{"label": "Aloita arvio", "href": "#"}, {"label": "Varaa aika", "href": "#"}],
    "phone": "02 123 4567", "address": "Esimerkkikatu 1", "hours": [{"days": "ma–pe", "times": "8–16"}],
    "links_title": "Toimipaikat", "links": [{"title": "Keskustan sote-keskus", "text": "ma–pe 8–16", "href": "#"}], "back_href": "#", "back_label": "Palvelut",
}  # fmt: skip
PAGES = {
    "start": ("resident/start.html", START),
    "answers": ("resident/answers.html", ANSWERS),
    "send": ("resident/send.html", SEND),
    "my": ("resident/my.html", MY),
    "my-case": ("resident/case.html", CASE),
    "log": ("resident/log.html", LOG),
    "booking": ("resident/booking.html", BOOKING),
    "services": ("resident/services.html", {"query": "kuume", "groups": [{"title": "Tulokset", "entries": [{"title": "Terveysasemat", "text": "Lääkäri", "href": "#"}]}], "back_href": "#"}),
    "service": ("resident/service.html", SERVICE),
    "text": ("resident/text.html", {"page": {"title": "Saavutettavuusseloste", "intro": "Tämä seloste koskee Polkua.", "sections": [
        {"id": "feedback", "title": "Palaute", "text": "Vastaamme 14 päivässä.\n\nKiitos.", "points": ["a", "b"]}]}}),
    "result-selfcare": ("resident/result.html", {**RESULT, "level": 1, "instruction": "Voit hoitaa oireita itse"}),
    **{f"error-{status}": (f"ui/errors/{status}.html", {"status": status, "error": None}) for status in (400, 403, 404, 409, 422, 429, 500)},
}  # fmt: skip
