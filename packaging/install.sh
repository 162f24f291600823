#!/bin/sh
# Installs Pombo's files under a prefix, or removes them. Usage: install.sh BINARY|--remove PREFIX
set -eu

binary=$1
prefix=$2

# Each line: mode, source, place under the prefix.
files() {
    cat <<END
755 $binary bin/pombo
644 packaging/pombo.desktop share/applications/pombo.desktop
644 packaging/pombo.metainfo.xml share/metainfo/pombo.metainfo.xml
644 resources/icons/pombo.svg share/icons/hicolor/scalable/apps/pombo.svg
644 resources/icons/pombo-48.png share/icons/hicolor/48x48/apps/pombo.png
644 resources/icons/pombo-128.png share/icons/hicolor/128x128/apps/pombo.png
644 resources/icons/pombo-256.png share/icons/hicolor/256x256/apps/pombo.png
END
}

files | while read -r mode source place; do
    if [ "$binary" = --remove ]; then
        rm -f "$prefix/$place"
    else
        install -D -m "$mode" "$source" "$prefix/$place"
    fi
done

# Which program opens which file; where a package is built, its own triggers do it later.
case ":${XDG_DATA_DIRS:-/usr/local/share:/usr/share}:" in
*":$prefix/share:"*)
    if command -v update-desktop-database >/dev/null 2>&1; then
        update-desktop-database -q "$prefix/share/applications" || true
    fi
    ;;
esac
