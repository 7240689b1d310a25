"""Looks for inputs that make a proof fail, and brings what it finds down to what matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from polku.rules.proofs.expressions import NotProvable
from polku.rules.proofs.guards import Guard

Found = Any
"""A z3 model: what every variable is in the counterexample."""

LONGEST_MS = 20_000


class Search:
    """`sound` holds of every input. `quiet` are the answers of someone with nothing to tell, one a question."""

    def __init__(self, sound: Iterable[Guard], quiet: Iterable[Guard]) -> None:
        self.solver = z3.Solver()
        self.solver.set("timeout", LONGEST_MS)
        self.solver.add(*[part for part in sound if part is not True])
        self.quiet = [part for part in quiet if not isinstance(part, bool)]

    def find(self, fault: Guard, *, small: bool = True, quiet: Iterable[Guard] = ()) -> Found | None:
        """An input under which the fault holds, as quiet as it may be; None where there is none."""
        if fault is False:
            return None
        depth = self.solver.num_scopes()
        self.solver.push()
        try:
            self.solver.add(fault)
            if not self._possible():
                return None
            return self._smallest([*quiet, *self.quiet]) if small else self.solver.model()
        finally:
            self.solver.pop(self.solver.num_scopes() - depth)

    def _smallest(self, quiet: list[Guard]) -> Found:
        best = self.solver.model()
        for part in quiet:
            if holds(best, part):
                self.solver.add(part)
                continue
            self.solver.push()
            self.solver.add(part)
            if self._possible():
                best = self.solver.model()
                continue
            self.solver.pop()
        self._possible()
        return self.solver.model()

    def _possible(self) -> bool:
        result = self.solver.check()
        if result == z3.unknown:
            raise NotProvable(f"undecided after {LONGEST_MS // 1000} seconds: {self.solver.reason_unknown()}")
        return bool(result == z3.sat)


def holds(found: Found, part: Guard) -> bool:
    """Whether the condition holds in the counterexample."""
    return part if isinstance(part, bool) else bool(z3.is_true(found.eval(part, model_completion=True)))
