#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift analyze and adrift compare as a user calls them.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
baseline=$ADRIFT_SOURCE/config/baseline.cfg

# call EXPECTED_STATUS COMMAND ARGUMENT...: output in out, messages in err
call() {
    local expected=$1 status
    shift
    "$ADRIFT" "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "$*: exit $status, not $expected"; cat err; }
}
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
gone() { [ ! -e "$1" ] || { fail "$1 is there"; ls -A "$1"; }; }
short=(--years 4 --replicates 9)

call 0 run "$baseline" "${short[@]}" -o a
call 0 analyze a
says '13 tables in a/analysis$'
[ ! -s out ] || fail "output on stdout"
for file in a/analysis/*.csv; do
    head -n 1 "$file" | grep -q '"' && fail "header of $file"
    case $file in
        */columns.csv | */spells.csv) ;;
        *) head -n 1 "$file" | grep -q ',n,method,level$' || fail "$file has no n, method, level" ;;
    esac
done
# Every column of every table is explained, in its order.
for file in a/analysis/*.csv; do
    name=$(basename "$file")
    [ "$name" = columns.csv ] || [ "$(head -n 1 "$file")" = "$(grep "^$name," a/analysis/columns.csv | cut -d , -f 2 | paste -sd ,)" ] ||
        fail "columns.csv does not explain $name"
done
grep -q ',,' <(cut -d , -f 1-3 a/analysis/columns.csv | grep -v 'value\|from\|to\|mean\|low\|high\|mu\|sigma\|area\|half\|slope\|fit\|x\|y\|q[0-9]\|median\|variance\|sd') &&
    fail "columns without a unit"
grep -q ',$' a/analysis/columns.csv && fail "columns without a meaning: $(grep ',$' a/analysis/columns.csv)"

# The same bytes again; another seed of the bootstrap moves bounds only.
cp -r a/analysis first
call 0 analyze a -q
diff -r -x manifest.json a/analysis first >/dev/null || fail "not the same again"
call 0 analyze a frequencies --seed 5
cut -d , -f 1-4 a/analysis/frequencies.csv | cmp -s - <(cut -d , -f 1-4 first/frequencies.csv) || fail "a seed changes shares"
cmp -s a/analysis/frequencies.csv first/frequencies.csv && fail "a seed changes nothing"
call 0 analyze --list
grep -qx survival out || fail "no survival in the list"
call 2 analyze a survivals
call 2 analyze a dose
says 'does not hold what this table needs'
call 2 analyze
call 3 analyze not-there
says 'not-there/manifest.json'

# Whatever is damaged: said with file and line, and nothing is written.
damaged() {
    call 3 analyze d
    says "$1"
    gone d/analysis
    rm -rf d
}
fresh() { mkdir d && cp a/*.csv a/manifest.json d; }
fresh; sed -i '100s/,weak-strong,/,weak-wrong,/;100s/,weak-weak,/,weak-wrong,/;100s/,strong-/,wrong-/' d/timeseries.csv; damaged 'timeseries.csv:100: interdependence'
fresh; truncate -s -10 d/timeseries.csv; damaged "timeseries.csv:$(wc -l <a/timeseries.csv): the file ends within a row"
fresh; sed -i '$d' d/timeseries.csv; damaged 'timeseries.csv.* rows, the manifest has'
fresh; sed -i '7s/0\./1./' d/timeseries.csv; damaged 'timeseries.csv.*SHA-256'
fresh; sed -i '7s/^0,/1,/' d/events.csv; damaged 'events.csv'
fresh; sed -i 's/"complete"/"running"/' d/manifest.json; damaged 'manifest.json:[0-9]*: the run is not complete'
fresh; sed -i 's/"version": "[^"]*"/"version": "0.0.1"/' d/manifest.json; damaged 'manifest.json:3: written by adrift 0.0.1'
fresh; echo '{' >d/manifest.json; damaged 'manifest.json:'
fresh; rm d/timeseries.csv; damaged 'cannot open d/timeseries.csv'

# Compressed time series give the same tables, figures of one life, pairs and rows; what is not whole is refused.
for form in zstd gzip; do
    "$ADRIFT" run "$baseline" "${short[@]}" --compress $form -o $form -q >/dev/null 2>err || { says 'built without it'; continue; }
    call 0 analyze $form
    diff -r -x manifest.json first $form/analysis || fail "$form: not the tables of the plain run"
    call 0 compare a $form --format csv
    awk -F, 'NR > 1 && $5 != 0 { exit 1 }' out || fail "$form: it differs from the plain run"
    [ "$(wc -l <out)" -gt 15 ] || fail "$form: few outcomes"
    call 0 explain $form --alliance hegemon,front-3 --tick 30
    grep -q 'timeseries.csv says the same' out || fail "$form: explain does not read it"
    packed=$(basename "$(ls $form/timeseries.csv.*)")
    wrong() {
        call 3 analyze d
        says "damaged file d/$packed:[0-9]*: $1"
        gone d/analysis
        rm -rf d
    }
    fresh_packed() { mkdir d && cp $form/*.csv* $form/manifest.json d; }
    fresh_packed; truncate -s -3 "d/$packed"; wrong 'its compressed data ends too early'
    fresh_packed; truncate -s 20000 "d/$packed"; wrong 'its compressed data ends too early'
    fresh_packed; : >"d/$packed"; wrong 'its compressed data ends too early'
    fresh_packed; printf 'abc' | dd of="d/$packed" bs=1 seek=15000 conv=notrunc 2>err; wrong ''
    fresh_packed; echo x >>"d/$packed"; wrong 'its compressed data'
    fresh_packed; printf 'not compressed\n' >"d/$packed"; wrong 'its compressed data is damaged'
    fresh_packed; rm "d/$packed"; call 3 analyze d; says "cannot open d/$packed"; rm -rf d
    # of another run, whole but not what the manifest says
    fresh_packed; sed '9s/0\./1./' a/timeseries.csv >d/timeseries.csv; rm "d/$packed"
    if [ $form = gzip ]; then gzip d/timeseries.csv; wrong 'rows\|changed since it was written'; fi
    rm -rf d
done
# Compressed by hand, in several members.
mkdir d && cp a/*.csv a/manifest.json d
{ head -n 1000 a/timeseries.csv | gzip; tail -n +1001 a/timeseries.csv | gzip; } >d/timeseries.csv.gz && rm d/timeseries.csv
gzip d/events.csv
if call 0 analyze d; then diff -r -x manifest.json first d/analysis || fail "compressed by hand: other tables"; fi
rm -rf d

# Nothing to analyze is an error.
call 0 run "$baseline" --years 1 --record none -o bare
call 2 analyze bare
says 'bare: there is nothing to analyze in it'
gone bare/analysis

# Pairs: a directory with itself differs by nothing; with another threshold by less than unpaired ones would.
call 0 compare a a --format csv
awk -F, 'NR > 1 && $5 != 0 { exit 1 }' out || fail "a differs from itself"
[ "$(wc -l <out)" -gt 15 ] || fail "few outcomes: $(wc -l <out)"
call 0 run "$baseline" "${short[@]}" -s threshold.threat=0.45 -o b
call 0 compare a b --format csv --precision 0.01 --outcome same_threat
awk -F, 'NR == 2 && !($3 > $4 && $5 < 0 && $11 > 0.2 && $13 >= 2) { exit 1 }' out || { fail "same_threat"; cat out; }
call 0 compare a b
grep -q '^same_threat ' out || fail "no same_threat in the text"
call 0 run "$baseline" "${short[@]}" --seed 2 -o c
call 2 compare a c
says 'different seeds'
call 3 compare a not-there
call 2 compare a b --outcome drifts
says 'do not hold it'

# Terminations a year and living alliance, counted by hand.
call 0 compare a b --format csv --outcome terminations
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { ended[$1] += $at["disposition_termination"]
      living[$1] += $at["disposition_follow"] + $at["disposition_negative_response"] + $at["disposition_price_raising"] + $at["disposition_confrontation"] + $at["disposition_termination"] }
    END { for (r in living) { sum += ended[r] * 12 / living[r]; n++ } print sum / n }' a/counts.csv >by_hand
awk -F, -v hand="$(cat by_hand)" 'NR == 2 { d = $3 - hand; exit !(d < 1e-6 && d > -1e-6) }' out || { fail "terminations"; cat out by_hand; }

mkdir empty
call 3 analyze empty
says 'adrift run, sweep and flip write it'
gone empty/analysis

# Sweeps.
call 0 sweep "$ADRIFT_SOURCE/experiments/morris.cfg" --replicates 2 -s time.years=3 -o m
call 2 compare a m
says 'one is a run'
sed 's/^seed = .*//; s/^replicates = .*/replicates = 2; common_random_numbers = false;/' "$ADRIFT_SOURCE/experiments/table.cfg" >own.cfg
cp "$ADRIFT_SOURCE/experiments/table.csv" .
sed -i "s|\.\./config|$ADRIFT_SOURCE/config|" own.cfg
call 0 sweep own.cfg -s time.years=3 -o own
call 2 compare own own
says 'no pairs'
call 0 analyze m --outcome flips
[ "$(wc -l <m/analysis/sensitivity_morris.csv)" -eq $((1 + $(head -n 1 m/design.csv | tr , '\n' | wc -l) - 6)) ] || fail "a row for each factor"
call 2 analyze m --outcome flops
says 'flops'

