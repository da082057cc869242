# SPDX-License-Identifier: GPL-3.0-or-later
# Survival and transitions against R (packages survival and msm), live, on random data. Skipped
# where R, these packages or a compiler are missing; test_survival.c and test_transition.c hold
# numbers that R gave.
set -eu

command -v Rscript >/dev/null 2>&1 || exit 77
Rscript -e 'quit(status = !all(sapply(c("survival", "msm"), requireNamespace, quietly = TRUE)))' \
    >/dev/null 2>&1 || exit 77
cc=${CC:-cc}
command -v "$cc" >/dev/null 2>&1 || exit 77
flags=$(pkg-config --cflags --libs gsl 2>/dev/null) || exit 77

cd "$(mktemp -d "$PWD/r.XXXXXX")"
# $flags is a list of words.
# shellcheck disable=SC2086
"$cc" -std=c17 -O1 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -I"$ADRIFT_SOURCE" \
    -o numbers_for_r "$ADRIFT_SOURCE/tests/reference/numbers_for_r.c" \
    "$ADRIFT_SOURCE/analysis/interval.c" "$ADRIFT_SOURCE/analysis/survival.c" \
    "$ADRIFT_SOURCE/analysis/transition.c" "$ADRIFT_SOURCE/sim/random.c" $flags -lm
Rscript "$ADRIFT_SOURCE/tests/reference/compare.R" "$PWD/numbers_for_r"
