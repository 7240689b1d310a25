#!/bin/sh
# What only the tests need: Chromium without windows, a Finnish and a Swedish dictionary by apt on Debian; axe-core, LHC-Forms by npm.
set -eu
stamp=var/stamps/test-tools-shell
[ -f "$stamp" ] && exit 0
mkdir -p var/stamps
wanted=""
command -v chromium-headless-shell >/dev/null 2>&1 || { [ -z "${CI:-}" ] && command -v chromium >/dev/null 2>&1; } ||
    wanted="chromium-headless-shell"
if [ -n "${CI:-}" ]; then
    ls /usr/lib/*/libvoikko.so.1 >/dev/null 2>&1 || wanted="$wanted libvoikko1 voikko-fi"
    command -v hunspell >/dev/null 2>&1 || wanted="$wanted hunspell hunspell-sv"
fi
if [ -n "$wanted" ]; then
    if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get install -y -q --no-install-recommends $wanted >/dev/null 2>&1 ||
            { apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends $wanted >/dev/null; }
    else
        echo "test: missing$wanted; on Debian or Ubuntu: sudo apt install$wanted; elsewhere install Chromium and name it: POLKU_CHROMIUM=/path" >&2
    fi
fi
if command -v npm >/dev/null 2>&1; then
    [ -f var/npm/node_modules/axe-core/axe.min.js ] || npm install --silent --no-fund --no-audit --prefix var/npm axe-core@4.11.0 >/dev/null
    sh tools/lforms.sh
else
    echo "test: npm is missing, so the checks by axe-core and in LHC-Forms cannot run; install Node.js" >&2
fi
touch "$stamp"
