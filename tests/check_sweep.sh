#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift sweep as a user calls it: killed, interrupted, sharded, by several ranks, on a full disc; always the same bytes,
# and nothing that was finished is computed again.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
cp "$ADRIFT_SOURCE/config/baseline.cfg" . || exit 1
cat >e.cfg <<'END'
name = "e"; scenario = "baseline.cfg"; set = ( "time.years=3", "time.burn_in=0" );
replicates = 25;
design = "latin_hypercube"; points = 60;
factors = ( { path = "threshold.dependence"; low = 0.4; high = 0.6; },
            { path = "noise.intention"; low = 0.01; high = 0.2; scale = "log"; },
            { path = "decision.rule"; values = [ "framework", "logit" ]; } );
END
runs=1500

# sweep EXPECTED_STATUS ARGUMENT...: output in out, messages in err
sweep() {
    local expected=$1 status
    shift
    "$ADRIFT" sweep "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "sweep $*: exit $status, not $expected"; cat out err; }
}
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
count() { awk -v what="$1" 'index($0, "  " what "  ") == 1 { print $NF }' out; }
same() {
    local file
    for file in design.csv runs.csv columns.csv; do
        cmp -s "a/$file" "$1/$file" || fail "a/$file and $1/$file differ"
    done
}
# counts SKIPPED COMPUTED: add up, and nothing twice
counts() {
    [ "$(count 'already finished') $(count computed) $(count 'computed twice') $(count failed)" = "$1 $2 0 0" ] ||
        { fail "not $1 finished and $2 computed:"; cat out; }
}

sweep 0 e.cfg -o a --threads 2
counts 0 $runs
[ "$(wc -l <a/runs.csv)" -eq $((runs + 1)) ] || fail "rows of runs.csv"
for file in a/*.csv; do
    grep -q "$(sha256sum <"$file" | cut -d ' ' -f 1)" a/manifest.json || fail "digest of $file"
done
grep -q '"status": "complete"' a/manifest.json || fail "manifest"

# One row, by `adrift run`: the same outcome.
row=$(sed -n 778p a/runs.csv)
IFS=, read -r _ replicate seed _ dependence noise rule _ <<<"$row"
"$ADRIFT" run baseline.cfg -q --record none --years 3 -s time.burn_in=0 -s "threshold.dependence=$dependence" \
    -s "noise.intention=$noise" -s "decision.rule=$rule" --seed "$seed" --first-replicate "$replicate" >run.out 2>err || fail "run"
demands=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "demands") c = i } NR == 778 { print $c }' a/runs.csv)
grep -qw "$demands" run.out || { fail "adrift run says otherwise than $demands demands"; cat run.out; }

# An option wins over the file, its default too.
sed 's/replicates = 25;/replicates = 1; first_replicate = 5; record = "counts"; every = 12;/; s/points = 60/points = 2/' e.cfg >own.cfg
sweep 0 own.cfg -q -o own
sweep 0 own.cfg -q -o given --every 1 --first-replicate 0
[ "$(wc -l <own/counts.csv) $(wc -l <given/counts.csv)" = "7 73" ] || fail "--every 1"
[ "$(tail -n 1 own/runs.csv | cut -d , -f 2) $(tail -n 1 given/runs.csv | cut -d , -f 2)" = "5 0" ] || fail "--first-replicate 0"

# Made anew, nothing analyzed of the results before is left.
"$ADRIFT" analyze own >/dev/null 2>err && [ -e own/analysis/manifest.json ] || fail "analyze"
sweep 0 own.cfg -o own --fresh
[ ! -e own/analysis ] && says 'removed [0-9]* files of the analysis' || fail "--fresh leaves the analysis of other results"

# check finds what would fail: an event behind the end of a ramp, what a flip does not record.
cat >event.cfg <<'END'
name = "event"; time = { years = 30.0; };
sources = ( { id = "rival"; } ); strong = ( { id = "patron"; } ); weak = ( { id = "ally"; patron = "patron"; } );
events = ( { id = "late"; on = "weak.capability"; date = 10.0; size = 0.1; } );
END
cat >ramp.cfg <<'END'
name = "ramp"; scenario = "event.cfg"; design = "ramp"; ramp = { hold = 1.0; };
factors = ( { path = "threshold.threat"; low = 0.3; high = 0.5; levels = 3; } );
END
cat >flip.cfg <<'END'
name = "flip"; scenario = "event.cfg"; record = "counts";
flip = { date = 1.0; horizons = [ 1.0 ]; shocks = ( { id = "more"; on = "weak.capability"; sizes = [ 0.5 ]; } ); };
END
"$ADRIFT" check ramp.cfg >out 2>err && fail "check does not find the event behind the end of the ramp"
says 'events.late.date'
"$ADRIFT" check flip.cfg >out 2>err && fail "check lets a flip record"
says 'record must be none'

# Any number of threads; the same command again.
for threads in 1 7; do
    sweep 0 e.cfg -o "threads-$threads" --threads $threads -q
    [ ! -s err ] || fail "--quiet says $(cat err)"
    same "threads-$threads"
done
sweep 0 e.cfg -o a
counts $runs 0
says "$runs of $runs runs are finished already"

# --dry-run writes nothing.
mkdir dry
(cd dry && "$ADRIFT" sweep ../e.cfg --dry-run >../out 2>../err) || fail "--dry-run"
rmdir dry || fail "--dry-run writes"
[ "$(count runs)" = $runs ] || fail "--dry-run: runs"
grep -q '^  point 0: threshold.dependence=' out || fail "--dry-run: points"
grep -q '^  time  *about' out || fail "--dry-run: time"

# finished DIRECTORY: how many records its journals have, more or less (it says when to kill)
finished() { echo $(($(cat "$1"/journal*.bin 2>/dev/null | wc -c) / 368)); }

# Killed at random moments, then the same command.
RANDOM=1
for round in $(seq 6); do
    rm -rf killed
    env --default-signal "$ADRIFT" sweep e.cfg -o killed --threads 2 -q >/dev/null 2>&1 &
    job=$!
    wanted=$((RANDOM % 1300 + 1))
    while [ "$(finished killed)" -lt $wanted ] && kill -0 $job 2>/dev/null; do :; done
    kill -9 $job 2>/dev/null
    wait $job 2>/dev/null
    [ -e killed/runs.csv ] && continue # too late
    sweep 0 e.cfg -o killed --threads 2
    skipped=$(count 'already finished')
    [ "$skipped" -ge $((wanted - 1)) ] || fail "killed after $wanted: $skipped kept"
    counts "$skipped" $((runs - skipped))
    same killed
done

# SIGINT, SIGTERM, SIGHUP: what is finished is kept.
for signal in INT TERM HUP; do
    for _ in $(seq 20); do
        rm -rf stopped
        env --default-signal "$ADRIFT" sweep e.cfg -o stopped --threads 2 >out 2>err &
        job=$!
        reaches stopped/journal-0.bin 40000
        kill -s $signal $job 2>/dev/null
        wait $job
        status=$?
        [ $status -eq 0 ] || break # too late
    done
    [ $status -eq 5 ] || fail "SIG$signal: exit $status, not 5"
    says 'runs are finished and kept in stopped; the same command goes on'
    kept=$(sed -n 's/.*interrupted; \([0-9]*\) of .*/\1/p' err)
    [ -e stopped/runs.csv ] && fail "tables of half a sweep"
    sweep 0 e.cfg -o stopped
    counts "$kept" $((runs - kept))
    same stopped
