"""Instruments: published questionnaires with a score. Pure: declarations from content, scorers, packs of texts."""
