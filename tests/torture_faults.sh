#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls of the C library are made to fail in whole commands (faulty.c): each allocation, and each opening, reading, writing,
# syncing, renaming, removing, locking, closing, once and for good. The program must not crash or (with the preset asan)
# leak; if it does not succeed it says why; if it does, all is there; and the same command afterwards gives what it gives
# without the failure. The long form lets every call fail, the short one some of each kind.
. "$ADRIFT_SOURCE/tests/torture.sh"
faulty=${ADRIFT_FAULTY:-../../adrift_faulty}
most=$(how_many 3 1000000) # calls of each kind and command that are tried
export OMP_NUM_THREADS=2 ADRIFT_GNUPLOT=/no/such/program TMPDIR=$PWD/temporary
mkdir temporary
trials=0 chosen=" $* "
small_files

# begin COPY: the directory that the command finds
begin() {
    rm -rf out
    [ -z "$1" ] || cp -r "$1" out
}

# trial KIND N MODE ERROR COPY ARGUMENT...
trial() {
    local fault="$1:$2:$3:$4" copy=$5 status left=
    shift 5
    trials=$((trials + 1))
    begin "$copy"
    ADRIFT_FAULT=$fault "$faulty" "$@" >said 2>err
    status=$?
    [ "$1 $status" != 'verify 1' ] || grep UNREADABLE said >>err
    endured $status err || { fail "$fault $*: exit $status"; head -n 40 err; }
    [ -z "$(ls -A temporary)" ] || grep -q "temporary/$(ls -A temporary)" err || fail "$fault $*: leaves $(ls -A temporary)"
    rm -rf temporary/*
    [ -d out ] && left=$(find out -name '.*.part')
    if [ "$status" -ne 0 ]; then
        [ -z "$left" ] || [ "${fault%%:*}" = remove ] || fail "$fault $*: leaves $left"
        "$ADRIFT" "$@" >said 2>err || { fail "$fault $*: cannot be done afterwards"; cat err; }
        [ -z "$(ls -A temporary)" ] || fail "after $fault $*: $(ls -A temporary) is left"
    fi
    [ -z "$left" ] || rm -f $left
    same_said "$1" || fail "$fault $*: prints something else"
    # that a figure could not be drawn is told, and no failure
    [ "$1" != report ] || sed -i '/^<li>.*gnuplot/d' out/report.html
    if [ -e out ] || [ -e "$wanted/out" ]; then
        results out "$wanted/out" || echo "after $fault $*: exit $status"
    fi
}

# What was printed is what is wanted, but for how much of it was done before, and for the name of a processor that could
# not be asked.
same_said() {
    local changing='^  computed  \|^  already finished  \|^Not the same as what wrote it:$\|^  processor: '
    grep -v "$changing" said >said.kept
    grep -v "$changing" "$wanted/said" >wanted.kept
    [ "$1" = examples ] || cmp -s said.kept wanted.kept
}

# torment NAME COPY ARGUMENT...: all that can fail in a command; what it makes is in out
torment() {
    local name=$1 copy=$2 kind calls step n pair
    shift 2
    case $chosen in *[a-z]*) [[ $chosen == *" $name "* ]] || return 0 ;; esac
    wanted=wanted-$name
    mkdir "$wanted"
    begin "$copy"
    ADRIFT_FAULT_COUNT=$wanted/count "$faulty" "$@" >"$wanted/said" 2>err || { fail "$*: exit $?"; cat err; }
    [ "$1" != report ] || sed -i '/^<li>.*gnuplot/d' out/report.html
    [ ! -e out ] || cp -r out "$wanted/out"
    while read -r kind calls; do
        case $kind in
            memory) set_of='once:ENOMEM on:ENOMEM' ;;
            jansson) set_of='on:ENOMEM' ;;
            open) set_of='once:EMFILE on:EACCES' ;;
            read) set_of='once:EINTR once:SHORT once:EIO' ;;
            write) set_of='once:EINTR once:SHORT once:ENOSPC on:ENOSPC once:EIO' ;;
            sync) set_of='once:EINTR once:EIO on:EIO once:EINVAL' ;;
            rename) set_of='once:EACCES on:EIO' ;;
            remove) set_of='once:EACCES on:EROFS' ;;
            lock) set_of='once:EINTR on:ENOLCK' ;;
            close) set_of='once:EIO once:EINTR' ;;
            begin) set_of='once:EAGAIN on:EAGAIN' ;;
        esac
        step=$(((calls + most - 1) / most))
        for ((n = 1 + RANDOM % (step > 0 ? step : 1); n <= calls; n += step)); do
            for pair in $set_of; do
                trial "$kind" "$n" "${pair%:*}" "${pair#*:}" "$copy" "$@"
            done
        done
    done <"$wanted/count"
}

RANDOM=7
sed 's/^name/required = false; name/' small.cfg >open.cfg
printf 'strong,weak,from,to,kind,evidence\npatron,ally,0,1,move,x\n' >record.csv
call 0 run small.cfg --years 1 --replicates 2 -o run -q
call 0 run small.cfg --years 1 --replicates 2 --compress gzip -o packed -q
call 0 sweep sweep.cfg -o sweep -q
call 0 flip flip.cfg -o flip -q
torment run '' run small.cfg --years 1 --replicates 2 -o out -q
torment compressed '' run small.cfg --years 1 --compress gzip -o out -q
torment sweep '' sweep sweep.cfg -o out -q
torment ramp '' sweep ramp.cfg -o out -q
torment flip '' flip flip.cfg -o out -q
torment analyze-run run analyze out -q
torment analyze-packed packed analyze out -q
torment analyze-sweep sweep analyze out -q
torment analyze-flip flip analyze out -q
torment report run report out -q
torment compare run compare out out
torment explain run explain out --alliance patron,ally --tick 3
torment verify run verify out
torment patterns '' cases --patterns open.cfg -s time.years=1 --replicates 2
torment hindcast '' cases --hindcast small.cfg record.csv -s time.years=1 --replicates 2
torment check '' check small.cfg
torment params '' params --format csv
torment examples '' examples out
echo "$trials trials"
finish
