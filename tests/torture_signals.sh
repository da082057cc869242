#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGINT, SIGTERM and SIGHUP end a command soon, with a message and status 5; a second one forces it. SIGSTOP harms nothing,
# nor does a reader of standard output who goes away, or a standard output that is closed or full.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program

# interrupt NAME SIGNAL...: these together, in the midst of the command; $status is its end
interrupt() {
    local name=$1 signal
    shift
    before "$name"
    in_background "${line[@]}"
    held "$name"
    for signal; do
        kill -s "$signal" $job 2>/dev/null
    done
    kill -s CONT $job 2>/dev/null
    wait $job
    status=$?
}

for name in run sweep ramp flip analyze report; do
    reference "$name"
    stopped=0 forced=0
    for signal in $(how_many 'INT TERM HUP' 'INT TERM HUP INT TERM HUP INT TERM HUP'); do
        interrupt "$name" "$signal"
        case $status in
            0) ;; # too late
            5)
                stopped=$((stopped + 1))
                says interrupted
                ;;
            *) fail "$name, SIG$signal: exit $status"; cat err ;;
        esac
        call 0 "${line[@]}"
        results out "reference-$name"
    done
    [ $stopped -gt 0 ] || fail "$name was never interrupted in time"
    for _ in 1 2 3; do
        interrupt "$name" INT TERM
        case $status in
            0) ;;
            130 | 143) forced=$((forced + 1)) ;;
            *) fail "$name, two signals: exit $status" ;;
        esac
        call 0 "${line[@]}"
        results out "reference-$name"
        [ $forced -eq 0 ] || break
    done
    [ $forced -gt 0 ] || fail "$name was never forced in time"

    interrupt "$name" WINCH
    [ "$status" -eq 0 ] || fail "$name, stopped and continued: exit $status"
    results out "reference-$name"

    before "$name"
    "$ADRIFT" "${line[@]}" 2>err | true
    results out "reference-$name"
    before "$name"
    "$ADRIFT" "${line[@]}" >&- 2>err
    status=$?
    [ $status -eq 4 ] || [ "$name $status" = 'analyze 0' ] || [ "$name $status" = 'report 0' ] ||
        fail "$name, standard output closed: exit $status"
    results out "reference-$name"
    before "$name"
    "$ADRIFT" "${line[@]}" >/dev/full 2>err
    status=$?
    [ $status -eq 4 ] || [ "$name $status" = 'analyze 0' ] || [ "$name $status" = 'report 0' ] ||
        fail "$name, standard output full: exit $status"
    results out "reference-$name"
done
finish
