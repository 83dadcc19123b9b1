#!/usr/bin/env bash
# From three spreadsheets to a colleague's screen: a base is made, asked and shipped, and what arrives is opened with brief,
# sqlite3, Python, Datasette and DuckDB, as a person would type it.
#
# usage: tests/colleague.sh [sqlite3|datasette|duckdb]…   in an empty directory, with `brief` and `sqlite3` in PATH;
#                             PYTHON (or else python3) has the modules that are named (tests/others/requirements.txt)
set -euo pipefail
tests="$(cd "$(dirname "$0")" && pwd)"

# has TEXT WORD…: every word stands in the text.
has() {
    local text="$1" word
    shift
    for word in "$@"; do
        case "$text" in
        *"$word"*) ;;
        *) printf 'no “%s” in:\n%s\n' "$word" "$text" >&2; exit 1 ;;
        esac
    done
}

cat > sources.csv <<'CSV'
id,name,publisher,published,language,paragraphs
quay-register,Register of quays,Harbour office,2024-03-01,en,4
CSV
cat > projects.csv <<'CSV'
id,name,native,city,status,investment,source,paragraph,phrase
north-quay,North quay,北码头,Qingdao,completed,about 360m CNY,quay-register,1,the north quay
south-quay,South quay,南码头,Qingdao,signed,> 2bn CNY,quay-register,2,the south quay
west-quay,West quay,,Tianjin,announced,,quay-register,3,a west quay is planned
CSV
cat > figures.csv <<'CSV'
subject,measure,value,period,counted,source,paragraph,phrase
north-quay,enterprises,more than 30,2023,at,quay-register,4,over thirty firms
CSV

# One base from all three at once; another one by one, and one of them twice.
brief new mine.db
brief load mine.db sources.csv projects.csv figures.csv
brief new again.db
brief load again.db sources.csv
brief load again.db projects.csv
brief load again.db figures.csv
brief load again.db projects.csv

answer="$(brief mine.db 'projects where city = 青岛 and investment > 1bn with sources')"
has "$answer" "South quay" "more than 2bn CNY" "quay-register p2" "the south quay"

brief check mine.db | tail -n 1 | grep -qx sound
shipped="$(brief ship mine.db facts.db)"
brief ship again.db facts-again.db >letter.txt
cmp facts.db facts-again.db
has "$shipped" "$(sha256sum facts.db | cut -d' ' -f1)" "up to 2024-10-23"

# Only the file is sent.
mkdir colleague
mv facts.db colleague/
cd colleague

about="$(brief about facts.db)"
has "$about" "quay-register" "$(brief about ../mine.db | tail -n 1)"
[ "$(brief facts.db 'projects where city = 青岛 and investment > 1bn with sources')" = "$answer" ]

readme="$(sqlite3 facts.db 'SELECT text FROM readme ORDER BY line')"
has "$readme" "a view for each kind of fact" "smallest part" "Licence"
quay="SELECT name, city, investment, investment_low, investment_unit, sources FROM projects WHERE slug = 'south-quay'"
line="South quay|Qingdao|more than 2bn CNY|2000000000.01|CNY|Register of quays"
[ "$(sqlite3 facts.db "$quay")" = "$line" ]
[ "$(sqlite3 facts.db "SELECT text FROM names WHERE \"of\" = 'South quay' AND form = 'native'")" = "南码头" ]

for program in "$@"; do
    shown="$("${PYTHON:-python3}" "$tests/others/read.py" "$program" "$PWD/facts.db" | "${PYTHON:-python3}" -c '
import json, sys
view = json.load(sys.stdin)["projects"]
at = [view["columns"].index(c) for c in ["slug", "name", "city", "investment", "investment_low", "investment_unit", "sources"]]
print(*["|".join(row[i] for i in at[1:]) for row in view["rows"] if row[at[0]] == "south-quay"])')"
    [ "$shown" = "$line" ] || { echo "$program shows: $shown" >&2; exit 1; }
    echo "$program shows the same"
done