done

# One process at a time.
env --default-signal "$ADRIFT" sweep e.cfg --replicates 9999 -o taken -q >/dev/null 2>&1 &
job=$!
reaches taken/journal-0.bin 4000
sweep 4 e.cfg --replicates 9999 -o taken
says 'another process is using taken'
kill -s TERM $job
wait $job
[ $? -eq 5 ] || fail "the first was disturbed"
sweep 0 e.cfg -o taken --fresh
same taken

# Another experiment is refused, and says what differs; --fresh starts over. Other people's files are left alone.
sweep 4 e.cfg -o taken -s threshold.threat=0.45
says '^+ .*threat = 0.45'
same taken
sweep 4 e.cfg -o taken --replicates 3
says '^+ replicates = 3'
sweep 0 e.cfg -o taken --replicates 3 --fresh
counts 0 180
mkdir mine && echo text >mine/runs.csv
sweep 4 e.cfg -o mine
[ "$(cat mine/runs.csv)" = text ] || fail "a file was overwritten"
echo text >file
sweep 4 e.cfg -o file
sweep 4 e.cfg -o /proc/nowhere
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod a-w locked
    sweep 4 e.cfg -o locked
    chmod u+w locked
fi

# Shards, in directories of their own and in one, as the scheduler starts them; then another division.
for shard in 1 2 3 4; do
    sweep 0 e.cfg -o "shard-$shard" --shard $shard/4
    [ ! -s out ] || fail "a shard prints results"
    says "shard $shard of 4"
done
sweep 0 e.cfg -o merged --merge shard-1 shard-2 shard-3 shard-4
counts $runs 0
same merged
sweep 0 e.cfg -o some --merge shard-2 shard-4
[ "$(count computed)" -gt 0 ] && [ "$(count 'already finished')" -gt 0 ] || fail "half of a merge"
same some
export ADRIFT
for task in 0 2 4; do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=2 \
        SLURM_ARRAY_TASK_COUNT=3 SLURM_CPUS_PER_TASK=2 sh "$ADRIFT_SOURCE/experiments/slurm.sh" e.cfg slurm \
        >out 2>err || fail "slurm.sh, task $task"
    says "shard $((task / 2 + 1)) of 3"
done
SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=1 \
    sh "$ADRIFT_SOURCE/experiments/slurm.sh" e.cfg slurm >out 2>err || fail "slurm.sh, tables"
counts $runs 0
same slurm
sweep 2 e.cfg --shard 5/4
sweep 2 e.cfg --shard 1/2 --merge shard-1
sweep 2 e.cfg shard-1
sweep 4 own.cfg -o third --merge a
says '^adrift sweep: a holds results of something else; it cannot be merged'
sweep 4 e.cfg -o nothing --merge mine

