#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: help, messages and exit codes for every mistake; check, params and examples.
set -u
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

# Help and version.
adrift 2
says '^Usage: adrift COMMAND'
silent
for option in --help -h help; do
    adrift 0 "$option"
    prints '^Usage: adrift COMMAND'
    prints '  4  cannot write'
done
adrift 0 --version
prints '^adrift [0-9]'
for command in run import check params examples cases; do
    adrift 0 --help
    prints "^  $command "
    adrift 0 "$command" --help
    prints "^Usage: adrift $command "
    prints '^  0  success'
    adrift 0 help "$command"
    prints "^Usage: adrift $command "
    adrift 0 "$command" --version
    prints '^adrift [0-9]'
    "$ADRIFT" "$command" --help >/dev/full 2>err
    [ $? -eq 4 ] || fail "$command --help >/dev/full: not 4"
    adrift 2 "$command" --nonsense
    says "^adrift $command: unrecognized option"
done

# Commands and arguments that are none.
adrift 2 rnu
says "no command 'rnu'; did you mean 'run'?"
adrift 2 exampels
says "did you mean 'examples'?"
adrift 2 frobnicate
says "no command 'frobnicate'"
adrift 2 --frobnicate
says "no option '--frobnicate'"
adrift 2 help frobnicate
adrift 2 ''
adrift 2 run
says '^adrift run: SCENARIO.cfg is missing'
adrift 2 run "$baseline" again.cfg
says "one argument too many: 'again.cfg'"

# Numbers are read strictly.
for value in 0 -1 1.5 1e3 ' 1' '1 ' '' 0x10 one 4294967296; do
    adrift 2 run "$baseline" --replicates="$value"
    says "replicates=$value: must be a whole number from 1 to 4294967295"
done
adrift 2 run "$baseline" --seed 18446744073709551616
adrift 2 run "$baseline" --seed=-1
adrift 2 run "$baseline" --first-replicate=-1
adrift 2 run "$baseline" --threads 0
adrift 2 run "$baseline" --every 0
adrift 2 run "$baseline" --every 2147483648
adrift 2 run "$baseline" --years ten
says 'years=ten: must be a number'
adrift 2 run "$baseline" --record everything
says 'record=everything: must be dyads, counts or none'
adrift 2 run "$baseline" --output=
adrift 2 run "$baseline" -o
adrift 2 check "$baseline" --threads 2
silent

# What is wrong with a scenario is said with its place, all at once; nothing is written.
cat >wrong.cfg <<'END'
name = "wrong";
time = { years = 5.0; ticks_per_yaer = 12; };
threshold = { dependence = 1.4; };
sources = ( { id = "rival"; } );
strong = ( { id = "patron"; intention = { rvial = 0.5; }; } );
weak = ( { id = "ally"; patron = "patron"; } );
END
for command in run check; do
    adrift 3 "$command" wrong.cfg
    says '^wrong.cfg:2: .*ticks_per_year'
    says '^wrong.cfg:3: threshold.dependence = 1.4: must be in \[0, 1\]'
    says '^wrong.cfg:5: .*rival'
    silent
    adrift 3 "$command" nowhere.cfg
    says 'nowhere.cfg'
    adrift 3 "$command" .
    adrift 3 "$command" /dev/null
    adrift 3 "$command" "$baseline" -s threshold.dependence=2
    says '^-s threshold.dependence=2: must be in \[0, 1\]'
    adrift 3 "$command" "$baseline" -s threshold.dependance=0.5
    says 'did you mean dependence'
    adrift 3 "$command" "$baseline" --years=-1
    says 'time.years'
    adrift 3 "$command" "$baseline" --years 1e999
    adrift 3 "$command" "$baseline" --set nonsense
    silent
done
[ ! -e results ] || fail "something was written"

# check says what would be run and writes nothing.
adrift 0 check "$baseline" --years 2 --replicates 3 --seed 7
prints '^  alliances  *40$'
prints '^  weak states  *40$'
prints '^  ticks  *24$'
prints '^  ticks of burn-in  *120$'
prints '^  seed  *7$'
prints '^  rows of timeseries.csv  *2880$'
for file in "$ADRIFT_SOURCE"/config/*.cfg "$ADRIFT_SOURCE"/config/cases/*.cfg; do
    adrift 0 check "$file"
done
[ ! -e results ] || fail "check writes"

# params
for format in text csv md; do
    adrift 0 params --format "$format"
    prints 'dependence'
    [ ! -s err ] || fail "params --format $format says: $(cat err)"
done
adrift 2 params --format xml
says 'format=xml: must be text, csv or md'
adrift 0 params vulnerab
prints vulnerability
"$ADRIFT" params 2>err | head -n 1 >out
[ ! -s err ] || fail "a reader who has seen enough: $(cat err)"
"$ADRIFT" params >&- 2>err
[ $? -eq 4 ] || fail "params with standard output closed: not 4"

# examples: listed, copied, never overwritten; the copies can be run.
adrift 0 examples
prints '^config/baseline.cfg  *[A-Za-z]'
prints '^config/cases/korea_2017_2022.cfg  *[A-Za-z]'
prints '^experiments/table.csv$'
prints '^experiments/slurm.sh  *[A-Za-z]'
listed=$(wc -l <out)
adrift 0 examples copies
[ "$(find copies -type f | wc -l)" -eq "$listed" ] || fail "not all copied"
cmp -s copies/config/baseline.cfg "$baseline" || fail "a copy differs"
for file in table.csv slurm.sh; do # what an experiment reads, what a cluster runs
    cmp -s "copies/experiments/$file" "$ADRIFT_SOURCE/experiments/$file" || fail "no $file among the copies"
done
for file in copies/experiments/*.cfg; do
    adrift 0 check "$file"
done
echo '# mine' >>copies/config/baseline.cfg
rm copies/config/two_bloc.cfg
adrift 0 examples copies
says 'copies/config/baseline.cfg is there already'
[ "$(tail -n 1 copies/config/baseline.cfg)" = '# mine' ] || fail "overwritten"
[ -s copies/config/two_bloc.cfg ] || fail "not copied again"
adrift 0 check copies/config/baseline.cfg
echo text >file
adrift 4 examples file
(ulimit -f 1; "$ADRIFT" examples full >out 2>err)
[ $? -eq 4 ] || fail "examples to a full disc: not 4"
find full -name '*.cfg' -size +1 | grep -q . && fail "half a copy"

# A program moved away from what it came with says so.
cp "$ADRIFT" moved
./moved examples >out 2>err
status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 1 ] || fail "moved: exit $status"

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
