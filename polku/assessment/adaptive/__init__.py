"""Adaptive tests by the graded response model: which item next, where a person stands, when it is enough. Pure numpy."""
