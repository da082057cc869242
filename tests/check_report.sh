# SPDX-License-Identifier: GPL-3.0-or-later
# adrift report, and --report: pages and figures are there, in both languages; wrong lines are refused.
set -eu

fail()
{
    printf 'check_report: %s\n' "$*" >&2
    exit 1
}

# status WANTED COMMAND...: messages to the file "said".
status()
{
    wanted=$1
    shift
    found=0
    "$@" >out 2>said || found=$?
    [ "$found" -eq "$wanted" ] || fail "status $found, not $wanted: $* ($(cat said))"
}

drawn=6
command -v gnuplot >/dev/null || drawn=0

status 0 "$ADRIFT" run "$ADRIFT_SOURCE/config/baseline.cfg" --replicates 2 --years 8 --seed 3 -o run --report
[ -s run/report.html ] || fail 'no report.html'
[ "$(find run/figures -name '*.svg' | wc -l)" -eq "$drawn" ] || fail 'figures as SVG'
[ "$(find run/figures -name '*.png' | wc -l)" -eq "$drawn" ] || fail 'figures as PNG'
grep -q 'lang="en"' run/report.html || fail 'not in English'
! grep -qE 'https?:|<script' run/report.html || fail 'the page needs more than itself'
cp run/manifest.json before.json

# The same again, in Chinese, of a named alliance; results stay as they are.
status 0 "$ADRIFT" report run --lang zh --alliance hegemon,front-2 --replicate 1
grep -q 'lang="zh-CN"' run/report.html || fail 'not in Chinese'
[ "$drawn" -eq 0 ] || grep -q 'hegemon 与 front-2，第 1 次模拟' run/report.html || fail 'another alliance'
cmp -s before.json run/manifest.json || fail 'the manifest has changed'

# The same report twice is the same page.
cp run/report.html first.html
status 0 "$ADRIFT" report run --lang zh --alliance hegemon,front-2 --replicate 1
cmp -s first.html run/report.html || fail 'two reports differ'

# An alliance or replicate that there is not: refused, and the old page stays.
status 2 "$ADRIFT" report run --alliance hegemon,nobody
grep -q 'no alliance hegemon,nobody' said || fail 'nobody is not named'
status 2 "$ADRIFT" report run --replicate 99
cmp -s first.html run/report.html || fail 'a refused report changed the page'

# Counts only: fewer figures, no failure.
status 0 "$ADRIFT" run "$ADRIFT_SOURCE/config/baseline.cfg" --years 5 --record counts -o counts --report --lang zh
[ -s counts/report.html ] || fail 'no report of counts'

# Without gnuplot: a page, and a message that says what to install.
status 0 env ADRIFT_GNUPLOT=/no/such/program "$ADRIFT" report run
grep -q 'gnuplot-nox' said || fail 'gnuplot is not named'
[ -s run/report.html ] || fail 'no page without gnuplot'

# Wrong lines and directories.
status 2 "$ADRIFT" report run --lang de
status 2 "$ADRIFT" report run --alliance hegemon
status 2 "$ADRIFT" report run --replicate x
status 2 "$ADRIFT" report
status 3 "$ADRIFT" report nowhere
mkdir empty
status 3 "$ADRIFT" report empty
[ ! -e empty/report.html ] || fail 'a report of nothing'
status 2 "$ADRIFT" run "$ADRIFT_SOURCE/config/baseline.cfg" --years 1 --record none --report -o bare
[ ! -e bare ] || fail 'runs before it says that a report needs something to record'
"$ADRIFT" run "$ADRIFT_SOURCE/config/baseline.cfg" --years 1 --record none -o bare >said 2>&1 || fail "$(cat said)"
status 2 "$ADRIFT" report bare
[ ! -e bare/report.html ] || fail 'a report of nothing recorded'

# A damaged file is named, and the old page stays.
cp run/report.html kept.html
printf 'x' | dd of=run/timeseries.csv bs=1 seek=5000 conv=notrunc 2>/dev/null
status 3 "$ADRIFT" report run
grep -q 'timeseries.csv' said || fail 'the damaged file is not named'
cmp -s kept.html run/report.html || fail 'the page has changed'
