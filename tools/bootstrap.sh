#!/bin/sh
# Put a pinned uv under var/tools with nothing but Python's own venv.
set -eu
python=$1
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "setup: found $("$python" --version 2>&1), expected Python 3.11 or newer; install it, or name one: make setup PYTHON=python3.12" >&2
    exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
        apt-get install -y -q python3-venv >/dev/null || { apt-get update -q >/dev/null && apt-get install -y -q python3-venv >/dev/null; }
    else
        echo "setup: Python's venv module is missing; on Debian or Ubuntu: sudo apt install python3-venv" >&2
        exit 2
    fi
fi
mkdir -p var
"$python" -m venv var/tools
var/tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
touch var/tools/bin/uv
