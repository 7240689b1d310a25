"""Random numbers in bulk: one stream for each seed and purpose, whatever order the work is done in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RESIDENTS, MONTH, BESIDE, MATTERS, UNITS = 1, 2, 3, 4, 5


def generator(seed: int, purpose: int, part: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, purpose, part])))


def words(random: np.random.Generator, columns: int, rows: int) -> npt.NDArray[np.uint16]:
    """`columns` arrays of `rows` uniform 16-bit numbers."""
    longs = random.integers(0, 2**64, -(-columns * rows // 4), dtype=np.uint64)
    return longs.view(np.uint16)[: columns * rows].reshape(columns, rows)


def cumulative(shares: npt.ArrayLike, size: int) -> npt.NDArray[np.uint8]:
    """A table of `size` entries in which index i fills its share: `table[uniform]` draws by the shares."""
    edges = np.rint(np.cumsum(np.asarray(shares, dtype=float)) / np.sum(shares) * size).astype(np.int64)
    return np.repeat(np.arange(len(edges)), np.diff(edges, prepend=0)).astype(np.uint8)
