"""Reasons for contact that tell of long covid or of lasting fatigue."""

REASONS = ("A04", "G93.3", "R53", "U09.9")
"""ICPC-2 A04 tiredness; ICD-10 G93.3 postviral fatigue syndrome, R53 malaise and fatigue, U09.9 post covid-19 condition."""
