#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The smallest and the largest: no replicates, no years, one agent, no alliance, everyone ended, 2^31 ticks.
. "$ADRIFT_SOURCE/tests/torture.sh"
small_files
export ADRIFT_GNUPLOT=/no/such/program

# whole COMMAND...: the command, and all that can be done with what it makes in out
whole() {
    rm -rf out
    call 0 "$@" -o out -q
    call 0 analyze out -q
    call 0 report out -q
}

for command in 'run small.cfg' 'sweep sweep.cfg' 'flip flip.cfg'; do
    # shellcheck disable=SC2086
    for replicates in 0 -1 4294967296; do
        call 2 $command --replicates="$replicates" -o out
        says "replicates=$replicates"
    done
    # shellcheck disable=SC2086
    call 3 $command -s time.years=-1 -o out
    gone out
done

# one agent and one tick; no tick at all
cat >one.cfg <<'END_OF_FILE'
name = "one"; time = { years = 0.08; };
sources = ( { id = "s"; } ); strong = ( { id = "p"; } ); weak = ( { id = "w"; patron = "p"; } );
END_OF_FILE
whole run one.cfg
[ "$(wc -l <out/timeseries.csv)" -eq 2 ] || fail "one agent in one tick: $(cat out/timeseries.csv)"
whole run one.cfg -s time.years=0
[ "$(wc -l <out/timeseries.csv)" -eq 1 ] || fail "no tick: $(cat out/timeseries.csv)"
whole run one.cfg -s time.years=0 --replicates 3
cat >one_sweep.cfg <<'END_OF_FILE'
name = "one"; scenario = "one.cfg"; design = "factorial"; factors = ( { path = "threshold.threat"; values = [ 0.5 ]; } );
END_OF_FILE
whole sweep one_sweep.cfg
whole sweep one_sweep.cfg -s time.years=0
whole sweep one_sweep.cfg --record dyads
cat >one_flip.cfg <<'END_OF_FILE'
name = "one"; scenario = "one.cfg"; set = ( "time.years=1" );
flip = { date = 0.0; horizons = [ 0.0834 ]; shocks = ( { id = "x"; on = "source.power"; target = "s"; sizes = [ 0.0 ]; } ); };
END_OF_FILE
whole flip one_flip.cfg

# no alliance
sed 's/ patron = "p";//' one.cfg >none.cfg
for command in run check; do
    call 3 $command none.cfg
    says 'none.cfg: alliances'
done

# everyone ended, from the first tick or nearly so
cat >ended.cfg <<'END_OF_FILE'
name = "ended"; time = { years = 6.0; };
threshold = { dependence = 1.0; threat = 1.0; divergence = 0.0; vulnerability = 1.0; };
demand = { rate = 100.0; conflict = 1.0; };
consequence = { end_after = 0.0; };
sources = ( { id = "s"; power = 1.0; } ); strong = ( { id = "p"; intention = { s = 1.0; }; } );
weak = ( { id = "w"; count = 5; patron = "p"; capability = 1.0; } );
END_OF_FILE
if "$ADRIFT" check ended.cfg >printed 2>err; then
    whole run ended.cfg
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "status_ended") c = i } END { exit $c != 5 }' out/counts.csv ||
        { fail "not everyone ended"; tail -n 1 out/counts.csv; }
    sed 's/one.cfg/ended.cfg/; s/ticks//' one_sweep.cfg >ended_sweep.cfg
    whole sweep ended_sweep.cfg
    sed 's/one.cfg/ended.cfg/; s/time.years=1/time.years=4/; s/date = 0.0/date = 3.0/' one_flip.cfg >ended_flip.cfg
    whole flip ended_flip.cfg
else
    fail "ended.cfg: $(cat err)"
fi

rm -rf out
# 2^31 ticks are refused at once, and so are more runs than can be counted; many are begun and can be left
for set in time.years=1e7 time.years=178956971; do
    call 3 run small.cfg -s $set -o out
    says 'time.years'
    call 3 sweep sweep.cfg -s $set -o out
    says 'time.years'
done
gone out
in_background run small.cfg --years 999999 --replicates 4294967295 -o out -q
held run || fail "a long run ends at once"
kill -s TERM "$job"
kill -s CONT "$job"
wait "$job"
[ $? -eq 5 ] || fail "a long run cannot be left"
[ "$(du -sk out 2>/dev/null | cut -f 1)" = '' ] || [ -z "$(ls -A out)" ] || fail "a long run leaves $(ls -A out)"
finish
