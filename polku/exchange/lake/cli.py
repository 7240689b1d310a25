"""``polku lake load|export``: fills a data folder, and gives it out."""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from pathlib import Path

from polku.exchange.avohilmo.importing import import_file
from polku.exchange.lake.export import to_database, to_folder
from polku.exchange.lake.parquet import load_file
from polku.foundation.errors import PolkuError
from polku.insight.lake import Lake, opened

SOURCES = ("avohilmo", "parquet", "events")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("lake", help="fill a data folder, or give it out")
    actions = parser.add_subparsers(metavar="action", required=True)
    load = actions.add_parser("load", help="bring files or this county's own events into a data folder")
    load.add_argument("--from", dest="source", required=True, help=" or ".join(SOURCES))
    load.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="AvoHILMO files, or Parquet files named as their tables; each brought once",
    )
    load.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data folder")
    load.set_defaults(run=run_load)
    export = actions.add_parser("export", help="the canonical tables as Parquet files, or into PostgreSQL")
    export.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data folder")
    export.add_argument("--to", required=True, metavar="FOLDER|DATABASE_URL", help="where they go")
    export.set_defaults(run=run_export)


def run_load(arguments: argparse.Namespace) -> int:
    if arguments.source not in SOURCES:
        raise PolkuError(f"unknown source {arguments.source!r}", f"one of {', '.join(SOURCES)}", "correct --from")
    if arguments.source == "events":
        if arguments.files:
            raise PolkuError("files with --from events", "no files", "leave them out, or load --from avohilmo")
        return _load_events(arguments.data)
    if not arguments.files:
        raise PolkuError("no files", "one file or more", f"name them after --from {arguments.source}")
    if arguments.source == "parquet":
        for file in arguments.files:
            loaded = load_file(file, arguments.data)
            print(f"{file}: {'held already, 0' if loaded.held_already else loaded.rows} rows of {loaded.table} added")
        return 0
    for file in arguments.files:
        done = import_file(file, arguments.data)
        print(f"{file.name}: {'held already, 0' if done.held_already else done.added} rows added, {done.rejected} rejected")
    return 0


def _load_events(folder: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.production")
    import_module("django").setup()
    counts = import_module("polku.insight.refreshing").load_everything(Lake(folder))
    print(", ".join(f"{many} {what}" for what, many in counts.items()))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    lake = opened(arguments.data)
    is_url = arguments.to.startswith(("postgres://", "postgresql://"))
    rows = to_database(lake, arguments.to) if is_url else to_folder(lake, Path(arguments.to))
    print(", ".join(f"{many} rows of {name}" for name, many in rows.items()))
    return 0
