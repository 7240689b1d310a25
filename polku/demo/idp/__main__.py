"""``python -m polku.demo.idp COMMAND``: Django's commands for the provider's own project."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "polku.demo.idp.settings"

if __name__ == "__main__":
    execute_from_command_line(["python -m polku.demo.idp", *sys.argv[1:]])
