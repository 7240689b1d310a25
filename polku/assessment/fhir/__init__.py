"""Questionnaires and answers as FHIR R4, in and out, without loss."""
