#!/bin/sh
# Prints the path of a working Python of the version given ("3.11"): an installed one first, uv's own download otherwise.
set -eu

version=$1

works() {
    # A pyenv shim may stand for a version that is not active, and a self-built Python may lack modules: so each is tried.
    [ -x "$1" ] && "$1" -c "
import bz2, ctypes, lzma, sqlite3, ssl, sys
sys.exit('%d.%d' % sys.version_info[:2] != '$version')" >/dev/null 2>&1
}

try() {
    if works "$1"; then
        # The real interpreter, so that an environment outlives a shim's change of mind.
        "$1" -c 'import os, sys; print(os.path.realpath(sys.executable))'
        exit 0
    fi
}

IFS=:
for folder in $PATH; do
    try "$folder/python$version"
done
unset IFS
for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin /usr/local/opt/python@"$version"/bin /opt/homebrew/opt/python@"$version"/bin; do
    try "$folder/python$version"
done

managed() {
    .tools/bin/uv python find --no-config --managed-python --no-python-downloads "$version" 2>/dev/null || true
}

found=$(managed)
if [ -z "$found" ]; then
    echo "Downloading Python $version" >&2
    if ! .tools/bin/uv python install "$version" >&2; then
        echo "Python $version is missing and could not be downloaded; install it, for example with: pyenv install $version" >&2
        exit 1
    fi
    found=$(managed)
fi
echo "$found"
