#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift flip as a user calls it: what it writes, that its answers make sense, that nothing is lost
# when it is killed, stopped or divided, what it refuses.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
shipped=$ADRIFT_SOURCE/experiments/flip.cfg

# run EXPECTED_STATUS ARGUMENT...: output in out, messages in err
run() {
    local expected=$1 status
    shift
    "$ADRIFT" flip "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "flip $*: exit $status, not $expected"; cat err; }
}
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
prints() { grep -q -e "$1" out || { fail "no '$1' on standard output:"; cat out; }; }
tables="columns.csv design.csv flips.csv flips_half.csv flips_matrix.csv flips_summary.csv runs.csv"
same_files() {
    for file in $tables; do
        cmp -s "$1/$file" "$2/$file" || fail "$1/$file and $2/$file differ"
    done
}

# What is written, with its digests and all its columns.
run 0 "$shipped" -o whole
says 'results in whole$'
prints '^  computed twice  *0$'
prints '^withdrawal$'
for file in $tables; do
    grep -q "$(sha256sum <"whole/$file" | cut -d ' ' -f 1)" whole/manifest.json || fail "digest of $file"
    for column in $(head -1 "whole/$file" | tr , ' '); do
        grep -q "^$file,$column," whole/columns.csv || fail "columns.csv does not know $column of $file"
    done
done
[ "$(wc -l <whole/design.csv)" -eq 24 ] || fail "rows of design.csv"
[ "$(wc -l <whole/runs.csv)" -eq $((1 + 24 * 20)) ] || fail "rows of runs.csv"
[ "$(wc -l <whole/flips.csv)" -eq $((1 + 23 * 20 * 40)) ] || fail "rows of flips.csv"

# Nothing comes of nothing; a larger shock flips more, within two years and over all horizons (after ten years -.6 and -.8 are so near to
# one another, .257 and .270 of 300 replicates, that 20 cannot tell them apart); those who are hit more than the others.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
    $c["shock"] == "withdrawal" && $c["scope"] == "all" {
        h = $c["horizon"]
        if ($c["size"] == 0 && $c["differed"] != 0) { print "size 0 does something"; bad = 1 }
        if ($c["size"] < 0 && h <= 2 && $c["flipped"] <= last[h]) { print "no more at " $c["size"] " after " h " years"; bad = 1 }
        last[h] = $c["flipped"]
        if (!($c["size"] in all)) size[++sizes] = $c["size"]
        all[$c["size"]] += $c["flipped"]
    }
    $c["scope"] == "direct" { direct = $c["differed"] / $c["n"] }
    $c["scope"] == "spill_over" && $c["n"] > 0 {
        if (!($c["differed"] / $c["n"] < direct)) { print "more spill-over than direct: " $0; bad = 1 }
        spilled += $c["differed"]
    }
    END {
        for (i = 2; i <= sizes; i++) if (all[size[i]] <= all[size[i - 1]]) { print "no more at " size[i] " in all"; bad = 1 }
        if (sizes != 5) { print sizes " sizes of withdrawal"; bad = 1 }
        if (!spilled) print "no spill-over"
        exit bad || !spilled
    }' whole/flips_summary.csv ||
    fail "the summary makes no sense"

# The summary, the matrix and the rows agree.
awk -F, 'FNR == 1 { delete c; for (i = 1; i <= NF; i++) c[$i] = i; files++; next }
    files == 1 { n[$c["point"]]++; f[$c["point"]] += $c["flipped_2"] == "true" }
    files == 2 && $c["scope"] == "all" && $c["horizon"] == 2 {
        bad = bad || $c["n"] != n[$c["point"]] || $c["flipped"] != f[$c["point"]] }
    files == 3 && $c["horizon"] == 2 {
        n[$c["point"]] -= $c["count"]; if ($c["from"] != $c["to"]) f[$c["point"]] -= $c["count"] }
    END { for (p in n) bad = bad || n[p] != 0 || f[p] != 0; exit bad }' \
    whole/flips.csv whole/flips_summary.csv whole/flips_matrix.csv || fail "tables contradict one another"

# Any number of threads; shards, each in its own directory, merged; processes.
run 0 "$shipped" -o threads --threads 5 -q
[ ! -s err ] || fail "--quiet says: $(cat err)"
same_files whole threads
for shard in 1 2 3; do
    run 0 "$shipped" -o "shard-$shard" --shard "$shard/3"
    [ ! -e "shard-$shard/flips.csv" ] || fail "a shard wrote tables"
done
run 0 --merge -o merged "$shipped" shard-1 shard-2 shard-3
prints '^  computed  *0$'
same_files whole merged
if command -v mpirun >/dev/null && ldd "$ADRIFT" | grep -q libmpi; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
    timeout 120 mpirun --oversubscribe --bind-to none -n 3 "$ADRIFT" flip "$shipped" -o ranks --threads 1 >out 2>err ||
        fail "under mpirun: $(cat err)"
    same_files whole ranks
fi

# Killed at random moments, also while tables are written; then it comes to its end.
long=("$shipped" --replicates 60)
run 0 "${long[@]}" -o unkilled
kills=0
for attempt in $(seq 30); do
    "$ADRIFT" flip "${long[@]}" -o killed --threads 2 >out 2>err &
    process=$!
    sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
    kill -9 $process 2>/dev/null
    wait $process 2>/dev/null
    [ $? -eq 137 ] && kills=$((kills + 1))
done
[ $kills -gt 0 ] || fail "was never killed"
run 0 "${long[@]}" -o killed
prints '^  computed twice  *0$'
says 'finished already'
same_files unkilled killed
echo "killed $kills times"

# Asked to stop: says how to go on, and does.
for _ in $(seq 20); do
    rm -rf stopped
    "$ADRIFT" flip "${long[@]}" -o stopped --threads 2 >out 2>err &
    job=$!
    reaches stopped/journal-0.bin 2000
    kill -TERM $job 2>/dev/null # (a shell without a terminal has its jobs ignore SIGINT)
    wait $job
    status=$?
    [ $status -eq 0 ] || break # too late
done
[ $status -eq 5 ] || fail "interrupted: exit $status"
says 'the same command goes on'
run 0 "${long[@]}" -o stopped
same_files unkilled stopped

# Another experiment in the same directory is refused, and nothing is changed; --fresh starts over.
run 4 "$shipped" -o whole --seed 2
says '^+ *seed = 2'
same_files whole threads
run 0 "$shipped" -o merged --seed 2 --fresh
cmp -s whole/flips.csv merged/flips.csv && fail "another seed, the same flips"

# A plan writes nothing.
run 0 "$shipped" --dry-run -o plan
prints '^  runs  *480'
prints 'turnover: weak.government, acts on 8 of 40 alliances'
[ ! -e plan ] || fail "--dry-run wrote something"

# What is no flip, and what a flip cannot do.
run 3 "$ADRIFT_SOURCE/experiments/factorial.cfg" -o no
says 'adrift sweep'
run 3 "$shipped" --record counts -o no
says 'record: must be none'
[ ! -e no ] || fail "something was written"

[ $failures -eq 0 ]
