#!/usr/bin/env bash
# Inputs that once failed, one line each: a command as a person would type it, and words its output must have.
#
# usage: run.sh CASES   with `brief` and `sqlite3` in PATH. Each case runs in an empty directory of its own that holds
#                       `x.db`: the built-in facts and a source `reg` of 200 paragraphs.
#
#   input NAME 'TITLE' 'COMMAND' 'WORDS'…
#
# WORDS are an extended regular expression, matched against all that COMMAND prints, lines joined by blanks, then
# `[exit N]`. WORDS that begin with `!` must not match.
set -uo pipefail
cases="$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"
repository="$(cd "$(dirname "$0")/../.." && pwd)"
room="$(mktemp -d)"
trap 'rm -rf "$room"' EXIT
passed=0
failed=0

# rows FILE LINE…: writes a table.
rows() {
    local file="$1"
    shift
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "$@" >"$file"
}

# load FILE… [OPTION…]: loads into x.db; rows that name no source are of `reg`.
load() { brief load x.db "$@" --source reg; }

# ask QUERY [OPTION…]: asks x.db.
ask() { brief x.db "$@"; }

input() {
    local name="$1" title="$2" command="$3" output words verdict=ok
    shift 3
    mkdir "$room/$name.$passed.$failed" && cd "$room/$name.$passed.$failed" || exit 1
    cp "$room/base.db" x.db
    output="$( (eval "$command") 2>&1; printf '[exit %s]' "$?")"
    output="${output//$'\n'/ }"
    for words in "$@"; do
        if [ "${words#!}" != "$words" ]; then
            [[ $output =~ ${words#!} ]] && verdict="has “${words#!}”"
        else
            [[ $output =~ $words ]] || verdict="lacks “$words”"
        fi
    done
    if [ "$verdict" = ok ]; then
        passed=$((passed + 1))
        printf 'ok      %-4s %s\n' "$name" "$title"
    else
        failed=$((failed + 1))
        printf 'FAILED  %-4s %s: %s\n        %s\n        %s\n' "$name" "$title" "$verdict" "$command" "${output:0:${WIDTH:-600}}"
    fi
}

cd "$room" || exit 1
brief new base.db >new.txt || exit 1
rows sources.csv 'id,name,publisher,published,language,paragraphs' 'reg,Register,Office,2024-03-01,en,200'
brief load base.db sources.csv >load.txt || exit 1
# shellcheck source=/dev/null
. "$cases"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
