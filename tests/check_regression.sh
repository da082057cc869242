#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What fuzzing once found (tests/regression/NOUN/), and the seeds, are played to the fuzz targets (tests/fuzz).
. "$ADRIFT_SOURCE/tests/torture.sh"
targets=${ADRIFT_TARGETS:-../../fuzz}
for noun in scenario experiment design journal csv_reader input manifest analyze import; do
    mkdir "$noun" && cd "$noun" || exit 1
    bash "$ADRIFT_SOURCE/tests/fuzz/prepare" "$ADRIFT" "$ADRIFT_SOURCE" "$noun" || fail "prepare $noun"
    known=$(find "$ADRIFT_SOURCE/tests/regression/$noun" -type f 2>/dev/null)
    # shellcheck disable=SC2086
    "../$targets/fuzz_$noun" seeds/* $known >../said 2>&1 || { fail "fuzz_$noun: exit $?"; tail -n 20 ../said; }
    cd ..
done
finish
