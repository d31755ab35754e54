# Shared by the scripts beside it; read with `.`, never run.

set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:$HOME/.cargo/bin"
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

# Installs Debian packages when that is allowed, else names the command.
install_packages() {
    if ! has apt-get; then
        fail "missing: $*. Install them with this system's package manager and start again."
    elif [ "$(id -u)" = 0 ]; then
        sudo=""
    elif has sudo && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        fail "missing system packages. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    say "installing $*"
    $sudo apt-get update -q >&2
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
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
