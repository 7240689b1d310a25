"""How a booked time ended."""

ARRIVED, NOT_ARRIVED, CANCELLED, OPEN = "arrived", "not-arrived", "cancelled", "open"
ENDINGS = (ARRIVED, NOT_ARRIVED, CANCELLED, OPEN)
"""A cancelled time, and one that is still to come, say nothing of arriving."""
