#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The shipped cases follow their histories, and an edited one is found out.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
cases=$ADRIFT_SOURCE/config/cases

# run EXPECTED_STATUS ARGUMENT...: output in out, messages in err
run() {
    local expected=$1 status
    shift
    "$ADRIFT" cases "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "cases $*: exit $status, not $expected"; cat out err; }
}
has() { grep -q -e "$1" out || { fail "no '$1' in what was printed"; cat out; }; }

run 0
required=$(grep -L 'required = false' "$cases"/*.cfg | wc -l)
has "^noise off: $required of $required required cases follow their history$"
[ "$(grep -c '^[a-z0-9_]* (.*): \(ok\|MISS\)$' out)" -eq "$(ls "$cases"/*.cfg | wc -l)" ] || fail "not every case printed"
grep -o '^[a-z0-9_]* (' out >order
sort -c order || fail "not sorted"

# What did not happen is missed, with its date and what decided.
sed 's/from = 2022.33; behaviour = "follow"/from = 2022.33; behaviour = "confrontation"/' \
    "$cases/korea_2017_2022.cfg" >edited.cfg
cmp -s edited.cfg "$cases/korea_2017_2022.cfg" && fail "the file was not edited"
run 1 edited.cfg
has 'parts from history in Dec 2022: expected confrontation, found follow (USA.KOR)'
has 'd_s 0\.[0-9]* strong .* d_w 0\.[0-9]* strong .*: strong-strong'
has 'threat of CHN: USA 0\.[0-9]* strong, KOR 0\.[0-9]* strong; line 0.400: same'
has '^noise off: 0 of 1 required'
run 1 edited.cfg --format csv
has '^korea_2017_2022,true,2,USA.KOR,behaviour,confrontation,always,2022.330000,,false,other,2022.916667,follow$'
# The same as an open question is only reported.
(cat edited.cfg; echo 'required = false;') >open.cfg
run 0 open.cfg
has 'korea_2017_2022 (open question): MISS'
# An expectation with nothing to judge does not pass.
sed 's/from = 1964.9; to = 1965.2/from = 1962.0; to = 1963.0/' "$cases/united_kingdom_1964.cfg" >edited.cfg
run 1 edited.cfg
has 'nothing to judge: no issue is open in the window'
# Nor does a model that says something else.
run 1 "$cases/turkey_s400_2017.cfg" -s threshold.dependence=0.3
has 'parts from history in Jul 2017: expected confrontation'

run 0 --noise --replicates 300 --format csv --threads 1
cp out one
run 0 --noise --replicates 300 --format csv --threads 3
cmp one out || fail "the share depends on the threads"
[ "$(grep -c '^[a-z0-9_]*,true,300,[0-9]*,[01]\.[0-9]*,[01]\.[0-9]*,[01]\.[0-9]*,true$' out)" -eq "$required" ] ||
    { fail "shares"; cat out; }
run 0 --noise --replicates 300 --format csv --seed 7
cmp -s one out && fail "the share does not depend on the seed"
run 0 --noise --replicates 300
has "^noise on: $required of $required required cases follow their history in at least 90 % of replicates$"
# A noisier world does not follow its history.
run 1 --noise --replicates 300 "$cases/turkey_s400_2017.cfg" -s noise.dependence=0.5
has '^turkey_s400_2017 .* MISS$'

run 0 --perturb
has '^perturbed: [0-9]* of [0-9]* codes and [0-9]* of [0-9]* sizes of events leave the history as it was$'
has 'hangs on weak.TUR.intention.RUS: at 0.50 for 0.30'
run 0 --placebo
has '^placebos: [0-9]* of [0-9]* wrongly reproduce a history ([0-9.]* %); [0-9]* pairs left out$'
has '^turkey_2022_2024  *turkey_s400_2017  *left out: the same codes$'
has '^iraq_2003  *korea_1965  *left out: too few weak states there: 1$'

run 3 "$ADRIFT_SOURCE/config/baseline.cfg"
grep -q 'expects nothing' err || fail "a scenario that expects nothing"
run 3 no_such_case.cfg "$cases/korea_1965.cfg"
run 2 --format xml
run 2 --noise --perturb --format csv

[ "$failures" -eq 0 ]
