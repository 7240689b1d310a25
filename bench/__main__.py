"""Runs every module of `bench/` that has a `main`, one after the other: `python -m bench [NAME …]`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(asked: list[str]) -> int:
    every = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    unknown = [name for name in asked if name not in every]
    if unknown:
        print(f"bench: unknown name {', '.join(unknown)}; expected any of {', '.join(every)}", file=sys.stderr)
        return 2
    modules = {name: importlib.import_module(f"bench.{name}") for name in asked or every}
    missed = []
    for name, module in modules.items():
        if hasattr(module, "main"):
            print(f"── {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
            if module.main([]):
                missed.append(name)
    if missed:
        print(f"bench: goal missed in {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
