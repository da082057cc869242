#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An installed tree, moved after it was installed: the program finds what was shipped; manual pages and completions know
# all commands and options; the library links by CMake and by pkg-config, with the headers that are needed and no others.
set -u
export LC_ALL=C.UTF-8
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
build=$(dirname "$(dirname "$ADRIFT")")
cache() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
cmake --install "$build" --prefix "$PWD/first" >install.log || { fail "cmake --install"; cat install.log; }
mv first installed
root=$PWD/installed
run() { "$@" >out 2>err || { fail "$*: exit $?"; tail -n 20 out err; }; }

# The program.
program=$root/bin/adrift
[ -x "$program" ] || fail "no program"
run "$program" examples
[ "$(wc -l <out)" -eq "$(cd "$ADRIFT_SOURCE" && ls config/*.cfg config/cases/*.cfg config/hindcast/*.cfg config/hindcast/*.csv experiments/*.cfg experiments/*.csv experiments/*.sh | wc -l)" ] ||
    { fail "not all that is shipped is found"; cat out; }
run "$program" sweep "$root/share/adrift/experiments/table.cfg" -q -o swept --replicates 1 -s time.years=2
for document in README.md CHANGELOG.md CONTRIBUTING.md CITATION.cff LICENSE docs/model.md docs/guide.md docs/odd.md docs/example/example.c; do
    [ -s "$root/share/doc/adrift/$document" ] || fail "no $document"
done
# Links between the documents lead somewhere there too.
for document in "$root"/share/doc/adrift/*.md "$root"/share/doc/adrift/docs/*.md; do
    while IFS= read -r target; do
        case $target in ../config/* | ../experiments/* | config/* | experiments/*) continue ;; esac
        [ -e "$(dirname "$document")/$target" ] || fail "installed $(basename "$document"): nothing at $target"
    done < <(grep -v '^    ' "$document" | grep -oE '\]\([^)#: ]+[)#]' | sed 's/^](//; s/[)#]$//')
done

# Manual and completions.
commands=$("$program" --describe | awk -F '\t' '$1 == "command" { print $2 }')
COMP_TYPE=9
compopt() { :; }
# shellcheck source=/dev/null
. "$root/share/bash-completion/completions/adrift" || fail "bash completion"
complete_line() { # WORD...: what is offered for the last word
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _adrift adrift "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo " ${COMPREPLY[*]} "
}
offers() { case $(complete_line "${@:2}") in *" $1 "*) ;; *) fail "completion of '${*:2}' does not offer $1" ;; esac; }
for command in $commands; do
    page=$root/share/man/man1/adrift-$command.1
    offers "$command" adrift "${command%?}"
    grep -qF "adrift $command" "$root/share/man/man1/adrift.1" || fail "adrift.1 does not name $command"
    while IFS=$'\t' read -r kind option _; do
        [ "$kind" = option ] || continue
        sed 's/\\//g' "$page" | grep -qF -e "--$option" || fail "the manual of $command has no --$option"
        complete_line adrift "$command" "--$option" | grep -qE " --$option=? " || fail "completion of $command has no --$option"
        grep -qF -e "--$option" "$root/share/zsh/vendor-completions/_adrift" || fail "zsh completion has no --$option"
    done < <("$program" "$command" --describe)
done
if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$root"/share/man/man1/*.1 | grep -v 'missing date' >out
    [ ! -s out ] || { fail "manual pages"; cat out; }
fi
if command -v zsh >/dev/null; then run zsh -n "$root/share/zsh/vendor-completions/_adrift"; fi
offers counts adrift run --record = c
offers en adrift report --lang e
touch mine.cfg
offers mine.cfg adrift run mi
offers swept adrift verify sw
PATH=$root/bin:$PATH offers threshold.threat= adrift run -s threshold.th
case $(complete_line adrift run --s) in *--report*) fail "completion offers what does not fit" ;; esac

# The library.
[ "$(cd "$root/include/adrift" && echo sim/*)" = \
    "sim/adrift.h sim/distribution.h sim/model.h sim/parameters.def sim/parameters.h sim/random.h sim/variables.def sim/variables.h sim/vector.h" ] ||
    fail "other headers: $(ls "$root"/include/adrift/*)"
compiler=$(cache CMAKE_C_COMPILER)
sanitize=$(cache ADRIFT_SANITIZE)
flags=${sanitize:+-fsanitize=$sanitize}
example=$root/share/doc/adrift/docs/example
run cmake -S "$example" -B by_cmake -DCMAKE_PREFIX_PATH="$root" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$flags"
run cmake --build by_cmake
run by_cmake/example
mv out answers
[ "$(wc -l <answers)" -eq 5 ] && grep -q '^follow  *[1-9]' answers || { fail "the example prints"; cat answers; }
export PKG_CONFIG_PATH=$root/lib/pkgconfig:$(echo "$root"/lib/*/pkgconfig)
# shellcheck disable=SC2046,SC2086
run "$compiler" -std=c17 -Wall -Wextra -Wpedantic -Werror $flags "$example/example.c" $(pkg-config --cflags --libs adrift) -o by_hand
run ./by_hand
cmp -s out answers || fail "by pkg-config the example prints something else"
[ "$(pkg-config --modversion adrift)" = "$("$program" --describe | awk -F '\t' '$1 == "version" { print $2 }')" ] || fail "version of the library"
for header in adrift model distribution parameters random variables vector; do
    echo "#include \"sim/$header.h\"" >alone.c
    # shellcheck disable=SC2046
    run "$compiler" -std=c17 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags adrift) -c alone.c -o alone.o
done
if grep -rlF -e "$ADRIFT_SOURCE" -e "$build" "$root/lib" "$root/share" | grep -v '\.a$' >out; then
    fail "installed files name the build: $(cat out)"
fi

[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
