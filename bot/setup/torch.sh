#!/bin/sh
# Installs torch into .venv, apart from the other pins because the right build depends on the machine: a CPU build that pip
# is told to find on this machine (PIP_FIND_LINKS), else the one uv chooses for its driver (CPU, CUDA or ROCm).
set -eu

version=2.13.0
install() {
    .tools/bin/uv pip install --quiet --compile-bytecode --python .venv "$@"
}

if [ -n "${PIP_FIND_LINKS:-}" ]; then
    UV_FIND_LINKS=$(echo "$PIP_FIND_LINKS" | tr ' ' ',')
    export UV_FIND_LINKS
    install "torch==$version+cpu" 2>/dev/null && exit 0
fi
install --torch-backend=auto "torch==$version" || install "torch==$version"
