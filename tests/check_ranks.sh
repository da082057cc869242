#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Campaigns by several processes of mpirun: the same bytes for any number of ranks, also when a rank
# was killed and the rest is done by another number of them. The runs are the toy of test_campaign.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"

toy=${ADRIFT_TOY:-../../test_campaign}
if ! command -v mpirun >/dev/null; then
    echo "mpirun is not there: skipped"
    exit 77
fi
if [ ! -x "$toy" ]; then
    echo "$toy is not there: skipped"
    exit 77
fi
if ! ldd "$toy" 2>/dev/null | grep -q libmpi; then
    echo "built without MPI: skipped"
    exit 77
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1

faults=0

fail() {
    echo "FAILED: $*"
    faults=$((faults + 1))
}

# ranks N ARGUMENTS...: prints what the toy prints
ranks() {
    local count=$1
    shift
    timeout 600 mpirun --oversubscribe --bind-to none -n "$count" "$toy" toy "$@"
}

# take COMMAND...: what it says of a campaign
take() {
    "$@" >result
    read -r total skipped computed failed repeated hex <result
}

# toys DIRECTORY: the processes of this test's jobs there
toys() {
    local process
    for process in $(pgrep -f "toy $1 "); do
        [ "$(readlink "/proc/$process/cwd")" != "$PWD" ] || echo "$process"
    done
}

runs=3000
take "$toy" toy alone $runs 2 0
expected=$hex
[ ${#expected} -eq 64 ] || fail "no digest from one process: '$expected'"

for count in 1 3; do
    for threads in 1 2; do
        TOY_MEET=$((threads == 1 ? 50 : 0)) take ranks $count "ranks-$count-$threads" $runs $threads 2000
        [ "$total $skipped $computed $failed $repeated" = "$runs 0 $runs 0 0" ] ||
            fail "$count ranks, $threads threads: $total $skipped $computed $failed $repeated"
        [ "$hex" = "$expected" ] || fail "$count ranks, $threads threads: other results"
        journals=$(ls "ranks-$count-$threads" | grep -c '^journal-')
        [ "$journals" -eq "$count" ] || fail "$count ranks wrote $journals journals"
    done
done

[ $faults -eq 0 ] || exit 1 # and where ranks miss one another, it takes its time

# every rank has done some of it
for rank in 0 1 2; do
    [ "$(stat -c %s ranks-3-1/journal-$rank.bin)" -gt 1000 ] || fail "rank $rank did nothing"
done

# Ranks that find every third run finished by others, each in work from the first of the rest: all know which those are.
"$toy" toy thirds $runs 1 0 1/3 >/dev/null || fail "a third"
TOY_MEET=200 take ranks 2 thirds $runs 1 0
[ "$skipped $computed $repeated" = "$((runs / 3)) $((runs - runs / 3)) 0" ] || fail "after a third: $skipped $computed $repeated"
[ "$hex" = "$expected" ] || fail "after a third: other results"

# other numbers of ranks find all of it
for count in 1 2; do
    take ranks $count ranks-3-2 $runs 1 0
    [ "$skipped $computed $repeated $hex" = "$runs 0 0 $expected" ] ||
        fail "$count ranks after 3: $skipped $computed $repeated"
done

# a rank is killed (not the one that hands out, then that one): Open MPI ends the job
killed=0
for victim in 2 0 1; do
    for next in 2 1; do
        directory=killed-$victim-$next
        # it does not end by itself: no rank does 900 runs
        TOY_HOLD=900 ranks 3 "$directory" $runs 1 100000 >"$directory.out" 2>&1 &
        job=$!
        reaches "$directory/journal-$victim.bin" 2000 || fail "a job of 3 ranks ends: $(cat "$directory.out")"
        # the rank says which one it is in its environment
        for process in $(toys "$directory"); do
            if tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" |
                grep -qx "OMPI_COMM_WORLD_RANK=$victim"; then
                kill -9 "$process" && killed=$((killed + 1))
            fi
        done
        wait $job && fail "a job whose rank $victim was killed ended well"
        # its processes may live on for a moment
        while [ -n "$(toys "$directory")" ]; do
            sleep 0.01
        done
        take ranks $next "$directory" $runs 1 0
        [ "$hex" = "$expected" ] || fail "killed rank $victim, then $next: other results"
        [ "$repeated" = 0 ] || fail "killed rank $victim, then $next: $repeated computed twice"
        [ "${skipped:-0}" -gt 0 ] && [ "${computed:-0}" -gt 0 ] ||
            fail "killed rank $victim, then $next: nothing was kept, or nothing was left to do"
    done
done
[ $killed -eq 6 ] || fail "killed $killed ranks of 6"

# ranks of shards
for shard in 1 2; do
    ranks 2 shards $runs 1 0 $shard/2 >/dev/null || fail "shard $shard of 2 ranks"
done
take "$toy" toy shards $runs 1 0
[ "$skipped $repeated $hex" = "$runs 0 $expected" ] || fail "shards of ranks: $skipped $repeated"

# one rank is told to stop in its 100th run, as the other begins its own, so all do; then the rest
for rank in 0 1; do
    TOY_STOP=$rank TOY_MEET=100 ranks 2 stopped-$rank $runs 1 3000000 >stopped.out 2>&1
    status=$?
    [ $status -eq 2 ] || fail "a stopped job ended with $status"
    take ranks 2 stopped-$rank $runs 1 0
    [ "$hex $repeated" = "$expected 0" ] && [ "$skipped" -gt 0 ] && [ "$skipped" -lt 1000 ] ||
        fail "rank $rank stopped: $skipped kept, $computed computed, $repeated repeated"
done

# all ranks are refused together, and the job ends
ranks 3 alone/experiment.resolved $runs 1 0 >refused.out 2>&1 && fail "a file for a directory"
grep -q "not a directory\|cannot create" refused.out || fail "no message: $(cat refused.out)"

[ $faults -eq 0 ] && echo "ranks: all well"
exit $((faults > 0))
