"""Polku: the digital social and health services network of a wellbeing services county."""
