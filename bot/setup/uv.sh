#!/bin/sh
# Puts uv at .tools/bin/uv: the installed one if it is recent, else one in a venv of our own,
# since stock Debian refuses `pip install` outside a venv.
set -eu

mkdir -p .tools/bin
rm -f .tools/bin/uv

recent() {
    # 0.8 is the first that reads [tool.uv.dependency-groups].
    "$1" --version 2>/dev/null | awk '{ split($2, part, "."); exit !(part[1] > 0 || part[2] >= 8) }'
}

installed=$(command -v uv || true)
if [ -n "$installed" ] && recent "$installed"; then
    ln -s "$installed" .tools/bin/uv
    exit 0
fi

echo "Installing uv into .tools/"
for python in python3 python3.11 python3.12 python3.13 python3.14 python3.10; do
    command -v "$python" >/dev/null 2>&1 && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && break
    python=
done
if [ -z "$python" ]; then
    echo "Python 3 is missing; install it, for example with: sudo apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "Python's venv module is missing; install it with: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
rm -rf .tools/uv
"$python" -m venv .tools/uv
.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'
ln -s ../uv/bin/uv .tools/bin/uv
