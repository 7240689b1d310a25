"""Questionnaires, rules and endings: what a person answers, and what it leads to."""
