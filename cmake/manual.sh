#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# manual.sh PROGRAM DIRECTORY: manual pages and completions for bash and zsh, from what the program
# says of itself (--describe), which is what --help prints.
set -eu
program=$1
directory=$2
scripts=$(dirname -- "$0")
mkdir -p -- "$directory/man" "$directory/completion"
description=$directory/description
"$program" --describe >"$description"
for command in $(awk -F '\t' '$1 == "command" { print $2 }' "$description"); do
    printf 'of\t%s\n' "$command"
    "$program" "$command" --describe
done >"$description.commands"
cat "$description.commands" >>"$description"
rm -f -- "$description.commands" "$directory"/man/*.1
awk -F '\t' -v directory="$directory" -f "$scripts/manual.awk" "$description"
