"""``polku assess …`` and ``polku content …``: each module of this folder adds its own by ``add(what)``."""

from __future__ import annotations

import argparse
from importlib import import_module
from pkgutil import iter_modules


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("assess", help="run, prove, score, import and export assessments")
    what = parser.add_subparsers(metavar="what", required=True)
    for module in sorted(found.name for found in iter_modules(__path__)):
        import_module(f"{__name__}.{module}").add(what)
    import_module(f"{__name__}.running").add_content(commands)
