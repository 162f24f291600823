#!/bin/sh
# Fetches what the tests' OpenID provider is made of into a folder, once for each package-lock.json.
# Usage: oauth-provider.sh FOLDER
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")/../tests/support/oauth" && pwd)
into=$1
stamp="$into/.lock-of"
mkdir -p "$into"

# Two test runs at once: the second waits and finds it done.
if command -v flock >/dev/null 2>&1 && [ -z "${POMBO_PROVIDER_LOCKED:-}" ]; then
    POMBO_PROVIDER_LOCKED=1 exec flock "$into/.busy" "$0" "$into"
fi

cmp -s "$here/package-lock.json" "$stamp" && exit 0

for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || {
        echo "$program is missing: the sign-in tests need Node.js 18 or newer, with npm." >&2
        exit 1
    }
done
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || {
    echo "This Node.js is too old for the sign-in tests: $(node --version), and 18 is needed." >&2
    exit 1
}

rm -f "$stamp"
cp "$here/package.json" "$here/package-lock.json" "$into/"
# No package's own scripts are run.
(cd "$into" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || {
    echo "npm could not fetch the tests' OpenID provider into $into." >&2
    exit 1
}
cp "$here/package-lock.json" "$stamp"
