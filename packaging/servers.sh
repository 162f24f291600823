#!/bin/sh
# Fetches further mail servers for the tests into a folder: Cyrus and Courier from Debian's packages,
# unpacked and not installed (they would push Dovecot out, and start), pymap from PyPI. One that cannot be
# had is left out with its reason in FOLDER/NAME.missing, and its tests are not run.
# Usage: servers.sh FOLDER            fetch what is not there yet
#        servers.sh --skips FOLDER    the words that make a test runner leave out what is missing
#        servers.sh --report FOLDER   says what was left out and why
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

case $1 in
--skips)
    for missing in "$2"/*.missing; do
        [ -e "$missing" ] || continue
        printf -- '--skip on_%s:: ' "$(basename "$missing" .missing)"
    done
    exit 0
    ;;
--report)
    for missing in "$2"/*.missing; do
        [ -e "$missing" ] || continue
        echo "NOT RUN: the tests on $(basename "$missing" .missing): $(cat "$missing")" >&2
    done
    exit 0
    ;;
esac

mkdir -p "$1"
into=$(CDPATH= cd -- "$1" && pwd)

# Two test runs at once: the second waits and finds it done.
if command -v flock >/dev/null 2>&1 && [ -z "${POMBO_SERVERS_LOCKED:-}" ]; then
    POMBO_SERVERS_LOCKED=1 exec flock "$into/.busy" "$0" "$into"
fi

# The libraries that packages need and this machine does not have, one a line, through three levels.
libraries() {
    level="$*"
    all=
    for _ in 1 2 3; do
        next=
        for package in $(apt-cache depends --no-pre-depends --no-recommends --no-suggests --no-conflicts \
            --no-breaks --no-replaces --no-enhances $level 2>/dev/null |
            sed -n 's/^ *Depends: \(lib[^ :]*\)$/\1/p' | sort -u); do
            # Nothing is scanned for viruses here.
            case " $all libclamav12 libclamav11 " in *" $package "*) continue ;; esac
            state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
            [ "$state" = installed ] || next="$next $package"
        done
        [ -n "$next" ] || break
        all="$all $next"
        level=$next
    done
    echo $all
}

# unpack NAME PROGRAM PACKAGE...: the packages below FOLDER/NAME, if PROGRAM then finds its libraries.
unpack() {
    name=$1 program=$2
    shift 2
    command -v apt-get >/dev/null 2>&1 || { why="this is no Debian"; return 1; }
    command -v dpkg >/dev/null 2>&1 || { why="this is no Debian"; return 1; }
    rm -rf "$into/$name.new" "$into/$name.debs"
    mkdir -p "$into/$name.new" "$into/$name.debs"
    (cd "$into/$name.debs" && apt-get -q download "$@" $(libraries "$@")) >"$into/$name.log" 2>&1 || {
        why="apt-get could not download it: $(grep -m 1 '^E:' "$into/$name.log" || tail -n 1 "$into/$name.log")"
        return 1
    }
    for package in "$into/$name.debs"/*.deb; do
        dpkg -x "$package" "$into/$name.new" || { why="$(basename "$package") cannot be unpacked"; return 1; }
    done
    rm -rf "$into/$name.debs" "$into/$name"
    mv "$into/$name.new" "$into/$name"
    # Where the libraries are; the tests read it.
    find "$into/$name" -name '*.so.*' -path '*/lib/*' -printf '%h\n' | sort -u |
        sed "s|^$into/$name/||" >"$into/$name/libraries"
    path=$(sed "s|^|$into/$name/|" "$into/$name/libraries" | paste -s -d :)
    lacking=$(LD_LIBRARY_PATH=$path ldd "$into/$name/$program" | sed -n 's/^\t*\(.*\) => not found.*/\1/p')
    [ -z "$lacking" ] || { why="libraries are missing: $lacking"; return 1; }
}

cyrus() {
    unpack cyrus usr/lib/cyrus/bin/imapd \
        cyrus-imapd cyrus-common sasl2-bin libsasl2-modules libsasl2-modules-db
}

courier() {
    unpack courier usr/bin/imapd courier-imap courier-base courier-authlib libcourier-unicode4 \
        libgamin0 || return 1
    # Gamin waits three seconds for its daemon each time that a mailbox is opened, and there is none:
    # this says so at once.
    library=$(find "$into/courier" -name libfam.so.0)
    rm -f "$library"
    cc -shared -fPIC -x c -Wl,-soname,libfam.so.0 -o "$library" - <<'END' 2>"$into/courier.log" || {
int FAMErrno;
char *FamErrlist[16];
int FAMOpen(void *connection) { (void)connection; return -1; }
int FAMOpen2(void *connection, const char *name) { (void)connection; (void)name; return -1; }
int FAMClose(void *connection) { (void)connection; return -1; }
int FAMMonitorDirectory() { return -1; }
int FAMMonitorFile() { return -1; }
int FAMCancelMonitor() { return -1; }
int FAMNextEvent() { return -1; }
int FAMPending() { return 0; }
END
        why="cc could not make a library for it: $(tail -n 1 "$into/courier.log")"
        return 1
    }
}

pymap() {
    rm -rf "$into/pymap"
    { python3 -m venv "$into/pymap" &&
        "$into/pymap/bin/pip" install -q --disable-pip-version-check --only-binary :all: --require-hashes \
            -r "$here/servers-pymap.txt" &&
        "$into/pymap/bin/pymap" --version; } >"$into/pymap.log" 2>&1 || {
        why="pip could not install it: $(tail -n 1 "$into/pymap.log")"
        return 1
    }
}

# One that is missing is tried again each time; one that is there stays until this file changes.
stamp=$(cat "$0" "$here/servers-pymap.txt" | cksum)
for name in cyrus courier pymap; do
    [ "$(cat "$into/$name.ready" 2>/dev/null || true)" = "$stamp" ] && continue
    rm -f "$into/$name.ready" "$into/$name.missing"
    why="it could not be made ready"
    if $name; then
        echo "$stamp" >"$into/$name.ready"
    else
        echo "$why" >"$into/$name.missing"
    fi
done
"$0" --report "$into"
