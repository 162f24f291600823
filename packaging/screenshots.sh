#!/bin/sh
# Draws the pictures of the README with Pombo itself; needs no display. Usage: screenshots.sh BINARY
set -eu

binary=$1
folder=resources/screenshots
mkdir -p $folder

for theme in light dark; do
    "$binary" screenshot "$folder/$theme.png" --demo --size 1280x800 --theme $theme
done
ls -l $folder
