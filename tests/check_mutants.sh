#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every mutant of tests/mutants/list still applies; and one that does not is told.
set -u
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
run=$ADRIFT_SOURCE/tests/mutants/run

"$run" -c >said 2>&1 || { fail "the list: exit $?"; cat said; }
count=$(grep -c '^+ ' "$ADRIFT_SOURCE/tests/mutants/list")
[ "$count" -ge 60 ] || fail "$count mutants, and there should be 60"
grep -qx "$count mutants, 0 errors" said || fail "the list has $count mutants: $(tail -n 1 said)"

refused() { # WHAT IT SAYS, LIST
    printf '%s\n' "$2" >list
    "$run" -c -l list >said 2>&1
    local status=$?
    [ "$status" -eq 2 ] || fail "$1: exit $status"
    grep -qF "$1" said || { fail "does not say: $1"; cat said; }
}
refused 'no file sim/nowhere.c' $'sim/nowhere.c test_world\n- a\n+ b'
refused 'no test test_nothing' $'sim/world.c test_nothing\n- noise_draw(world, false);\n+ ;'
refused 'does not have this text just once: not a line of it' $'sim/world.c test_world\n- not a line of it\n+ b'
refused 'does not have this text just once: return' $'sim/world.c test_world\n- return\n+ b'
refused 'changes nothing' $'sim/world.c test_world\n- world->tick++;\n+ world->tick++;'
refused "list:2: not after a file and a line that begins with '- '" $'sim/world.c test_world\n+ b'
refused 'list:1: neither' 'nonsense'
refused 'no mutants' '# nothing'

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
