#!/bin/sh
# Everything that is checked without running the product: style, types, imports, templates, texts, spelling.
set -u
python=.venv/bin/python
failed=0
step() {
    name=$1; shift
    if "$@" >var/check.log 2>&1; then echo "ok    $name"; else echo "FAILED $name"; cat var/check.log; failed=1; fi
}
step ruff "$python" -m ruff check .
step mypy "$python" -m mypy polku/definitions polku/rules polku/assessment/logic polku/assessment/fhir polku/assessment/instruments polku/assessment/adaptive \
    polku/insight/measures polku/insight/synthetic polku/insight/leading/logic.py polku/insight/leading/programme.py \
    polku/insight/tables.py polku/insight/canonical.py polku/insight/lake.py polku/insight/quality.py polku/insight/duck.py polku/insight/checking.py polku/insight/loads.py polku/insight/counties.py polku/insight/dictionary.py polku/insight/helsinki.py polku/insight/codes.py \
    polku/insight/months.py polku/insight/prices.py polku/insight/preparing.py polku/exchange \
    polku/people/logic.py polku/people/identity_code.py polku/people/id_token.py \
    polku/catalogue/logic.py polku/catalogue/loading.py polku/catalogue/hours.py polku/catalogue/search.py \
    polku/guidance/logic.py polku/guidance/guarantees.py polku/guidance/limits.py polku/guidance/guarantee_files.py \
    polku/care/scheduling/logic.py polku/web/ui/formatting.py polku/web/ui/clocks.py polku/web/ui/waits.py \
    polku/foundation/calendar.py polku/foundation/content.py polku/foundation/errors.py polku/foundation/actor.py
step imports .venv/bin/lint-imports
step templates "$python" tools/template_lint.py
step texts "$python" tools/messages.py check
step spelling "$python" tools/spelling.py
exit $failed