# A disc that fills: what was finished is kept, and is not computed again when there is room.
(ulimit -f 200; env --default-signal=XFSZ "$ADRIFT" sweep e.cfg -o full >out 2>err)
[ $? -eq 4 ] || fail "limit of file size: not 4"
says 'cannot write full/'
[ -e full/runs.csv ] && fail "a table on a full disc"
sweep 0 e.cfg -o full
[ "$(count 'already finished')" -gt 300 ] || fail "lost on a full disc: $(count 'already finished')"
same full
if [ "$(id -u)" -eq 0 ] && mkdir -p disc && mount -t tmpfs -o size=1m tmpfs disc 2>/dev/null; then
    sweep 4 e.cfg -o disc/small
    says 'disc full'
    kept=$(sed -n 's/.*; \([0-9]*\) of .* are finished and kept.*/\1/p;s/.*; all runs are kept.*/1500/p' err)
    mount -o remount,size=8m disc
    sweep 0 e.cfg -o disc/small
    counts "$kept" $((runs - kept))
    same disc/small
    mount -o remount,ro disc
    sweep 4 e.cfg -o disc/small
    umount disc
fi
"$ADRIFT" sweep e.cfg -o a >/dev/full 2>err
[ $? -eq 4 ] || fail "/dev/full: not 4"

# A point that is impossible fails alone.
cat >half.cfg <<'END'
name = "half"; scenario = "baseline.cfg"; set = ( "time.years=1", "walt.power=0.25", "walt.proximity=0.25", "walt.offense=0.5" );
design = "factorial"; replicates = 15;
factors = ( { path = "walt.power"; values = [ 0.25, 0.5 ]; } );
END
sweep 1 half.cfg -o half
says 'run 15 failed (point 1, replicate 0, seed 1): .*walt'
says '15 of 30 runs failed'
[ "$(grep -c ',failed,' half/runs.csv) $(grep -c ',finished,' half/runs.csv)" = '15 15' ] || fail "failed rows"
sweep 1 half.cfg -o fast --fail-fast --threads 1
says 'stopped at the first'
[ -e fast/runs.csv ] && fail "--fail-fast wrote tables"

# Wrong files.
sed 's/threshold.dependence/threshold.dependance/' e.cfg >wrong.cfg
sweep 3 wrong.cfg -o wrong
says 'wrong.cfg:4: .*dependance'
sweep 3 nowhere.cfg -o wrong
[ -e wrong ] && fail "something was written for a wrong file"

# A ramp.
cat >ramp.cfg <<'END'
name = "ramp"; scenario = "baseline.cfg"; replicates = 3; set = ( "time.burn_in=0" );
design = "ramp"; ramp = { hold = 0.5; };
factors = ( { path = "strong.hegemon.engagement"; low = 0.1; high = 1.0; levels = 4; } );
END
sweep 0 ramp.cfg -o ramp --threads 2
[ "$(wc -l <ramp/ramps.csv) $(wc -l <ramp/ramp_areas.csv)" = '22 34' ] || fail "rows of a ramp"
sweep 0 ramp.cfg -o ramp-1 --threads 1
cmp -s ramp/ramps.csv ramp-1/ramps.csv && cmp -s ramp/ramp_areas.csv ramp-1/ramp_areas.csv || fail "a ramp with one thread"

# Ranks.
if command -v mpirun >/dev/null && ldd "$ADRIFT" | grep -q libmpi; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
    for ranks in 1 3; do
        mpirun -n $ranks "$ADRIFT" sweep e.cfg -o "ranks-$ranks" --threads 1 >out 2>err || { fail "$ranks ranks"; cat err; }
        counts 0 $runs
        [ "$(grep -c '^e: ' out)" -eq 1 ] || fail "$ranks ranks, and not one report"
        same "ranks-$ranks"
    done
    for _ in $(seq 20); do
        rm -rf ranks-killed
        mpirun -n 3 "$ADRIFT" sweep e.cfg -o ranks-killed --threads 1 >out 2>err &
        job=$!
        while [ "$(finished ranks-killed)" -lt 400 ] && kill -0 $job 2>/dev/null; do :; done
        all=$(pgrep -P $job)
        for process in $all; do
            if tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" | grep -qx OMPI_COMM_WORLD_RANK=2; then
                kill -9 "$process"
            fi
        done
        wait $job
        status=$?
        for process in $all; do # the others may live on for a moment
            while kill -0 "$process" 2>/dev/null; do sleep 0.01; done
        done
        [ $status -eq 0 ] || break # too late
    done
    [ $status -ne 0 ] || fail "a job with a killed rank ended well"
    mpirun -n 2 "$ADRIFT" sweep e.cfg -o ranks-killed --threads 1 >out 2>err || { fail "2 ranks after 3"; cat err; }
    skipped=$(count 'already finished')
    [ "$skipped" -ge 300 ] || fail "kept of a killed rank: $skipped"
    counts "$skipped" $((runs - skipped))
    same ranks-killed
fi

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
