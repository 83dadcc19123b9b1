#!/bin/sh
# How long a table takes to be loaded, and how much memory: `benches/load.sh ROWS`, beside `sqlite3` importing what came of it.
#
# Both begin with a base of the built-in facts or its empty tables and end with the same rows in the same tables. `brief` reads
# and checks the table, looks names up, derives and hashes; `sqlite3` is given the finished rows, a file for each table, and only
# has to turn empty cells into NULL. Needs sqlite3 and GNU time.
set -eu
rows=${1:?usage: benches/load.sh ROWS}
cd "$(dirname "$0")/.."
cargo build --quiet --release
brief=$PWD/target/release/brief
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf 'id,name,paragraphs\nregister,A register,500\n' > sources.csv
awk -v rows="$rows" 'BEGIN {
    split("announced signed implementation completed", status); split("Qingdao Jinan Zhengzhou Chengdu Beijing", city)
    print "name,status,city,investment,date,source,paragraph,phrase"
    for (i = 0; i < rows; i++)
        printf "Works %d of the harbour,%s,%s,about %dm CNY,%d-%02d,register,%d,works %d\n", i, status[i % 4 + 1],
            city[i % 5 + 1], i * 7919 % 900 + 1, 2010 + i % 15, i * 31 % 12 + 1, i % 500 + 1, i
}' > projects.csv
measure() {
    what=$1; shift
    command time -o time.txt -f '%U %S %e %M' "$@" > said.txt 2>&1 || { cat said.txt; exit 1; }
    awk -v what="$what" '{ printf "%s: %.1f s of processor time, %.1f s in all, %d MiB\n", what, $1 + $2, $3, $4 / 1024 }' time.txt
}

"$brief" new base.db 2> said.txt
measure 'brief load' "$brief" load base.db sources.csv projects.csv
measure 'brief load, again' "$brief" load base.db projects.csv

{
    sqlite3 base.db .schema | grep -v sqlite_
    echo 'PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN;'
    echo '.mode csv'
    for table in thing source project claim name _digest; do
        sqlite3 -csv base.db "SELECT * FROM \"$table\"" > "$table.rows"
        columns=$(sqlite3 base.db "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('$table')")
        cells=$(sqlite3 base.db "SELECT group_concat('nullif(\"' || name || '\", '''')') FROM pragma_table_info('$table')")
        [ "$table" = thing ] && cells='id, kind, nullif(slug, '"''"'), name, name_key'
        echo "CREATE TEMP TABLE s_$table ($columns);"
        echo ".import --schema temp $table.rows s_$table"
        echo "INSERT INTO main.\"$table\" SELECT $cells FROM temp.s_$table;"
    done
    echo 'COMMIT; ANALYZE;'
} > import.sql
measure "sqlite3, $(cat ./*.rows | wc -l) finished rows" sqlite3 imported.db '.read import.sql'
for table in thing source project claim name _digest; do
    count="SELECT count(*) FROM \"$table\""
    [ "$(sqlite3 base.db "$count")" = "$(sqlite3 imported.db "$count")" ] || { echo "$table differs"; exit 1; }
done
