"""``polku demo``: a whole county on this machine, with invented people, until Ctrl-C."""

from __future__ import annotations

import argparse
import importlib


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="serve a demonstration county with personas")
    parser.add_argument("--port", type=int, default=8000, help="Polku's port; the demo's sign-in provider takes the next one")
    parser.add_argument("--once", action="store_true", help="start, walk the symptom walk as the personas would, stop")
    parser.add_argument("--now", metavar="MOMENT", help="move the clock: 2026-11-23T09:00, Helsinki time")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    launcher = importlib.import_module("polku.demo.launcher")
    return int(launcher.run(port=arguments.port, once=arguments.once, now=arguments.now))
