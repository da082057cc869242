#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 at a random moment, sometimes twice, then the same command: the same bytes, and no run is computed twice. The
# long form does it 200 times to sweeps and to flips.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program # figures take their time and are made anew in any case
RANDOM=${ADRIFT_SEED:-$$}
echo "ADRIFT_SEED=$RANDOM would do the same"

# kills NAME COUNT: so many killed ones, each brought to its end
kills() {
    local name=$1 killed=0 tries=0 moment again
    reference "$name"
    while [ "$killed" -lt "$2" ] && [ "$tries" -lt $((20 * $2)) ]; do
        tries=$((tries + 1))
        before "$name"
        for again in 1 2; do
            env --default-signal "$ADRIFT" "${line[@]}" >/dev/null 2>err &
            job=$!
            moment=$((RANDOM % (span + 1)))
            sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
            kill -9 $job 2>/dev/null
            wait $job 2>/dev/null
            [ $? -eq 137 ] && [ $again -eq 1 ] && killed=$((killed + 1))
            [ $((RANDOM % 2)) -eq 0 ] && break
        done
        call 0 "${line[@]}"
        results out "reference-$name"
        ! grep -q 'computed twice' printed || grep -q '^  computed twice  *0$' printed || fail "$name computes twice"
        find out -name '.*.part' | grep . && fail "$name leaves that"
    done
    [ "$killed" -ge "$2" ] || fail "$name: only $killed of $2 killed in time"
    echo "$name: killed $killed times, after 0 to $span ms"
}

kills sweep "$(how_many 6 200)"
kills flip "$(how_many 6 200)"
kills ramp "$(how_many 3 50)"
kills run "$(how_many 4 50)"
kills analyze "$(how_many 3 50)"
kills report "$(how_many 3 50)"
finish
