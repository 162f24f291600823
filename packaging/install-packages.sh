#!/bin/sh
# Installs the Debian packages of a list that are missing, as root or through sudo. Where neither is
# allowed, says which are missing and stops. A line of the list names a package; "PACKAGE unless COMMAND"
# one that is not needed where that command is there. Usage: install-packages.sh LIST
set -eu

list=$1
wanted=$(sed 's/#.*//' "$list" | while read -r package unless command; do
    [ -n "$package" ] || continue
    [ "$unless" = unless ] && command -v "$command" >/dev/null 2>&1 && continue
    echo "$package"
done)

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian: please see to it that these are there, under whatever names:" $wanted >&2
    exit 0
fi

missing=
for package in $wanted; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=env
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo env"
else
    echo "These packages are missing, and only root can install them:" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi

echo "Installing:$missing"
install() {
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing </dev/null
}
# The lists of packages may be old, or not there yet.
install || { $as_root apt-get update -q && install; } || {
    echo "They could not be installed:$missing" >&2
    exit 1
}
