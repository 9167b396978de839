#!/bin/sh
# Runs the browser tests and closes with a line that counts them.
set -u

report=$(mktemp)
trap 'rm -f "$report"' EXIT
(cd bot/web/frontend && PLAYWRIGHT_JSON_OUTPUT_FILE="$report" npx playwright test --reporter=list,json "$@")
status=$?
[ -s "$report" ] && .venv/bin/python -m bot.setup.closing_line "$report"
exit $status
