"""Counterexamples in plain words: the question's text, and the answer's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.questionnaire import Answer, Item
from polku.foundation.content import REQUIRED_LANGUAGES, Text, in_language
from polku.rules.values import Missing

NOT_ASKED = Missing.NOT_ASKED

ANSWERS: Mapping[str, Text] = {
    "yes": {"fi": "kyllä", "sv": "ja", "en": "yes"},
    "no": {"fi": "ei", "sv": "nej", "en": "no"},
    "unknown": {"fi": "en tiedä", "sv": "jag vet inte", "en": "I don’t know"},
    "open": {"fi": "jätetty vastaamatta", "sv": "lämnad obesvarad", "en": "left open"},
    "not-asked": {"fi": "ei kysytty", "sv": "inte frågad", "en": "not asked"},
    "answered": {"fi": "jokin vastaus", "sv": "något svar", "en": "some answer"},
    "nothing": {"fi": "ei loppua", "sv": "inget slut", "en": "no ending"},
}

SENTENCES: Mapping[str, Text] = {
    "gap": {
        "fi": "Taulu {table} ei anna vastausta, kun {answers}.",
        "sv": "Tabellen {table} ger inget svar när {answers}.",
        "en": "Table {table} gives no answer when {answers}.",
    },
    "clash": {
        "fi": "Taulun {table} säännöt {rules} pätevät yhtä aikaa, eikä tapa {policy} salli sitä, kun {answers}.",
        "sv": "I tabellen {table} gäller reglerna {rules} samtidigt, vilket principen {policy} inte tillåter, när {answers}.",
        "en": "In table {table} the rules {rules} hold together, which hit policy {policy} does not allow, when {answers}.",
    },
    "value": {
        "fi": "Taulun {table} sääntö {rules} antaa tuloksen, jota tapa {policy} ei salli, kun {answers}.",
        "sv": "I tabellen {table} ger regeln {rules} ett resultat som principen {policy} inte tillåter när {answers}.",
        "en": "In table {table} rule {rules} gives a result that hit policy {policy} does not allow when {answers}.",
    },
    "never": {
        "fi": "Säännön {rule} ehdot eivät voi toteutua yhdessä.",
        "sv": "Villkoren i regeln {rule} kan inte uppfyllas tillsammans.",
        "en": "The conditions of rule {rule} can never be met together.",
    },
    "shadowed": {
        "fi": "Sääntö {rule} ei koskaan ratkaise: kun sen ehdot täyttyvät, edelle menee {rules}, esimerkiksi kun {answers}.",
        "sv": "Regeln {rule} avgör aldrig: när dess villkor är uppfyllda går {rules} före, till exempel när {answers}.",
        "en": "Rule {rule} never decides: whenever its conditions are met, {rules} comes before it, for example when {answers}.",
    },
    "unreachable": {
        "fi": "Mitkään vastaukset eivät johda tulokseen {ending}.",
        "sv": "Inga svar leder till resultatet {ending}.",
        "en": "No answers lead to {ending}.",
    },
    "lowered": {
        "fi": "Henkilö A: {answers}. Tulos: {before}. Henkilö B: muuten sama, mutta {other}. Tulos lievempi: {after}.",
        "sv": "Person A: {answers}. Resultat: {before}. Person B: annars lika, men {other}. Mildare resultat: {after}.",
        "en": "Person A: {answers}. Ending: {before}. Person B: otherwise the same, but {other}. Milder ending: {after}.",
    },
    "text": {
        "fi": "Kohdan {what} teksti puuttuu kielellä {language}.",
        "sv": "Texten för {what} saknas på språket {language}.",
        "en": "The text of {what} is missing in language {language}.",
    },
    "unasked": {
        "fi": "Säännöt käyttävät tietoa {fact}, mutta mitkään vastaukset eivät johda siihen, että sitä kysytään.",
        "sv": "Reglerna använder uppgiften {fact}, men inga svar leder till att den efterfrågas.",
        "en": "The rules use {fact}, but no answers lead to its being asked.",
    },
    "not-provable": {
        "fi": "Taulua ei voida todistaa: {why}.",
        "sv": "Tabellen kan inte bevisas: {why}.",
        "en": "The table cannot be proven: {why}.",
    },
    "quiet": {
        "fi": "kaikki vastaukset ovat tavallisimmat",
        "sv": "alla svar är de vanligaste",
        "en": "every answer is the usual one",
    },
    "give-ending": {
        "fi": "Anna säännölle {rule} tulos {ending}.",
        "sv": "Ge regeln {rule} resultatet {ending}.",
        "en": "Give rule {rule} the ending {ending}.",
    },
    "give-default": {
        "fi": "Lisää taululle {table} oletustulos (default) {ending}.",
        "sv": "Ge tabellen {table} standardresultatet (default) {ending}.",
        "en": "Give table {table} the default {ending}.",
    },
    "count-doubt": {
        "fi": "Lue ”en tiedä” kohdassa {fact} pahimmaksi (unknown: {value}).",
        "sv": "Räkna ”jag vet inte” i {fact} som det värsta (unknown: {value}).",
        "en": "Count “I don’t know” in {fact} as the worst (unknown: {value}).",
    },
    "drop-condition": {
        "fi": "Poista säännön {rule} ehto kohdasta {fact}.",
        "sv": "Ta bort villkoret på {fact} i regeln {rule}.",
        "en": "Remove the condition on {fact} from rule {rule}.",
    },
    "policy": {
        "fi": "Vaihda taulun {table} tavaksi {policy}.",
        "sv": "Byt princip för tabellen {table} till {policy}.",
        "en": "Change the hit policy of table {table} to {policy}.",
    },
    "remove": {
        "fi": "Poista sääntö {rule} tai muuta sen ehtoja.",
        "sv": "Ta bort regeln {rule} eller ändra dess villkor.",
        "en": "Remove rule {rule} or change its conditions.",
    },
}


def sentence(key: str, **parts: str | Text) -> Text:
    """The sentence in each language; a part is one text for all languages, or one for each."""
    return {
        language: SENTENCES[key][language].format(**{name: in_words(part, language) for name, part in parts.items()})
        for language in REQUIRED_LANGUAGES
    }


def in_words(part: str | Text, language: str) -> str:
    return part if isinstance(part, str) else in_language(part, language)


def spoken(subject: Subject, answers: Mapping[str, Answer]) -> Text:
    """“question” → answer; …"""
    by_id = subject.questionnaire.by_id
    if not answers:
        return SENTENCES["quiet"]
    told = [(by_id[name], answer) for name, answer in answers.items()]
    return {
        language: "; ".join(f"”{in_language(item.text, language)}” → {said_as(item, answer, language)}" for item, answer in told)
        for language in REQUIRED_LANGUAGES
    }


def said_as(item: Item, answer: Answer, language: str) -> str:
    if answer is NOT_ASKED:
        return ANSWERS["not-asked"][language]
    if answer is Missing.UNKNOWN:
        return ANSWERS["unknown"][language]
    if answer is None:
        return ANSWERS["open"][language]
    if isinstance(answer, bool):
        return ANSWERS["yes" if answer else "no"][language]
    if isinstance(answer, (int, Decimal)):
        unit = in_language(item.unit, language) if item.unit else ""
        return f"{plain(answer, language)} {unit}".strip()
    chosen = _options(item, answer, language)
    return ", ".join(chosen) or ANSWERS["answered"][language]


def _options(item: Item, codes: object, language: str) -> list[str]:
    chosen = [item.option(str(code)) for code in (codes if isinstance(codes, tuple) else (codes,))]
    return [in_language(option.text, language) for option in chosen if option]


def plain(number: int | Decimal, language: str) -> str:
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text if language == "en" else text.replace(".", ",")


def ending_in_words(subject: Subject, ending: str | None) -> Text:
    """`DAY (Contact a professional today)`."""
    if ending is None:
        return ANSWERS["nothing"]
    if ending not in subject.endings:
        return dict.fromkeys(REQUIRED_LANGUAGES, ending)
    title = subject.endings[ending].title
    return {language: f"{ending} ({in_language(title, language)})" for language in REQUIRED_LANGUAGES}
