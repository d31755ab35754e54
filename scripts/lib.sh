# Shared by the scripts beside it; read with `.`, never run.

set -eu
cd "$(dirname "$0")/.."
# The Node that setup installed where the system's is too old, before the system's.
prefer_own_node() {
    for folder in "$PWD"/tools/node/node_modules/node-*/bin; do
        [ ! -d "$folder" ] || PATH="$folder:$PATH"
    done
}
PATH="$PATH:$HOME/.cargo/bin"
prefer_own_node
export PATH

# Says what happens now, on standard error.
say() {
    printf '\033[1m── %s\033[0m\n' "$*" >&2
}

# Ends with a message that names the remedy.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Sets $sudo to what lets us install Debian packages; fails where nothing does.
may_install() {
    sudo=""
    has apt-get || return 1
    [ "$(id -u)" != 0 ] || return 0
    sudo="sudo -n"
    has sudo && sudo -n true 2>/dev/null
}

# Installs Debian packages when that is allowed, else names the command.
install_packages() {
    has apt-get || fail "missing: $*. Install them with this system's package manager and start again."
    may_install ||
        fail "missing system packages. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    say "installing $*"
    $sudo apt-get update -q >&2
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# Whether version $2 is at least $1.
at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# The version of a Debian package that apt would install; nothing where there is none.
candidate() {
    apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([0-9].*\)/\1/p'
}

# The user that PostgreSQL runs as: it refuses root.
unprivileged_user() {
    if [ "$(id -u)" != 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

# Runs a command as that user, from a folder everyone can enter.
as_unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "$(unprivileged_user)" -- "$@")
    else
        "$@"
    fi
}
