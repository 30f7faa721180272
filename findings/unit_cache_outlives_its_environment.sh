#!/usr/bin/env bash
# pyam's units cannot be imported in a new virtual environment once another one, where they were imported before, is gone.
#
# Software   iam_units 2026.8.5 (which pyam imports) on Pint 0.25.3, flexcache 0.3, flexparser 0.4; Python 3.11 or later.
# Expected   a cache kept in a user's folder holds what was parsed, by the content of the files; another environment with the same
#            packages takes it or makes its own, and works either way.
# Seen       the parsed text of Pint's main file holds the absolute path of the file that it includes, in the environment that wrote
#            it. The same content in another environment is taken for the same entry, so the included file is looked for in the first
#            environment: `import iam_units` raises FileNotFoundError there as soon as the first one was removed (or moved), while
#            it works as long as both exist. Nothing in the message speaks of a cache.
# Mended     IAM_UNITS_CACHE, a folder for each environment: our tests set it, and docs/outputs.md says so.
#
# Needs python3 and a network. Fails if the behaviour changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export IAM_UNITS_CACHE=$work/cache
mkdir "$IAM_UNITS_CACHE"

for name in first second; do
    python3 -m venv "$work/$name"
    "$work/$name/bin/pip" install --quiet --disable-pip-version-check iam_units==2026.8.5 pint==0.25.3 flexcache==0.3 flexparser==0.4
done

# What three kilowatt hours are, in an environment; or the last line of what it says.
energy() {
    "$work/$1/bin/python" -c 'import iam_units; e = iam_units.registry("3 kWh").to("MJ"); print(f"{e:.1f}")' 2>&1 | tail -n 1 || true
}

first=$(energy first)
both=$(energy second)
rm -r "$work/first"
alone=$(energy second)
echo "first: $first; second beside it: $both; second alone: ${alone//$work/…}"
[ "$first" = "10.8 megajoule" ] && [ "$both" = "$first" ] && [[ "$alone" == "FileNotFoundError: "*"/first/"*"/pint/default_en.txt/constants_en.txt'" ]] || {
    echo "the behaviour has changed" >&2
    exit 1
}
