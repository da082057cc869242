#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift explain: agrees with the time series for every disposition, of runs, sweeps and flips; says what is not there;
# notices a directory that was changed; speaks both languages.
set -u
export LC_ALL=C.UTF-8
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
baseline=$ADRIFT_SOURCE/config/baseline.cfg

# adrift EXPECTED_STATUS ARGUMENT...: output in out, messages in err
adrift() {
    local expected=$1 status
    shift
    "$ADRIFT" "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "adrift $*: exit $status, not $expected"; cat err; }
}
prints() { grep -q -e "$1" out || { fail "no '$1' in what was printed:"; head -20 out; }; }
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
silent() { [ ! -s out ] || { fail "printed:"; head -5 out; }; }

adrift 0 run "$baseline" -q --years 30 --first-replicate 5 --replicates 3 -o base

# One row for each disposition and for an ended alliance.
for disposition in follow negative_response price_raising confrontation termination ''; do
    IFS=, read -r replicate tick strong weak < <(awk -F, -v d="$disposition" \
        'NR > 1 && $20 == d { print $1 "," $2 "," $4 "," $5; exit }' base/timeseries.csv)
    [ -n "${tick:-}" ] || { fail "no row with disposition '$disposition'"; continue; }
    adrift 0 explain base --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick" --format csv
    prints "^disposition,$disposition,,,,"
    awk -F, 'NF < 6 || (NR == 1 && $0 != "name,value,threshold,margin,holds,meaning") { exit 1 }' out \
        || fail "not a table of six columns"
    adrift 0 explain base --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick"
    prints 'says the same'
    adrift 0 explain base --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick" --lang zh
    prints 'timeseries.csv中的记录与此一致'
    iconv -f UTF-8 -t UTF-8 out >/dev/null || fail "not UTF-8"
    if grep -q '{[0-9]}' out; then fail "a place was not filled"; fi
    adrift 0 explain base --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick"
    case $disposition in
    '') prints 'had ended before this tick' ;;
    termination) prints 'despite warnings: it ends the alliance' ;;
    confrontation) prints '> ④ weak-weak: different - \[confrontation\]' ;;
    price_raising) prints '> ② strong-weak: different - \[price raising\]' ;;
    negative_response) prints '> ① strong-strong: different - \[negative response\]' ;;
    follow) prints 'same - \[follow\]\|> ③ weak-strong: different - \[follow\]' ;;
    esac
done

# A value, its line and the margin are those of the time series.
IFS=, read -r replicate tick strong weak threat < <(awk -F, 'NR == 2 { print $1 "," $2 "," $4 "," $5 "," $15 }' base/timeseries.csv)
adrift 0 explain base --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick" --format csv
awk -F, -v t="$threat" '$1 == "weak_threat" { d = $2 - t; e = $2 - $3 - $4; found = 1
        if (d * d > 1e-12 || e * e > 1e-24 || ($5 == "true") != ($2 >= $3)) exit 1 } END { if (!found) exit 1 }' out \
    || fail "weak_threat is not that of the time series"

# What is not there.
adrift 2 explain base --replicate 4 --alliance hegemon,front-1 --tick 0
says '^adrift explain: there is no replicate 4 in base: there are 5 to 7'
silent
adrift 2 explain base --replicate 8 --alliance hegemon,front-1 --tick 0
adrift 2 explain base --replicate 5 --alliance hegemon,front-1 --tick 360
says 'there is no tick 360 in base: there are 0 to 359'
adrift 2 explain base --replicate 5 --alliance hegemon,front-99 --tick 0
says 'no alliance hegemon,front-99: no weak state front-99 (there are 40; the first is hegemon,'
adrift 2 explain base --replicate 5 --alliance nobody,front-1 --tick 0
says 'no strong state nobody'
adrift 2 explain base --replicate 5 --alliance hegemon --tick 0
says 'must be STRONG,WEAK'
adrift 2 explain base --replicate 5 --alliance hegemon,front-1
says 'tick=N is missing'
adrift 2 explain base --tick 0
says 'alliance=STRONG,WEAK is missing'
adrift 2 explain base --point 0 --replicate 5 --alliance hegemon,front-1 --tick 0
says 'base holds a run, which has no points'
adrift 2 explain base --alliance hegemon,front-1 --tick -1
adrift 2 explain base --alliance hegemon,front-1 --tick 0 --lang fr
says 'lang=fr: must be en or zh'
adrift 2 explain base --alliance hegemon,front-1 --tick 0 --format xml
adrift 3 explain nowhere --alliance hegemon,front-1 --tick 0
says 'cannot open'

