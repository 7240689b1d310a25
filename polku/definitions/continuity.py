"""Continuity of care of one person: who gave the visits, in the order of time.

N visits to M providers, n of each. Sources: COCI Bice & Boxerman 1977, UPC Breslau & Reeb 1975, SECON Steinwachs 1979,
MMCI Magill & Senf 1987. Fewer than two visits say nothing of continuity: None, never 0.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

HIGH = 0.75
"""From this value of COCI on, continuity is called high."""


def coci(providers: Sequence[str]) -> float | None:
    """How concentrated the visits are: (Σn² − N) / (N (N − 1))."""
    visits = len(providers)
    squares = sum(count * count for count in Counter(providers).values())
    return None if visits < 2 else (squares - visits) / (visits * (visits - 1))


def upc(providers: Sequence[str]) -> float | None:
    """The usual provider's share of the visits: max n / N."""
    return None if len(providers) < 2 else max(Counter(providers).values()) / len(providers)


def secon(providers: Sequence[str]) -> float | None:
    """The share of visits that were to the same provider as the visit before."""
    return None if len(providers) < 2 else sum(a == b for a, b in pairwise(providers)) / (len(providers) - 1)


def mmci(providers: Sequence[str]) -> float | None:
    """How few providers there were for the visits: (1 − M / (N + 0.1)) / (1 − 1 / (N + 0.1))."""
    visits = len(providers) + 0.1
    return None if len(providers) < 2 else (1 - len(set(providers)) / visits) / (1 - 1 / visits)


INDICES: Mapping[str, Callable[[Sequence[str]], float | None]] = MappingProxyType(
    {"coci": coci, "upc": upc, "secon": secon, "mmci": mmci}
)