# Bins as fine as the points allow: 48 points make 3 by 3 cells of 5; each of the bins has a third of the runs, and their mean.
sed "s|\.\./config|$ADRIFT_SOURCE/config|; s/^points = .*/points = 48;/; s/^replicates = .*/replicates = 2;/" \
    "$ADRIFT_SOURCE/experiments/latin_hypercube.cfg" >few.cfg
call 0 sweep few.cfg -s time.years=1 -s time.burn_in=1 -o few
call 0 analyze few
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
    FILENAME ~ /runs/ { value[++runs] = $at[FILENAME, "strong.hegemon.engagement"]; asked[runs] = $at[FILENAME, "demands"]; next }
    $1 == "strong.hegemon.engagement" && $at[FILENAME, "outcome"] == "demands" {
        bins++
        n = sum = 0
        for (r = 1; r <= runs; r++) if (value[r] >= $at[FILENAME, "from"] && value[r] <= $at[FILENAME, "to"]) { n++; sum += asked[r] }
        d = n > 0 ? sum / n - $at[FILENAME, "mean"] : 1
        if (n != 32 || $at[FILENAME, "n"] != 32 || d > 1e-9 || d < -1e-9) { print "bin " $2 ": " n " runs, mean off by " d; bad = 1 }
    }
    END { exit bad || bins != 3 }' few/runs.csv few/analysis/factors.csv >out || { fail "bins of a sweep"; cat out; }

[ "$failures" -eq 0 ]