# Without a time series there is nothing to compare with; the answer is the same.
adrift 0 run "$baseline" -q --years 30 --first-replicate 5 --replicates 1 --record none -o bare
adrift 0 explain bare --replicate 5 --alliance hegemon,front-1 --tick 100 --format csv
mv out bare.csv
adrift 0 explain base --replicate 5 --alliance hegemon,front-1 --tick 100 --format csv
cmp -s out bare.csv || fail "what is recorded changes the explanation"

# A directory that was changed, is not complete, or is of another version.
cp -r base changed
awk -F, -v OFS=, 'NR == 3 { $11 = "0.123456" } { print }' base/timeseries.csv >changed/timeseries.csv
IFS=, read -r replicate tick strong weak < <(awk -F, 'NR == 3 { print $1 "," $2 "," $4 "," $5 }' base/timeseries.csv)
adrift 1 explain changed --replicate "$replicate" --alliance "$strong,$weak" --tick "$tick"
says "weak_dependence is '0.123456' there"
prints 'Warning: timeseries.csv says something else'
cp -r base older
sed -i 's/"version": "[^"]*"/"version": "0.0.1"/' older/manifest.json
adrift 0 explain older --replicate 5 --alliance hegemon,front-1 --tick 0
says 'was written by version 0.0.1'
cp -r base part
sed -i 's/"status": "complete"/"status": "running"/' part/manifest.json
adrift 3 explain part --replicate 5 --alliance hegemon,front-1 --tick 0
says 'part is not complete (running)'
silent
echo '{' >part/manifest.json
adrift 3 explain part --replicate 5 --alliance hegemon,front-1 --tick 0
says 'damaged file part/manifest.json'

# A sweep: its factors are put into place, the rule of decision among them.
cat >sweep.cfg <<END
scenario = "$baseline"; set = ( "time.years=3" ); seed = 3L; replicates = 2; record = "dyads";
design = "factorial";
factors = ( { path = "threshold.threat"; values = [ 0.3, 0.5 ]; },
            { path = "decision.rule"; values = [ "framework", "logit" ]; } );
END
adrift 0 sweep sweep.cfg -q -o swept
for point in 0 1 2 3; do
    adrift 0 explain swept --point "$point" --replicate 1 --alliance hegemon,front-3 --tick 30
    prints 'says the same'
    [ $((point % 2)) -eq 0 ] || prints 'Quantal response'
done
prints '≥ 0.500\|< 0.500'
adrift 2 explain swept --alliance hegemon,front-3 --tick 30
says 'say which point of design.csv with --point'
adrift 2 explain swept --point 4 --alliance hegemon,front-3 --tick 30
says 'there is no point 4 in swept/design.csv'

# A flip: the twin without the shock, and a world with it.
cat >flip.cfg <<END
scenario = "$baseline"; set = ( "time.years=4" ); seed = 3L; replicates = 1;
flip = { date = 1.0; horizons = [ 1.0 ];
         shocks = ( { id = "retreat"; on = "strong.engagement"; target = "hegemon"; sizes = [ -0.3, -0.8 ]; } ); };
END
adrift 0 flip flip.cfg -q -o flipped
adrift 0 explain flipped --alliance hegemon,front-3 --tick 12 --format csv
prints '^engagement,0.9,'
adrift 0 explain flipped --point 1 --alliance hegemon,front-3 --tick 11 --format csv
prints '^engagement,0.9,'
adrift 0 explain flipped --point 1 --alliance hegemon,front-3 --tick 12 --format csv
prints '^engagement,0.[01]'

[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
