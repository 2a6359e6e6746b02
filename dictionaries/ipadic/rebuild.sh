#!/usr/bin/env bash
# Makes ipadic.tar.xz and SHA256SUMS anew from Debian's mecab-ipadic package.
#
#   dictionaries/ipadic/rebuild.sh [PACKAGE.deb]
#
# Without an argument the package is fetched with `apt-get download`. The sources are EUC-JP; each
# entry is converted to UTF-8 and its checksum recorded, so that the archive can be compared entry
# by entry (the compressed bytes depend on the version of xz). Needs dpkg-deb, iconv, tar, xz.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version=2.7.0-20070801+main-3
package=${1:-}
if [ -z "$package" ]; then
  (cd "$work" && apt-get download "mecab-ipadic=$version" >/dev/null)
  package=$(ls "$work"/mecab-ipadic_*.deb)
fi

dpkg-deb -x "$package" "$work/x"
mkdir "$work/ipadic"
for file in "$work"/x/usr/share/mecab/dic/ipadic/*.csv "$work"/x/usr/share/mecab/dic/ipadic/{char,unk,matrix}.def; do
  iconv -f EUC-JP -t UTF-8 "$file" > "$work/ipadic/$(basename "$file")"
done

cp "$work/x/usr/share/doc/mecab-ipadic/copyright" "$here/LICENSE-IPADIC"
(cd "$work/ipadic" && LC_ALL=C sha256sum -- *) > "$here/SHA256SUMS"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar \
    -C "$work" -cf - ipadic | xz -9e > "$here/ipadic.tar.xz"
ls -l "$here/ipadic.tar.xz"
