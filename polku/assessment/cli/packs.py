"""``polku assess packs``: whose texts there are, under which licence, and why some may not be shown."""

from __future__ import annotations

import argparse

from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.packs import closed, packs
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import content_root


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = what.add_parser("packs", help="texts of instruments, their licences, and which may be shown")
    parser.set_defaults(run=run_packs)


def run_packs(arguments: argparse.Namespace) -> int:
    root = content_root()
    declared, shut = instruments(root), closed(root, helsinki_date(clock.now()))
    for name, pack in packs(root).items():
        state = f"closed: {shut[name]}" if name in shut else "open"
        klass = declared[pack.instrument].klass if pack.instrument in declared else "?"
        print(f"{name} class {klass}, {pack.licence}, {pack.rights_holder}: {state}")
    return 0
