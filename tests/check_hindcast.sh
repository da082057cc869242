#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift cases --hindcast: the shipped ones are played, the scores are what the rows say, and what is
# wrong with a record is said.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
shipped=$ADRIFT_SOURCE/config/hindcast

# run EXPECTED_STATUS ARGUMENT...: output in out, messages in err
run() {
    local expected=$1 status
    shift
    "$ADRIFT" cases --hindcast "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "hindcast $*: exit $status, not $expected"; cat out err; }
}
has() { grep -q -e "$1" out || { fail "no '$1' in what was printed"; cat out; }; }
says() { grep -q -e "$1" err || { fail "no '$1' among the messages"; cat err; }; }

# Both shipped ones, with every entry of their records.
run 0 --replicates 20
has '^us_allies_1985_2015: 20 replicates of [0-9]* alliances, 1985 to 2015 in 6 periods'
has '^iraq_2003: 20 replicates of [0-9]* alliances, 2002 to 2004 in 1 period,'
has '^PHI  *1991-1992 confrontation '
has '^FRN  *2003-2003 confrontation '
has '^everyone follows: no alarm, no hit, every case a miss$'
for record in "$shipped"/*.csv; do
    cut -d, -f2,3,5 "$record" | tail -n +2 | while IFS=, read -r weak from kind; do
        grep -q "^$weak  *$from-[0-9]* $kind " out || echo "$record: $weak $from $kind is not printed"
    done
done >lost
[ ! -s lost ] || { fail "entries are lost"; cat lost; }

[ -z "$(sed -n '/^loudest/,/^$/p' out | grep '^  ' | grep -v '^loudest' | sed '/iraq_2003/q' | awk '{ print $1, $2 }' | sort | uniq -d)" ] ||
    { fail "an alarm is listed twice"; cat out; }

# A row for each alliance and period; the same whatever the threads.
run 0 "$shipped/iraq_2003.cfg" "$shipped/iraq_2003.csv" --replicates 40 --format csv --threads 1
cp out one
run 0 "$shipped/iraq_2003.cfg" "$shipped/iraq_2003.csv" --replicates 40 --format csv --threads 3
cmp out one || fail "the hindcast depends on the threads"
run 0 "$shipped/iraq_2003.cfg" "$shipped/iraq_2003.csv" --replicates 40 --format csv --seed 2
cmp -s out one && fail "the hindcast does not depend on the seed"
run 0 "$shipped/iraq_2003.cfg" "$shipped/iraq_2003.csv" --replicates 40
# Brier score and area from the rows, by another way: pairs counted one by one.
awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $column["gone"] == "false" { n++; p[n] = $column["grave"]; y[n] = $column["coded"] == "true"; cases += y[n]
                                 brier += (p[n] - y[n]) ^ 2 }
    END {
        for (i = 1; i <= n; i++) for (j = 1; j <= n; j++) if (y[i] && !y[j]) {
            pairs++; won += p[i] > p[j] ? 1 : p[i] < p[j] ? 0 : .5 }
        base = cases / n
        printf "^coded  grave  *%d  *%d  %.3f \\[.*%.3f  *%.3f .* %.2f \\[", n, cases, brier / n, base, base * (1 - base), won / pairs
    }' one >expected
has "$(cat expected)"

# A record of nothing has no cases, and no score that needs them.
echo 'strong,weak,from,to,kind,evidence' >none.csv
run 0 "$shipped/iraq_2003.cfg" none.csv --replicates 5
has '^coded  any  *[0-9]*  *0 '

# What is wrong with it.
(cat none.csv; echo 'USA,FRN,2003,2004,refusal,x'; echo 'USA,XXX,2003,2002,move,x') >bad.csv
run 3 "$shipped/iraq_2003.cfg" bad.csv
says '^bad.csv:2: kind: refusal is none of'
says '^bad.csv:3: iraq_2003 has no alliance of USA and XXX'
says '^bad.csv:3: from, to: must be years'
[ ! -s out ] || fail "a bad record is played"
run 3 "$shipped/iraq_2003.cfg" no_such.csv
run 3 no_such.cfg none.csv
run 2 "$shipped/iraq_2003.cfg"
run 2 --format csv
run 2 --noise

[ "$failures" -eq 0 ]
