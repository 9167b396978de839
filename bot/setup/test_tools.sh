#!/bin/sh
# Finds what only the tests need of the system: a headless Chromium, a Chinese font, PostgreSQL and Redis. As root on Debian
# the missing ones are installed; otherwise each is named in one line with its command, but for the browser, of which
# Playwright has its own.
set -eu

frontend=bot/web/frontend

has_browser() {
    [ -n "${CHROME:-}" ] || [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ]
}

has_chinese_font() {
    ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh family)" ]
}

has_postgres() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_redis() {
    command -v redis-server >/dev/null 2>&1
}

# The font is looked up by fontconfig, which a new Debian lacks: there the package is what counts.
debian=
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; then
    debian=yes
    has_chinese_font() {
        dpkg-query -W -f '${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'install ok installed' ||
            { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family)" ]; }
    }
fi

# They run the programs of the guides; where they cannot be had, the tests read those only.
guides=
command -v php >/dev/null 2>&1 || guides="$guides php-cli"
command -v ruby >/dev/null 2>&1 || guides="$guides ruby"

missing=
has_browser || missing="$missing chromium-headless-shell"
has_chinese_font || missing="$missing fonts-noto-cjk"
has_postgres || missing="$missing postgresql"
has_redis || missing="$missing redis-server"

# RUNLEVEL=1 keeps the packages from starting servers of their own: the tests start theirs in temporary folders.
install() {
    echo "Installing for the tests: $*"
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if [ -n "$missing$guides" ] && [ -n "$debian" ] && [ "$(id -u)" = 0 ]; then
    apt-get update -qq || [ -z "$missing" ]
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install $missing
    # shellcheck disable=SC2086
    [ -z "$guides" ] || install $guides || echo "Not to be had:$guides; their programs in the guides are not run"
    exit 0
fi

refused=
name_missing() {
    echo "$1 is missing; install it with: $2" >&2
    refused=yes
}

brew=
command -v brew >/dev/null 2>&1 && brew=yes
command_for() {
    if [ -n "$debian" ]; then echo "sudo apt-get install $1"; elif [ -n "$brew" ]; then echo "brew install $2"; else echo "your system's package manager ($1)"; fi
}

has_postgres || name_missing PostgreSQL "$(command_for postgresql postgresql)"
has_redis || name_missing Redis "$(command_for redis-server redis)"
has_chinese_font || name_missing "A Chinese font" "$(command_for fonts-noto-cjk font-noto-sans-cjk)"
if ! has_browser && ! (cd $frontend && npx playwright install --only-shell chromium); then
    name_missing "A headless Chromium" "$(command_for chromium-headless-shell chromium)"
fi
[ -z "$refused" ]
