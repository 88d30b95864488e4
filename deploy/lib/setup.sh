# shellcheck shell=bash
# Steps that the scripts of this folder share. It is sourced, and changes nothing by itself.

# Goes to the top of the checkout, wherever the script was called from.
enter_checkout() {
    cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
}

# Says what is wrong and ends the script.
fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# Answers --help, and refuses any other argument.
take_no_arguments() {
    local usage=$1
    shift
    if [[ ${1:-} == --help || ${1:-} == -h ]]; then
        printf '%s\n' "$usage"
        exit 0
    fi
    if (($# > 0)); then
        printf 'unknown argument: %s\n%s\n' "$1" "$usage" >&2
        exit 64
    fi
}

# Ends the script unless Swift is there.
require_swift() {
    command -v swift > /dev/null || fail 'swift is not on the PATH: install Swift 6.3 (https://www.swift.org/install/linux/)'
}

# Runs a command as root, through sudo where that is needed.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "root is needed for: $*"$'\n''run this script as root, install sudo, or have somebody install the packages'
    fi
}

is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null || true) == installed ]]
}

# Installs the packages that are missing; asks for nothing when none is.
install_missing() {
    command -v dpkg-query > /dev/null || fail "this machine has no dpkg: install the equivalents of: $*"
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return; fi
    printf 'installing: %s\n' "${missing[*]}"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
    if [[ " ${missing[*]} " == *' redis-server '* ]]; then quiet_system_redis; fi
}

# Stops the service that Debian's package has just started on port 6379. Only its program is needed: demo, tests and
# benchmarks start servers of their own on Unix sockets. A service that was there before is left as it is.
quiet_system_redis() {
    if [[ -d /run/systemd/system ]]; then
        as_root systemctl disable --now --quiet redis-server.service
    else
        as_root service redis-server stop > /dev/null 2>&1 || true
        as_root update-rc.d redis-server disable > /dev/null 2>&1 || true
    fi
}
