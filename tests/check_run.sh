#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift run as a user calls it: what it writes, what it refuses, what it leaves when it is stopped.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
baseline=$ADRIFT_SOURCE/config/baseline.cfg

# run EXPECTED_STATUS ARGUMENT...: output in out, messages in err
run() {
    local expected=$1 status
    shift
    "$ADRIFT" run "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "run $*: exit $status, not $expected"; cat err; }
}
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }
gone() { [ ! -e "$1" ] || { fail "$1 is there"; ls -A "$1"; }; }
# same_files A B: the CSV files of both, and no other
same_files() {
    local file
    [ "$(cd "$1" && ls -A)" = "$(cd "$2" && ls -A)" ] || fail "$1 and $2 hold other files"
    for file in "$1"/*.csv; do
        same "$file" "$2/$(basename "$file")"
    done
}
short=(--years 3 --replicates 4)

# What is written, and its digests.
run 0 "$baseline" "${short[@]}" -o a
[ "$(cd a && ls -A | tr '\n' ' ')" = "columns.csv counts.csv events.csv manifest.json timeseries.csv " ] || fail "files: $(ls -A a)"
grep -q '^baseline: 4 replicates of 40 alliances over 3 years, seed 1 (the default)$' out || fail "no title"
grep -q '^  follow  *[0-9]' out || fail "no summary"
says 'results in a$'
[ "$(wc -l <a/timeseries.csv)" -eq $((1 + 4 * 36 * 40)) ] || fail "rows of timeseries.csv"
[ "$(wc -l <a/counts.csv)" -eq $((1 + 4 * 36)) ] || fail "rows of counts.csv"
for file in a/*.csv; do
    grep -q "$(sha256sum <"$file" | cut -d ' ' -f 1)" a/manifest.json || fail "digest of $file"
done
awk -F, 'NR > 1 { t = $4 + $5 + $6 + $7 + $8; b = $9 + $10 + $11 + $12 + $13; s = $18 + $19 + $20
    if (t > 40 || b != $22 || s != 40 || t != $14 + $15 + $16 + $17) exit 1 }' a/counts.csv || fail "counts do not add up"

# The same bytes with any number of threads, in any locale, and from replicates alone.
run 0 "$baseline" "${short[@]}" -o threads --threads 3 -q
[ ! -s err ] || fail "--quiet says: $(cat err)"
same_files a threads
mkdir locales
if localedef -i de_DE -f UTF-8 ./locales/de_DE.UTF-8 >/dev/null 2>&1; then
    run 0 "$baseline" "${short[@]}" -o no-locale -s threshold.threat=0.4
    env LOCPATH="$PWD/locales" LC_ALL=de_DE.UTF-8 \
        "$ADRIFT" run "$baseline" "${short[@]}" -o locale -s threshold.threat=0.4 >out2 2>err || fail "in a locale: $(cat err)"
    same_files no-locale locale
    same out out2
fi
run 0 "$baseline" --years 3 --replicates 1 --first-replicate 2 -o third
awk -F, '$1 == "replicate" || $1 == 2' a/timeseries.csv | cmp -s - third/timeseries.csv || fail "replicate 2 alone is another"
run 0 "$baseline" -s time.years=3 --replicates 4 -o set
same_files a set
run 0 "$baseline" "${short[@]}" --seed 1 -o seed
same_files a seed
run 0 "$baseline" "${short[@]}" --seed 2 -o other
cmp -s a/timeseries.csv other/timeseries.csv && fail "the seed does not matter"

# Less can be recorded.
run 0 "$baseline" "${short[@]}" --record counts --every 12 -o less
gone less/timeseries.csv
[ "$(wc -l <less/counts.csv)" -eq $((1 + 4 * 3)) ] || fail "--every"
same a/events.csv less/events.csv
mkdir empty
(cd empty && "$ADRIFT" run "$baseline" --years 1 --record none >../out 2>../err) || fail "--record none"
rmdir empty || fail "--record none writes"

# Compressed on request: the same rows.
for form in zstd gzip; do
    "$ADRIFT" run "$baseline" --compress "$form" --record none 2>&1 | grep -q 'built without' && continue
    run 0 "$baseline" "${short[@]}" --compress "$form" -o "$form"
    case $form in zstd) ending=zst unpack='zstd -dc' ;; *) ending=gz unpack='gzip -dc' ;; esac
    command -v "${unpack%% *}" >/dev/null || continue
    for name in timeseries counts events; do
        $unpack "$form/$name.csv.$ending" | cmp -s - "a/$name.csv" || fail "$form/$name.csv.$ending"
    done
done
run 2 "$baseline" --compress rar -o rar
says 'must be zstd, gzip or none'
gone rar

# Without -o: a directory of its own, the same for the same run.
mkdir own
(cd own && "$ADRIFT" run "$baseline" "${short[@]}" && "$ADRIFT" run "$baseline" "${short[@]}" --threads 2) >out 2>err || fail "no -o"
[ "$(ls own/results | wc -l)" -eq 1 ] || fail "$(ls own/results)"
same_files a own/results/baseline-*

# The same run may come again, another one may not, and other people's files are left alone.
cp a/manifest.json before.json
run 0 "$baseline" "${short[@]}" -o a
same_files a threads
run 4 "$baseline" "${short[@]}" --seed 2 -o a
says 'a holds another run'
same_files a threads
mkdir mine && echo text >mine/thesis.txt
run 4 "$baseline" "${short[@]}" -o mine
says 'mine holds other files'
[ "$(ls -A mine)" = thesis.txt ] || fail "something was written to mine"
run 4 "$baseline" "${short[@]}" -o mine/thesis.txt
says 'mine/thesis.txt'
run 4 "$baseline" "${short[@]}" -o mine/thesis.txt/deeper
run 4 "$baseline" "${short[@]}" -o /proc/nowhere
[ "$(cat mine/thesis.txt)" = text ] || fail "a file was touched"
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod a-w locked
    run 4 "$baseline" "${short[@]}" -o locked
    chmod u+w locked
fi
for name in 'two words' ./-dash $'line\nbreak' 'üñ' 'deep/b/c' 'quote"s'; do
    run 0 "$baseline" --years 1 -o "$name"
    [ -s "$name/manifest.json" ] || fail "nothing in $name"
done

# A file that may not grow, as a disc that is full: nothing is left.
(ulimit -f 64; "$ADRIFT" run "$baseline" "${short[@]}" -o full >out 2>err)
[ $? -eq 4 ] || fail "limit of file size: not 4"
says 'cannot write full/timeseries.csv'
gone full

# Standard output that cannot be written or is closed: the results are whole all the same.
"$ADRIFT" run "$baseline" "${short[@]}" -o devfull >/dev/full 2>err
[ $? -eq 4 ] || fail "/dev/full: not 4"
says 'cannot write standard output'
same_files a devfull
"$ADRIFT" run "$baseline" "${short[@]}" -o closed >&- 2>err
[ $? -eq 4 ] || fail "closed standard output: not 4"
same_files a closed
"$ADRIFT" run "$baseline" "${short[@]}" -o closed2 >out 2>&- <&-
[ $? -eq 0 ] || fail "closed standard error"
same_files a closed2

# begin_long DIRECTORY: a run that takes longer than this test, in the background as `job`; returns when it writes
long=("$baseline" --years 1000 --replicates 1000)
begin_long() {
    env --default-signal "$ADRIFT" run "${long[@]}" -o "$1" >out 2>err &
    job=$!
    reaches "$1/.timeseries.csv.part" 0 || fail "ends by itself: $(cat err)"
}
for signal in INT TERM HUP; do
    begin_long stopped
    kill -s "$signal" "$job"
    wait "$job"
    status=$?
    [ "$status" -eq 5 ] || fail "SIG$signal: exit $status, not 5"
    says 'interrupted'
    gone stopped
done

# One process at a time in one directory; killed, it may be taken over by the same run only.
begin_long taken
"$ADRIFT" run "${long[@]}" -o taken >out2 2>err2
[ $? -eq 4 ] || fail "a second process was let in"
grep -q 'another process is using taken' err2 || fail "$(cat err2)"
kill -s KILL "$job"
wait "$job" 2>/dev/null
ls taken/*.csv 2>/dev/null && fail "half a file under its name"
touch since
run 4 "$baseline" "${short[@]}" -o taken
env --default-signal "$ADRIFT" run "${long[@]}" -o taken >out 2>err &
job=$!
until [ taken/.timeseries.csv.part -nt since ]; do
    kill -0 "$job" 2>/dev/null || break
done
kill -s INT "$job"
wait "$job"
[ $? -eq 5 ] || fail "the same run does not take over: $(cat err)"
[ -z "$(ls -A taken)" ] || fail "left in taken: $(ls -A taken)"

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
