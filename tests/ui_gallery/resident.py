"""Residents' pages."""

from datetime import UTC, date, datetime

MATTERS = [
    {"title": "Kurkkukipu ja kuume", "href": "#1", "state": "now", "when": "Vastaamme tänään klo 14 mennessä",
     "text": "Sairaanhoitaja käsittelee arviotasi"},
    {"title": "Hammastarkastus", "href": "#2", "state": "next", "when": "ti 24.11. klo 9.20, Rantakadun hammashoitola",
     "text": "Voit siirtää tai perua ajan vielä 4 päivää"},
    {"title": "Esitiedot terveystarkastukseen", "href": "#3", "state": "next", "when": "Täytä viimeistään ma 30.11.",
     "text": "Noin 5 minuuttia, 3/11 vastattu"},
]  # fmt: skip
HOME = {
    "acting_for": {"name": "Testi Lapsi", "age": 8, "switch_url": "#switch"},
    "search_url": "/fi/services/",
    "tries": [{"label": word, "href": "#"} for word in ("kuume", "hammassärky", "rahahuolet", "todistus")],
    "assessment_href": "#start",
    "matters": MATTERS,
    "matters_title": "Testi Lapsen asiat",
    "matters_total": 5,
    "matters_href": "#all",
    "contacts": [
        {"icon": "calendar-days", "title": "Varaa aika", "text": "Vapaita aikoja tänään", "href": "#"},
        {"icon": "message-square-text", "title": "Lähetä viesti", "text": "Vastaamme 2 arkipäivässä", "href": "#"},
        {"icon": "messages-square", "title": "Keskustele", "text": "Chat auki klo 8–16", "href": "#"},
        {"icon": "phone-incoming", "title": "Pyydä soitto", "text": "Soitamme tänään", "href": "#"},
    ],
    "services": [
        {"title": title, "text": text, "href": "#"}
        for title, text in [
            ("Terveysasemat", "Sairaanhoitaja, lääkäri, fysioterapeutti"),
            ("Suun terveys", "Särky, tarkastus, hoidon jatko"),
            ("Mieli ja päihteet", "Keskusteluapua myös nimettömästi"),
            ("Lapset ja perheet", "Neuvola, perhekeskus, kouluterveys"),
            ("Ikääntyneet ja omaishoito", "Kotiin saatava tuki, palvelutarpeen arvio"),
            ("Vammaisten palvelut", "Hakemukset ja päätökset"),
            ("Kuntien ja järjestöjen palvelut", "Liikunta, kulttuuri ja vertaistuki"),
        ]
    ],
    "services_href": "#",
}
QUESTION = {
    "assessment": {"title": "Virtsaoireiden arvio"},
    "step": {"number": 2, "total": 4, "name": "Oireet", "minutes_left": 3},
    "stages": [
        {"name": "Taustatiedot", "state": "done"},
        {"name": "Oireet", "state": "now"},
        {"name": "Muut sairaudet", "state": "next"},
        {"name": "Tarkista vastaukset", "state": "next"},
    ],
    "question": {
        "name": "fever", "text": "Onko sinulla ollut kuumetta?", "kind": "one",
        "why": "Virtsaoireet ja kuume yhdessä voivat tarkoittaa, että tulehdus on noussut munuaisiin. "
               "Silloin tarvitset hoitoa nopeammin.",
        "options": [
            {"value": "no", "text": "Ei"},
            {"value": "mild", "text": "Kyllä, alle 38 astetta"},
            {"value": "high", "text": "Kyllä, 38 astetta tai enemmän", "checked": True},
            {"value": "unknown", "text": "En tiedä", "hint": "Esimerkiksi jos et ole voinut mitata kuumetta", "apart": True},
        ],
        "help": {"title": "Näin mittaat kuumeen", "text": "Mittaa levossa kainalosta tai korvasta mittarin ohjeen mukaan."},
    },
    "back_href": "#back", "leave_href": "#leave", "save_href": "#save",
}  # fmt: skip
ERROR = "Valitse, onko sinulla ollut kuumetta"
QUESTION_ERROR = {
    **QUESTION,
    "question": {**QUESTION["question"], "options": [{**o, "checked": False} for o in QUESTION["question"]["options"]]},  # type: ignore[dict-item]
    "error": ERROR,
    "errors": [{"target": "answer", "text": ERROR}],
}
QUESTION_NUMBER = {
    **QUESTION,
    "question": {"name": "temperature", "kind": "number", "text": "Mikä oli korkein mittaamasi lämpö?", "unit": "°C",
                 "hint": "Esimerkiksi 38,2", "value": "", "why": "Lämpö auttaa arvioimaan kiireellisyyden.",
                 "options": [{"value": "unknown", "text": "En tiedä"}]},
}  # fmt: skip
QUESTION_DATE = {
    **QUESTION,
    "question": {"name": "since", "kind": "date", "text": "Milloin oireet alkoivat?", "hint": "Esimerkiksi 16 11 2026",
                 "value": {"day": "16", "month": "11", "year": "2026"}},
}  # fmt: skip
RESULT = {
    "assessment": {"title": "Virtsaoireiden arvio", "version": 3, "valid_from": date(2026, 11, 2)},
    "level": 4,
    "instruction": "Ota yhteyttä tänään",
    "lead": "Sairaanhoitajan pitää arvioida tilanteesi vielä tänään, torstaina 19.11.",
    "action": {"label": "Lähetä arvio sairaanhoitajalle", "href": "#send"},
    "sign_in_next": True,
    "answer_by": datetime(2026, 11, 19, 12, 45, tzinfo=UTC),
    "why_title": "Miksi tänään?",
    "reasons": [
        {"icon": "thermometer", "text": "Sinulla on kirvelyä virtsatessa ja **kuumetta vähintään 38 astetta**. "
                                        "Tulehdus voi olla noussut munuaisiin."},
        {"icon": "calendar-clock", "text": "Oireesi ovat kestäneet **yli kaksi päivää**."},
        {"against": True, "text": "Et kertonut sekavuudesta etkä hengenahdistuksesta. Siksi tilanne ei vastaustesi "
                                  "perusteella ole hätätilanne."},
    ],
    "path": [
        {"title": "Lähetät arvion", "state": "now",
         "text": "Vastauksesi menevät sairaanhoitajalle. Sinun ei tarvitse kertoa niitä uudelleen."},
        {"title": "Sairaanhoitaja vastaa tänään", "text": "Hän kirjoittaa tai soittaa. Voit joutua antamaan virtsanäytteen."},
        {"title": "Hoito alkaa", "text": "Saat lääkkeen, ajan tai ohjeet kotiin."},
    ],
    "callback_href": "#call",
    "self_care": [
        "Juo janon mukaan, vähän kerrallaan ja usein.",
        "Käy vessassa heti, kun siltä tuntuu.",
        "Kipua ja kuumetta voit lievittää itsehoitolääkkeellä. Noudata pakkauksen ohjetta.",
    ],
    "if_worse": [
        {"number": "116 117", "text": "**Soita heti Päivystysapuun,** jos kylkeen tai selkään tulee kova kipu, alat oksentaa "
                                      "tai kuume nousee yli 39 asteen. Palvelu on auki aina."},
        {"number": "112", "emergency": True, "text": "**Soita hätänumeroon,** jos tulet sekavaksi, hengittäminen vaikeutuu "
                                                     "tai et pysy hereillä."},
    ],
    "answers_href": "#answers", "answers_count": 12, "rules_href": "#rules", "back_href": "#back",
}  # fmt: skip
PAGES = {
    "home": ("resident/home.html", HOME),
    "question": ("resident/question.html", QUESTION),
    "question-error": ("resident/question.html", QUESTION_ERROR),
    "question-number": ("resident/question.html", QUESTION_NUMBER),
    "question-date": ("resident/question.html", QUESTION_DATE),
    "result": ("resident/result.html", RESULT),
    "emergency": ("resident/emergency.html", {
        "reason": "Kerroit rintakivusta, joka on jatkunut yli 15 minuuttia. Se voi olla hengenvaarallista.",
        "mend_href": "#back",
    }),
}  # fmt: skip
