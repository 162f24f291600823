#!/bin/sh
# Draws the pictures of the README with Pombo itself; needs no display. Usage: screenshots.sh BINARY
set -eu

binary=$1
folder=resources/screenshots
mkdir -p $folder

draw() { # NAME SCENE THEME
    LANG=C.UTF-8 "$binary" screenshot "$folder/$1.png" --scene "$2" --theme "$3" --size 1280x800
}

draw mail-light mail light
draw mail-dark mail dark
draw drag drag light
draw designed designed light
draw attachments attachments light
draw conversation conversation light
draw welcome welcome light
draw sign-in sign-in light
draw found found light
draw browser browser light
draw accounts accounts light
draw examined examined dark
ls -l $folder
