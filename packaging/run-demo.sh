#!/bin/sh
# Opens Pombo on the demo account. With no display: on a virtual one, until the list and an opened
# message have been painted, and leaves screenshot.png. Usage: run-demo.sh BINARY
set -eu

binary=$1
here=$(dirname "$0")

if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$binary" --demo
fi

"$here/install-packages.sh" "$here/debian-packages-headless.txt"
for tool in Xvfb xdotool import; do
    command -v $tool >/dev/null 2>&1 || { echo "There is no display, and no $tool to make one." >&2; exit 1; }
done

picture=$PWD/screenshot.png
scratch=$(mktemp -d)
trace=$scratch/trace
log=$scratch/log
started=

finish() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    for process in $started; do wait "$process" 2>/dev/null || true; done
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    echo "$1" >&2
    sed 's/^/    /' "$log" >&2 2>/dev/null || true
    exit 1
}

# until_so SECONDS COMMAND…: asks ten times a second; fails when the time is over.
until_so() {
    left=$(($1 * 10))
    shift
    while ! "$@"; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.1
    done
}

reached() { grep -q "\"milestone\":\"$1\"" "$trace" 2>/dev/null; }
alive() { kill -0 "$pombo" 2>/dev/null; }
reached_or_dead() { reached "$1" || ! alive; }
has_number() { [ -s "$scratch/display" ]; }

echo "There is no display: starting a virtual one."
# Without -noreset it forgets everything when one client ends before the next has come.
Xvfb -noreset -displayfd 3 -screen 0 1280x824x24 -nolisten tcp 3>"$scratch/display" 2>"$log" &
started="$!"
until_so 30 has_number || fail "The virtual display did not start."
DISPLAY=:$(tr -d '\n' <"$scratch/display")
export DISPLAY
unset WAYLAND_DISPLAY

if command -v openbox >/dev/null 2>&1; then
    openbox --sm-disable >/dev/null 2>&1 &
    started="$started $!"
    # A window that comes while the window manager starts may never be shown.
    until_so 30 xdotool get_num_desktops >/dev/null 2>&1 || fail "The window manager did not start."
fi

POMBO_TRACE=$trace "$binary" --demo >"$log" 2>&1 &
pombo=$!
started="$pombo $started"

until_so 60 reached_or_dead "list shown" || fail "The list was not shown within a minute."
reached "list shown" || fail "Pombo ended before it showed the list."

until_so 60 reached_or_dead "first frame" || fail "Nothing was drawn within a minute."

# Open a message, as a person does: a click into the list, or the keys. A window manager may still
# be placing the window when the first click comes, so there is more than one.
has_window() { window=$(xdotool search --onlyvisible --name Pombo 2>/dev/null | tail -n 1) && [ -n "$window" ]; }
until_so 30 has_window || fail "There is no window."
for try in 1 2 3 4 5 6 7 8; do
    xdotool windowfocus "$window" 2>/dev/null || true
    if [ $((try % 2)) = 1 ]; then xdotool mousemove 480 $((200 + try)) click 1; else xdotool key Down; fi
    if until_so 3 reached "body shown"; then break; fi
done
until_so 5 reached "body shown" || fail "No message was opened."

# The milestone is told when the body is known; the frame with it follows.
sleep 1
import -window root "png:$picture" 2>>"$log" || fail "The picture could not be taken."
alive || fail "Pombo ended by itself."
echo "Pombo ran without a display. Its picture: $picture"
