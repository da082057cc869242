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
    forced=0
    for signal in $(how_many 'INT TERM HUP' 'INT TERM HUP INT TERM HUP INT TERM HUP'); do
        for _ in $(seq 20); do
            interrupt "$name" "$signal"
            case $status in
                0) ;; # too late
                5) says interrupted ;;
                *) fail "$name, SIG$signal: exit $status"; cat err ;;
            esac
            call 0 "${line[@]}"
            results out "reference-$name"
            [ "$status" -eq 0 ] || break
        done
        [ "$status" -ne 0 ] || fail "$name was never interrupted by SIG$signal in time"
    done
    for _ in $(seq 20); do
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

# ended: $status of a job that was told to end; 137 if it goes on for a minute
ended() {
    local tries
    for ((tries = 0; tries < 6000; tries++)); do
        kill -0 "$job" 2>/dev/null || break
        sleep 0.01
    done
    kill -9 "$job" 2>/dev/null
    wait "$job"
    status=$?
}

# `adrift cases` writes nothing: it gets work for an age, so that it ends by the signal or not at all, and prints nothing
cat >many.cfg <<'END_OF_FILE'
name = "many"; scenario = "small.cfg"; design = "random"; points = 20000; replicates = 1; set = ( "time.years=1" );
factors = ( { path = "threshold.threat"; low = 0.3; high = 0.5; } );
END_OF_FILE
call 0 sweep many.cfg -o many -q
age='--replicates 100000000'
for line in "--patterns small.cfg -s time.years=1000 --replicates 100000" "--patterns $age" "--patterns many --format csv" \
    "--hindcast $age" "--noise $age"; do
    for signal in $(how_many INT 'INT TERM HUP') forced; do
        # shellcheck disable=SC2086
        in_background cases $line --threads 2
        if ! { catches && works; }; then
            wait "$job"
            fail "cases $line: ends by itself with $?"
            cat err
        elif [ $signal = forced ]; then
            kill -s STOP "$job"
            kill -s INT "$job"
            kill -s TERM "$job"
            kill -s CONT "$job"
            ended
            [ $status -eq 130 ] || [ $status -eq 143 ] || fail "cases $line, two signals: exit $status"
        else
            kill -s $signal "$job"
            ended
            [ $status -eq 5 ] || { fail "cases $line, SIG$signal: exit $status"; cat err; }
            says interrupted
            [ ! -s printed ] || { fail "cases $line, SIG$signal: prints"; head -n 3 printed; }
        fi
    done
done
finish
