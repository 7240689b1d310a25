"""The ``polku`` command. A room adds its subcommand in a ``cli`` module, loaded by name when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import NoReturn

from polku.foundation.errors import PolkuError

COMMANDS = {
    "db": "polku.foundation.cli",
    "demo": "polku.demo.cli",
    "serve": "polku.config.serve",
    "worker": "polku.config.serve",
    "migrate": "polku.config.serve",
    "measure": "polku.insight.measures.cli",
    "synth": "polku.insight.synthetic.cli",
    "import": "polku.exchange.avohilmo.cli",
    "exchange": "polku.exchange.cli",
    "lake": "polku.exchange.lake.cli",
    "assess": "polku.assessment.cli",
    "content": "polku.assessment.cli",
}
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations"}


class OneLineParser(argparse.ArgumentParser):
    """Tells of a wrong word in one line."""

    def error(self, message: str) -> NoReturn:
        raise PolkuError(message, mend=f"see {self.prog} --help")


def main(argv: list[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["manage"]:
            return manage(arguments[1:])
        return dispatch(arguments)
    except PolkuError as error:
        print(f"polku: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def dispatch(arguments: list[str]) -> int:
    parser = OneLineParser(prog="polku", description=__doc__)
    commands = parser.add_subparsers(metavar="command", required=True)
    asked = arguments[0] if arguments else None
    modules = [COMMANDS[asked]] if asked in COMMANDS else sorted(set(COMMANDS.values()))
    for name in modules:
        importlib.import_module(name).register(commands)
    commands.add_parser("manage", help="Django's own commands")
    parsed = parser.parse_args(arguments)
    return int(parsed.run(parsed))


def manage(arguments: list[str]) -> int:
    """Django's commands; those that change the schema run as the owner of the database."""
    if arguments and arguments[0] in OWNER_COMMANDS:
        os.environ["POLKU_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.production")
    importlib.import_module("django.core.management").execute_from_command_line(["polku manage", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
