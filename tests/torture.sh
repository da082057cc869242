# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts torture_NAME.sh share; for bash. They work in an emptied directory of their own and find ADRIFT (the
# program), ADRIFT_SOURCE (the source tree) and perhaps ADRIFT_TORTURE=long (the long form) in their environment. Each
# ends with `finish`.
# No process substitution, <(...), in a script that starts thousands of processes: once their numbers come round, bash 5.2
# takes how an old one ended for the end of the new one of its number.
set -u
. "$ADRIFT_SOURCE/tests/jobs.sh"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
finish() {
    [ "$failures" -eq 0 ] && echo "all held"
    exit $((failures > 0))
}

# how_many SHORT LONG: that of the form that is run
how_many() { [ "${ADRIFT_TORTURE:-short}" = long ] && echo "$2" || echo "$1"; }

# call EXPECTED_STATUS ARGUMENT...: the program; output in printed, messages in err
call() {
    local expected=$1 status
    shift
    "$ADRIFT" "$@" >printed 2>err
    status=$?
    [ "$status" -eq "$expected" ] || { fail "$*: exit $status, not $expected"; cat err; }
}
says() { grep -q -e "$1" err || { fail "no '$1' among the messages:"; cat err; }; }
gone() { [ ! -e "$1" ] || { fail "$1 is there"; ls -A "$1"; }; }

# results A B: the same files and bytes, but for manifests (which say when and where), journals (which divide the work) and
# the file that stands in for a lock where directories cannot be locked
results() {
    diff -r -x manifest.json -x 'journal-*.bin' -x .lock "$1" "$2" >differences || { fail "$1 and $2 differ"; head -n 3 differences; false; }
}

# endured STATUS FILE: how a tormented program ended, with its messages in FILE. Not by a signal or a sanitizer; and
# with a message unless all is well.
endured() {
    local messages=
    IFS= read -r -d '' messages <"$2"
    [ "$1" -lt 126 ] && [[ $messages != *Sanitizer* && $messages != *'runtime error:'* ]] && { [ "$1" -eq 0 ] || [ -n "$messages" ]; }
}

# workload NAME: the arguments of a command that takes some tenths of a second, in `line`; what it makes is in out
workload() {
    case $1 in
        run) line=(run small.cfg --years 200 --replicates 40 -o out --threads 2 -q) ;;
        sweep) line=(sweep sweep.cfg --replicates 400 -o out --threads 2 -q) ;;
        ramp) line=(sweep ramp.cfg --replicates 1000 -o out --threads 2 -q) ;;
        flip) line=(flip flip.cfg --replicates 100 -o out --threads 2 -q) ;;
        analyze) line=(analyze out -q) ;;
        report) line=(report out -q) ;;
        *) fail "no workload $1" ;;
    esac
}

# before NAME: out, as that command finds it
before() {
    rm -rf out
    case $1 in
        analyze | report)
            [ -e results ] || "$ADRIFT" run small.cfg --years 100 --replicates 20 -o results -q >/dev/null 2>&1
            cp -r results out
            ;;
    esac
}

# reference NAME: what the command makes when it is let alone, in reference-NAME; how many milliseconds it takes, in `span`
reference() {
    local began
    workload "$1"
    before "$1"
    began=$(date +%s%3N)
    "$ADRIFT" "${line[@]}" >printed 2>err || fail "${line[*]}: $(cat err)"
    span=$(($(date +%s%3N) - began))
    mv out "reference-$1"
}

# in_background ARGUMENT...: the program as $job, with signals as a terminal gives them; output in printed, messages in err
in_background() {
    env --default-signal "$ADRIFT" "$@" >printed 2>err &
    job=$!
}

# held NAME: the job, which executes that workload, is at work and was stopped; false if it has ended before
held() {
    local state=R most=1
    case $1 in
        run) file=out/.timeseries.csv.part most=0 ;;
        analyze | report) file=out/analysis ;;
        *) file=out/journal-0.bin most=600 ;;
    esac
    reaches "$file" "$most"
    kill -s STOP "$job" 2>/dev/null
    while [ "$state" != T ] && kill -0 "$job" 2>/dev/null; do
        read -r _ _ state _ 2>/dev/null <"/proc/$job/stat" || state=R
    done
    [ "$state" = T ]
}

# small_files: small.cfg, a scenario of two alliances, and sweep.cfg, flip.cfg and ramp.cfg, experiments on it
small_files() {
    cat >small.cfg <<'END_OF_FILE'
name = "small"; time = { years = 3.0; };
sources = ( { id = "rival"; power = 0.6; }, { id = "storm"; deterrable = 0.0; } );
strong = ( { id = "patron"; intention = { rival = 0.7; }; } );
weak = ( { id = "ally"; patron = "patron"; intention = { rival = 0.5; }; },
         { id = "front"; count = 1; patron = "patron"; capability = { distribution = "beta"; a = 2.0; b = 8.0; }; } );
shocks = ( { id = "turn"; on = "weak.government"; rate = 0.5; size = { distribution = "gaussian"; mean = 0.0; sd = 0.2; }; } );
END_OF_FILE
    cat >sweep.cfg <<'END_OF_FILE'
name = "sweep"; scenario = "small.cfg"; design = "factorial"; replicates = 2; set = ( "time.years=1" );
factors = ( { path = "threshold.threat"; values = [ 0.3, 0.5 ]; },
            { path = "decision.rule"; values = [ "framework", "logit" ]; } );
END_OF_FILE
    cat >flip.cfg <<'END_OF_FILE'
name = "flip"; scenario = "small.cfg"; replicates = 2;
flip = { date = 1.0; horizons = [ 0.5, 1.0 ];
         shocks = ( { id = "arms"; on = "source.power"; target = "rival"; low = -0.5; high = 0.5; levels = 5; } ); };
END_OF_FILE
    cat >ramp.cfg <<'END_OF_FILE'
name = "ramp"; scenario = "small.cfg"; design = "ramp"; replicates = 2; ramp = { hold = 0.5; };
factors = ( { path = "strong.patron.engagement"; low = 0.1; high = 1.0; levels = 3; } );
END_OF_FILE
}
