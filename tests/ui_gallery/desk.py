"""Professionals' pages."""
# ruff: noqa: E501

from datetime import UTC, datetime


def at(hour: int, minute: int = 0, day: int = 19) -> datetime:
    """That moment of November 2026, given in Helsinki's hours."""
    return datetime(2026, 11, day, hour - 2, minute, tzinfo=UTC)


def row(title: str, line: str, urgency: int, **more: object) -> dict[str, object]:
    return {"id": title[:4], "href": "#", "title": title, "line": line, "urgency": urgency, **more}


BAR = {
    "nav": [
        {"label": "Työlista", "href": "#", "current": True}, {"label": "Asiakkaat", "href": "#"}, {"label": "Ajat", "href": "#"},
        {"label": "Palvelut", "href": "#"}, {"label": "Ohjeet", "href": "#"},
    ],
    "search": {"url": "#", "label": "Hae asiakas, asia tai palvelu"},
    "who": {"name": "Sairaanhoitaja 4", "place": "Keskustan sote-keskus, terveydenhuolto"},
    "banner": "Esittelysisältö",
}  # fmt: skip
VIEWING = {"kind": "viewing", "text": "Lääkäri 1 katsoo"}
LIST = {
    **BAR,
    "view": {
        "title": "Vapaat, avoimet", "summary": "23 asiaa, lähin määräaika ensin",
        "filters": [
            {"label": "Vapaat", "chosen": True, "options": [{"label": "Vapaat", "href": "#", "current": True}, {"label": "Omat", "href": "#"}]},
            {"label": "Kanavat", "options": [{"label": "Kaikki", "href": "#"}]},
            {"label": "Keskusta", "options": [{"label": "Kaikki", "href": "#"}]},
            {"label": "Lisää", "icon": "sliders-horizontal", "href": "#"},
        ],
    },
    "groups": [
        {"title": "Myöhässä", "count": 1, "rows": [
            row("Takaisinsoitto: verenpaine koholla", "Mies 71 v · puhelu · Keskusta", 3, due=at(10, 20),
                here={"kind": "writing", "text": "Sairaanhoitaja 2 kirjoittaa"})]},
        {"title": "Tänään to 19.11.", "count": 9, "rows": [
            row("Keskustelu: unettomuus, ahdistus", "Nimetön 15 v · chat · nuoret", 4, due=at(10, 46)),
            row("Hälytys: paino +2,3 kg 3 päivässä", "Mies 78 v · omaseuranta · vajaatoiminta", 4, due=at(12, 15)),
            row("Arvio: virtsaoireet ja kuume", "Nainen 34 v · oirearvio · Keskusta", 4, due=at(13, 12), current=True, here=VIEWING),
            row("Viesti: haavan paraneminen", "Nainen 58 v · viesti, 2 kuvaa · Keskusta", 3, due=at(15, 30)),
            row("Takaisinsoitto: korvakipu lapsella", "Tyttö 4 v · puhelu, huoltaja · Ranta", 4, due=at(16))]},
        {"title": "Huomenna pe 20.11.", "count": 6, "rows": [
            row("Suora-aika: alaselkä, fysioterapeutti", "Mies 45 v · ajanvaraus · Keskusta", 2, due=at(9, 0, 20)),
            row("Lomake: diabeteksen esitiedot", "Mies 66 v · lomake · Ranta", 2, due=at(12, 0, 20))]},
        {"title": "Odottaa, palaa itsestään", "count": 7, "rows": [
            row("Odottaa laboratoriovastausta", "Nainen 29 v · lähete · Keskusta", 2, due=at(8, 0, 20), paused_until=at(8, 0, 20))]},
    ],
}  # fmt: skip
CASE = {
    **LIST,
    "client": {
        "name": "Testi Tuulia", "age": 34, "language": "suomi", "allergies": ["Penisilliiniallergia"], "own_nurse": "Sairaanhoitaja 7",
        "view_href": "#", "ground": "Hoitosuhde: yhteydenotto 19.11.",
    },
    "case": {"id": "1", "title": "Arvio: virtsaoireet ja kuume", "urgency": 4, "arrived": at(9, 12), "responsible": "", "presence": ["Lääkäri 1 katsoo"]},
    "actions": [
        {"label": "Ota itselle", "key": "a", "href": "#", "post": True}, {"label": "Vastaa", "key": "r", "href": "#"},
        {"label": "Varaa aika", "key": "b", "href": "#"},
    ],
    "clocks": [
        {"name": "Vastaus asiakkaalle", "limit": "lupaus 4 h", "due": at(13, 12), "started": at(9, 12)},
        {"name": "Hoidon tarpeen arvio", "limit": "laki: sama päivä", "due": at(16), "started": at(9, 12)},
        {"name": "Hoitoon pääsy", "limit": "alkaa arviosta", "due": None, "rule": "alue 7 pv, laki 3 kk"},
    ],
    "answers": [
        {"question": "Kirvely virtsatessa", "answer": "Kyllä, 3 päivää", "rules": ["VO-4"]},
        {"question": "Kuume", "answer": "38 astetta tai enemmän", "rules": ["VO-4"]},
        {"question": "Kylki- tai selkäkipu", "answer": "Ei"}, {"question": "Raskaus", "answer": "Ei"},
        {"question": "Verta virtsassa", "answer": "En tiedä"},
        {"question": "Virtsatietulehdus 12 kk aikana", "answer": "Kyllä, 2 kertaa", "rules": ["LI-2"]},
    ],
    "answers_href": "#", "answers_label": "Kaikki 12 vastausta, versio 3",
    "fired": [
        {"id": "VO-4", "text": "Kuume vähintään 38 ja virtsaoire: **ota yhteyttä tänään**", "urgency": 4},
        {"id": "LI-2", "text": "Kolmas tulehdus vuodessa: tarkista virtsaviljelyn tarve"},
    ],
    "rules_href": "#", "rules_label": "Virtsaoireet, sääntötaulu 3",
    "timeline": [
        {"at": at(10, 40), "kind": "read", "text": "Lääkäri 1 avasi asian, peruste: konsultaatio"},
        {"at": at(9, 12), "kind": "act", "state": "now", "text": "Asia avattiin, kellot käynnistyivät", "by": "järjestelmä, jono Keskusta"},
        {"at": at(9, 11), "kind": "act", "text": "Tunnistautui ja lähetti arvion", "by": "asiakas itse"},
        {"at": at(9, 3), "kind": "act", "text": "Aloitti oirearvion ilman tunnistautumista", "by": "asiakas"},
        {"at": datetime(2026, 9, 3, 9, tzinfo=UTC), "kind": "act", "text": "Edellinen asia: virtsaoireet, hoidettu etänä", "by": "Sairaanhoitaja 7"},
    ],
    "looks_href": "#", "looks_count": 4,
    "form": "desk/parts/assess.html",
    "assess": {
        "action": "#", "version": 3, "urgency": 4, "rule_urgency": 4, "rule_id": "VO-4", "reason": "U71 Virtsarakkotulehdus",
        "professions": [{"value": "nurse", "label": "Sairaanhoitaja", "chosen": True}], "modes": [{"value": "R10", "label": "Vastaanotto", "chosen": True}],
        "rationale": "Kuume 38,2. Ei kylkikipua, yleistila hyvä. Virtsanäyte ja viljely tänään.",
        "submit": "Kirjaa arvio ja varaa aika", "note": "Luonnos tallennettu 10.41.",
    },
}  # fmt: skip
BOOK = {
    **CASE, "form": "desk/parts/book.html", "book": {"action": "#", "token": "t", "error": "", "intro": "Sairaanhoitaja, Keskusta", "submit": "Varaa aika"},
    "days": [{"day": at(9, 0, day).date(), "times": [{"value": f"{day}-{n}", "starts": at(9 + n, 0, day)} for n in range(5)]} for day in (20, 23)],
}  # fmt: skip
VISIT = {
    **CASE, "form": "desk/parts/side_form.html",
    "side": {
        "title": "Kirjaa käynti", "key": "", "action": "#", "token": "t", "submit": "Tallenna käynti",
        "fields": [
            {"id": "contact-type", "name": "contact_type", "label": "Yhteystapa", "kind": "select", "options": [{"value": "R10", "label": "Vastaanotto"}]},
            {"id": "note", "name": "note", "label": "Merkintä", "kind": "textarea", "value": "", "error": "Kirjoita merkintä"},
        ],
    },
    "errors": [{"target": "note", "text": "Kirjoita merkintä"}],
}  # fmt: skip
TIMES = {
    **BAR, "title": "Ajat",
    "days": [{"day": at(9).date(), "rows": [
        {"starts": at(9), "minutes": 20, "professional": "Sairaanhoitaja 4", "place": "Huone 3", "state": "booked", "title": "Testi Tuulia", "href": "#"},
        {"starts": at(12), "minutes": 20, "professional": "Sairaanhoitaja 4", "place": "Huone 3", "state": "free"}]}],
}  # fmt: skip
PAGES = {
    "worklist": ("desk/worklist.html", LIST),
    "case": ("desk/case.html", CASE),
    "book": ("desk/case.html", BOOK),
    "visit": ("desk/case.html", VISIT),
    "times": ("desk/times.html", TIMES),
}
