#!/bin/sh
# Resolves constraints/*.txt anew from pyproject.toml, with the newest versions that fit. torch and the packages that only its
# CUDA build brings are left out, since set-up picks the build that suits the machine (bot/setup/torch.sh).
set -eu

compile() {
    .tools/bin/uv pip compile --quiet --universal --upgrade --no-header --no-annotate "$@"
}

# A marker says which system needs the package; a constraint has to say so only where two systems need two versions.
short() {
    awk '{ split($0, part, "=="); name[NR] = part[1]; line[NR] = $0; versions[part[1]]++ }
        END { for (i = 1; i <= NR; i++) { if (versions[name[i]] == 1) sub(/ ;.*/, "", line[i]); print line[i] } }'
}

write() {
    { printf '# Written by make constraints; change pyproject.toml instead.\n' && cat; } >"constraints/$1.new"
    mv "constraints/$1.new" "constraints/$1"
}

app=$(compile --python .venv/bin/python --extra models --group test pyproject.toml)
dialogue=$(compile --python .venv-rasa/bin/python --group dialogue --group dialogue-test 2>/dev/null)
echo "$app" | short | grep -vE '^(torch|triton|nvidia-|cuda-)' | write app.txt
echo "$dialogue" | short | write dialogue.txt
