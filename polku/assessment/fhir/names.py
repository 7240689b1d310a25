"""Addresses of the extensions: FHIR's own, those of Structured Data Capture, and ours where neither has one."""

from __future__ import annotations

from collections.abc import Mapping

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

TRANSLATION = _CORE + "translation"
MIN_VALUE, MAX_VALUE = _CORE + "minValue", _CORE + "maxValue"
MIN_QUANTITY, MAX_QUANTITY = _SDC + "minQuantity", _SDC + "maxQuantity"
MIN_LENGTH, REGEX = _CORE + "minLength", _CORE + "regex"
MAX_SIZE, MIME_TYPE = _CORE + "maxSize", _CORE + "mimeType"
MIN_OCCURS, MAX_OCCURS = _CORE + "questionnaire-minOccurs", _CORE + "questionnaire-maxOccurs"
UNIT, UNIT_OPTION = _CORE + "questionnaire-unit", _CORE + "questionnaire-unitOption"
HIDDEN, CONTROL = _CORE + "questionnaire-hidden", _CORE + "questionnaire-itemControl"
EXCLUSIVE, ORDINAL, WEIGHT = _CORE + "questionnaire-optionExclusive", _CORE + "ordinalValue", _CORE + "itemWeight"
VARIABLE = _CORE + "variable"
CALCULATED, INITIAL = _SDC + "calculatedExpression", _SDC + "initialExpression"
LAUNCH = _SDC + "launchContext"
ABSENT = _CORE + "data-absent-reason"

WHY = "urn:polku:fhir:question-why"
DONT_KNOW = "urn:polku:fhir:question-dont-know"

UCUM = "http://unitsofmeasure.org"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
LAUNCHES = "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext"
FHIRPATH = "text/fhirpath"

UNSAFE = {
    _SDC + "enableWhenExpression": "a condition by an expression",
    _SDC + "answerExpression": "options by an expression",
    _SDC + "candidateExpression": "answers by an expression",
    _SDC + "contextExpression": "answers by an expression",
    _SDC + "subQuestionnaire": "parts that are not in the file",
    _SDC + "assembleContext": "parts that are not in the file",
    _SDC + "lookupQuestionnaire": "parts that are not in the file",
    _CORE + "questionnaire-constraint": "a constraint by an expression",
    _SDC + "constraint": "a constraint by an expression",
    "http://hl7.org/fhir/StructureDefinition/targetConstraint": "a constraint by an expression",
    _CORE + "cqf-expression": "a value by an expression",
    _CORE + "cqf-calculatedValue": "a value by an expression",
    _CORE + "cqf-library": "expressions from a library",
    _CORE + "questionnaire-unitValueSet": "units that are not in the file",
}  # fmt: skip
"""What changes which questions are asked, or which answers are right: a form that has one is not taken."""

KNOWN_AS: Mapping[str, str] = {
    "age": "today().toString().substring(0, 4).toInteger() - %patient.birthDate.toString().substring(0, 4).toInteger()"
    " - iif(today().toString().substring(5) < %patient.birthDate.toString().substring(5), 1, 0)",
    "sex": "%patient.gender",
    "municipality": "%patient.address.city.first()",
    "language": "%patient.communication.language.coding.code.first()",
}  # fmt: skip
"""What `initialExpression` may know of the person, said in FHIRPath for other systems."""
