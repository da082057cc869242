#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documents show is true. A comment on the line before a fenced block says what it is:
#     <!-- file NAME.cfg -->          a whole scenario or experiment: adrift check must accept it
#     <!-- run -->                    commands; they see the files and directories of the blocks before
#     <!-- run R -->, <!-- run python -->   where R, or Python with pandas, is there
#     <!-- output COMMAND -->         each line is printed by the command; "..." stands for others
# Each document has a directory for itself.
set -u
shopt -s nullglob
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
PATH=$(dirname "$ADRIFT"):$PATH
[ "$(command -v adrift)" -ef "$ADRIFT" ] || fail "another adrift is in the way"

# Blocks of a document to block-NUMBER.what and block-NUMBER.text.
take_apart() {
    awk '
        what != "" && /^```/ && !inside { inside = 1; name = sprintf("block-%03d", ++blocks)
                                          print what >(name ".what"); printf "" >(name ".text"); next }
        inside && /^```/ { inside = 0; what = ""; close(name ".what"); close(name ".text"); next }
        inside { print >(name ".text"); next }
        /^<!-- (file|run|output) ?.*-->$/ { what = $0; sub(/^<!-- /, "", what); sub(/ -->$/, "", what); next }
        what != "" { print "no block after <!-- " what " -->"; exit 1 }
        END { exit inside }' "$1"
}

run() { # LABEL COMMAND...: must succeed
    local label=$1
    shift
    "$@" >block.out 2>block.err </dev/null || { fail "$label: exit $?"; tail -n 20 block.out block.err; }
}

check_output() { # LABEL COMMAND TEXT
    local line
    # shellcheck disable=SC2086
    run "$1" $2
    sed 's/ *$//' block.out >block.lines
    while IFS= read -r line; do
        [ "$line" = "..." ] || grep -qxFe "$line" block.lines || fail "$1: does not print '$line'"
    done <"$3"
}

has_pandas() { python3 -c 'import pandas' >/dev/null 2>&1; }

check_block() { # DOCUMENT BLOCK
    local what label=$1:$2
    what=$(cat "$2.what")
    case $what in
        'file '*) cp "$2.text" "${what#file }"; run "$label (${what#file })" adrift check "${what#file }" ;;
        run) run "$label" bash -eu "$2.text" ;;
        'run R') ! command -v Rscript >/dev/null || run "$label (R)" Rscript "$2.text" ;;
        'run python') ! has_pandas || run "$label (Python)" python3 "$2.text" ;;
        'output '*) check_output "$label" "${what#output }" "$2.text" ;;
        *) fail "$label: what is <!-- $what -->?" ;;
    esac
}

start=$PWD
for document in "$ADRIFT_SOURCE"/README.md "$ADRIFT_SOURCE"/docs/*.md; do
    name=$(basename "$document" .md)
    mkdir "$start/$name"
    cd "$start/$name" || exit 1
    take_apart "$document" || fail "$name.md cannot be taken apart"
    blocks=0
    for block in block-*.what; do
        check_block "$name.md" "${block%.what}"
        blocks=$((blocks + 1))
    done
    echo "$name.md: $blocks blocks"
    case $name in
        README | scenario | experiment | results) [ "$blocks" -gt 0 ] || fail "$name.md has no blocks" ;;
    esac

    # Links to other files of the tree lead somewhere.
    while IFS= read -r target; do
        [ -e "$(dirname "$document")/$target" ] || fail "$name.md: nothing at $target"
    done < <(grep -v '^    ' "$document" | grep -oE '\]\([^)#: ]+[)#]' | sed 's/^](//; s/[)#]$//')
done

[ "$failures" -eq 0 ] && echo "all held"
exit $((failures > 0))
