#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that are not what they should be: scenarios and experiments (empty, binary, huge, endless, of wrong types), journals
# cut at every byte of their last record or with a bit flipped, manifests and tables cut and flipped anywhere.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program

# AddressSanitizer wants all the address space there is
sanitized=$(nm "$ADRIFT" 2>/dev/null | grep -m 1 __asan_init)

# refused FILE: by every command that reads one, with its name, within a minute and 2 GB; nothing is written
refused() {
    local command status where
    for command in check run sweep flip cases; do
        where=()
        case $command in run | sweep | flip) where=(-o refused) ;; esac
        (
            [ -n "${sanitized}" ] || ulimit -v 4000000
            exec timeout 60 "$ADRIFT" $command "$1" "${where[@]}" >printed 2>err
        )
        status=$?
        [ $status -eq 3 ] || { fail "$command $1: exit $status"; head -n 5 err; }
        says "$(basename "$1")"
        gone refused
        rm -rf refused
    done
}

small() { sed "$@" small.cfg; }
mkdir wrong directory.cfg
: >wrong/empty.cfg
head -c 3000 "$(command -v bash)" >wrong/binary.cfg
printf '\0' >wrong/nul.cfg
printf '\xff\xfe' >wrong/utf16.cfg
printf 'name = "\xc3\x28";\n' >wrong/not_utf8.cfg
echo '@include "loop.cfg"' >wrong/loop.cfg
echo '@include "second.cfg"' >wrong/first.cfg
echo '@include "first.cfg"' >wrong/second.cfg
echo '@include "/dev/zero"' >wrong/endless.cfg
echo '@include "."' >wrong/include_directory.cfg
echo '@include "missing.cfg"' >wrong/include_missing.cfg
printf 'a = %s1%s;' "$(printf '(%.0s' $(seq 20000))" "$(printf ')%.0s' $(seq 20000))" >wrong/deep.cfg
printf 'a = "%s' "$(printf 'x%.0s' $(seq 20000))" >wrong/unterminated.cfg
small 's/years = 3.0/years = "three"/' >wrong/type_text.cfg
small 's/years = 3.0/years = ( 3.0 )/' >wrong/type_list.cfg
small 's/years = 3.0/years = nan/' >wrong/nan.cfg
small 's/years = 3.0/years = 1e999/' >wrong/infinite.cfg
small 's/years = 3.0/years = 1e7/' >wrong/two_to_the_31st_ticks.cfg
small 's/count = 1/count = 99999999999999999999/' >wrong/overflow.cfg
small 's/count = 1/count = -1/' >wrong/negative.cfg
small 's/power = 0.6/power = 1e-999; power = 0.6/' >wrong/twice.cfg
small 's/weak = (/weak = 7;\nweak2 = (/' >wrong/type_number.cfg
small 's/patron = "patron";//g' >wrong/no_alliance.cfg
small 's/id = "ally"/id = "front"/' >wrong/same_id.cfg
small 's/id = "ally"/id = "an ally"/' >wrong/bad_id.cfg
for file in wrong/*.cfg; do
    case $file in wrong/second.cfg) continue ;; esac
    refused "$file"
done
refused directory.cfg
refused missing.cfg
refused /dev/null
head -c "$(how_many 20 100)000000" /dev/zero | tr '\0' '#' >huge.cfg # a comment without end
refused huge.cfg
(yes 'a = 1;' | head -c "$(how_many 3 100)000000") >huge.cfg
refused huge.cfg
rm huge.cfg

# A journal cut at every byte of its last record, and of its header: what is whole is kept, the rest is computed again.
call 0 sweep sweep.cfg -o whole -q
call 0 flip flip.cfg -o flipped -q
for name in whole flipped; do
    case $name in whole) line=(sweep sweep.cfg) ;; *) line=(flip flip.cfg) ;; esac
    size=$(stat -c %s $name/journal-0.bin)
    runs=$(awk '/^  runs / { print $2 }' printed)
    step=$(how_many 23 1)
    for ((at = size - 1 - RANDOM % step; at >= size - 360; at -= step)); do
        rm -rf cut
        cp -r $name cut
        rm cut/manifest.json cut/runs.csv
        truncate -s "$at" cut/journal-0.bin
        call 0 "${line[@]}" -o cut -q
        results cut $name
    done
    for at in 0 1 7 8 63 64; do
        rm -rf cut
        cp -r $name cut
        rm cut/manifest.json cut/runs.csv
        truncate -s "$at" cut/journal-0.bin
        call 0 "${line[@]}" -o cut -q
        results cut $name
    done
    # a bit flipped: in a record, that and what follows is computed again; in the header, the journal is refused and kept
    for _ in $(seq "$(how_many 8 200)"); do
        rm -rf cut
        cp -r $name cut
        rm cut/manifest.json cut/runs.csv
        at=$((RANDOM * 32768 + RANDOM))
        at=$((at % size))
        byte=$(od -An -tu1 -j "$at" -N 1 cut/journal-0.bin)
        printf '%b' "\\x$(printf %x $((byte ^ (1 << (RANDOM % 8)))))" | dd of=cut/journal-0.bin bs=1 seek="$at" conv=notrunc 2>/dev/null
        cp cut/journal-0.bin damaged.bin
        "$ADRIFT" "${line[@]}" -o cut -q >printed 2>err
        status=$?
        if [ $status -eq 0 ]; then
            results cut $name
        elif [ $status -eq 4 ] && [ "$at" -lt 64 ]; then
            says 'journal-0.bin\|another version'
            cmp -s cut/journal-0.bin damaged.bin || fail "$name: a refused journal was changed"
        else
            fail "$name: bit flipped in byte $at: exit $status"
            cat err
        fi
    done
done

# says_the_same FILE ORIGINAL: the same bytes, or packed the same: time and system in gzip's header are nobody's concern.
says_the_same() {
    cmp -s "$1" "$2" && return
    [[ $1 == *.gz ]] && gzip -dc "$1" >unpacked 2>/dev/null && gzip -dc "$2" >original && cmp -s unpacked original
}

# Manifests and tables cut or with a byte changed anywhere: refused with the file's name, or nothing depends on it.
call 0 run small.cfg --years 2 --replicates 3 -o run -q
call 0 run small.cfg --years 2 --replicates 3 --compress gzip -o packed -q
cp -r run analyzed
call 0 analyze analyzed -q
for _ in $(seq "$(how_many 25 400)"); do
    for name in run packed whole flipped; do
        rm -rf cut
        cp -r $name cut
        yes "$RANDOM" | head -c 1000 >random
        file=$(find cut -type f ! -name 'journal*' ! -name '*.resolved' | sort | shuf -n 1 --random-source=random)
        size=$(stat -c %s "$file")
        at=$(((RANDOM * 32768 + RANDOM) % size))
        case $((RANDOM % 3)) in
            0) truncate -s "$at" "$file" ;;
            1) printf '%b' "\\x$(printf %x $((RANDOM % 256)))" | dd of="$file" bs=1 seek="$at" conv=notrunc 2>/dev/null ;;
            2) { head -c "$at" $name/"$(basename "$file")"; tail -c "+$((at + 1 + RANDOM % 50))" $name/"$(basename "$file")"; } >"$file" ;;
        esac
        for command in 'analyze cut -q' 'report cut -q' 'compare cut cut' 'explain cut --alliance patron,ally --tick 3'; do
            # shellcheck disable=SC2086
            timeout 60 "$ADRIFT" $command >printed 2>err
            status=$?
            endured $status err && [ $status -le 3 ] || { fail "$command, $file damaged at $at: exit $status"; cp -r cut "saved-$RANDOM"; cat err; }
        done
        case $name,$(basename "$file") in
            run,timeseries.csv | run,events.csv | packed,timeseries.csv.gz | packed,events.csv.gz)
                says_the_same "$file" "$name/$(basename "$file")" || {
                    timeout 60 "$ADRIFT" analyze cut -q >printed 2>err
                    [ $? -eq 3 ] || fail "analyze does not see that $file was changed at $at"
                    says "$(basename "$file")"
                }
                ;;
        esac
    done
done

# A command line in a manifest that holds no words.
rm -rf cut
cp -r run cut
sed -i 's/"command_line": \[/"command_line": [ {}, 7,/' cut/manifest.json
call 0 report cut -q
finish
