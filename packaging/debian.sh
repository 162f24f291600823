#!/bin/sh
# Builds a Debian package from the release binary with dpkg-deb alone.
# Usage: debian.sh BINARY FOLDER
set -eu

binary=$1
folder=$2
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
architecture=$(dpkg --print-architecture)
# The binary may use anything of the C library that it was built with, so it asks for that one.
libc=$(dpkg-query -W -f='${Version}' libc6 | sed 's/-.*//')
# The same source gives the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

packaging/install.sh "$binary" "$tree/usr"
documents=$tree/usr/share/doc/pombo
install -D -m 644 packaging/copyright "$documents/copyright"
install -D -m 644 README.md "$documents/README.md"
gzip -9n <CHANGELOG.md >"$documents/changelog.gz"
chmod 644 "$documents/changelog.gz"

mkdir "$tree/DEBIAN"
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
cat >"$tree/DEBIAN/control" <<END
Package: pombo
Version: $version
Architecture: $architecture
Maintainer: The Pombo authors <pombo@localhost>
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Section: mail
Priority: optional
Depends: libc6 (>= $libc), libfontconfig1, libgcc-s1, libx11-6, libx11-xcb1, libxcursor1, libxi6, libxkbcommon-x11-0, libxkbcommon0, ca-certificates, tzdata
Recommends: libwayland-client0, gnome-keyring | keepassxc | kwalletmanager, xdg-desktop-portal, xdg-utils, fonts-noto-color-emoji
Description: desktop e-mail application
 Pombo shows the mail of IMAP accounts, works on without a network, and carries
 every change out on the server, so that all devices tell the same story.
END

mkdir -p "$folder"
package=$folder/pombo_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package"
dpkg-deb --info "$package"
