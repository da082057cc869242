#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The same bytes with 1 to 16 threads, with 1 to 4 ranks, and in a locale with a decimal comma.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program
lines=('run small.cfg --years 20 --replicates 40' 'sweep sweep.cfg --replicates 20' 'sweep ramp.cfg --replicates 10' 'flip flip.cfg --replicates 10')

for i in "${!lines[@]}"; do
    read -ra line <<<"${lines[i]}"
    call 0 "${line[@]}" -o "one-$i" --threads 1 -q
    for threads in $(how_many '2 3 16' '2 3 4 5 6 7 8 9 10 11 12 13 14 15 16'); do
        call 0 "${line[@]}" -o out --threads "$threads" -q
        results out "one-$i"
        rm -rf out
    done
done

if command -v mpirun >/dev/null && ldd "$ADRIFT" | grep -q libmpi; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
    for i in 1 2 3; do
        read -ra line <<<"${lines[i]}"
        for ranks in $(how_many '2 4' '1 2 3 4'); do
            timeout 120 mpirun --oversubscribe --bind-to none -n "$ranks" "$ADRIFT" "${line[@]}" -o out --threads 1 -q \
                >printed 2>err || { fail "$ranks ranks: ${line[*]}"; cat err; }
            results out "one-$i"
            rm -rf out
        done
    done
fi

mkdir locales
if localedef -i de_DE -f UTF-8 ./locales/de_DE.UTF-8 >/dev/null 2>&1; then
    for i in "${!lines[@]}"; do
        read -ra line <<<"${lines[i]}"
        for command in analyze report; do
            call 0 $command "one-$i" -q
        done
        export LOCPATH=$PWD/locales LC_ALL=de_DE.UTF-8
        call 0 "${line[@]}" -o out -q
        for command in analyze report; do
            call 0 $command out -q
        done
        unset LOCPATH LC_ALL
        # pages say where and when they were made
        rm -f out/report.html "one-$i/report.html"
        results out "one-$i"
        rm -rf out
    done
fi
finish
