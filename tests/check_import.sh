#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift import: a scenario that can be checked and run, the same bytes twice, and bad data named with nothing written.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
data=$ADRIFT_SOURCE/tests/data/import

# adrift EXPECTED_STATUS ARGUMENT...: output in out, messages in err
adrift() {
    local expected=$1 status
    shift
    "$ADRIFT" "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "adrift $*: exit $status, not $expected"; cat err; }
}
says() { grep -qF -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
silent() { [ ! -s out ] || { fail "printed:"; head -5 out; }; }

cp "$data"/*.csv .
chmod u+w ./*.csv
who=(--strong USA --source PRK --source CHN --source RUS)
needed=(--nmc nmc6.csv --atop atop.csv --states states.csv)
others=(--distance distance.csv --contiguity contiguity.csv --troops troops.csv --ideal ideal.csv --mid mid.csv)
all=("${who[@]}" --year 2015 "${needed[@]}" "${others[@]}")

# A whole scenario: accepted, runs, and the same bytes again, on standard output too.
adrift 0 import "${all[@]}" -o tiny.cfg
silent
says 'intention: the nearest year (USA-PRK'
says 'intention: the mean of its defence partners (TUR-PRK'
adrift 0 check tiny.cfg
grep -q 'alliances  *4$' out || fail "not four alliances"
adrift 0 run tiny.cfg --years 2 -o result
[ -s result/timeseries.csv ] || fail "no result"
adrift 0 import "${all[@]}" -o again.cfg -q
[ ! -s err ] || { fail "speaks although quiet:"; cat err; }
cmp -s tiny.cfg again.cfg || fail "not the same bytes"
adrift 0 import "${all[@]}"
cmp -s tiny.cfg out || fail "not the same bytes on standard output"
(cd / && "$ADRIFT" import "${who[@]}" --year 2015 --nmc "$OLDPWD/nmc6.csv" --atop "$OLDPWD/atop.csv" \
    --states "$OLDPWD/states.csv" --distance "$OLDPWD/distance.csv" --contiguity "$OLDPWD/contiguity.csv" \
    --troops "$OLDPWD/troops.csv" --ideal "$OLDPWD/ideal.csv" --mid "$OLDPWD/mid.csv" 2>/dev/null) >elsewhere.cfg
cmp -s tiny.cfg elsewhere.cfg || fail "what is written depends on where the files are"
LC_ALL=de_DE.UTF-8 "$ADRIFT" import "${all[@]}" -q | cmp -s - tiny.cfg || fail "depends on the locale"
grep -qF -e "$PWD" -e './' tiny.cfg elsewhere.cfg && fail "a path in the file"

# The command in the head makes the same file.
sed -n '/^#     adrift import/,/--name/ s/^# *//p' tiny.cfg >command
grep -q -- '--missing fill' command || fail "no command in the head"
PATH=$(dirname "$ADRIFT"):$PATH bash command 2>/dev/null | cmp -s - tiny.cfg || fail "the command in the head makes another file"
adrift 0 import "${all[@]}" --label "It's \"so\"" --comment '100 % of it' --name other --years 5
grep -q '^# 100 % of it$' out || fail "no comment"
grep -qF 'label = "It'"'"'s \"so\"";' out || fail "no label"
grep -q '^name = "other";$' out || fail "no name"

# Who depends most, with -v.
adrift 0 import "${all[@]}" -v -o tiny.cfg
[ "$(awk '$2 == "USA" { printf "%s ", $1 }' err)" = "ROK TUR GMY UKG " ] || { fail "not from the most to the least dependent:"; cat err; }

# Only the three that must be given; what is missing is said and left at its default.
adrift 0 import "${who[@]}" --year 2015 "${needed[@]}" -o bare.cfg
says 'basing left at its default: no data on it: --troops was not given (USA.UKG, USA.GMY, USA.TUR, USA.ROK)'
adrift 0 check bare.cfg
for how in fill leave; do
    adrift 0 import "${all[@]}" --missing "$how"
done
grep -q '# PRK is left at its default: ideal.csv says nothing, or not all, of PRK' out || fail "left out in silence"
adrift 3 import "${all[@]}" --missing stop
silent
says 'intention of USA-PRK: ideal.csv says nothing, or not all, of PRK (--missing=fill or leave would go on)'

# The order of rows does not matter, but to the lines in comments.
for file in nmc6 atop distance troops ideal contiguity; do
    tr -d '\r' <"$data/$file.csv" | sed -e '$a\' >one
    { head -n 1 one; tail -n +2 one | sort -r; } >"$file.csv"
done
adrift 0 import "${all[@]}" -q
diff <(sed 's/#.*//' tiny.cfg) <(sed 's/#.*//' out) >difference || { fail "depends on the order of rows:"; head difference; }
cp "$data"/*.csv .

# Bad data: the file, its line or column and the remedy are named; what was there stays, nothing else is written.
echo 'mine' >kept.cfg
refused() { # MESSAGE ARGUMENT...
    local message=$1
    shift
    adrift 3 import "$@" -o kept.cfg
    says "$message"
    silent
    [ "$(cat kept.cfg)" = mine ] || fail "$message: overwritten"
    adrift 3 import "$@" -o new.cfg
    [ ! -e new.cfg ] || fail "$message: something was written"
    [ -z "$(find . -name '.*.part')" ] || fail "$message: a part was left"
}
for column in nmc6:cinc nmc6:year atop:atop_defense states:stateabb distance:mindist contiguity:conttype troops:troops \
    ideal:idealpointall mid:hostlev; do
    file=${column%:*}.csv
    name=${column#*:}
    LC_ALL=C sed -i "s/\"*\\b$name\\b\"*/other/" "$file" # the first one of a line is the header's
    refused "$file:1: no column" "${all[@]}"
    says "$name"
    cp "$data/$file" .
done
for file in nmc6 atop states distance contiguity troops ideal mid; do
    size=$(wc -c <"$data/$file.csv")
    last=$(tr '\r' '\n' <"$data/$file.csv" | grep -c .)
    head -c $((size - 12)) "$data/$file.csv" >"$file.csv" # within the last row
    refused "$file.csv:$last: the file ends within" "${all[@]}"
    LC_ALL=C sed 's/,/;/g' "$data/$file.csv" >"$file.csv"
    refused "$file.csv:1: fields are separated by semicolons, and must be by commas" "${all[@]}"
    printf '' >"$file.csv"
    refused "$file.csv:1: the file is empty" "${all[@]}"
    cp "$data/$file.csv" .
done
sed -i '4s/2014/20x4/' nmc6.csv
refused "nmc6.csv:4: year: '20x4': not a number" "${all[@]}"
rm nmc6.csv troops.csv
refused 'cannot open ./nmc6.csv' "${all[@]}" # both at once
says 'cannot open ./troops.csv'
cp "$data"/*.csv .
refused 'nmc6.csv: has the years 2014 to 2015, not 1950: choose another --year' "${who[@]}" --year 1950 "${needed[@]}" "${others[@]}"
says 'atop.csv: has the years 2014 to 2015, not 1950'
refused 'nmc6.csv: has the years 2014 to 2015, not 2016' "${who[@]}" --year 2015-2016 "${needed[@]}" "${others[@]}"
refused '--source KOR: Korea was no state in 2015; did you mean PRK, North Korea, or ROK, Korea, Republic of?' "${all[@]}" --source KOR
refused '--source DPRK: there is no state of that abbreviation or code; did you mean PRK, North Korea?' "${all[@]}" --source DPRK
refused '--strong XYZ: there is no state of that abbreviation or code' "${all[@]}" --strong XYZ
refused '--only NEW: has no defence pact with a --strong in 2015' "${all[@]}" --only NEW
refused '--without UKK: there is no state of that abbreviation or code; did you mean UKG, United Kingdom?' "${all[@]}" --without UKK
refused '--source USSR: ' "${all[@]}" --source USSR
refused 'no state has a defence pact with a --strong in 2015' --strong NEW --source CHN --year 2015 "${needed[@]}"
refused 'intention=2: must be a number in [-1, 1]' "${all[@]}" --source TUR,intention=2

# An abbreviation that can be no ID, or is that of two states; an ID too long to be one.
long=$(printf 'a%.0s' {1..61})
for abbreviation in 'RO K' 'RO"";x=1' '' "$long"; do
    LC_ALL=C sed "s/\"ROK\"/\"$abbreviation\"/" "$data/states.csv" >states.csv
    refused "states.csv:11: stateabb: '${abbreviation/\"\"/\"}' is to be an ID: make it a letter" "${all[@]}"
done
LC_ALL=C sed 's/"ROK"/"PRK"/' "$data/states.csv" >states.csv
refused "states.csv:11: stateabb: 'PRK' is both state 731 and state 732 in 2015: change one" "${all[@]}"
cp "$data/states.csv" .
refused 'must be a letter, then letters, digits, _ or -, at most 60 in all' "${all[@]}" --source "CHN,id=$long"
refused 'must be a letter, then letters, digits, _ or -, at most 60 in all' "${all[@]}" \
    --source "$long,power=1,offense=1,intention=1,proximity=1"

# What the user calls things goes into the scenario.
latin=$(printf 'T\xfcrkiye')
refused "--label=$latin: must be UTF-8" "${all[@]}" --label "$latin"
refused "--name=$latin: must be UTF-8" "${all[@]}" --name "$latin"
refused "--source label=$latin: must be UTF-8" "${all[@]}" --source "TUR,label=$latin"
refused '--name: must not be empty' "${all[@]}" --name ''

# Wrong usage.
adrift 2 import
says '--strong, --source and --year must be given'
adrift 2 import "${who[@]}" --year 2015
says '--nmc, --atop and --states must be given'
for year in x 0 2015- 2016-2015 99999; do
    adrift 2 import "${all[@]}" --year "$year"
    says "--year=$year: must be a year"
done
adrift 2 import "${all[@]}" --nmc nmc7.csv
says '--nmc is given twice'
adrift 2 import "${all[@]}" --missing guess
adrift 2 import "${all[@]}" --years 0
adrift 2 import "${all[@]}" --years 1e999
ln -s nmc6.csv link.csv
adrift 2 import "${all[@]}" -o ./nmc6.csv
says '-o ./nmc6.csv: is one of the data sets'
adrift 2 import "${all[@]}" -o link.csv
cmp -s nmc6.csv "$data/nmc6.csv" || fail "the data are overwritten"
adrift 2 import "${all[@]}" superfluous
adrift 0 import --help
grep -q -e '--contiguity=FILE' out || fail "no help"

# It cannot be written.
echo 'a file' >file
adrift 4 import "${all[@]}" -o file/tiny.cfg
"$ADRIFT" import "${all[@]}" >/dev/full 2>err
[ $? -eq 4 ] || fail "to a full disc: not 4"
(ulimit -f 1; "$ADRIFT" import "${all[@]}" -o full.cfg >out 2>err)
[ $? -eq 4 ] || fail "to a full disc: not 4"
[ ! -e full.cfg ] || fail "half a scenario"

# The shipped scenarios make sense, and docs/measurement.md tells the truth about them.
attributes() { # YEAR: "ROK capability 0.561", ...
    sed 's/#.*//' "$ADRIFT_SOURCE/config/us_allies_$1.cfg" | awk '
        /^[a-z]+ = \(/ { part = $1 }
        part == "weak" && match($0, /id = "[A-Z]+"/) { id = substr($0, RSTART + 6, RLENGTH - 7) }
        part == "alliances" && match($0, /weak = "[A-Z]+"/) { id = substr($0, RSTART + 8, RLENGTH - 9) }
        (part == "weak" || part == "alliances") && $2 == "=" && $3 ~ /^[0-9.]+;$/ { print id, $1, $3 + 0 }'
}
dependence() { # YEAR: "ROK 0.81 0.90 0.44", ...: of the weak state, vulnerability, of the strong one; from the most to the least
    adrift 0 run "$ADRIFT_SOURCE/config/us_allies_$1.cfg" --years 0.05 -s demand.rate=0 -s noise.dependence=0 -s noise.intention=0 \
        -s shocks.government.rate=0 \
        -o "real$1"
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        NR > 1 { print $column["weak"], $column["weak_dependence"], $column["vulnerability"], $column["strong_dependence"] }' \
        "real$1/timeseries.csv" | sort -k 2,2nr -k 1,1
}
for year in 1985 2015; do
    grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' "$ADRIFT_SOURCE/config/us_allies_$year.cfg" || fail "$year: no licence"
    attributes $year >attributes$year
    dependence $year >dependence$year
    # Korea and Japan first; New Zealand and Türkiye depend less; the most dependent are not the least vulnerable.
    [ "$(head -n 2 dependence$year | cut -d ' ' -f 1 | sort | tr '\n' ' ')" = "JPN ROK " ] || fail "$year: not Korea and Japan first"
done
grep -n '^NEW ' dependence1985 | cut -d : -f 1 | awk '$1 < 20 { exit 1 }' || fail "New Zealand is dependent"
# Alternatives: few for Korea, many for a member of the Atlantic alliance.
[ "$(awk '$1 == "ROK" && $3 > 0.85 || $1 == "GMY" && $3 < 0.5' dependence2015 | wc -l)" -eq 2 ] || fail "alternatives make no sense"
rows=0
while IFS='|' read -r _ state year c r _ b basing q n d _; do
    for pair in "capability $c" "defense_need $r" "support $b" "basing $basing" "salience $q" "political_need $n"; do
        read -r name value _ <<<"$pair"
        awk -v s="${state// /}" -v n="$name" -v v="$value" '$1 == s && $2 == n && (v - $3) ^ 2 < 0.0051 ^ 2 { found = 1 }
            END { exit !found }' "attributes${year// /}" || fail "docs/measurement.md: $state $year: $name is not $value"
    done
    awk -v s="${state// /}" -v v="$d" '$1 == s && (v - $2) ^ 2 < 0.0061 ^ 2 { found = 1 } END { exit !found }' "dependence${year// /}" ||
        fail "docs/measurement.md: $state $year: d is not $d"
    rows=$((rows + 1))
done < <(grep -E '^\| [A-Z]{3} \| (1985|2015) \|' "$ADRIFT_SOURCE/docs/measurement.md")
[ "$rows" -eq 10 ] || fail "docs/measurement.md: not ten states"
listed=0
while IFS='|' read -r _ what list _; do
    year=${what:1:4}
    for entry in $(grep -oE '[A-Z]{3} \.[0-9]+' <<<"$list" | tr ' ' =); do
        awk -v s="${entry%=*}" -v v="${entry#*=}" '$1 == s && (v - $2) ^ 2 < 0.0061 ^ 2 { found = 1 } END { exit !found }' \
            "dependence$year" || fail "docs/measurement.md: $year: not $entry"
        listed=$((listed + 1))
    done
done < <(grep -E '^\| (1985|2015), (most|least) \|' "$ADRIFT_SOURCE/docs/measurement.md")
[ "$listed" -eq 32 ] || fail "docs/measurement.md: $listed in the lists"

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
