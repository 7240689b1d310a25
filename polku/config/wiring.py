"""Binds what rooms declare: subscribers to events, implementations to ports. Imported when Django is ready."""

from __future__ import annotations

from polku.assessment import timers as assessment
from polku.foundation import timers as upkeep
from polku.insight import refreshing, subscribers

WIRED = (upkeep, assessment, refreshing, subscribers)
