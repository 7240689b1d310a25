"""Binds what rooms declare: subscribers to events, implementations to ports. Imported when Django is ready."""

from __future__ import annotations

from polku.foundation import timers
from polku.insight import subscribers as insight

WIRED = (insight, timers)
