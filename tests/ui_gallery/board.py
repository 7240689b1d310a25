"""Leaders' pages, on invented figures."""
# ruff: noqa: E501

from dataclasses import asdict

from polku.web.ui import waits
from tests.ui_gallery import charts

WAVE = (0, 1.2, -0.9, 0.4, -0.3, 1.5, -1.1, 0.2, 0.9, -0.6, 0.7, -1.0)
STEADY = [wave for _ in range(2) for wave in WAVE]
CHARTS = [
    charts.run_chart("first", "Hoitoon 7 päivässä", "Taso nousi.", [70 + w for w in STEADY[:16]] + [74 + w for w in STEADY[16:]], (70, 75, 80), 77),
    charts.run_chart("second", "Suun hoitoon", "Ei muutosta.", [78 + w for w in STEADY], (75, 80), 80),
    charts.run_chart("third", "Vastattu", "Viimeinen on alle rajan.", [92 + w for w in STEADY[:-1]] + [87.2], (85, 90, 95), 95, signals=1),
    charts.run_chart("fourth", "Etäasiointi", "Nousee.", [37 + w for w in STEADY[:-7]] + [36.8 + 0.4 * n for n in range(7)], (35, 40), 42, signals=7),
    charts.run_chart("fifth", "Jatkuvuus", "Laskenut.", [0.47 + w / 80 for w in STEADY[:-8]] + [0.455 - 0.002 * n for n in range(8)], (0.4, 0.45, 0.5), 0.52, signals=8),
    charts.funnel(
        [("Pohjoinen", 2340, 68.4), ("Saaristo", 980, 81.6), *((f"Yksikkö {n}", 320 + 190 * n, 74.8 + WAVE[n % 12]) for n in range(15))], 74.8
    ),
]



def measure(place: int, title: str, value: str, unit: str, target: str, icon: str, tone: str, headline: str, text: str) -> dict[str, object]:
    signal = {"icon": icon, "tone": tone, "title": headline, "text": text}
    return {"title": title, "href": "#", "value": value, "unit": unit, "target": target, "chart": CHARTS[place], "signal": signal}


BARS = waits.draw(
    [("Kaikki", [74.8, 10.7, 10.0, 4.4, 0.1]), ("Lääkäri", [56.5, 18.3, 17.5, 7.6, 0.1]), ("Hoitaja", [89.8, 4.3, 3.9, 1.8, 0.2])], "fi"
)
BOARD = {
    "nav": [
        {"label": "Tilannekuva", "href": "#", "current": True}, {"label": "Mittarit", "href": "#"}, {"label": "Yksiköt", "href": "#"},
        {"label": "Ennusteet", "href": "#"}, {"label": "Poikkeamat", "href": "#"}, {"label": "Säännöt", "href": "#"},
    ],
    "search": {"url": "#", "label": "Hae mittari tai yksikkö"},
    "who": {"name": "Johtava ylihoitaja", "place": "Järvimaa, koko alue"},
    "banner": "",
    "title": "Tilannekuva, lokakuu 2026",
    "about": "Järvimaan hyvinvointialue. Samat luvut kaikilla tasoilla, laskettu tapahtumista to 19.11. klo 6.00.",
    "pickers": [
        {"icon": "calendar", "label": "Lokakuu 2026", "options": [{"label": "Lokakuu 2026", "href": "#", "current": True}]},
        {"icon": "map-pin", "label": "Koko alue", "options": [{"label": "Koko alue", "href": "#", "current": True}]},
    ],
    "downloads": {"label": "CSV, Parquet", "href": "#"},
    "measures": [
        measure(0, "Hoitoon 7 päivässä arviosta", "74,8", "%", "77 %", "trending-up", "good", "Taso nousi maaliskuussa",
                "Keskiarvo 70,0 → 74,0 %. Koerajat, 8 pistettä."),
        measure(1, "Suun hoitoon 90 päivässä arviosta", "79,3", "%", "80 %", "equal", "still", "Ei muutosta",
                "Vaihtelu on tavanomaista, keskiarvo 78,3 %."),
        measure(2, "Vastattu luvatussa ajassa", "87,2", "%", "95 %", "diamond", "look", "Poikkeama lokakuussa",
                "Alle alarajan 88,7 %. Syy on kirjaamatta."),
        measure(3, "Etäasioinnin osuus", "39,3", "%", "42 %", "trending-up", "good", "Nousee",
                "7 kuukautta peräkkäin, suunta on tavoitteen mukainen."),
        measure(4, "Hoidon jatkuvuus, COCI", "0,45", "", "0,52", "trending-down", "look", "Laskenut",
                "8 kuukautta keskiarvon 0,46 alapuolella."),
    ],
    "waits": {
        **asdict(BARS),
        "title": "Odotusaika arviosta käyntiin", "href": "#", "about": "Kiireetön avosairaanhoito, 26 561 käyntiä",
        "summary": "Kaikista käynneistä 75 prosenttia toteutui 7 päivässä, lääkärille 56 ja hoitajalle 90 prosenttia.",
        "table": {
            "caption": "Odotusaika hoidon tarpeen arviosta käyntiin, lokakuu 2026",
            "columns": ["Odotus", "Osuus", "Käyntejä", "Lääkäri", "Hoitaja", "Muut"],
            "rows": [
                {"bucket": 0, "label": "0–7 päivää", "cells": ["74,8 %", "19 868", "6 642", "12 197", "1 029"]},
                {"bucket": 1, "label": "8–14 päivää", "cells": ["10,7 %", "2 842", "2 158", "584", "100"]},
                {"bucket": 2, "label": "15–30 päivää", "cells": ["10,0 %", "2 656", "2 060", "534", "62"]},
                {"bucket": 3, "label": "31–90 päivää", "cells": ["4,4 %", "1 168", "900", "246", "22"]},
                {"bucket": 4, "label": "yli 90 päivää", "cells": ["0,1 %", "27", None, "22", None]},
            ],
            "totals": ["Yhteensä", "100 %", "26 561", "11 764", "13 583", "1 214"],
        },
        "footnote": "Alle 5 käynnin luvut on peitetty niin, ettei niitä voi päätellä summista.",
    },
    "funnel": {
        "title": "Yksiköt: hoitoon 7 päivässä", "about": "Suppilo näyttää, mikä ero on sattumaa suurempi", "chart": CHARTS[5],
        "table_href": "#", "table_label": "Taulukko, 17 yksikköä",
    },
    "quality": {"share": 94.2, "text": "käynneistä sisältää molemmat aikaleimat. 1 638 käyntiä jää ulkopuolelle,", "href": "#",
                "link_text": "eniten Pohjoisessa (11 %)"},
    "deviations": [
        {"title": "Vastattu luvatussa ajassa", "href": "#", "tag": "Syy kirjaamatta", "tone": "now", "by": "pe 20.11. mennessä"},
        {"title": "Pohjoinen, hoitoon 7 päivässä", "href": "#", "tag": "Toimenpide käynnissä", "tone": "sea", "by": "ti 1.12."},
    ],
}  # fmt: skip
PAGES = {"board": ("board/board.html", BOARD)}
