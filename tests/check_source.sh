#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file of the source says under which licence it is, itself or in REUSE.toml; the version has one home.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
cd "$ADRIFT_SOURCE" || exit 1
git ls-files >/dev/null 2>&1 || { echo 'no git, no list of files'; exit 77; }

mapfile -t patterns < <(sed -n 's/^path = \[\(.*\)\]/\1/p' REUSE.toml | tr -d '" ' | tr , '\n')
[ "${#patterns[@]}" -gt 3 ] || fail "REUSE.toml has no paths"
count=0
while IFS= read -r -d '' file; do
    [ -f "$file" ] && [ "$file" != LICENSE ] || continue
    count=$((count + 1))
    grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' "$file" && continue
    covered=
    for pattern in "${patterns[@]}"; do
        # shellcheck disable=SC2053
        [[ $file == $pattern ]] && covered=yes
    done
    [ -n "$covered" ] || fail "$file has no SPDX-License-Identifier"
done < <(git ls-files -z)
[ "$count" -gt 300 ] || fail "only $count files"

version=$("$ADRIFT" --describe | awk -F '\t' '$1 == "version" { print $2 }')
grep -q "^    VERSION $version\$" CMakeLists.txt || fail "CMakeLists.txt: another version than $version"
grep -q "^version: $version\$" CITATION.cff || fail "CITATION.cff: another version than $version"
[ "$(sed -n 's/^## //p' CHANGELOG.md | head -n 1)" = "$version" ] || fail "CHANGELOG.md begins with another version than $version"

[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
