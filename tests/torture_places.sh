#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Directories that cannot be written, are missing, are no directories, have hostile names, are full, are in use, were moved;
# results of another version. What is refused is named, nothing is half-written, and where there is room again the same
# command gives the same bytes.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program

for name in run sweep flip; do
    case $name in
        run) short=(run ../small.cfg --years 2 --replicates 2 -q) ;;
        *) short=("$name" "../$name.cfg" -q) ;;
    esac
    mkdir "$name" && cd "$name" || exit 1
    call 0 "${short[@]}" -o plain

    # where nothing can be made
    echo text >file && cp file before
    ln -s nowhere dangling
    mkfifo pipe
    mkdir busy && echo text >busy/thesis.txt
    for place in file file/deeper dangling pipe /proc/nowhere /dev/null "$(printf 'x%.0s' $(seq 300))" busy/thesis.txt; do
        call 4 "${short[@]}" -o "$place"
        says "$(basename "$place" | cut -c 1-40)\|file\|busy\|nowhere"
    done
    call 2 "${short[@]}" -o ''
    cmp -s file before || fail "$name: a file was touched"
    if [ "$name" = run ]; then # a campaign may live beside other files
        call 4 "${short[@]}" -o busy
    fi
    [ "$(cat busy/thesis.txt)" = text ] || fail "$name: another's file was touched"

    # names
    for place in 'two words' ./-dash $'line\nbreak' 'üñ' 'a/b/c' 'quote"s' "it's" '*' $'\033[31m' '%s%n' '$(ls)' $'\xff\xfe'; do
        call 0 "${short[@]}" -o "$place"
        results "$place" plain
        call 0 analyze "$place" -q
        call 0 report "$place" -q
        rm -r "$place/analysis" "$place/report.html" "$place/figures"
    done

    # a directory that may not be written to
    if [ "$(id -u)" -ne 0 ]; then
        mkdir locked && chmod a-w locked
        call 4 "${short[@]}" -o locked
        chmod u+w locked
    elif mkdir disc && mount -t tmpfs -o size=1m tmpfs disc 2>/dev/null; then
        cp -r plain disc/plain
        mount -o remount,ro disc
        call 4 "${short[@]}" -o disc/new
        call 4 analyze disc/plain -q
        call 4 report disc/plain -q
        mount -o remount,rw disc

        # a full disc: what cannot be written is removed, and all is well when there is room
        call 0 "${short[@]}" -o disc/whole
        dd if=/dev/zero of=disc/filler bs=4096 >/dev/null 2>&1
        for room in 0 1 3 8; do
            rm -rf disc/new
            truncate -s "-$((4096 * room))" disc/filler
            "$ADRIFT" "${short[@]}" -o disc/new >printed 2>err
            status=$?
            [ $status -eq 0 ] || [ $status -eq 4 ] || fail "$name: disc with $room blocks: exit $status"
            [ $status -eq 0 ] || says 'disc full\|No space'
            "$ADRIFT" analyze disc/plain -q 2>err
            status=$?
            [ $status -eq 0 ] || { [ $status -eq 4 ] && says 'disc full\|No space'; } || fail "$name: analyze: exit $status"
            [ $status -eq 0 ] || [ -z "$(ls disc/plain/analysis 2>/dev/null)" ] || fail "$name: half an analysis"
            rm -rf disc/plain/analysis
        done
        rm disc/filler
        call 0 "${short[@]}" -o disc/new
        results disc/new plain
        umount disc
    fi

    # two at once: the second is refused, or both give the same
    if [ "$name" != run ]; then
        long=("${short[@]}" --replicates 800)
        in_background "${long[@]}" -o out
        held "$name" || fail "$name: ended too early"
        "$ADRIFT" "${long[@]}" -o out >printed2 2>err2
        status=$?
        [ $status -eq 4 ] || fail "$name: a second process: exit $status"
        grep -q 'another process is using out' err2 || fail "$name: $(cat err2)"

        # stopped, moved, and gone on with under another name
        kill -s TERM "$job"
        kill -s CONT "$job"
        wait "$job"
        [ $? -eq 5 ] || fail "$name: not stopped"
        kept=$(sed -n 's/.*interrupted; \([0-9]*\) of .*/\1/p' err)
        mkdir elsewhere && mv out elsewhere/moved
        call 0 "${long[@]}" -o elsewhere/moved
        [ "$(awk '/already finished/ { print $3 }' printed)" = "$kept" ] || fail "$name: lost when moved: $kept kept"
        call 0 "${long[@]}" -o unmoved
        results elsewhere/moved unmoved

        # by another version of the program: refused, and nothing changes
        version=$("$ADRIFT" --version | awk 'NR == 1 { print $2 }')
        other=${version%.*}.9 # of the same length, so that the program stays whole
        sed "s/${version//./\\.}/$other/g" "$ADRIFT" >newer && chmod +x newer
        cmp -s newer "$ADRIFT" && fail "no version in the program"
        if ./newer --version 2>/dev/null | grep -qF "$other"; then
            ./newer "${short[@]}" -o plain >printed 2>err
            status=$?
            [ $status -eq 4 ] || fail "$name: another version goes on: exit $status"
            says 'plain holds results of something else'
            says "^[-+].*${other//./\\.}"
            ./newer analyze plain -q 2>err
            status=$?
            [ $status -eq 3 ] || fail "$name: another version analyzes: exit $status"
            says "written by adrift ${version//./\\.}"
        fi
    fi
    for again in analyze report; do
        cp -r plain shared
        "$ADRIFT" $again shared -q >/dev/null 2>err2 &
        job=$!
        "$ADRIFT" $again shared -q >/dev/null 2>err
        status=$?
        wait "$job"
        other=$?
        # one finds the directory taken, unless the other has come to its end
        [ "$status $other" = '0 0' ] || [ "$status $other" = '0 4' ] || [ "$status $other" = '4 0' ] ||
            { fail "$name: $again twice at once: $status and $other"; cat err err2; }
        [ "$status $other" = '0 0' ] || grep -q 'another process is using shared' err err2 || fail "$name: $(cat err err2)"
        call 0 $again shared -q
        cp -r plain alone
        call 0 $again alone -q
        results shared alone
        rm -r shared alone
    done
    cd ..
done
for name in analyze report explain compare; do
    case $name in
        compare) more=(run/plain) ;;
        explain) more=(--alliance patron,ally --tick 1) ;;
        *) more=() ;;
    esac
    mkdir -p empty
    for place in empty missing small.cfg /dev/null /proc; do
        call 3 $name "$place" "${more[@]}"
        says "$place"
    done
    rmdir empty || fail "$name writes to a directory without results"
done
finish
