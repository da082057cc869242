#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# adrift verify: results that are in order are, wherever they are and whatever became of the files that they were made
# from; whatever was changed in a directory or its manifest is named; nothing is left behind, and nothing changed.
set -u
export LC_ALL=C.UTF-8
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
mkdir temporary
export TMPDIR=$PWD/temporary

# adrift EXPECTED_STATUS ARGUMENT...: output in out, messages in err
adrift() {
    local expected=$1 status
    shift
    "$ADRIFT" "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "adrift $*: exit $status, not $expected"; cat out err; }
    [ -z "$(ls -A temporary)" ] || { fail "adrift $*: left $(ls -A temporary)"; rm -rf temporary/*; }
}
prints() { grep -q -e "$1" out || { fail "no '$1' in what was printed:"; head -20 out; }; }
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
silent() { [ ! -s out ] || { fail "printed:"; head -5 out; }; }

cp "$ADRIFT_SOURCE/config/baseline.cfg" scenario.cfg
cat >sweep.cfg <<'END'
scenario = "scenario.cfg"; set = ( "weak.front.capability.a=3", "weak.front.capability=0.2", "time.years=3" );
seed = 3L; replicates = 2; record = "counts"; every = 5; design = "table"; file = "points.csv";
END
printf 'threshold.threat,decision.rule\n0.3,framework\n0.5,logit\n' >points.csv
cat >flip.cfg <<'END'
scenario = "scenario.cfg"; set = ( "time.years=4" ); seed = 18446744073709551615L; replicates = 2;
flip = { date = 1.0; horizons = [ 1.0 ];
         shocks = ( { id = "retreat"; on = "strong.engagement"; target = "hegemon"; sizes = [ -0.3, -0.8 ]; } ); };
END
sed -i 's/18446744073709551615L/0xFFFFFFFFFFFFFFFFL/' flip.cfg
adrift 0 run scenario.cfg -q --years 3 --replicates 2 --first-replicate 4 --every 2 --seed 7 -s threshold.threat=0.45 -o run
adrift 0 run scenario.cfg -q --years 3 --record none -o bare
adrift 0 sweep sweep.cfg -q -o sweep
adrift 0 sweep sweep.cfg -q --shard 1/2 -o part
adrift 0 sweep sweep.cfg -q -o merged --merge part
adrift 0 flip flip.cfg -q -o flip
kinds='run bare sweep merged flip'
for form in zstd gzip; do
    if "$ADRIFT" run scenario.cfg -q --years 3 --compress $form -o $form >/dev/null 2>err; then
        kinds="$kinds $form"
    else
        says 'built without it'
    fi
done

# Elsewhere, without the files it was made from, without anything but tables and manifest, read-only.
rm -f scenario.cfg sweep.cfg flip.cfg points.csv
mkdir elsewhere
for kind in $kinds; do
    mv "$kind" "elsewhere/$kind"
    rm -f "elsewhere/$kind"/journal-* "elsewhere/$kind"/experiment.resolved
    (cd "elsewhere/$kind" && sha256sum ./*) >before
    adrift 0 verify "elsewhere/$kind"
    prints 'came out the same when made again'
    [ "$(grep -c ' same  *same$' out)" -eq "$(ls "elsewhere/$kind" | grep -vc manifest.json)" ] || { fail "$kind: not all files"; cat out; }
    if grep -q 'Not the same' out; then fail "$kind: the same program is said to be another"; fi
    (cd "elsewhere/$kind" && sha256sum ./*) | cmp -s - before || fail "$kind: verify changed something"
done
cd elsewhere || exit 1
mkdir temporary
TMPDIR=$PWD/temporary
adrift 0 verify run --threads 1
adrift 0 verify flip --files-only
prints 'nothing was made again'

# With -o it stays there, and is the same.
adrift 0 verify run -o again
cmp -s run/timeseries.csv again/timeseries.csv || fail "what is kept is not the same"
adrift 2 verify run -o run/../run
says 'choose another directory with -o'
silent

# One byte of a file; and where.
copy() { rm -rf changed; cp -r "$1" changed; }
copy run
awk -F, -v OFS=, 'NR == 9 { $11 = "0.123456" } { print }' run/timeseries.csv >changed/timeseries.csv
adrift 1 verify changed
prints '^  timeseries.csv  *DIFFERS  *same$'
prints "^    line 9, column weak_dependence: '0.123456' there, '0\.[0-9]*' made again"
prints '^  counts.csv  *same  *same$'
prints '1 file was changed or damaged'
adrift 1 verify changed --files-only
prints '^  timeseries.csv  *DIFFERS$'
copy run
truncate -s -1 changed/counts.csv
adrift 1 verify changed
prints '^  counts.csv  *DIFFERS  *same$'
copy run
rm changed/counts.csv
mkdir changed/counts.csv
adrift 1 verify changed
prints '^  counts.csv  *UNREADABLE  *same$'
prints '^    cannot read changed/counts.csv: Is a directory'
prints '^1 file cannot be read, so that nothing is known of it.$'
copy sweep
sed -i '$d' changed/runs.csv
adrift 1 verify changed
prints '^    it ends there after 3 rows'
copy flip
rm changed/flips_half.csv
adrift 1 verify changed
prints '^  flips_half.csv  *MISSING  *same$'
prints '1 file is missing'
if [ -d zstd ]; then
    copy zstd
    printf x >>changed/timeseries.csv.zst
    adrift 1 verify changed
    prints '^  timeseries.csv.zst  *DIFFERS  *same$'
fi

# What analyze and report have added: tables are made again with the options of each, page and figures are not.
copy run
adrift 0 analyze changed -q
adrift 0 analyze changed -q states_long types --level 0.9 --seed 5
adrift 0 analyze changed -q sojourns --resamples 50
adrift 0 report changed -q
adrift 0 analyze changed -q types --level 0.9 --seed 5
adrift 0 analyze changed -q states_long
adrift 0 verify changed
[ "$(grep -c '^  analysis/.* same  *same$' out)" -eq "$(ls changed/analysis | grep -vc manifest.json)" ] || { fail 'not all tables'; cat out; }
prints '^  analysis/columns.csv  *same  *same$'
prints '^  report.html  *same  *-$'
prints 'came out the same when made again (page and figures are not drawn again)'
cp -r changed analyzed
cp run/timeseries.csv kept.csv
sed -i 's/"level": 0.9[0-9]*,/"level": 0.8,/' changed/analysis/manifest.json
adrift 1 verify changed
prints '^  analysis/types.csv  *same  *DIFFERS$'
prints '^  analysis/alliances.csv  *same  *same$'
copy analyzed
awk -F, -v OFS=, 'NR == 4 { $4 = "0.5" } { print }' analyzed/analysis/sojourns.csv >changed/analysis/sojourns.csv
sed -i 's/<h1>/<h1>Not /' changed/report.html
adrift 1 verify changed
prints '^  analysis/sojourns.csv  *DIFFERS  *same$'
prints "^    line 4, column [a-z_]*: '0.5' there"
prints '^  report.html  *DIFFERS  *-$'
prints '2 files were changed or damaged'
rm changed/analysis/types.csv
adrift 1 verify changed --files-only
prints '^  analysis/types.csv  *MISSING$'
# without its manifest it is not looked at; with one of other results, or that is none, it is
rm changed/analysis/manifest.json
adrift 0 verify changed
if grep -q analysis/ out; then fail 'a table without digest'; fi
copy analyzed
sed -i 's/"key": "[^"]*"/"key": "0"/' changed/analysis/manifest.json
adrift 1 verify changed
prints 'analysis/ was made from other results than these'
adrift 0 analyze changed -q types
adrift 0 verify changed
[ "$(grep -c analysis/ out)" -eq 2 ] || { fail 'kept what was said of tables of other results'; cat out; }
copy analyzed
sed -i 's|"name": "analysis/types.csv"|"name": "analysis/../../kept.csv"|' changed/analysis/manifest.json
adrift 3 verify changed
says "damaged file changed/analysis/manifest.json: 'analysis/../../kept.csv' is no file of an analysis"
copy analyzed
sed -i 's|"name": "analysis/types.csv"|"name": "analysis/dose.csv"|' changed/analysis/manifest.json
adrift 1 verify changed
prints '^  analysis/dose.csv  *MISSING  *MISSING$'
echo '{' >changed/analysis/manifest.json
adrift 3 verify changed
says 'damaged file changed/analysis/manifest.json'
copy analyzed
sed -i 's/"gsl": "[^"]*"/"gsl": "1.16"/' changed/analysis/manifest.json
adrift 0 verify changed
prints '^Not the same as what wrote analysis/:$'
for kind in sweep flip; do
    copy $kind
    adrift 0 analyze changed -q
    adrift 0 verify changed
    [ "$(grep -c '^  analysis/.* same  *same$' out)" -gt 2 ] || { fail "$kind: its tables"; cat out; }
done
copy sweep
adrift 0 analyze changed -q --outcome flips
adrift 0 verify changed
if [ -d zstd ]; then
    copy zstd
    adrift 0 analyze changed -q
    adrift 0 verify changed
    prints '^  analysis/types.csv  *same  *same$'
fi

# A changed manifest: its configuration, its seed, a digest, a file left out.
copy run
sed -i 's/\(threat = 0.4\)5;/\16;/' changed/manifest.json
adrift 1 verify changed
prints 'configuration in the manifest was changed'
prints '^  timeseries.csv  *same  *DIFFERS$'
copy run
key=$(sed -n 's/^  "key": "\(.*\)",/\1/p' run/manifest.json)
sed -i "s/$key/${key//[0-9]/0}/" changed/manifest.json
adrift 1 verify changed
prints 'configuration in the manifest was changed'
prints '^  timeseries.csv  *same  *same$'
copy flip
sed -i 's/"sizes = \[ -0.3/"sizes = [ -0.4/; s/sizes = \[ -0.3/sizes = [ -0.4/' changed/manifest.json
adrift 1 verify changed
prints 'configuration in the manifest was changed'
prints '^  flips.csv  *same  *DIFFERS$'
copy sweep
digest=$(sha256sum <sweep/runs.csv | cut -c 1-64)
sed -i "s/$digest/${digest//[0-9]/0}/" changed/manifest.json
adrift 1 verify changed
prints '^  runs.csv  *DIFFERS  *DIFFERS$'
prints 'the program has a fault'
copy sweep
sed -i 's/"name": "counts.csv"/"name": "other.csv"/' changed/manifest.json
adrift 1 verify changed
prints '^  other.csv  *MISSING  *MISSING$'
prints '^  counts.csv  *-  *NOT IN MANIFEST$'

# Another program, library, processor: said, and no difference by itself. Another version has other keys.
copy run
sed -i 's/"gsl": "[^"]*"/"gsl": "1.16"/; s/"processor": "[^"]*"/"processor": "abacus"/' changed/manifest.json
adrift 0 verify changed
prints '^  libraries.gsl: 1.16 there, [0-9.]* here'
prints '^  processor: abacus there, .* here'
sed -i 's/"version": "[^"]*"/"version": "0.0.1"/; s/\(threat = 0.4\)5;/\16;/' changed/manifest.json
adrift 1 verify changed
prints '^  version: 0.0.1 there, '
prints 'so does what made it'
sed -i 's/threshold = {/nonsense = {/' changed/manifest.json
adrift 3 verify changed
says 'changed/manifest.json: the configuration cannot be read by this version: .*nonsense'
silent

# What is no finished result.
copy run
sed -i 's/"status": "complete"/"status": "running"/' changed/manifest.json
adrift 3 verify changed
says 'changed is not complete (running): its command, started again, completes it'
adrift 3 verify ../part
says '^adrift verify: ../part is not complete: its command, started again, completes it'
mkdir empty
adrift 3 verify empty
says 'cannot open empty/manifest.json'
adrift 3 verify nowhere
echo '{ "program": "other" }' >empty/manifest.json
adrift 3 verify empty
says 'not a manifest of adrift'
echo '{' >empty/manifest.json
adrift 3 verify empty
says 'damaged file empty/manifest.json'
copy run
sed -i 's/"name": "counts.csv"/"name": "..\/counts.csv"/' changed/manifest.json
adrift 3 verify changed
says 'is no name of a file in it'
adrift 2 verify
adrift 2 verify run sweep

# Nowhere to run it again; interrupted.
TMPDIR=$PWD/nowhere
"$ADRIFT" verify run >out 2>err
[ $? -eq 4 ] || fail "without a temporary directory"
says 'cannot create'
TMPDIR=$PWD/temporary
copy run
sed -i 's/years = 3\.0;/years = 30000.0;/' changed/manifest.json
"$ADRIFT" verify changed >out 2>err &
until [ -s temporary/*/manifest.json ] 2>/dev/null; do
    kill -0 $! 2>/dev/null || break
    sleep 0.02
done
kill -TERM $!
wait $!
status=$?
[ "$status" -eq 5 ] || fail "interrupted: exit $status, not 5"
says 'interrupted'
[ -z "$(ls -A temporary)" ] || fail "interrupted: left $(ls -A temporary)"

[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
