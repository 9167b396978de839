#!/bin/sh
# Fails unless the built front end in bot/web/static is what its source builds; leaves the new build in place to be committed.
set -eu

static=bot/web/static
committed=$(mktemp -d)
trap 'rm -rf "$committed"' EXIT
cp -R "$static/." "$committed"
(cd bot/web/frontend && npm run --silent build)
if ! diff -rq "$committed" "$static"; then
    echo "bot/web/static was not built from this source. It is now: commit it." >&2
    exit 1
fi
echo "The same, file by file."
