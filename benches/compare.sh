#!/usr/bin/env bash
# Measures typical queries side by side with hand-written SQL in sqlite3, on the same made-up file:
#
#   benches/compare.sh PROJECTS [ROUNDS]
#
# The table goes to the standard output: processor time (user and system) of whole processes in milliseconds, medians of
# rounds in which each program runs once after the other. Processor time, because it bears other work on the machine.
# Needs bash and sqlite3; builds the rest.
set -euo pipefail
cd "$(dirname "$0")/.."
projects=${1:?usage: benches/compare.sh PROJECTS [ROUNDS]}
rounds=${2:-5}
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release --bin brief --example generate
brief=$target/release/brief
base=$target/generated-$projects.db
[ -e "$base" ] || "$target/release/examples/generate" "$projects" "$base"

# Processor time of a command in milliseconds; it runs as often as is said, since a short one is below the clock's step.
spent() {
    local times=$1 TIMEFORMAT='%U %S'
    shift
    { time for _ in $(seq "$times"); do "$@" >/dev/null 2>&1; done; } 2>&1 |
        awk -v times="$times" '{ printf "%.2f\n", ($1 + $2) * 1000 / times }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

compare() {
    local name=$1 query=$2 sql=$3 times=1 peer='' quiet='' notes=''
    [ "$(spent 1 "$brief" "$base" "$query" | cut -d. -f1)" -gt 100 ] || times=10
    for _ in $(seq "$rounds"); do
        peer+=$(spent "$times" sqlite3 -csv "$base" "$sql")$'\n'
        quiet+=$(spent "$times" "$brief" "$base" -q --format csv "$query")$'\n'
        notes+=$(spent "$times" "$brief" "$base" --format csv "$query")$'\n'
    done
    peer=$(printf %s "$peer" | median)
    quiet=$(printf %s "$quiet" | median)
    notes=$(printf %s "$notes" | median)
    awk -v name="$name" -v p="$peer" -v q="$quiet" -v n="$notes" -v query="$query" 'BEGIN {
        printf "| %s | `%s` | %.1f | %.1f | %.1f | %.2f | %.2f |\n", name, query, p, q, n, q / p, n / p }'
}

echo "Projects: $projects, rounds: $rounds, file: $(du -m "$base" | cut -f1) MiB"
echo "Machine: $(nproc) × $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(uname -sr | cut -d- -f1)"
echo "Versions: $("$brief" --version), sqlite3 $(sqlite3 --version | cut -d' ' -f1)"
echo
echo "| | query | sqlite3 | brief -q | brief | ratio -q | ratio |"
echo "| --- | --- | ---: | ---: | ---: | ---: | ---: |"

cells='n.name, c.name, p.status, p.investment'
dressed='project AS p JOIN thing AS n ON n.id = p.id LEFT JOIN level AS l ON l.place = p.place AND l.level = '"'city'"' LEFT JOIN thing AS c ON c.id = l.container'
city="SELECT \"of\" FROM name WHERE text_key = 'olanhai'"

compare 'filter and join' 'projects where city = Olanhai and investment > 1bn yuan' \
    "SELECT $cells FROM $dressed WHERE p.place IN (SELECT place FROM level WHERE level = 'city' AND container IN ($city))
     AND p.investment_unit = 'CNY' AND p.investment_low > 100000000000 ORDER BY n.name_key"
compare 'first ten' 'projects limit 10' \
    "SELECT $cells FROM $dressed WHERE n.kind = 'project' ORDER BY n.name_key LIMIT 10"
compare 'ten largest' 'projects where investment.unit = CNY order by investment desc limit 10' \
    "SELECT $cells FROM $dressed WHERE p.investment_unit = 'CNY' ORDER BY p.investment_at DESC LIMIT 10"
compare 'facts with sources' 'projects where city = Olanhai with sources' \
    "SELECT $cells, s.name, x.paragraph, x.phrase FROM $dressed LEFT JOIN claim AS x ON x.thing = p.id LEFT JOIN thing AS s
     ON s.id = x.source WHERE p.place IN (SELECT place FROM level WHERE level = 'city' AND container IN ($city)) ORDER BY n.name_key"
compare 'scan' "count projects where status = signed and investment.wording contains about" \
    "SELECT count(*) FROM project WHERE status = 'signed' AND lower(investment) LIKE '%about%'"
compare 'group and sum' 'projects by status show count, sum of investment' \
    "SELECT status, investment_unit, count(*), sum(investment_at), sum(investment_low), sum(investment_high) FROM project GROUP BY 1, 2 ORDER BY 1"
compare 'group through places' 'projects by city show count, sum of investment' \
    "SELECT c.name, p.investment_unit, count(*), sum(investment_at), sum(investment_low), sum(investment_high) FROM $dressed GROUP BY c.id, 2 ORDER BY c.name_key"
compare 'link' 'count projects where any investor (type = bank)' \
    "SELECT count(*) FROM project AS p WHERE EXISTS (SELECT 1 FROM participation AS t JOIN organization AS o ON o.id = t.who
     WHERE t.what = p.id AND t.role = 'investor' AND o.type = 'bank')"
compare 'link and group' 'projects by country show count of investors' \
    "SELECT c.name, count(DISTINCT t.who) FROM project AS p LEFT JOIN level AS l ON l.place = p.place AND l.level = 'country'
     LEFT JOIN thing AS c ON c.id = l.container LEFT JOIN participation AS t ON t.what = p.id AND t.role = 'investor' GROUP BY c.id ORDER BY c.name_key"
compare 'name contains' 'count projects where name contains reservoir' \
    "SELECT count(*) FROM project WHERE id IN (SELECT \"of\" FROM name WHERE text LIKE '%reservoir%')"
compare 'all rows' 'projects' "SELECT $cells FROM $dressed ORDER BY n.name_key"
