"""Scores that are no plain sums: sore throat, risk of diabetes and dementia, nutrition."""

from __future__ import annotations

from polku.assessment.instruments.answers import Answers, number, only, refuse, truth, whole, word
from polku.assessment.instruments.answers import as_mapping as fields
from polku.assessment.instruments.declaration import Instrument
from polku.assessment.instruments.scoring import Detail, Score, finish

SEXES = ("male", "female")
_CENTOR = ("tonsillar_exudate", "tender_anterior_cervical_nodes", "absence_of_cough", "fever")
_FEVERPAIN = ("fever", "purulence", "attend_rapidly", "inflamed_tonsils", "absence_of_cough")
_FAMILY = {"none": 0, "second_degree": 3, "first_degree": 5}
_FINDRISC = (
    "sex", "age", "bmi", "waist_cm", "physically_active", "daily_vegetables_fruit",
    "antihypertensive_medication", "high_blood_glucose_history", "family_history",
)  # fmt: skip
_CAIDE = ("age", "education", "male", "sbp", "bmi", "chol", "active")


def centor(instrument: Instrument, raw: object) -> Score:
    """Centor's four signs; the score is McIsaac's, which adds the age (Can Med Assoc J 1998)."""
    given = fields(raw)
    only(given, ("age", *_CENTOR))
    signs = sum(truth(given, sign) for sign in _CENTOR)
    age = number(given, "age", 3, 120)
    score = signs + (1 if age < 15 else -1 if age >= 45 else 0)
    return finish(instrument, score, raw, {"centor_score": signs, "mcisaac_score": score}, given)


def feverpain(instrument: Instrument, raw: object) -> Score:
    given = fields(raw)
    only(given, _FEVERPAIN)
    return finish(instrument, sum(truth(given, sign) for sign in _FEVERPAIN), raw, {}, given)


def findrisc(instrument: Instrument, raw: object) -> Score:
    """Points of Lindström and Tuomilehto (Diabetes Care 2003)."""
    given = fields(raw)
    only(given, _FINDRISC)
    male = word(given, "sex", SEXES) == "male"
    points: Detail = {
        "age_points": _steps(number(given, "age", 18, 120), (45, 55, 65), (0, 2, 3, 4)),
        "bmi_points": _bmi_points(number(given, "bmi", 10, 100)),
        "waist_points": _waist_points(number(given, "waist_cm", 30, 300), male),
        "activity_points": 0 if truth(given, "physically_active") else 2,
        "vegetable_points": 0 if truth(given, "daily_vegetables_fruit") else 1,
        "medicine_points": 2 if truth(given, "antihypertensive_medication") else 0,
        "glucose_points": 5 if truth(given, "high_blood_glucose_history") else 0,
        "family_points": _FAMILY[word(given, "family_history", tuple(_FAMILY))],
    }
    return finish(instrument, sum(int(str(point)) for point in points.values()), raw, points, given)


def _bmi_points(bmi: float) -> int:
    return 0 if bmi < 25 else 1 if bmi <= 30 else 3


def _waist_points(waist: float, male: bool) -> int:
    low, high = (94, 102) if male else (80, 88)
    return 0 if waist < low else 3 if waist <= high else 4


def caide_model1(instrument: Instrument, raw: object) -> Score:
    """Points of Kivipelto and others (Lancet Neurology 2006), without the gene."""
    given = fields(raw)
    only(given, _CAIDE)
    points = _caide_common(given) + _steps(_years(given), (47, 54), (0, 3, 4)) + _steps(_education(given), (7, 10), (3, 2, 0))
    return finish(instrument, points + (2 if _cholesterol(given) else 0), raw, {}, given)


def caide_model2(instrument: Instrument, raw: object) -> Score:
    """The same with the APOE ε4 gene."""
    given = fields(raw)
    only(given, (*_CAIDE, "apoe4"))
    points = _caide_common(given) + _steps(_years(given), (47, 54), (0, 3, 5)) + _steps(_education(given), (7, 10), (4, 3, 0))
    gene = 2 if truth(given, "apoe4") else 0
    return finish(instrument, points + gene + (1 if _cholesterol(given) else 0), raw, {}, given)


def _caide_common(given: Answers) -> int:
    pressure = 2 if number(given, "sbp", 60, 260) > 140 else 0
    weight = 2 if number(given, "bmi", 10, 100) > 30 else 0
    return truth(given, "male") + pressure + weight + (0 if truth(given, "active") else 1)


def _years(given: Answers) -> float:
    """Age in whole years: the bands are under 47, 47 to 53, over 53. The score holds from 39 to 64 years."""
    return whole(given, "age", 39, 64)


def _education(given: Answers) -> float:
    return number(given, "education", 0, 40)


def _cholesterol(given: Answers) -> bool:
    return number(given, "chol", 1, 20) > 6.5


def mnasf(instrument: Instrument, raw: object) -> Score:
    """Five questions and the body mass index, or the calf where it cannot be had."""
    given = fields(raw)
    only(given, ("intake", "weight_loss", "mobility", "stress", "neuro", "bmi", "calf_cm"))
    if ("bmi" in given) == ("calf_cm" in given):
        refuse("bmi", "one-of-two", "not just one of 'bmi' and 'calf_cm'", "one of them")
    points = whole(given, "intake", 0, 2) + whole(given, "weight_loss", 0, 3) + whole(given, "mobility", 0, 2)
    points += (0 if truth(given, "stress") else 2) + whole(given, "neuro", 0, 2)
    if "bmi" in given:
        body = _steps(number(given, "bmi", 10, 100), (19, 21, 23), (0, 1, 2, 3))
    else:
        body = 3 if number(given, "calf_cm", 10, 80) >= 31 else 0
    return finish(instrument, points + body, raw, {"body_points": body}, given)


def nrs2002(instrument: Instrument, raw: object) -> Score:
    """Nutrition 0–3, disease 0–3, one more from 70 years on."""
    given = fields(raw)
    only(given, ("nutrition", "disease", "age"))
    older = number(given, "age", 18, 120) >= 70
    total = whole(given, "nutrition", 0, 3) + whole(given, "disease", 0, 3) + older
    return finish(instrument, total, raw, {"age_point": int(older)}, given)


def _steps(value: float, limits: tuple[float, ...], points: tuple[int, ...]) -> int:
    return points[sum(value >= limit for limit in limits)]
