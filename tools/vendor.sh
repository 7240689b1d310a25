#!/bin/sh
# Rebuilds polku/web/ui/static/ui/vendor and the icon table. Needs Node and Python; running Polku needs neither this nor Node.
#   tools/vendor.sh [WORK_DIR]     the working directory is kept, so that a second run is fast
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-${TMPDIR:-/tmp}/polku-vendor}
mkdir -p "$work"

cd "$work"
[ -f package.json ] || npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact \
  @digdir/designsystemet@1.15.0 \
  @digdir/designsystemet-css@1.22.0 \
  @fontsource-variable/source-sans-3@5.3.0 \
  lucide-static@1.62.0 \
  htmx.org@2.0.11

cp "$root/polku/web/ui/theme/theme.config.json" theme.config.json
node node_modules/@digdir/designsystemet/dist/bin/designsystemet.js tokens create --config theme.config.json
node node_modules/@digdir/designsystemet/dist/bin/designsystemet.js tokens build -t design-tokens -o theme

[ -x venv/bin/python ] || python3 -m venv venv
venv/bin/pip install --quiet fonttools==4.* brotli
venv/bin/python "$root/tools/vendor.py" --packages "$work/node_modules" --theme "$work/theme/polku.css" --root "$root"
