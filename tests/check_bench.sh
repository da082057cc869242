#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift bench: that every row is there, measured, and related to the others; not how fast anything is.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
short=(--repeats 1 --seconds 0.0005 --years 2 --threads 2 -s time.burn_in=0)
mkdir -p files && rm -rf files/*

# bench EXPECTED_STATUS ARGUMENT...: output in out, messages in err
bench() {
    local expected=$1 status
    shift
    "$ADRIFT" bench --directory files "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "bench $*: exit $status, not $expected"; cat err; }
}
# rows TABLE CASE...: exactly these, in this order
rows() {
    local table=$1 found
    shift
    found=$(awk -F, -v table="$table" '$1 == table { printf "%s ", $2 }' out)
    [ "$found" = "$* " ] || fail "rows of $table: $found"
}

bench 0 "${short[@]}" --format csv
[ -s err ] && { fail "messages"; cat err; }
[ -z "$(ls -A files)" ] || { fail "files are left"; ls -A files; }
case $(awk -F, '$1 == "tick" { n++ } END { print n }' out) in # by what this processor has
    4) rows tick floor tick reference alone ;;
    6) rows tick floor tick reference alone floor_plain tick_plain ;;
    *) rows tick floor tick reference alone floor_avx2 tick_avx2 floor_plain tick_plain ;;
esac
rows threads 1 2
rows replicates 1 10 100
rows alliances 10 40 100 1000 10000 100000
rows sources 1 2 3 4 5 6 7 8
rows ties 0 1 2 4 8 16 32
rows memory 10 40 100 1000 10000 100000
rows csv copy synced run recorder digest none written
rows sweep tick sweep run reset
awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; fields = NF; next }
    function value(name) { return $column[name] }
    function wrong(what) { print "FAILED: " $1 " " $2 ": " what; bad = 1 }
    NF != fields { wrong("fields") }
    value("table") == "memory" { next }
    !(value("wall_ns") > 0 && value("per_second") > 0 && value("units") >= 1) { wrong("not measured") }
    !(value("wall_least_ns") <= value("wall_ns") && value("wall_ns") <= value("wall_greatest_ns")) {
        wrong("least, median, greatest")
    }
    value("wall_least_ns") != value("wall_greatest_ns") { wrong("more than one round") }
    (value("unit") == "alliance-tick") != (value("to_floor") > 0) { wrong("to_floor") }
    value("table") != last && value("cpu_ratio") != 1 { wrong("ratio of the first row") }
    { last = value("table"); count += value("case") !~ /_/ }
    END { if (count != 41) { print "FAILED: rows " count; bad = 1 }; exit bad }
' out || failures=$((failures + 1))

# The same numbers in words, with what is asked first.
bench 0 "${short[@]}" --scenario "$ADRIFT_SOURCE/config/two_bloc.cfg"
for word in "^tick " "^threads " "^memory " "^in short" "cost of the tick in floors" \
    "the tick is so many times as fast as the reference" "two threads" "speed of making and writing CSV" \
    "speed of a sweep"; do
    grep -q -e "$word" out || fail "no '$word'"
done

# Refused, with nothing on standard output.
bench 2 --format xml
bench 2 --repeats 0
bench 2 --seconds nan
bench 2 baseline.cfg
bench 3 --scenario missing.cfg
bench 3 -s threshold.dependence=7
bench 4 "${short[@]}" --directory files/missing
[ ! -s out ] || fail "output in spite of a failure"

# Asked to stop, it does, and leaves nothing.
env --default-signal "$ADRIFT" bench --directory files --seconds 60 --repeats 1000 >out 2>err &
job=$!
{ catches && works; } || fail "ends by itself"
kill -s INT $job
wait $job
status=$?
[ "$status" -eq 5 ] || { fail "interrupted: exit $status"; cat err; }
[ ! -s out ] || fail "output of what was interrupted"
[ -z "$(ls -A files)" ] || { fail "files are left"; ls -A files; }
exit $((failures > 0))
