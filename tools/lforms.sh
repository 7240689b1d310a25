#!/bin/sh
# LHC-Forms, which tests show exported questionnaires in: one package of a pinned checksum, unpacked to var/npm/lforms.
set -eu
version=40.1.3
sha512=WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ==
place=var/npm/lforms
[ -f "$place/$version" ] && exit 0
mkdir -p var/npm
npm pack --silent "lforms@$version" --pack-destination var/npm >/dev/null
file=var/npm/lforms-$version.tgz
found=$(.venv/bin/python -c 'import base64, hashlib, sys; print(base64.b64encode(hashlib.sha512(open(sys.argv[1], "rb").read()).digest()).decode())' "$file")
if [ "$found" != "$sha512" ]; then
    echo "test: $file has the checksum $found, expected $sha512; remove it and try again" >&2
    exit 1
fi
rm -rf "$place"
mkdir -p "$place"
tar -xzf "$file" -C "$place" --strip-components=3 --exclude='*.map' package/dist/lforms/webcomponent package/dist/lforms/fhir/R4
rm "$file"
touch "$place/$version"
