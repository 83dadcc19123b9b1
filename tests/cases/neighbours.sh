# shellcheck shell=bash
# Neighbours of the inputs in `inputs.sh`: other fields, kinds, formats and ways in. A title that begins with `guard:`
# names what a careless repair would break.

APOS="'"

# ---------------------------------------------------------------- helpers

# mine CLAUSES [OPTION…]: the projects of `reg`.
mine() { local rest="$1"; shift; brief x.db "projects where any source (id = reg) $rest" "$@"; }
# P HEADER ROW…: a table of projects, loaded.
P() { rows projects.csv "$@" && load projects.csv; }
# cells COLUMN VALUE…: a project for each value, then what is shown of them.
cells() {
    local column="$1" n=0 v
    shift
    { echo "Name,$column,Paragraph"; for v; do n=$((n + 1)); printf 'P%s,"%s",%s\n' "$n" "${v//\"/\"\"}" "$n"; done; } >projects.csv
    load projects.csv && brief -q x.db "projects where any source (id = reg) show name, ${column,,}"
}
# figs VALUE…: a figure for each value, then what is shown of them.
figs() {
    local n=0 v
    { echo 'subject,measure,value,period,Paragraph'; for v; do n=$((n + 1)); printf 'qingdao,cargo,"%s",%s,%s\n' "$v" "$((2000 + n))" "$n"; done; } >figures.csv
    load figures.csv && brief -q x.db 'figures where any source (id = reg) show value, period'
}
# literal VALUE QUERY: says `alike` where `$x` of QUERY answers as VALUE in quotes does, and how both end.
literal() {
    local p l
    brief x.db --set "x=$1" "$2" >p.txt 2>p.err; p=$?
    brief x.db "${2//\$x/\"$1\"}" >l.txt 2>l.err; l=$?
    head -4 p.txt; head -2 p.err
    [ "$p" = "$l" ] && cmp -s p.txt l.txt && [ -s p.txt -o -s p.err ] && echo "alike, ends with $p"
}
# offers QUERY: the repairs offered for QUERY; `refused` where one does not work in one step.
offers() {
    local q n=0
    while IFS= read -r q; do
        n=$((n + 1))
        printf 'offer: %s\n' "$q"
        brief -q x.db "$q" >/dev/null 2>&1
        [ $? = 2 ] && printf 'refused: %s\n' "$q"
    done < <(brief x.db "$1" 2>&1 | awk '/^ *= / { help = $2 == "help:" } help && /^          [a-z]/ { sub(/^ +/, ""); print }')
    echo "$n offers"
}
# celloffers COLUMN VALUE: loads VALUE; where it is refused, loads each repair offered, and says `refused` where that is none.
celloffers() {
    local v
    if cells "$1" "$2" >first.txt 2>&1; then cat first.txt; echo accepted; return; fi
    cat first.txt
    grep -o 'write[^`]*`[^`]*`\(,\? \(or \)\?`[^`]*`\)*' first.txt | grep -o '`[^`]*`' | tr -d '`' >offers.txt
    while IFS= read -r v; do
        cp "$room/base.db" x.db
        if cells "$1" "$v" >again.txt 2>&1; then sed 's/^/  then: /' again.txt; else printf 'refused: %s\n' "$v"; fi
    done <offers.txt
}
again() { brief new y.db --empty && brief load y.db "$room/sources.csv" && brief load y.db "$@"; }
# cite FILE: a printed table with a column `paragraph` before the others.
cite() { python3 - "$1" <<'PY'
import sys
path = sys.argv[1]
text = open(path, encoding='utf-8', newline='').read()
if path.endswith('.jsonl'):
    text = ''.join('{"paragraph":1,' + line[1:] for line in text.splitlines(True))
else:
    tab = '\t' if path.endswith('.tsv') else ','
    bom, text = ('\ufeff', text[1:]) if text.startswith('\ufeff') else ('', text)
    out, quoted, start, first = [], False, True, True
    for c in text:
        if start:
            out.append(('paragraph' if first else '1') + tab)
            start = first = False
        out.append(c)
        if c == '"' and tab == ',':
            quoted = not quoted
        elif c == '\n' and not quoted:
            start = True
    text = bom + ''.join(out)
open(path, 'w', encoding='utf-8', newline='').write(text)
PY
}
# trip KINDS FORMAT: what FORMAT prints of the KINDS of `reg`, loaded into a new base: `alike` where it is the same.
trip() {
    local q="$1 where any source (id = reg) show everything"
    mkdir -p out
    ask "$q" -q --format "$2" >"out/$1.$2"; cite "out/$1.$2"
    { brief new y.db && brief load y.db "$room/sources.csv" && brief load y.db "out/$1.$2" --source reg; } >trip.txt 2>&1 || grep -A9 error trip.txt
    ask "$q" -q --format jsonl >a.txt; brief y.db "$q" -q --format jsonl >b.txt
    [ -s a.txt ] && cmp -s a.txt b.txt && echo alike || diff a.txt b.txt
}
# named NAME…: projects of these names, as a table in which every name is quoted.
named() { local n=0 v; { echo Name,Paragraph; for v; do n=$((n + 1)); printf '"%s",%s\n' "${v//\"/\"\"}" "$n"; done; } >projects.csv; load projects.csv; }
lands() { P 'Name,Country,Status,Date,Investment,Paragraph' 'F1,France,signed,2020,10m USD,1' 'G1,Germany,signed,2020,6m USD,2' 'G2,Germany,completed,2021,6m USD,3' 'G3,Germany,completed,2021,6m USD,4' 'I1,Italy,signed,2021,more than 12m USD,5' 'I2,Italy,announced,2021,2m USD,6' 'S1,Serbia,announced,2021,,7'; }
mixed() { P 'Name,Status,City,Investment,Paragraph' 'P1,signed,Qingdao,6m CNY,1' 'P2,signed,Jinan,7m EUR,2' 'P3,signed,Qingdao,5m USD,3' 'P4,signed,Jinan,,4'; }
museum() { brief new m.db --empty --catalog "$repository/tests/catalogs/museum.toml" && brief load m.db "$repository/tests/catalogs/museum.facts.toml"; }
metres() { { cat "$repository/tests/catalogs/museum.toml"; printf '\n[unit.metre]\ndimension = "length"\nfactor = 1000\nnames = ["meter"]\n'; } >c.toml; brief new m.db --empty --catalog c.toml; }
catalog() { { cat "$repository/schema/catalog.toml"; printf '\n%b\n' "$1"; } >c.toml; brief new y.db --catalog c.toml; }
book() { python3 - "$@" <<'PY'
import sys, zipfile
rows = [line.split('|') for line in sys.argv[2:]]
def cell(r, c, v):
    ref = 'ABCDEFGH'[c] + str(r + 1)
    try:
        float(v)
        return '<c r="%s"><v>%s</v></c>' % (ref, v)
    except ValueError:
        return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, v)
sheet = ''.join('<row r="%d">%s</row>' % (r + 1, ''.join(cell(r, c, v) for c, v in enumerate(row) if v)) for r, row in enumerate(rows))
z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
z.writestr('_rels/.rels', '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
z.writestr('xl/workbook.xml', '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="projects" sheetId="1" r:id="rId1"/></sheets></workbook>')
z.writestr('xl/_rels/workbook.xml.rels', '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
z.writestr('xl/worksheets/sheet1.xml', '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>' % sheet)
z.close()
PY
}

# ---------------------------------------------------------------- A. answers

input A1.1 'sums with bounds, unknown last, downwards' 'lands >/dev/null; mine "by country show country, sum of investment order by sum of investment desc" -q' 'Germany.*Italy.*France.*Serbia'
input A1.2 'and upwards: unknown last too' 'lands >/dev/null; mine "by country show country, sum of investment order by sum of investment" -q' 'France.*Italy.*Germany.*Serbia'
input A1.3 'by the average, as csv' 'lands >/dev/null; mine "by country show country, average of investment order by average of investment desc limit 1" -q --format csv' 'France' '!Italy'
input A1.4 'by the smallest' 'lands >/dev/null; mine "by country show country, min of investment order by min of investment desc limit 1" -q' 'France' '!Italy'
input A1.5 'an aggregate that is not shown' 'lands >/dev/null; mine "by country show country order by sum of investment desc limit 1" -q' 'Germany' '!Italy'
input A1.6 'the second key is an aggregate' 'lands >/dev/null; mine "by status show status, count, sum of investment order by count desc, sum of investment desc" -q --format jsonl' 'signed.*completed.*announced'
input A1.8 'groups of years' 'P Name,Date,Investment,Paragraph "Q1,2019,9m EUR,1" "Q2,2020,4m EUR,2" "Q3,2020,4m EUR,3" "Q4,2020,4m EUR,4" >/dev/null; mine "by date.year show date.year, sum of investment order by sum of investment desc limit 1" -q' '2020 +12m EUR'
input A1.9 'guard: groups by how many' 'lands >/dev/null; mine "by country show country, count order by count desc limit 1" -q' 'Germany +3'
input A1.10 'guard: by the largest' 'lands >/dev/null; mine "by country show country, max of investment order by max of investment desc limit 1" -q' 'Italy +more than 12m USD'
input A1.11 'a parameter limits groups in the order shown' 'lands >/dev/null; mine "by country show country, sum of investment order by sum of investment desc limit \$n" -q --set n=1' 'Germany +18m'
input A1.12 'a part is not added to its whole, nor in the order' 'P id,Name,batch,part_of,Country,Investment,Paragraph "a,Batch A,yes,,France,9m USD,1" "b,Part B,,a,France,8m USD,2" "c,Gamma C,,,Germany,10m USD,3" >/dev/null; mine "by country show country, sum of investment order by sum of investment desc limit 1" -q' 'Germany +10m'

input A2.1 'a date' "brief --set d=tomorrow 'events where date = \$d'" 'error' '\[exit 2\]'
input A2.2 'in a list' "brief --set x=-5 'projects where investment in (1bn yuan, \$x)'" 'error' '-5' '\[exit 2\]'
input A2.3 'between' "brief --set x=lots 'projects where investment between 1bn and \$x'" 'error' 'lots' '\[exit 2\]'
input A2.4 'yes or no' "brief --set x=maybe 'projects where batch = \$x'" 'error' 'maybe' '\[exit 2\]'
input A2.5 'an empty parameter' "brief --set x= 'projects where investment > \$x'" 'error' '\[exit 2\]'
input A2.6 'a number that may not be negative' "brief --set x=-5 'projects where size > \$x'" 'error' '-5' '\[exit 2\]'
input A2.7 'a length for money' "brief --set 'x=5 km' 'projects where investment > \$x'" 'error' 'length' '\[exit 2\]'
input A2.8 'in a script' 'printf "%s\n" "count projects;" "projects where investment > \$x;" >s.txt; brief --set x=-5 -f s.txt' '18' 's.txt:2' '-5' '\[exit 2\]'
input A2.10 'in JSON the mistake is said too' "brief --set x=-5 'projects where investment > \$x' --format json-full" 'error' '-5' '\[exit 2\]'
input A2.11 'guard: a parameter of several words is an amount' "brief -q --set 'x=1bn yuan' 'count projects where investment > \$x'" '^ *2 ' '\[exit 0\]'
input A2.12 'guard: a share below nothing, where growth may be' "brief -q --set x=-5% 'count figures where measure = growth and value > \$x'" '[1-9]' '\[exit 0\]'

input A3.1 'what is not the id' 'literal sichuan-industrial-base "count projects where id != \$x"' '17' 'alike, ends with 0'
input A3.2 'not in a list' 'literal hub-signed-2020 "count projects where id not in (\$x, sichuan-industrial-base)"' '16' 'alike, ends with 0'
input A3.3 'no source of this id' 'literal qingdao-hub-2020 "count projects where no source (id = \$x)"' 'alike, ends with 0'
input A3.4 'the id of a source itself' 'literal reg "sources where id = \$x show id, name"' 'Register' 'alike, ends with 0'
input A3.5 'a thing that a field leads to, by its id' 'literal hub-signed-2020 "count projects where part_of = \$x"' '10' 'alike, ends with 0'
input A3.6 'the id behind a dot' 'literal hub-signed-2020 "count projects where part_of.id = \$x"' '10' 'alike, ends with 0'
input A3.7 'any kind of thing' 'literal qingdao "things where id = \$x show id, kind"' 'place' 'alike, ends with 0'
input A3.9 'in a script, one parameter for two questions' 'printf "%s\n" "count projects where any source (id = \$a);" "count events where any source (id = \$a);" >s.txt; brief -q --set a=qingdao-hub-2020 -f s.txt' '^14 +3'
input A3.10 'guard: an id that nothing has' 'literal no-such-thing "projects where id = \$x show id"' 'no projects' 'alike, ends with 0'

input A4.1 'a unit in a list' 'literal dollars "count projects where investment.unit in (\$x, CNY)"' '[1-9]' 'alike, ends with 0'
input A4.2 'not this unit' 'literal renminbi "count projects where investment.unit != \$x"' 'alike, ends with 0'
input A4.3 'a unit of two words' 'literal "per week" "figures where value.unit = \$x show value"' 'per week' 'alike, ends with 0'
input A4.4 'the plural of a unit' 'literal tonnes "figures where value.unit = \$x show value"' 'alike, ends with 0'
input A4.5 'a percent sign' 'literal % "count figures where value.unit = \$x"' '[1-9]' 'alike, ends with 0'
input A4.6 'guard: one of a list, with blanks' 'literal "press conference" "events where type = \$x show type"' 'press' 'alike, ends with 0'
input A4.7 'a kind' 'literal people "count participations where who.kind = \$x"' 'alike'
input A4.8 'a year' 'literal 2020 "count events where date.year = \$x"' '5' 'alike, ends with 0'
input A4.9 'a unit that is none, as the literal' 'literal furlongs "count figures where value.unit = \$x"' 'furlongs' 'alike, ends with 2'

input A5.1 'a date has no beginning' 'literal 20 "count events where date starts with \$x"' 'alike, ends with 2'
input A5.2 'a bare number with contains on a quantity' 'literal 500 "count figures where value contains \$x"' 'alike, ends with 2'
input A5.3 'one of a list is not below another' 'literal signed "count projects where status < \$x"' 'alike, ends with 2'
input A5.4 'a year is not compared' 'literal 2019 "count events where date.year > \$x"' 'alike, ends with 2'
input A5.5 'a name is not about' 'literal Hub "count projects where name about \$x"' 'alike, ends with 2'
input A5.6 'guard: words of a wording are looked for' 'literal "more than" "count figures where value contains \$x"' '11' 'alike, ends with 0'
input A5.7 'a county is not a city' 'literal Pingdu "count projects where city = \$x"' 'alike, ends with 2'
input A5.8 'both yens' 'literal ¥1bn "count projects where investment > \$x"' 'alike, ends with 2'
input A5.9 'a day of two readings' 'literal 01/02/2020 "count events where date = \$x"' 'alike, ends with 2'

input A6.1 'at most' "brief -q --set n=1 'count events where at most \$n participants'" '[0-9]' '\[exit 0\]'
input A6.2 'exactly' "brief -q --set n=2 'count projects where exactly \$n partners'" '[0-9]' '\[exit 0\]'
input A6.3 'a condition behind the count' "brief -q --set n=1 'count events where at least \$n participants (country = China)'" '[0-9]' '\[exit 0\]'
input A6.4 'a limit below nothing' "brief --set n=-1 'projects limit \$n'" 'error' '-1' '\[exit 2\]'
input A6.5 'half a row' "brief --set n=1.5 'projects limit \$n'" 'error' '1\.5' '\[exit 2\]'
input A6.6 'no limit at all' "brief --set n= 'projects limit \$n'" 'error' '\[exit 2\]'
input A6.7 'digits with a comma' "brief -q --set n=1,000 'projects limit \$n'" '18 projects' '\[exit 0\]'
input A6.8 'a count too large is refused as in digits' "brief --set n=99999999999999999999999 'projects limit \$n' >a 2>&1; a=\$?; brief 'projects limit 99999999999999999999999' >b 2>&1; [ \$? = \$a ] && echo alike; cat a" 'alike' '!bug in brief'
input A6.10 'in a script' 'echo "places limit \$n; count events where at least \$n participants" >s.txt; brief -q --set n=2 -f s.txt' '2 places' '\[exit 0\]'
input A6.11 'a parameter that is not set' "brief 'projects limit \$n'" 'error' '--set' '\[exit 2\]'
input A6.12 'a parameter for a keyword is refused' "brief --set n=name 'projects show \$n'" 'error' '\[exit 2\]'

input A7.1 'a name' "brief 'projects where name within Shandong'" 'error' '\[exit 2\]'
input A7.2 'a thing that is no place' "brief 'projects where part_of within Shandong'" 'error' '\[exit 2\]'
input A7.3 'one of a list' "brief 'events where type within China'" 'error' '\[exit 2\]'
input A7.4 'an id inside parentheses' "brief 'places where any project (id within Shandong)'" 'error' '\[exit 2\]'
input A7.6 'with a parameter' "brief --set x=Shandong 'projects where id within \$x'" 'error' '\[exit 2\]'
input A7.7 'an id is not below another' "brief 'projects where id < m'" 'error' '\[exit 2\]'
input A7.8 'no part of an id is looked for' "brief 'projects where id contains hub'" 'error' '\[exit 2\]'
input A7.9 'a text' "brief 'places where iso within China'" 'error' '\[exit 2\]'
input A7.10 'guard: a place' "brief -q 'count projects where place within Shandong'" '1[0-9]' '\[exit 0\]'
input A7.11 'guard: a level' "brief -q 'count projects where city within Shandong'" '1[0-9]' '\[exit 0\]'

input A8.1 'inferred dates of three rows' "brief 'projects show name, date limit 3'" '3 projects' '!of these 18'
input A8.2 'parts among the rows shown' "brief 'projects show name limit 2'" '!of these 18'
input A8.3 'part of, in the first rows' "brief 'projects show name, investment limit 1'" '!10 say'
input A8.4 'low confidence, of rows not shown' "brief 'projects where city = Qingdao order by name desc limit 1' 2>&1; brief 'projects where city = Qingdao order by name desc limit 1' --format json-full" '!1[0-9] (rows|of)'
input A8.5 'in json-full' "brief 'projects show name, date limit 3' --format json-full" 'notes' '!of these 18'
input A8.6 'with a parameter' "brief --set n=3 'projects show name, date limit \$n'" '3 projects' '!of these 18'
input A8.7 'guard: a limit that cuts nothing changes no note' "brief 'projects show name, date limit 100' >a 2>a.err; brief 'projects show name, date' >b 2>b.err; diff a.err b.err && echo alike" 'alike'
input A8.8 'guard: what may match is counted over all' "brief 'projects where city = Qingdao and investment > 1bn limit 1'" '13 more may match'
input A8.9 'claims against values, in another order' "brief 'figures where measure = enterprises show value order by value desc limit 1'" '1 figure' '!2 .value. values'
input A8.10 'a script' "brief -c 'projects show name, date limit 3' -c 'projects show name limit 2'" '!of these 18'

input A9.1 'limit in a text' "brief 'projects where name contains \"limit 5\"'" 'no projects' '!limit 5\)'
input A9.2 'a wording is a text' "brief 'figures where value.wording starts with \"about\"'" '[1-9][0-9]* figure' '!10%'
input A9.3 'about as a bare value' "brief 'figures where value contains about'" '!10%' '\[exit 0\]'
input A9.4 'in a comment' "brief 'projects where status = announced # about ten'" '2 projects' '!10%'
input A9.5 'in a parameter' "brief --set 'x=about ten' 'projects where name contains \$x'" 'no projects' '!10%'
input A9.6 'possibly in a text' "brief 'projects where name contains \"possibly not\"'" 'no projects' '\[exit 0\]' '!error'
input A9.7 'as a value in quotes' "brief 'statements where gist contains \"about\"'" '!10%' '\[exit 0\]'
input A9.12 'in a whole name, in a list' "brief 'projects where name = \"x about 5\"'; brief 'projects where name in (\"say about ten\", b)'" '!10%'
input A9.13 'in a text, beside an amount' "brief 'events where theme contains \"all about trade\"'; brief 'projects where name contains \"say about ten\" and investment > 1bn'" '!10%'
input A9.14 'guard: in both' "brief 'projects where name contains \"say about ten\" or investment about 80bn'" '10%'
input A9.8 'guard: about as a test' "brief 'projects where investment about 80bn'" '10%' '80bn CNY'
input A9.9 'guard: about with a parameter' "brief --set x=80bn 'projects where investment about \$x'" '10%' '80bn CNY'
input A9.10 'guard: full of keywords' "brief 'projects where name contains \"by order by limit where show with sources\"'" 'no projects' '\[exit 0\]'
input A9.11 'between in a text' "brief 'projects where name contains \"between 1bn and 2bn\"'" 'no projects' '!currency' '\[exit 0\]'

input A10.1 'RMB' "brief -q 'count projects where city = Qingdao and investment > 1bnRMB'" '^ *2 ' '\[exit 0\]'
input A10.2 '元 behind Latin letters' "brief -q 'count projects where city = Qingdao and investment > 1bn元'" '^ *2 ' '\[exit 0\]'
input A10.3 'capitals' "brief -q 'count projects where city = Qingdao and investment > 1BNCNY'" '^ *2 ' '\[exit 0\]'
input A10.4 'between' "brief -q 'projects where investment between 50bnyuan and 90bnyuan'" '80bn CNY' '1 project'
input A10.5 'in a list' "brief -q 'projects where investment in (80bnyuan, 5mUSD)'" '80bn CNY' '1 project'
input A10.6 'a mistyped unit: no repair loses the billions' 'offers "projects where investment > 1bnyuam"' '!> 1yuan' '!> 1 yuan' '!refused'
input A10.8 'a mistyped scale' 'offers "projects where investment > 1bm yuan"' '!> 1 yuan' '!> 1yuan' '!refused'
input A10.9 'two scales' 'offers "projects where investment > 1bnbn"' '!investment > 1$' '!refused'
input A10.10 'guard: km is no thousand metres of thousands' 'figs "600 km" >/dev/null; ask -q "figures where any source (id = reg) and value > 500km"' '600 km' '1 figure'
input A10.11 'millions of tonnes' 'figs "2m t" "1m t" >/dev/null; ask -q "figures where any source (id = reg) and value > 1.5mtonnes"' '2m t' '1 figure'
input A10.12 'a parameter' "brief -q --set x=1bnyuan 'count projects where city = Qingdao and investment > \$x'" '^ *2 ' '\[exit 0\]'
input A10.13 'guard: a sign before and a scale behind' "brief 'projects where investment > US\$1.5bn'" '!error' '\[exit 0\]'
input A10.14 'two currencies are two mistakes' "brief 'projects where investment > \$5mEUR'" 'error' '\[exit 2\]'
input A10.15 'percent run together' "brief -q 'count figures where measure = growth and value > 30%'" '^ *5 '

input A11.1 'dollars, euros, signs' 'cells Investment 5mUSD 2.5bnEUR €3m 3m€ USD4m' '5m USD' '2\.5bn EUR' '3m EUR' '4m USD' '\[exit 0\]'
input A11.2 'with a sign of vagueness' 'cells Investment "~5mCNY" ">5mCNY" "≤5mCNY" "about 5mCNY"' 'about 5m CNY' 'more than 5m CNY' 'up to 5m CNY' '\[exit 0\]'
input A11.3 'a range' 'cells Investment "5m to 6mCNY"' '5m to 6m CNY'
input A11.4 'in JSON lines' 'printf "%s\n" "{\"name\": \"A\", \"investment\": \"5mCNY\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl; mine "show investment" -q' '5m CNY'
input A11.5 'in a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "investment = \"5mCNY\"" "cite.p = 1" >d.toml; brief load x.db d.toml; ask -q "projects where id = pp show investment"' '5m CNY'
input A11.6 'a currency that is none: no repair without the scale' 'celloffers Investment 5mCNX' '!then: P1 +5 CNY' '!refused'
input A11.7 'a blank in another place' 'cells Investment "5 mCNY" "5bn  yuan"' '5m CNY' '5bn CNY'
input A11.9 'guard: Chinese run together' 'cells Investment 3.6亿元 5000万元' '360m CNY' '50m CNY'

input A12.1 'a vague amount' 'cells Investment "about 1.500 EUR"' '1,500' '\[exit 1\]'
input A12.2 'a range' 'cells Investment "1.000 to 2.000 EUR"' '\[exit 1\]' '1,000'
input A12.3 'a quantity' 'figs "12.500 t"' '12,500' '\[exit 1\]'
input A12.4 'a number' "brief 'projects where size > 1.500'" '\[exit 2\]'
input A12.5 'three groups are thousands, or refused, never 1.234' 'cells Investment "1.234.567 EUR"' '(1,234,567|1\.234567m|\[exit 1\])' '!1\.23 EUR'
input A12.6 'both signs as in Rome' 'cells Investment "1.234,56 EUR"' '(1,234\.56|\[exit 1\])' '!1\.23 EUR'
input A12.7 'a parameter' 'brief --set "x=1.500 EUR" "projects where investment > \$x"' '1,500' '\[exit 2\]'
input A12.8 'in JSON lines as text' 'printf "%s\n" "{\"name\": \"A\", \"investment\": \"10.000 yuan\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl' '10,000' '\[exit 1\]'
input A12.9 'in a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "investment = \"10.000 yuan\"" "cite.p = 1" >d.toml; brief load x.db d.toml' '10,000' '\[exit 1\]'
input A12.10 'the sign in front' "brief 'projects where investment > €1.500'" '1,500' '\[exit 2\]'
input A12.11 'guard: nothing before the point' 'cells Investment "0.500 EUR"' '0\.5' '\[exit 0\]'
input A12.12 'guard: four digits before the point' 'cells Investment "1234.500 EUR"' '1,234\.5' '\[exit 0\]'
input A12.13 'guard: a scale behind' 'cells Investment "2.500 billion EUR" "1.125m CNY" "3.600亿元"' '2\.5bn EUR' '1\.125m CNY' '360m CNY' '\[exit 0\]'
input A12.14 'guard: commas in groups' 'cells Investment "1,500 EUR" "12,345,678 EUR"' '1,500 EUR' '\[exit 0\]'
input A12.15 'guard: two and four digits' 'figs "1.25 t" "83.67%" "1.2 km"' '\[exit 0\]'
input A12.16 'repairs offered for both readings load' 'celloffers Investment "10.000 yuan"' 'then: P1 +10,000 CNY' '!refused'

input A13.1 'completed_on' 'offers "projects where completed_on = 2020"' '!offer: projects where date = 2020' '!offer: projects where status'
input A13.4 'a person has no birthday' 'offers "people where born_in = Qingdao"' '!offer: people where (organization|role)[a-z.]* = Qingdao$'
input A13.5 'twin_of' 'offers "places where capital_of = China"' '!offer: places where (place|country|city) (=|within) China'
input A13.6 'loan of a project' 'offers "projects where loan_interest > 5%"' '!offer: projects where investment'
input A13.7 'guard: a mistyped field is repaired' 'offers "projects where citty = Qingdao"' 'offer: projects where city = Qingdao' '!refused'
input A13.8 'guard: year is the date' 'offers "events where year = 2020"' 'offer: events where date = 2020' '!refused'
input A13.9 'guard: two letters exchanged' 'offers "projects where invesmtent > 1bn"' 'offer: projects where investment > 1bn'
input A13.10 'what is shown' 'offers "projects show name, cancelled_on"' '!offer: projects show name, date'
input A13.11 'what it is ordered by' 'offers "projects order by profit desc limit 3"' '!offer: projects order by investment'
input A13.12 'not a repair of another kind of thing' 'offers "projects where ceo_of = Cargolux"' '!offer: projects where (place|partner|investor)'
input A13.13 'words of a field with a negation in it' 'offers "projects where not_signed_at = 2020"' '!offer: projects where signed_at = 2020' '!offer: projects where date = 2020'

input A14.1 'within' "brief -q 'count projects where place within Jnan'" 'Jnan'
input A14.2 'a name in quotes' "brief -q 'count people where name = \"Meng Fanly\"'" 'Meng Fanly'
input A14.3 'to a file' "brief -q 'projects where city = Jnan' -o a.csv; wc -l a.csv" 'Jnan'
input A14.4 'in csv the rows stay clean' "brief -q 'projects where city = Jnan' --format csv 2>err.txt; echo; cat err.txt" '^name,[^J]*Jnan'
input A14.5 'in a script' 'echo "count projects where city = Jnan" >s.txt; brief -q -f s.txt' 'Jnan'
input A14.6 'a parameter' "brief -q --set x=Jnan 'count projects where city = \$x'" 'Jnan'
input A14.7 'strict: within' "brief --strict 'count projects where place within Jnan'" 'Jnan' '\[exit 2\]' '!unexpected'
input A14.8 'strict: a parameter' "brief --strict --set x=Jnan 'count projects where city = \$x'" 'Jnan' '\[exit 2\]' '!unexpected'
input A14.9 'strict and quiet' "brief --strict -q 'count projects where city in (Qingdao, Jnan)'" 'Jnan' '\[exit 2\]' '!unexpected'
input A14.10 'strict: a script stops at its place' 'printf "%s\n" "count projects;" "count projects where city = Jnan;" "count events" >s.txt; brief -q --strict -f s.txt' '18' 's.txt:2' '\[exit 2\]' '! 15 '
input A14.11 'strict: notes are no mistakes' "brief --strict 'projects where city = Qingdao and investment > 1bn'" '2 projects' '\[exit 0\]'
input A14.12 'strict: no rows are no mistake' "brief --strict 'projects where city = Qingdao and investment > 100bn'" 'no projects' '\[exit 0\]'
input A14.13 'guard: quiet says nothing where all is known' "brief -q 'count projects where city in (Qingdao, Jinan)' 2>&1" '^1[0-9] \[exit 0\]'
input A14.15 'as JSON' "brief -q 'projects where city = Jnan' --format json" 'Jnan' '\[\]'

input A15.1 'in groups' 'mixed >/dev/null; mine "by status show status, sum of investment" -q' '3 of 4 known' '!1 of 4'
input A15.2 'beside another total' 'mixed >/dev/null; mine "show count, sum of investment" -q' '3 of 4 known' '!1 of 4'
input A15.3 'groups of which one has two currencies' 'mixed >/dev/null; mine "by city show city, sum of investment" -q' 'Jinan[^Q]*1 of 2 known' '!1 of 2 known.*1 of 2 known'
input A15.4 'the average' 'mixed >/dev/null; mine "show average of investment" -q' '!1 of 4'
input A15.5 'quantities of several units' 'figs "5 t" "6 km" "7%" >/dev/null; ask "figures where any source (id = reg) show sum of value" -q' '!1 of 3'
input A15.6 'guard: one currency' 'P Name,Investment,Paragraph "A,5m CNY,1" "B,6m CNY,2" C,,3 >/dev/null; mine "show sum of investment" -q' '11m CNY' '2 of 3 known'
input A15.7 'all known, of two currencies' 'P Name,Investment,Paragraph "A,5m CNY,1" "B,6m EUR,2" >/dev/null; mine "show sum of investment" -q' '5m CNY' '6m EUR' '!1 of 2'
input A15.8 'in markdown' 'mixed >/dev/null; mine "show sum of investment" -q --format markdown' '3 of 4 known' '!1 of 4'

# ---------------------------------------------------------------- B. in and out

input B1.1 'plus, minus, at' 'named "+5 tower" "-6 tower" "@home" >/dev/null; trip projects csv' 'alike'
input B1.2 'an apostrophe that was there before' 'named "${APOS}=1+1 tower" "=2+2 tower" "${APOS}hello" "${APOS}${APOS}-5" >/dev/null; trip projects csv' 'alike'
input B1.3 'quotes, commas, semicolons' 'named "A \"quoted\" one" "B, one; two" "C | pipe" "D #3" >/dev/null; trip projects csv' 'alike'
input B1.4 'the same in TSV' 'named "=1+1" "+5" "A \"quoted\" one" "B, one; two" >/dev/null; trip projects tsv' 'alike'
input B1.5 'the same in JSON lines' 'named "=1+1" "+5" "A \"quoted\" one" "C:\\new" >/dev/null; trip projects jsonl' 'alike'
input B1.6 'amounts of every wording' 'cells Investment "5m CNY" "about 5m EUR" "more than 5m USD" "at least 1bn JPY" "nearly 3m GBP" "less than 4m CNY" "up to 5m CNY" "5m to 6m CNY" "0 CNY" "1,234.56 CNY" >/dev/null; trip projects csv' 'alike'
input B1.7 'dates of every wording' 'cells Date 2020 2020-01 2020-01-15 2020H1 2020Q3 "2024-10-07..2024-10-15" "within 2024-06" "..2020-08" "2014-06.." >/dev/null; trip projects csv' 'alike'
input B1.8 'dates, in TSV' 'cells Date 2020 2020Q3 "2024-10-07..2024-10-15" "within 2024-06" "..2020-08" "2014-06.." >/dev/null; trip projects tsv' 'alike'
input B1.9 'figures below nothing' 'rows figures.csv subject,measure,value,period,facet,Paragraph "qingdao,growth,-2.5%,2020,=sum,1" "jinan,rank,no. 5,2020,-,2" "qingdao,cargo,14 per week,2021,+,3"; load figures.csv >/dev/null; trip figures csv' 'alike'
input B1.10 'statements that begin with a sign' 'rows statements.csv speaker,gist,topic,Paragraph "qingdao,\"=A1, he said\",-5 degrees,1"; load statements.csv >/dev/null; trip statements csv' 'alike'
input B1.11 'with a byte order mark' 'named "=1+1 tower" "Größe" >/dev/null; mine "show everything" -q --format csv --bom >projects.csv; cite projects.csv; again projects.csv --source reg; brief -q y.db "projects show name" --format jsonl' '"=1\+1 tower"' 'Größe'
input B1.12 'by the name of the file' 'named "=1+1 tower" >/dev/null; mine "show everything" -o projects.csv; cite projects.csv; again projects.csv --source reg; brief -q y.db "projects show name" --format jsonl' '"=1\+1 tower"'
input B1.13 'a formula is still none for a spreadsheet' 'named "=1+1 tower" >/dev/null; mine "show name" -q --format csv' '!name =1' '!,=1'
input B1.14 'a name of two lines, in every format' 'printf "%s\n" "{\"name\": \"one\\ntwo\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl >/dev/null; trip projects csv; rm -f y.db; trip projects tsv' 'alike.*alike'

input B2.1 'a backslash and n' 'named "C:\\new\\table" "\\N" "a\\\\b" "end\\" >/dev/null; trip projects tsv' 'alike'
input B2.2 'codes unknown stay unknown' 'rows places.csv Name,type,Paragraph "C:\\dir place,city,1"; load places.csv >/dev/null; trip places tsv; brief -q y.db "places where name contains dir and iso is known"' 'alike' 'no places'
input B2.3 'in csv too' 'named "C:\\new\\table" "\\N" "NULL" >/dev/null; trip projects csv' 'alike'
input B2.4 'a tab in a name' 'printf "%s\n" "{\"name\": \"one\\ttwo\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl; trip projects tsv' 'alike'
input B2.5 'words for nothing stay words' 'named null NA none "n/a" unknown >/dev/null; trip projects tsv' 'alike'
input B2.6 'organizations' 'rows organizations.csv Name,type,Paragraph "A\\B Bank,bank,1" "=C Co,company,2"; load organizations.csv >/dev/null; trip organizations tsv' 'alike'

input B3.1 'events' "ask 'events show everything' -q --format csv >events.csv; cite events.csv; brief load x.db events.csv --source reg" '!error' '\[exit 0\]'
input B3.2 'in JSON lines' "ask 'projects show everything' -q --format jsonl >projects.jsonl; cite projects.jsonl; brief load x.db projects.jsonl --source reg" '!error' '\[exit 0\]'
input B3.3 'in TSV' "ask 'projects show everything' -q --format tsv >projects.tsv; cite projects.tsv; brief load x.db projects.tsv --source reg" '!error' '\[exit 0\]'
input B3.4 'organizations and places' "ask 'organizations show everything' -q --format csv >organizations.csv; cite organizations.csv; ask 'places show everything' -q --format csv >places.csv; cite places.csv; brief load x.db organizations.csv places.csv --source reg" '!error' '\[exit 0\]'
input B3.5 'figures' "ask 'figures show everything' -q --format csv >figures.csv; cite figures.csv; brief load x.db figures.csv --source reg" '!error' '\[exit 0\]'
input B3.6 'the columns a question shows by itself' "ask 'projects' -q --format csv >projects.csv; cite projects.csv; brief load x.db projects.csv --source reg" '!error' '\[exit 0\]'
input B3.7 'rows that only may match' "ask 'projects where possibly investment > 60bn show name, investment' -q --format csv >projects.csv; cite projects.csv; brief load x.db projects.csv --source reg" '!error' '\[exit 0\]'
input B3.8 'with sources' "ask 'projects show name, status, investment with sources' -q --format csv >projects.csv; cite projects.csv; brief load x.db projects.csv --source reg" '!error' '\[exit 0\]'
input B3.9 'what is derived stays derived' "ask 'projects show id, name, part_of, investment' -q --format csv >projects.csv; cite projects.csv; brief load x.db projects.csv --source reg >/dev/null 2>&1; ask -q 'count projects where investment is known'; ask -q 'projects where city = Qingdao show sum of investment'" '^ *2 ' 'about 122\.7bn CNY'

input B4.1 'a heading of blanks' 'P "Name, ,Paragraph" "A one,5m CNY,1"' '(error|warning)' 'projects.csv:1'
input B4.2 'filled in one row only' 'P Name,,Paragraph A,,1 B,,2 C,lost,3' '(error|warning)' 'projects.csv:[14]'
input B4.3 'behind the last' 'P Name,Paragraph, A,1,lost' '(error|warning)' 'projects.csv:[12]'
input B4.4 'in TSV' 'printf "Name\t\tParagraph\nA\t5m CNY\t1\n" >projects.tsv; load projects.tsv' '(error|warning)' 'projects.tsv:1'
input B4.5 'an empty key of JSON' 'printf "%s\n" "{\"name\": \"A\", \"\": \"5m CNY\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl' '(error|warning)' 'projects.jsonl:1'
input B4.6 'one heading twice' 'P Name,Investment,Investment,Paragraph "A,5m CNY,6m CNY,1"' '(error|warning)' 'projects.csv:1'
input B4.7 'one heading twice, spelt in two ways' 'P "Name,Signed At,signed_at,Paragraph" "A,hub-press-conference-2020,,1"' '(error|warning)' 'projects.csv:1'
input B4.8 'one key of JSON twice' 'printf "%s\n" "{\"name\": \"A\", \"investment\": \"5m CNY\", \"investment\": \"6m CNY\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl' '(error|warning)'
input B4.9 'more cells than headings' 'P Name,Paragraph "A,1,5m CNY"' 'error' 'projects.csv:2' '\[exit 1\]'
input B4.10 'guard: empty columns at the end, as spreadsheets leave them' 'P Name,Paragraph,, A,1,, B,2,,' '2 new' '!warning' '\[exit 0\]'
input B4.11 'guard: empty lines at the end' 'P Name,Paragraph A,1 "" ""' '1 new' '\[exit 0\]'
input B4.12 'lines of commas at the end are none' 'P Name,Investment,Paragraph "A,5m CNY,1" ,, ,,' '1 new' '\[exit 0\]'
input B4.13 'two headings for one place' 'P Name,City,Place,Paragraph A,Qingdao,Jinan,1' '(error|warning)'

input B5.1 'case and blanks do not make another name' 'P Name,Investment,Paragraph "Highway project,5m CNY,1" "highway  PROJECT,,2"' ':2' ':3'
input B5.2 'people' 'rows people.csv Name,Paragraph "Li Wei,1" "Li Wei,2"; load people.csv' 'Li Wei' ':3'
input B5.3 'JSON lines' 'printf "%s\n" "{\"name\": \"Road\", \"date\": \"2020\", \"paragraph\": 1}" "{\"name\": \"Road\", \"status\": \"signed\", \"paragraph\": 2}" >projects.jsonl; load projects.jsonl' 'Road' ':2'
input B5.4 'a name already in the base' 'P Name,Date,Paragraph "SCO Finance Building project,2021,1"' 'SCO Finance Building'
input B5.5 'in two tables of one load' 'rows a/projects.csv Name,Investment,Paragraph "Road,5m CNY,1"; rows b/projects.csv Name,Date,Paragraph Road,2020,2; load a/projects.csv b/projects.csv' 'Road'
input B5.6 'guard: ids tell them apart' 'P id,Name,Paragraph r1,Road,1 r2,Road,2; mine "show id" -q' '2 new' '2 projects'
input B5.7 'guard: the same file again' 'P Name,Paragraph Road,1 Rail,2 >/dev/null; load projects.csv' '0 new, 2 same, 0 changed, 0 removed' '\[exit 0\]'
input B5.8 'guard: records need no names' 'rows figures.csv subject,measure,value,period,Paragraph "qingdao,cargo,5 t,2001,1" "qingdao,cargo,6 t,2002,2"; load figures.csv' '2 new' '\[exit 0\]'
input B5.9 'guard: a table may cite what is there' 'rows organizations.csv id,Name,type,Paragraph ",New Shipping Co,company,1"; rows participations.csv what,who,role,Paragraph "hub-press-conference-2020,New Shipping Co,attendee,1"; load organizations.csv participations.csv' '2 new' '\[exit 0\]'
input B5.10 'two rows that contradict each other' 'P Name,Investment,Paragraph "Road,5m CNY,1" "Road,6m CNY,2"' '(error|warning)' 'Road'

input B6.1 'blanks behind the closing quote' 'P "Name ,Paragraph" "\"A one\" ,1"; mine "show name" -q --format jsonl' '"A one"'
input B6.2 'an amount with its comma' 'P "Name, Investment, Paragraph" "A, \"1,500 EUR\", 1"; mine "show investment" -q' '1,500 EUR'
input B6.3 'a comma in a name behind a blank' 'P "Paragraph, Name" "1, \"A, one\""; mine "show name" -q --format jsonl' '"A, one"'
input B6.4 'semicolons' 'P "Paragraph; Name" "1; \"A; one\""; mine "show name" -q --format jsonl' '"A; one"'
input B6.5 'a quoted heading' 'P "\"Paragraph\", \"Name\"" "1, \"A one\""; mine "show name" -q --format jsonl' '"A one"'
input B6.7 'guard: a sign for inches' 'P Name,Paragraph "Pipe of 5\" width,1"; mine "show name" -q --format jsonl' '5\\" width'
input B6.8 'guard: blanks round bare cells' 'P " Name , Paragraph " " A one , 1 "; mine "show name" -q --format jsonl' '"A one"'
input B6.9 'words behind a closing quote are not lost' 'P Name,Paragraph "\"A\" one,1"; mine "show name" -q --format jsonl' '(error|A\\?"? one)'

input B7.1 'a symbolic link stays one' 'mkdir real; mv x.db real/x.db; ln -s real/x.db x.db; P Name,Paragraph A,1; [ -L x.db ] && echo link; brief -q real/x.db "count projects where any source (id = reg)"' 'link' ' 1 ' '\[exit 0\]'
input B7.2 'a link to a link' 'mv x.db z.db; ln -s z.db y.db; ln -s y.db x.db; P Name,Paragraph A,1; [ -L x.db ] && [ -L y.db ] && [ ! -L z.db ] && echo links; brief -q z.db "count projects where any source (id = reg)"' 'links' ' 1 '
input B7.3 'a hard link is told' 'ln x.db w.db; P Name,Paragraph A,1; cmp -s x.db w.db && echo alike' '(alike|link)'
input B7.6 'an answer goes through a link' 'mkdir d; touch d/a.csv; ln -s d/a.csv a.csv; ask -q "projects" -o a.csv; [ -L a.csv ] && echo link; wc -l d/a.csv' 'link' '19 d/a.csv'
input B7.8 'a dry run leaves all as it is' 'chmod 640 x.db; rows projects.csv Name,Paragraph A,1; a=$(stat -c "%i %a %Y" x.db); load projects.csv --dry-run; [ "$a" = "$(stat -c "%i %a %Y" x.db)" ] && echo untouched' 'untouched'

input B8.1 'guillemets and low quotes' 'named "The «Belt» line" "The „Road“ line" >/dev/null; mine "and name contains \"the \\\"Belt\\\" line\"" -q; mine "and name contains \"the \\\"Road\\\" line\"" -q' '«Belt».*„Road“'
input B8.2 'typographic quotes typed, straight ones kept' "ask -q 'sources where name contains ${APOS}\"“Asia-Chengdu-Europe”\"${APOS}'; ask -q \"sources where name contains '“Asia-Chengdu-Europe”'\"" '1 source'
input B8.3 'corner brackets' 'named "「一带」 line" >/dev/null; mine "and name contains \"\\\"一带\\\" line\"" -q' '1 project'
input B8.4 'the whole name' 'named "The “Blue” line" >/dev/null; mine "and name = \"The \\\"Blue\\\" line\"" -q' '1 project'
input B8.5 'a source named by its title in a table' 'rows sources.csv id,name,paragraphs "q9,The “Blue” Book,5"; rows projects.csv Name,Source,Paragraph "A,\"The \"\"Blue\"\" Book\",1"; brief load x.db sources.csv projects.csv' '2 new' '\[exit 0\]'
input B8.6 'single quotes of both kinds' 'named "The ‘Blue’ line" >/dev/null; mine "and name contains \"${APOS}Blue${APOS}\"" -q' '1 project'
input B8.7 'full-width quotes' 'named "The ＂Blue＂ line" >/dev/null; mine "and name contains \"\\\"Blue\\\"\"" -q' '1 project'
input B8.8 'guard: apostrophes' 'named "Xi’an port" >/dev/null; mine "and name contains Xi${APOS}an" -q' '1 project'
input B8.9 'a text' 'rows events.csv Name,theme,Paragraph "Fair,The “Blue” way,1"; load events.csv >/dev/null; ask -q "events where theme contains \"\\\"Blue\\\"\" show name"' 'Fair'

# ---------------------------------------------------------------- C. readings

input C1.1 'provinces and countries in traditional characters' "ask -q 'count projects where province = 山東'; ask -q 'count places where country = 中國'" '^1[0-9] +[1-9]' '!warning'
input C1.2 'both at once' "ask -q 'count projects where city = 青島市'; ask -q 'count projects where province = 山东省'" '^14 +1[0-9]' '!warning'
input C1.3 'municipalities and foreign countries' "ask -q 'count places where name = 重庆市'; ask -q 'count places where name = 法國'; ask -q 'count places where name = 韓國'" '^[1-9] +[1-9] +[1-9]' '!warning'
input C1.4 'a county behind its name is no city' "ask 'projects where city = 平度市'" '(Pingdu|平度)' '\[exit 2\]' '!no place'
input C1.5 'in a parameter' "ask -q --set x=青島 'count projects where city = \$x'" '^14 ' '!warning'
input C1.6 'in cells' 'P Name,City,Paragraph "P1,青島市,1" "P2,濟南,2"; mine "show city" -q' 'Qingdao' 'Jinan'
input C1.7 'nearly, over, at least' 'cells Investment 近2亿元 逾3亿元 不少于5000万元' 'nearly 200m CNY' 'more than 300m CNY' 'at least 50m CNY' '\[exit 0\]'
input C1.8 'more behind the number' 'cells Investment 3亿多元 50余万元' 'more than 300m CNY' 'more than 500k CNY|more than 500,000 CNY' '\[exit 0\]'
input C1.9 'written out' 'cells Investment 十二亿元 两千万美元 一百二十万欧元 二十五亿元' '1\.2bn CNY' '20m USD' '1\.2m EUR' '2\.5bn CNY' '\[exit 0\]'
input C1.10 'full-width digits' 'cells Investment １０亿元 "３．６亿元"' '1bn CNY' '360m CNY' '\[exit 0\]'
input C1.11 'a question in Chinese figures' "ask -q 'count projects where city = Qingdao and investment > 十亿元'; ask -q 'count projects where investment > 790亿5000万元'" '^2 +1 ' '!error'
input C1.12 'the other half, a quarter' 'cells Date 2020年下半年 2020年第一季度 2020年三季度' '2020H2' '2020Q1' '2020Q3' '\[exit 0\]'
input C1.13 'a year in Chinese figures' 'cells Date 二〇二〇年六月 二零二零年' '2020-06' '2020 ' '\[exit 0\]'
input C1.14 'guard: what is read already' 'cells Date 2020年 2020年6月 2020年6月29日' '2020-06-29' '\[exit 0\]'
input C1.15 'guard: plain' 'cells Investment 3.6亿元 5万元 2千万元 1万亿元' '360m CNY' '20m CNY' '1,000bn CNY|1tn CNY' '\[exit 0\]'
input C1.16 'guard: a name that ends in such a word' 'P Name,Paragraph 上海城市,1 开发区,2 >/dev/null; mine "and name = 开发区 show name" -q; mine "and name contains 城市 show name" -q' '开发区.*上海城市'

input C2.1 'figures' 'rows figures.csv subject,measure,value,unit,period,Paragraph "qingdao,cargo,500,t,2001,1" "qingdao,cargo,7,km,2002,2"; load figures.csv; ask -q "figures where any source (id = reg) show value"' '500 t' '7 km' '!left out'
input C2.2 'other words and places in the heading' 'P "Name,Investment [EUR m],Paragraph" P1,300,1; mine "show investment" -q' '300m EUR'
input C2.3 'behind “in”' 'P "Name,Investment in USD million,Paragraph" P1,300,1; mine "show investment" -q' '300m USD'
input C2.4 'in Chinese' 'P "Name,Investment (亿元),Paragraph" P1,3.6,1; mine "show investment" -q' '360m CNY'
input C2.5 'full-width brackets' 'P "Name,Investment（万美元）,Paragraph" P1,300,1; mine "show investment" -q' '3m USD'
input C2.6 'the cell has its own unit, another' 'P Name,Investment,Currency,Paragraph "P1,5m EUR,USD,1"' '(EUR|USD)' '\[exit 1\]'
input C2.7 'the cell has its own unit, the same' 'P Name,Investment,Currency,Paragraph "P1,5m EUR,EUR,1"; mine "show investment" -q' '5m EUR' '1 new' '!left out'
input C2.8 'a row without a currency' 'P Name,Investment,Currency,Paragraph P1,300000000,EUR,1 P2,5000000,,2' 'projects.csv:3' 'currency' '!projects.csv:2' '\[exit 1\]'
input C2.9 'a currency that is none' 'P Name,Investment,Currency,Paragraph P1,300,XQZ,1' 'XQZ' '\[exit 1\]'
input C2.10 'nothing but a currency' 'P Name,Investment,Currency,Paragraph P1,,EUR,1; mine "show name, investment" -q' '1 new' '\[exit 0\]'
input C2.11 'JSON lines' 'printf "%s\n" "{\"name\": \"A\", \"investment\": 300000000, \"currency\": \"EUR\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl; mine "show investment" -q' '300m EUR'
input C2.12 'vagueness stays' 'P "Name,Investment (USD million),Paragraph" "P1,about 300,1" "P2,>5,2" "P3,5 to 7,3"; mine "show investment" -q' 'about 300m USD' 'more than 5m USD' '5m to 7m USD'
input C2.13 'a scale without a currency' 'P "Name,Investment (million),Paragraph" P1,300,1; mine "show investment" -q' 'currency' '!300 '
input C2.14 'words in brackets that are no unit are not swallowed' 'P "Name,Investment (planned),Paragraph" "P1,5m CNY,1"' '(warning|error)' 'planned'
input C2.15 'a share' 'rows figures.csv subject,measure,"value (%)",period,Paragraph qingdao,growth,5.5,2001,1; load figures.csv; ask -q "figures where any source (id = reg) show value"' '5\.5%'
input C2.16 'an amount whose heading already says it' 'P "Name,Investment (USD million),Paragraph" "P1,300 USD,1"; mine "show investment" -q' 'this can mean 300 USD, or 300m USD if its heading'

input C3.1 'Swiss, Saudi, Turkish, Vietnamese, Thai, Kenyan, Egyptian' 'cells Investment "5m CHF" "5m SAR" "5m TRY" "5m VND" "5m THB" "5m KES" "5m EGP"' 'CHF' 'SAR' 'TRY' 'VND' 'THB' 'KES' 'EGP' '7 new'
input C3.2 'in a question' "ask 'projects where investment > 5m PKR'" '!error' '\[exit 0\]'
input C3.3 'in small letters, in front, run together' 'cells Investment "5m pkr" "INR 5m" "5mKZT"' 'PKR' 'INR' 'KZT' '3 new'
input C3.4 'three minor digits' 'cells Investment "10.1255 KWD"; cells Investment "0.125 KWD"' '1 new.* 0\.125 KWD' 'projects.csv:2'
input C3.5 'no minor digits' 'cells Investment "500 VND" "500.25 CLP"' 'projects.csv:3' '!projects.csv:2'
input C3.6 'a code that is none' 'cells Investment "5m XQZ"' 'XQZ' '(catalog|schema)' '\[exit 1\]'
input C3.7 'energy, volume, land' 'figs "5 GWh" "300 kWh" "2m m3" "500 亩" "500 m³"' '5 GWh' '300 kWh' '500 (mu|亩)' '5 new'
input C3.8 'people' 'figs "3,000 jobs" "300 people"' '3,000' '300' '2 new'
input C3.10 'powers of one dimension are compared' 'figs "500 MW" "12 GW" "50 kW" >/dev/null; ask -q "figures where any source (id = reg) and value > 0.1 GW"' '500 MW' '12 GW' '!50 kW'
input C3.11 'power and energy are not alike' 'figs "500 MW" "5 GWh" >/dev/null; ask -q "figures where any source (id = reg) and value > 1 MW"' '500 MW' '!5 GWh'
input C3.12 'a unit that is none' 'figs "500 furlongs"' 'furlongs' '(catalog|schema)' '\[exit 1\]'
input C3.13 'rupees of which country' 'cells Investment "5m rupees"' '\[exit 1\]' 'INR|PKR'
input C3.14 'guard: the known' 'cells Investment "5m yuan" "\$20bn" "€3m" "5m won" "HK\$5m" "5m roubles"' 'CNY' 'USD' 'EUR' 'KRW' 'HKD' 'RUB' '6 new'
input C3.15 'guard: quantities that are read' 'figs "500 km" "1.2m tonnes" "165 containers" "5 ha" "2,000 TEU" "14 per week" "60%"' '7 new'

input C4.1 'minutes, zones, fractions' 'cells Date "2020-12-31 23:59" 2020-12-31T10:00:00+08:00 2020-12-31T10:00:00.000Z' '2020-12-31.*2020-12-31.*2020-12-31' '\[exit 0\]'
input C4.2 'months by name' 'cells Date "31 Dec 2020" "Dec 31, 2020" Dec-2020 "December 2020" 31-December-2020' '2020-12-31.*2020-12-31.*2020-12 .*2020-12 .*2020-12-31' '\[exit 0\]'
input C4.3 'halves and quarters' 'cells Date 2020-H1 1H2020 "Q1-2020" "Q1/2020"' '2020H1.*2020H1.*2020Q1.*2020Q1' '\[exit 0\]'
input C4.4 'one reading of a day' 'cells Date 31.12.2020 31/12/2020 2020/12/31 2020.12.31' '2020-12-31.*2020-12-31.*2020-12-31.*2020-12-31' '\[exit 0\]'
input C4.5 'months before days' 'cells Date 01/13/2020 02/03/2020; mine "show date" -q' '2 new' '2020-01-13' '2020-02-03' '!error'
input C4.6 'no order fits all' 'cells Date 13/01/2020 01/13/2020' 'projects.csv:[23]' '\[exit 1\]'
input C4.7 'two orders fit' 'cells Date 02/03/2020 04/05/2020' '--dates' '2020-02-03' '\[exit 1\]'
input C4.8 'an order that does not fit' 'rows projects.csv Name,Date,Paragraph P1,13/01/2020,1; load projects.csv --dates mdy' '(projects.csv:2|13/01/2020)' '\[exit 1\]'
input C4.9 'dots, in JSON lines' 'printf "%s\n" "{\"name\": \"A\", \"date\": \"13.01.2020\", \"paragraph\": 1}" "{\"name\": \"B\", \"date\": \"02.03.2020\", \"paragraph\": 2}" >projects.jsonl; load projects.jsonl; mine "show date" -q' '2 new.*2020-01-13.*2020-03-02'
input C4.10 'ends of a time that lasted' 'cells Date "13/01/2020..15/01/2020"' '(2020-01-13\.\.2020-01-15|\[exit 1\])' '!2020-13'
input C4.11 'guard: a day of two readings is refused in a question' "ask 'events where date = 01/02/2020'" '2020-01-02' '2020-02-01' '\[exit 2\]'
input C4.12 'guard: what has no date is no serial number' 'cells Date 2020 1999' '2020' '1999' '\[exit 0\]'
input C4.13 'years of two digits' 'cells Date 13/01/20' '\[exit 1\]'
input C4.14 'a day that there is not' 'cells Date 31/02/2020 2020-02-30T00:00:00' '\[exit 1\]' 'projects.csv:2' 'projects.csv:3'
input C4.15 'another field, another kind' 'rows sources.csv id,name,published,paragraphs "s9,Nine,15-Mar-2021,5" "s8,Eight,2021-03-16 00:00:00,5"; brief load x.db sources.csv; ask -q "sources where id in (s9, s8) show published"' '2021-03-15' '2021-03-16'
input C4.16 'a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "published = 2021-03-15T10:00:00Z" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "date = \"15-Jan-2020\"" "cite.p = 1" >d.toml; brief load x.db d.toml; ask -q "projects where id = pp show date"' '2020-01-15'

input C5.1 'dates' 'cells Date n/a' 'not stated' '\[exit 1\]'
input C5.2 'one of a list' 'cells Status TBD' 'not stated' '\[exit 1\]'
input C5.3 'a place' 'P Name,Place,Paragraph P1,不详,1' 'not stated' '\[exit 1\]'
input C5.5 'several words for nothing' 'rows projects.csv Name,Investment,Date,Paragraph P1,n/a,TBD,1; load projects.csv --null n/a --null TBD; mine "show name, investment" -q' '1 project' '\[exit 0\]'
input C5.6 'a word for nothing in every column' 'rows projects.csv Name,Investment,Place,Status,Date,Paragraph P1,-,-,-,-,1; load projects.csv --null -; mine "show name" -q' '1 project' '\[exit 0\]'
input C5.7 'JSON lines' 'printf "%s\n" "{\"name\": \"A\", \"investment\": \"undisclosed\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl; load projects.jsonl --null undisclosed' 'not stated' '1 new'
input C5.8 'a name of nothing is none' 'rows projects.csv Name,Paragraph n/a,1; load projects.csv --null n/a' '(error|name)' '\[exit 1\]'
input C5.9 'guard: not stated is a claim' 'P Name,Investment,Paragraph "P1,not stated,1"; mine "show investment with sources"' 'not stated' '1 new'
input C5.10 'guard: an empty cell' 'P Name,Investment,Paragraph P1,,1; mine "and investment is unknown" -q' '1 project'
input C5.11 'NULL as databases write it' 'cells Investment NULL' '(not stated|--null)' '\[exit 1\]'
input C5.12 'a word in a text stays a word' 'rows events.csv Name,theme,Paragraph "Fair,unknown lands,1"; load events.csv --null unknown; ask -q "events where name = Fair show theme"' 'unknown lands'

input C6.1 'an exponent' 'celloffers Investment "1e9 CNY"; celloffers Investment 1e9' '!refused'
input C6.2 'an exponent as spreadsheets write it' 'celloffers Investment "1.5E+08 CNY"' '!refused' '!1\.5 CNY'
input C6.3 'in a question' 'offers "projects where investment > 20,00,00,000"; offers "projects where investment > 1e9"' '!refused'
input C6.4 'Swiss and French groups' "celloffers Investment \"1\${APOS}000\${APOS}000 EUR\"; celloffers Investment '1 000 000 EUR'; celloffers Investment '1 000 000 EUR'" '!refused' '!P1 +1 EUR'
input C6.5 'a comma as the point' 'celloffers Investment "5,5m EUR"' '!refused' 'accepted|5\.5m EUR'
input C6.6 'words for scales' 'celloffers Investment "5mil EUR"; celloffers Investment "5M\$"; celloffers Investment "5 milliards EUR"' '!refused' '!P1 +5 EUR'
input C6.7 'a sum in the red' 'celloffers Investment "(5m CNY)"; celloffers Investment "+5m CNY"; celloffers Investment "-5m CNY"' '!refused'
input C6.10 'a bare amount' 'celloffers Investment 300000000; celloffers Investment 5m' '!refused'
input C6.11 'a day of two readings' 'celloffers Date 02/03/2020; celloffers Date 20200115' '!refused'
input C6.12 'one of a list' 'celloffers Status Finished; celloffers Status Signd' '!refused'
input C6.13 'a sign of two currencies' 'celloffers Investment ¥5m; offers "projects where investment > ¥5m"' '!refused' 'then: P1 +5m (CNY|JPY)'
input C6.14 'percent' 'offers "figures where value > 30 per cent"; offers "figures where value > 30pct"' '!refused'
input C6.15 'a number of a batch' 'offers "projects where size > 10 projects"; offers "projects where size > ten"' '!refused'

input C7.1 'codes of two and three letters' "ask -q 'count places where country = FRA'; ask -q 'count places where country = FR'; ask -q 'count places where country = fra'" '^[1-9][0-9]* +[1-9][0-9]* +[1-9]' '!warning'
input C7.2 'a country and an airport have one code' "ask 'count places where country = LUX'" '^[1-9]' '!error' '!warning'
input C7.4 'other names of countries' 'P Name,Country,Paragraph "P1,Ivory Coast,1" "P2,Turkey,2" "P3,Viet Nam,3" "P4,Lao PDR,4" "P5,Czechia,5" "P6,UAE,6" "P7,USA,7"; mine "show country" -q' ' 7 projects' '\[exit 0\]'
input C7.5 'accents' 'P Name,Country,Paragraph "P1,Côte d${APOS}Ivoire,1" "P2,Türkiye,2" "P3,São Tomé and Príncipe,3"' 'added from the atlas'
input C7.7 'a mistyped country, asked' "ask 'projects where country = Kazakstan'" 'Kazakhstan' '!projects where country = [^K]*$'
input C7.8 'three letters that mean nothing' "ask 'projects where country = XQZ'" 'XQZ' '!did you mean'
input C7.9 'a short word: nothing far away' "ask 'projects where place = CHX'; ask 'organizations where name = ABCD'" '!did you mean `?[A-Z][a-z]+ [A-Z][a-z]+ and' '!Zone'
input C7.10 'Chinese names of countries without projects' "ask 'projects where country = 沙特阿拉伯'; ask 'projects where country = 巴西'" '!no place' '!error'
input C7.12 'a name in quotes' "ask 'projects where country = \"Saudi Arabia\"'" '!no place' '\[exit 0\]'
input C7.13 'a country is no city' "ask 'projects where city = Saudi Arabia'" 'country' '\[exit 2\]'
input C7.14 'guard: the known' "ask -q 'count places where country = China'; ask -q 'count projects where country = France'" '^[1-9][0-9]* +[1-9]'
input C7.15 'a code in a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "place = \"Kenya\"" "cite.p = 1" >d.toml; brief load x.db d.toml; ask -q "projects where country = KEN show id"' 'pp'

input C8.1 'loaded' 'sqlite3 x.db "PRAGMA journal_mode=wal" >wal.txt; P Name,Paragraph A,1; ask -q "count projects where any source (id = reg)"' '!journal beside' '(^.*1 new.* 1 |help)'
input C8.2 'the card, the check, the parcel' 'sqlite3 x.db "PRAGMA journal_mode=wal" >wal.txt; brief about x.db | head -1; brief check x.db | tail -1; brief ship x.db y.db | head -1' '!journal beside'
input C8.3 'the way out works' 'sqlite3 x.db "PRAGMA journal_mode=wal" >wal.txt; brief x.db "count projects" >a.txt 2>&1 || { sed -n "s/.*\`\(sqlite3 [^\`]*\)\`.*/\1/p" a.txt >fix.sh; sh fix.sh >/dev/null; brief -q x.db "count projects" >a.txt 2>&1; }; cat a.txt' '18' '\[exit 0\]'
input C8.4 'an empty journal is none' ': >x.db-journal; ask -q "count projects"' '^18 '
input C8.5 'an empty WAL beside a base of the old way' ': >x.db-wal; ask -q "count projects"' '18|x.db-wal'
input C8.6 'guard: what another program has not finished is refused' 'sqlite3 x.db "PRAGMA journal_mode=wal; CREATE TABLE other(x); INSERT INTO other VALUES(1);" ".shell cp x.db z.db; cp x.db-wal z.db-wal" >wal.txt; [ -s z.db-wal ] || : ; brief z.db "count projects"' '(18|z.db)' '\[exit [03]\]'
input C8.7 'through the environment' 'sqlite3 x.db "PRAGMA journal_mode=wal" >wal.txt; BRIEF_DB=x.db brief -q "count projects"' '!journal beside'

input C9.3 'a new base where none can be made' 'brief new /proc/x.db; brief new no/such/x.db' '/proc/x.db' 'no/such' '!os error' '\[exit [123]\]'
input C9.4 'an answer where none can be kept' 'ask -q projects -o /proc/a.csv; ask -q projects -o no/such/a.csv' '/proc/a.csv' 'no/such' '!os error' '\[exit [123]\]'
input C9.5 'a parcel where none can be made' 'brief ship x.db no/such/y.db' 'no/such' '!os error' '\[exit [123]\]'
input C9.6 'a directory for a base, a directory for a table' 'mkdir d.db t.csv; rows projects.csv Name,Paragraph A,1; brief load d.db projects.csv; brief load x.db t.csv --kind project' 'd.db' 't.csv' '!os error' '\[exit [123]\]'
input C9.7 'a table that is not there' 'brief load x.db nope.csv --kind project' 'nope.csv' '!os error' '\[exit [123]\]'
input C9.9 'guard: a full disk is an error' 'ask -q projects >/dev/full' '\[exit 1\]'
input C9.10 'a script that is not there' 'brief -f nope.txt; brief -f .' 'nope.txt' '!os error' '\[exit [123]\]'

input C10.1 'JSON lines from a pipe' 'printf "%s\n" "{\"name\": \"A\", \"paragraph\": 1}" | brief load x.db - --kind project --as jsonl --source reg' '1 new' '\[exit 0\]'
input C10.2 'a pipe of which nobody says what it is' 'printf "%s\n" Name,Paragraph A,1 | brief load x.db - --kind project --source reg' '(1 new|--as)'
input C10.3 'a pipe of which nobody says of which kind' 'printf "%s\n" Name,Paragraph A,1 | brief load x.db - --as csv --source reg' '(kind)' '!neither a digest'
input C10.4 '/dev/stdin' 'printf "%s\n" Name,Paragraph A,1 | brief load x.db /dev/stdin --kind project --as csv --source reg' '1 new' '\[exit 0\]'
input C10.5 'compressed JSON lines and digests' 'printf "%s\n" "{\"name\": \"A\", \"paragraph\": 1}" >projects.jsonl; gzip projects.jsonl; printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "cite.p = 1" >d.toml; gzip d.toml; load projects.jsonl.gz; brief load x.db d.toml.gz' '1 new.*2 new' '\[exit 0\]'
input C10.7 'cut off in the middle' '{ echo Name,Paragraph; for n in $(seq 2000); do echo "Project number $RANDOM-$n,1"; done; } | gzip >a.gz; head -c 5000 a.gz >projects.csv.gz; load projects.csv.gz; ask -q "count projects where any source (id = reg)"' 'error' ' 0 '
input C10.8 'a compressed table from a pipe' 'printf "%s\n" Name,Paragraph A,1 | gzip | brief load x.db - --kind project --as csv --source reg' '(1 new|error)' '!panicked' '!bug in brief'
input C10.9 'a workbook' 'book projects.xlsx "Name|Status|Paragraph" "A one|signed|1" "B two|announced|2"; load projects.xlsx; mine "show name, status" -q' '2 new' 'A one'
input C10.10 'a workbook with numbers and gaps' 'book projects.xlsx "Name|Investment (USD million)|Status|Paragraph" "A|300||1" "B||signed|2"; load projects.xlsx; mine "show name, investment" -q' '2 new' '300m USD'
input C10.11 'an array on one line, of numbers and nothing' "printf '%s' '[{\"name\":\"A\",\"paragraph\":1,\"investment\":null},{\"name\":\"B\",\"paragraph\":2,\"investment\":\"5m CNY\"}]' >projects.json; load projects.json; mine 'show name, investment' -q" '2 new' '5m CNY'
input C10.12 'a mistake in an array has its place' "printf '%s\n' '[' '{\"name\":\"A\",\"paragraph\":1},' '{\"name\":\"B\",\"paragraph\":2,\"investment\":\"lots\"}' ']' >projects.json; load projects.json" 'projects.json:3' 'lots' '\[exit 1\]'
input C10.13 'what json prints loads' 'P Name,Investment,Paragraph "A,about 5m CNY,1" >/dev/null; mine "show name, investment" -q --format json >projects.json; sed -i "s/{\"name\"/{\"paragraph\":1,\"name\"/; s/{ *\"name\"/{\"paragraph\":1,\"name\"/" projects.json; again projects.json --source reg; brief -q y.db "projects show investment"' 'about 5m CNY'
input C10.14 'endings in capitals' 'rows PROJECTS.CSV Name,Paragraph A,1; load PROJECTS.CSV --kind project' '1 new' '\[exit 0\]'
input C10.16 'Latin letters of another time' 'printf "Name,Paragraph\nGr\xf6\xdfe,1\n" >projects.csv; load projects.csv' 'projects.csv' '(UTF-8|encoding)' '\[exit [12]\]'
input C10.17 'guard: semicolons and a byte order mark' 'printf "\xef\xbb\xbfName;Paragraph\nA;1\n" >projects.csv; load projects.csv' '1 new' '\[exit 0\]'

input C11.1 'another post' "brief 'people where chairman = Senote'" 'people where [^=]*role' '\[exit 2\]'
input C11.2 'in capitals' "brief 'people where Mayor = Qingdao'" 'people where [^=]*role' '\[exit 2\]'
input C11.3 'the repair works' 'offers "people where mayor = Qingdao"' 'offer: people where [^=]*role' '!refused' '![^0-9]0 offers'
input C11.4 'and finds the mayor' 'brief x.db "people where mayor = Qingdao" 2>&1 | grep -E "^ {10}people" | head -1 | sed "s/^ *//" >q.txt; brief -q x.db -f q.txt' 'Meng Fanli'
input C11.5 'shown' "brief 'people where mayor is known'" 'people where [^=]*role' '\[exit 2\]'
input C11.7 'a post of two words' "brief 'people where deputy_director = SCODA'" 'people where [^=]*role' '\[exit 2\]'
input C11.8 'guard: a title is led to its role' 'offers "people where title = Mayor"' 'offer: people where role\.title = Mayor' '!refused'
input C11.9 'guard: no post of this name leads nowhere' "brief 'people where shoesize = 44'" '!role\.title' '\[exit 2\]'

# ---------------------------------------------------------------- D. more of the same

# either FIELD QUESTION VALUE…: the answer over projects of these values, one load for each, in this order and in the other: `same`.
either() {
    local column="$1" question="$2" n=0 v file
    shift 2
    for v; do n=$((n + 1)); rows "e$n.csv" "Name,$column,Paragraph" "\"P$n\",\"$v\",$n"; done
    for file in $(ls e?.csv); do load "$file" --kind project >/dev/null 2>&1; done; brief x.db "$question" >one.txt
    cp "$room/base.db" x.db
    for file in $(ls -r e?.csv); do load "$file" --kind project >/dev/null 2>&1; done; brief x.db "$question" >two.txt
    cmp one.txt two.txt && echo same
    cat one.txt two.txt
}
ask_mine='projects where any source (id = reg)'

input D1.1 'the smallest' 'either Investment "$ask_mine show min of investment" "about 30m CNY" "30m CNY" "at least 30m CNY"' 'same' '!error'
input D1.2 'three wordings, as csv' 'either Investment "$ask_mine show max of investment" "more than 30m CNY" "30m CNY" "up to 30m CNY"; ask "$ask_mine show max of investment" -q --format csv' 'same' '!^30m CNY'
input D1.3 'the wording is as wide as its ends' 'P Name,Investment,Paragraph "A,about 30m CNY,1" "B,30m CNY,2" >/dev/null; mine "show max of investment" -q --format json' '("text": ?"about 30m CNY[^}]*33000000|30000000[^}]*"high": ?30000000)'
input D1.4 'dates' 'either Date "$ask_mine show max of date, min of date" 2020 2020-12-31 "within 2020-12"' '(same|error)'
input D1.5 'in groups' 'either Investment "$ask_mine by investment.unit show investment.unit, max of investment, min of investment" "30m EUR" "nearly 30m EUR" "30m CNY" "about 30m CNY"' 'same'
input D1.6 'the first of equals' 'either Investment "$ask_mine order by investment desc limit 1" "about 30m CNY" "30m CNY"; ask "$ask_mine show name order by investment desc" -q' '!error'
input D1.7 'guard: one is the largest' 'either Investment "$ask_mine show max of investment" "31m CNY" "about 30m CNY"' 'same' '31m CNY'
input D1.8 'a sum' 'either Investment "$ask_mine show sum of investment, average of investment" "31m CNY" "about 30m CNY" "more than 5m CNY"' 'same' 'at least 63'

input D2.1 'in the middle of a longer name' 'rows organizations.csv Name,Paragraph "New Yorkshire Bank,1" "New York Bank,2"; load organizations.csv >/dev/null; ask "organizations where name contains ${APOS}York ${APOS} show name" -q' '(New York Bank|error|warning)' '!Yorkshire'
input D2.2 'a blank before' 'rows organizations.csv Name,Paragraph "Metalworks,1" "The Alworks,2"; load organizations.csv >/dev/null; ask "organizations where name contains ${APOS} alworks${APOS} show name" -q' '(The Alworks|error|warning)' '!Metalworks'
input D2.3 'a parameter' 'rows organizations.csv Name,Paragraph Albany,1; load organizations.csv >/dev/null; ask "organizations where name starts with \$x show name" --set "x=Al " -q' '!Albany'
input D2.4 'a text' 'rows events.csv Name,theme,Paragraph "Fair,Theatre,1" "Expo,The atlas,2"; load events.csv >/dev/null; ask "events where theme starts with ${APOS}The ${APOS} show name" -q' '(Expo|error|warning)' '!Fair'
input D2.5 'words of a wording' 'ask "count figures where value.wording starts with ${APOS}more ${APOS}" -q' '(^11 |error|warning)'
input D2.6 'through a link' 'rows organizations.csv Name,Paragraph Albany,1; rows participations.csv what,who,role,Paragraph hub-press-conference-2020,Albany,attendee,1; load organizations.csv participations.csv >/dev/null; ask "count events where any participant (name starts with ${APOS}Al ${APOS})" -q' '( 0 |error|warning)'
input D2.7 'guard: two words' 'ask "count projects where name contains ${APOS}cold chain${APOS}" -q' '^1 '
input D2.8 'guard: a whole name with a blank too many' 'ask "count projects where city = ${APOS}Qingdao ${APOS}" -q' '^14 '
input D2.9 'nothing but a blank' 'ask "projects where name contains ${APOS} ${APOS}"' '(error|project)' '!panicked' '!bug in brief'

input D3.1 'upwards too' 'mixed >/dev/null; mine "order by investment limit 2"' 'CNY' '\[exit 2\]'
input D3.2 'groups by their sums' 'mixed >/dev/null; mine "by city show city, sum of investment order by sum of investment desc limit 1"' 'CNY' '\[exit 2\]'
input D3.3 'figures of several units' 'figs "500 t" "7%" "9 km" >/dev/null; ask "figures where any source (id = reg) order by value desc limit 2"' '\[exit 2\]'
input D3.4 'a parameter' 'mixed >/dev/null; mine "order by investment desc limit \$n" --set n=2' '(CNY|currenc)' '\[exit 2\]'
input D3.5 'as csv' 'mixed >/dev/null; mine "order by investment desc limit 2" -q --format csv' '(CNY|currenc)' '\[exit 2\]'
input D3.6 'what is offered instead works' 'mixed >/dev/null; offers "$ask_mine order by investment desc limit 2"' '!refused' '!(^| )0 offers'
input D3.7 'guard: one currency' 'mixed >/dev/null; mine "and investment.unit = USD order by investment desc limit 5" -q' 'P3' '1 project' '\[exit 0\]'
input D3.8 'guard: without a limit' 'mixed >/dev/null; mine "order by investment desc"' '4 projects' '\[exit 0\]'
input D3.9 'guard: the built-in facts' "brief 'projects order by investment desc limit 3'" '80bn CNY' '3 projects' '\[exit 0\]'
input D3.10 'guard: figures of one measure' "brief 'figures where measure = growth order by value desc limit 3'" '139\.16%' '\[exit 0\]'
input D3.12 'guard: another order' 'mixed >/dev/null; mine "order by name limit 2" -q' 'P1.*P2' '2 projects'

input D4.2 'in a list' "ask 'projects where name in (Berth #3, Berth #4)'" '(comment|`#|“#|quotes)' '(error|warning)'
input D4.3 'in a script: the place of the sign' 'printf "%s\n" "count projects;" "projects where name = Berth #3 and status = signed;" "count events" >s.txt; ask -f s.txt 2>&1' 's.txt:2' '(comment|`#|“#)'
input D4.5 'with -c' "brief x.db -c 'projects where name = Berth #3 and status = signed'" 'comment' '(error|warning)'
input D4.6 'quietly' "ask -q 'count projects where city = Qingdao #3 and status = announced'" '(comment|#3)'
input D4.7 'guard: in quotes' "ask 'projects where name = \"Berth #3\" and status = signed'" '!comment' '\[exit 0\]'
input D4.8 'guard: inside a word' "ask 'projects where name = Berth#3 and status = signed'" '!comment' '\[exit 0\]'
input D4.9 'guard: comments of a script' 'printf "%s\n" "# how many there are, and where" "count projects # all of them" "  where city = Qingdao; # in one city" "# and status = signed" "count events where date = 2020 # 5, as printed" >s.txt; ask -q -f s.txt 2>&1' '^14 +5 \[exit 0\]'
input D4.10 'guard: the comment of the grammar' "ask -q 'count projects where city = 青岛 and status = signed  # a comment' 2>/dev/null" '^1[0-9] ' '\[exit 0\]'

input D5.1 'in the last row' 'printf "Name,Status,Paragraph\nAlpha,signed,1\n\"Beta,signed,2\n" >projects.csv; load projects.csv' 'projects.csv:3:1' '\[exit 1\]'
input D5.2 'in the header' 'printf "\"Name,Status,Paragraph\nAlpha,signed,1\n" >projects.csv; load projects.csv' 'projects.csv:1:1' '\[exit [12]\]'
input D5.3 'in a later cell' 'printf "Name,Status,Paragraph\nAlpha,\"signed,1\nBeta,signed,2\n" >projects.csv; load projects.csv' 'projects.csv:2:7' '\[exit 1\]'
input D5.4 'closed by the quote of another row' 'printf "Name,Status,Paragraph\n\"Alpha,signed,1\nBeta,signed,2\n\"Gamma\",signed,3\n\"Delta\",signed,4\n" >projects.csv; load projects.csv; ask -q "count projects where any source (id = reg)"' 'projects.csv:2' ' 0 '
input D5.5 'semicolons' 'printf "Name;Status;Paragraph\n\"Alpha;signed;1\nBeta;signed;2\n" >projects.csv; load projects.csv' 'projects.csv:2:1' '\[exit 1\]'
input D5.6 'JSON lines' 'printf "%s\n" "{\"name\": \"Alpha, \"paragraph\": 1}" "{\"name\": \"Beta\", \"paragraph\": 2}" >projects.jsonl; load projects.jsonl' 'projects.jsonl:1' '\[exit 1\]'
input D5.7 'a digest' 'printf "%s\n" "[source]" "id = \"d1" "name = \"D\"" "paragraphs = 3" >d.toml; brief load x.db d.toml' 'd.toml:2' '\[exit 1\]'
input D5.8 'words behind the closing quote' 'printf "Name,Status,Paragraph\n\"Alpha\"x,signed,1\n" >projects.csv; load projects.csv; mine "show name" -q' '(projects.csv:2|Alpha"x|Alphax)'
input D5.9 'guard: a cell of two lines' 'printf "Name,Phrase,Paragraph\nAlpha,\"one\ntwo\",1\nBeta,three,2\n" >projects.csv; load projects.csv; mine "show name" -q' '2 new' 'Alpha.*Beta' '\[exit 0\]'
input D5.10 'guard: inches' 'printf "Name,Paragraph\nPipe 5\" wide,1\nPipe 6\" wide,2\n" >projects.csv; load projects.csv' '2 new' '\[exit 0\]'
input D5.11 'guard: doubled quotes' 'printf "Name,Paragraph\n\"The \"\"Belt\"\", part 1\",1\n" >projects.csv; load projects.csv; mine "show name" -q' 'The "Belt", part 1' '1 new'

input D6.1 'a table' 'echo first >log.txt; ask "count projects" -q --format csv -o /dev/stdout >>log.txt; cat log.txt' 'first +count +18'
input D6.2 'the other stream' 'echo first >log.txt; ask "count projects" -q -o /dev/stderr 2>>log.txt; cat log.txt' 'first +18'
input D6.3 'by its number' 'echo first >log.txt; ask "count projects" -q -o /dev/fd/1 >>log.txt; cat log.txt' 'first +18'
input D6.4 'by way of the process' 'echo first >log.txt; ask "count projects" -q -o /proc/self/fd/1 >>log.txt; cat log.txt' 'first +18'
input D6.5 'two answers into one file' '{ ask "count projects" -q -o /dev/stdout; ask "count events" -q -o /dev/stdout; } >log.txt; cat log.txt' '18 +15'
input D6.6 'after what was there' '{ echo first; ask "count projects" -q -o /dev/stdout; echo last; } >log.txt; cat log.txt' 'first +18 +last'
input D6.7 'a pipe with a name' 'mkfifo p; { cat p >got.txt & }; ask "count projects" -q -o p; wait; sleep 0.2; cat got.txt; [ -p p ] && echo pipe' '18.*pipe'
input D6.8 'guard: nowhere' 'ask "count projects" -q -o /dev/null; [ -c /dev/null ] && echo whole' '^whole \[exit 0\]'
input D6.9 'guard: into a pipe' 'ask "count projects" -q -o /dev/stdout | cat' '^18 '
input D6.10 'guard: a file of that name is replaced' 'echo first >log.txt; ask "count projects" -q -o log.txt --format table; cat log.txt' '18' '!first'
input D6.11 'full' 'ask "projects" -q -o /dev/full' '\[exit 1\]'

input D7.1 'two files of one name, one after the other' 'rows y23/projects.csv Name,Paragraph A,1; rows y24/projects.csv Name,Paragraph B,2; load y23/projects.csv; load y24/projects.csv; mine "show name" -q' 'A ' 'B ' '2 projects'
input D7.2 'from their own directories' 'rows y23/projects.csv Name,Paragraph A,1; rows y24/projects.csv Name,Paragraph B,2; (cd y23 && brief load ../x.db projects.csv --source reg); (cd y24 && brief load ../x.db projects.csv --source reg); mine "show name" -q' '(2 projects|removed.*A|A.*removed)'
input D7.3 'guard: one file by three ways' 'rows y23/projects.csv Name,Paragraph A,1; load y23/projects.csv; load ./y23/../y23/projects.csv; load "$PWD/y23/projects.csv"; (cd y23 && brief load ../x.db projects.csv --source reg)' '1 new.*1 same, 0 changed, 0 removed.*1 same, 0 changed, 0 removed.*1 same, 0 changed, 0 removed'
input D7.4 'guard: a row that went' 'P Name,Paragraph A,1 B,2 >/dev/null; rows projects.csv Name,Paragraph A,1; load projects.csv; mine "show name" -q' '1 removed' '1 project'
input D7.5 'what goes is named before it goes' 'P Name,Paragraph A,1 "Bridge of B,2" >/dev/null; rows projects.csv Name,Paragraph A,1; load projects.csv --dry-run; mine "show name" -q' '1 (would be )?removed' '2 projects'
input D7.6 'the link of a file' 'rows y23/projects.csv Name,Paragraph A,1; rows y24/projects.csv Name,Paragraph B,2; ln -s y23/projects.csv projects.csv; load projects.csv; ln -sf y24/projects.csv projects.csv; load projects.csv; mine "show name" -q' '(2 projects|1 removed)'
input D7.7 'two pipes' 'printf "%s\n" Name,Paragraph A,1 | brief load x.db - --kind project --as csv --source reg; printf "%s\n" Name,Paragraph B,2 | brief load x.db - --kind project --as csv --source reg; mine "show name" -q' '(2 projects|removed.*A|A.*removed)' '!unexpected'
input D7.8 'a table and its compressed self' 'rows projects.csv Name,Paragraph A,1; gzip -k projects.csv; load projects.csv; load projects.csv.gz; mine "show name" -q' '1 project' '!neither'
input D7.9 'digests of one name' 'for y in 23 24; do mkdir y$y; printf "%s\n" "[[place]]" "id = \"town-$y\"" "name = \"Town $y\"" "type = \"city\"" "cite = { basis = \"external\", note = \"a map\" }" >y$y/gazetteer.toml; done; brief load x.db y23/gazetteer.toml; brief load x.db y24/gazetteer.toml; ask -q "count places where id in (town-23, town-24, qingdao)"' '^.* 3 \[exit 0\]'
input D7.10 'other kinds stay' 'rows y23/projects.csv Name,Paragraph A,1; rows y23/events.csv Name,Paragraph E,1; load y23/projects.csv y23/events.csv; load y23/projects.csv; ask -q "count events where any source (id = reg)"' '0 removed.* 1 '

input D8.1 'of each other' 'P id,Name,part_of,Paragraph a,A,b,1 b,B,a,2' 'error' '\[exit 1\]'
input D8.2 'organizations' 'rows organizations.csv id,Name,part_of,Paragraph a,A,b,1 b,B,c,2 c,C,a,3; load organizations.csv' 'error' '\[exit 1\]'
input D8.3 'events' 'rows events.csv id,Name,part_of,Paragraph e,E,e,1; load events.csv' 'error' '\[exit 1\]'
input D8.4 'places' 'rows containments.csv place,container,way,note qingdao,qingdao,admin,seen; brief load x.db containments.csv' 'error' '\[exit 1\]'
input D8.5 'in two loads' 'P id,Name,part_of,Paragraph a,A,,1 b,B,a,2; rows more.csv id,Name,part_of,Paragraph a,A,b,3; load more.csv --kind project' 'error' '\[exit 1\]'
input D8.6 'JSON lines' 'printf "%s\n" "{\"id\": \"a\", \"name\": \"A\", \"part_of\": \"a\", \"paragraph\": 1}" >projects.jsonl; load projects.jsonl' 'error' '\[exit 1\]'
input D8.7 'a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[project]]" "id = \"pp\"" "name = \"PP\"" "part_of = \"pp\"" "cite.p = 1" >d.toml; brief load x.db d.toml' 'error' '\[exit 1\]'
input D8.8 'in a base from elsewhere' 'P id,Name,part_of,Paragraph a,A,,1 b,B,a,2 >/dev/null; sqlite3 x.db "UPDATE project SET part_of = (SELECT id FROM thing WHERE slug = ${APOS}b${APOS}) WHERE id = (SELECT id FROM thing WHERE slug = ${APOS}a${APOS})"; brief check x.db' '!sound \[exit 0\]' '\[exit 1\]'
input D8.9 'guard: a chain' 'P id,Name,part_of,Paragraph a,A,,1 b,B,a,2 c,C,b,3; brief check x.db | tail -1' '3 new' 'sound'
input D8.10 'guard: a whole named behind its part' 'P id,Name,part_of,Paragraph b,B,a,2 a,A,,1' '2 new' '\[exit 0\]'

input D9.1 'asked' "ask 'figures where value > 500 m'" 'million' 'metre' '\[exit 2\]'
input D9.2 'vague, a range' 'figs "about 500 m" "5 to 6 m"' 'figures.csv:2' 'figures.csv:3' '\[exit 1\]'
input D9.3 'a parameter' "ask --set 'x=500 m' 'figures where value > \$x'" 'million' 'metre' '\[exit 2\]'
input D9.4 'JSON lines and a digest' 'printf "%s\n" "{\"subject\": \"qingdao\", \"measure\": \"cargo\", \"value\": \"500 m\", \"period\": \"2001\", \"paragraph\": 1}" >figures.jsonl; load figures.jsonl; printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraphs = 3" "[[figure]]" "subject = \"qingdao\"" "measure = \"cargo\"" "value = \"500 m\"" "period = \"2002\"" "cite.p = 1" >d.toml; brief load x.db d.toml' 'figures.jsonl:1' 'd.toml:8' '\[exit 1\]'
input D9.5 'guard: no blank: millions' 'figs 500m' '500m' '1 new' '\[exit 0\]'
input D9.6 'guard: a unit behind' 'figs "1.5 m tonnes" "2 m km" "500 m2" "5 million"' '4 new' '\[exit 0\]'
input D9.7 'guard: where only money can be' 'cells Investment "5 m CNY" "\$5 m"' '5m CNY' '5m USD' '\[exit 0\]'
input D9.8 'guard: no metres in the catalog' 'brief new l.db --empty --catalog "$repository/tests/catalogs/lab.toml" >/dev/null; brief l.db "readings where value > 5 mg"' '\[exit 0\]'
input D9.9 'what is offered for both works' 'offers "figures where value > 500 m"' '!refused' '![^0-9]0 offers'

input D10.1 'Danish, Vietnamese, German' 'named "Tromsø port" "Đà Nẵng port" "Große Straße" "Ærø ferry" >/dev/null; for n in tromso "da nang" "grosse strasse" aero; do mine "and name contains \"$n\" show name" -q; done' 'Tromsø' 'Đà Nẵng' 'Große' 'Ærø'
input D10.2 'Turkish' 'named "İstanbul hub" "Kırıkkale hub" "ISPARTA hub" >/dev/null; for n in istanbul KIRIKKALE ısparta; do mine "and name contains $n show name" -q; done' 'İstanbul' 'Kırıkkale' 'ISPARTA'
input D10.3 'the whole name' 'named "Łódź terminal" >/dev/null; mine "and name = \"Lodz Terminal\" show name" -q; mine "and name starts with LODZ show name" -q' 'Łódź.*Łódź'
input D10.4 'typed with strokes' "ask -q 'places where name contains Łódź show name'" 'Lodz Industrial Park'
input D10.5 'a text' 'rows events.csv Name,theme,Paragraph "Fair,Łódź by night,1"; load events.csv >/dev/null; ask -q "events where theme contains lodz show name"' 'Fair'
input D10.6 'a name in a cell' 'P Name,Place,Paragraph "P1,Łodz Industrial Park,1"' '1 new' '\[exit 0\]'
input D10.7 'a parameter' 'named "Diyarbakır hub" >/dev/null; mine "and name contains \$x show name" -q --set x=DİYARBAKIR' 'Diyarbakır'
input D10.8 'guard: accents' 'named "Málaga port" "Zürich hub" >/dev/null; for n in malaga ZURICH; do mine "and name contains $n show name" -q; done' 'Málaga.*Zürich'
input D10.9 'guard: other letters stay others' 'named "Lok terminal" >/dev/null; mine "and name contains tok show name" -q' 'no projects'

input D11.1 'in a list' "offers \"projects where name in ('O'Brien Port', Hub)\"" '!refused' '!O Brien'
input D11.2 'part of a name' "offers \"projects where name contains 'Xi'an'\"" '!refused' "offer: .*Xi'an"
input D11.3 'double quotes within' 'offers "projects where name = \"the \"Belt\" project\""' '!refused' '!name = the' '!the Belt project'
input D11.4 'as in SQL' "offers \"projects where name = 'O''Brien Port'\"" '!refused' '!O Brien'
input D11.5 'with something behind' "offers \"projects where name = 'O'Brien Port' and status = signed show name\"" '!refused' '!O Brien' 'status = signed'
input D11.6 'not closed' "offers \"projects where name = 'Berth\"; ask \"projects where name = 'Berth\"" '!refused' '\[exit 2\]'
input D11.8 'guard: in double quotes' "ask \"projects where name = \\\"O'Brien Port\\\"\"" '!error' '\[exit 0\]'
input D11.9 'guard: bare' "ask -q \"count places where name = Ya'an\"" '^1 '
input D11.10 'guard: typographic' "ask \"projects where name = “O’Brien Port”\"" '!error' '\[exit 0\]'

many() { { echo "$1"; for n in $(seq "${3:-3000}"); do eval "echo \"$2\""; done; } >"${4:-projects.csv}"; }
input D12.1 'three mistakes in turn' 'many Name,Investment,Date,Status,Paragraph "P\$n,many,soon,done,1"; load projects.csv >all.txt 2>&1; wc -l <all.txt; [ "$(wc -l <all.txt)" -lt 120 ] && echo few lines; grep -c "many" all.txt' 'few lines'
input D12.2 'names that nobody has, each another' 'many Name,Place,Paragraph "P\$n,Nowhere\$n,1"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 100 ] && echo few lines; tail -2 all.txt' 'few lines' '3,?000'
input D12.9 'one mistake, another word each time' 'many Name,Investment,Paragraph "P\$n,lots\$n,1"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 100 ] && echo few lines; tail -2 all.txt' 'few lines' '3,?000'
input D12.10 'paragraphs that are none, each another' 'many Name,Paragraph "P\$n,\$((n + 200))"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 100 ] && echo few lines; tail -2 all.txt' 'few lines' '3,?000'
input D12.11 'a warning in many rows' 'many Name,Cty,Paragraph "P\$n,Qingdao,1"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 50 ] && echo few lines; cat all.txt' 'few lines' 'Cty' '3,?000 new'
input D12.12 'one person in many rows' '{ echo id,Name,Paragraph; for n in $(seq 500); do echo "w$n,Wang Wei,1"; done; } >people.csv; load people.csv >all.txt 2>&1; brief check x.db >>all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 100 ] && echo few lines; grep " new" all.txt' 'few lines' '500 new'
input D12.3 'JSON lines' 'for n in $(seq 3000); do echo "{\"name\": \"P$n\", \"investment\": \"many\", \"paragraph\": 1}"; done >projects.jsonl; load projects.jsonl >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 50 ] && echo few lines; cat all.txt' 'few lines' '3,?000' 'projects.jsonl:1'
input D12.4 'a paragraph that is none' 'many Name,Paragraph "P\$n,900"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 50 ] && echo few lines; cat all.txt' 'few lines' '3,?000'
input D12.5 'cells missing' 'many Name,Status,Date,Paragraph "P\$n,signed"; load projects.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 50 ] && echo few lines; cat all.txt' 'few lines' '3,?000'
input D12.6 'a rare mistake is not hidden by a frequent one' 'many Name,Investment,Date,Paragraph "P\$n,many,,1" 2000; echo "Last,5m CNY,2023-13,1" >>projects.csv; load projects.csv >all.txt 2>&1; cat all.txt | cut -c1-200 | tail -40' '2023-13' 'projects.csv:2002'
input D12.7 'guard: few mistakes are all shown' 'P Name,Investment,Paragraph A,lots,1 B,heaps,2 C,tons,3' 'projects.csv:2' 'projects.csv:3' 'projects.csv:4' '3 mistakes' '\[exit 1\]'
input D12.8 'two files' 'many Name,Investment,Paragraph "P\$n,many,1" 1000; many Name,Date,Paragraph "E\$n,soon,1" 1000 events.csv; load projects.csv events.csv >all.txt 2>&1; [ "$(wc -l <all.txt)" -lt 60 ] && echo few lines; cat all.txt' 'few lines' 'projects.csv:2' 'events.csv:2' '2,?000'

input D13.1 'the file before the command' "brief x.db schema project | head -1; brief x.db check | tail -1; brief x.db ship y.db | head -1" 'projects' 'sound' 'y.db' '!error'
input D13.2 'loaded' 'rows projects.csv Name,Paragraph A,1; brief x.db load projects.csv --source reg' '1 new' '\[exit 0\]'
input D13.3 'with --db' 'brief --db x.db about | head -1; brief --db x.db check | tail -1; brief about --db x.db | head -1' 'Belt and Road.*sound.*Belt and Road' '!error'
input D13.4 'with options before it' 'brief -q x.db about | head -1; brief --color never x.db schema | head -3' '!error' 'Belt and Road'
input D13.5 'explained, in any order' "brief explain x.db 'count projects' | head -1; brief x.db explain 'count projects' | head -1; brief --db x.db explain 'count projects' | head -1" '(Reading.*){3}' '!error'
input D13.6 'a command mistyped behind the file' 'brief x.db shema project' 'schema' '\[exit 2\]'
input D13.7 'guard: a query of one word behind the file' 'brief -q x.db projects | tail -1' '18 projects'
input D13.8 'guard: before it, as documented' 'brief schema x.db project | head -1; brief about x.db | head -1; brief check x.db | tail -1' 'projects.*Belt.*sound'
input D13.9 'guard: a base of another name' 'mv x.db base.facts; brief -q --db base.facts "count projects"' '^18 '
input D13.10 'guard: by the environment' 'BRIEF_DB=x.db brief schema project | head -1; BRIEF_DB=x.db brief about | head -1' 'projects.*Belt'

input D14.1 'without a source' 'rows projects.csv "Name,alias,basis,note" "A,B,external,from a map"; brief load x.db projects.csv' '1 new' '\[exit 0\]'
input D14.2 'other names' 'rows places.csv "Name,type,native,former,abbreviation,note" "A Town,city,甲城,Old A,AT,from a map"; brief load x.db places.csv; ask -q "count places where name = 甲城"; ask -q "count places where name = AT"' '1 +1 ' '!error'
input D14.3 'inferred' 'P "Name,alias,basis,note" "A,B,inferred,It is called so." ; P "Name,alias,basis,note,Paragraph" "A,B,inferred,It is called so.,1"; ask -q "count projects where name = B"' ' 1 '
input D14.4 'JSON lines' 'printf "%s\n" "{\"name\": \"A\", \"alias\": \"B\", \"basis\": \"external\", \"note\": \"from a map\"}" >projects.jsonl; brief load x.db projects.jsonl; ask -q "count projects where name = B"' ' 1 '
input D14.5 'fields and aliases alike' 'rows projects.csv "Name,alias,status,place,basis,note" "A,B,signed,Qingdao,external,from a map"; brief load x.db projects.csv; mine "" -q; ask -q "projects where name = B show status"' 'signed' '1 new'
input D14.6 'guard: without a note it is refused' 'rows projects.csv Name,alias,basis A,B,external; brief load x.db projects.csv' 'note' '\[exit 1\]'
input D14.7 'guard: stated' 'P Name,alias,Paragraph A,B,1; ask -q "count projects where name = B"' ' 1 '

twice() { { load "$1"; brief check x.db; } 2>&1; }
input D15.1 'a person' 'rows people.csv id,Name,Paragraph "meng-2,Meng Fanli,1"; twice people.csv' 'meng-2' 'meng-fanli'
input D15.2 'an event' 'rows events.csv id,Name,date,Paragraph "forum-2,2nd Zhengzhou-Luxembourg Air Silk Road International Cooperation Forum,2024-06-20,1"; twice events.csv' 'forum-2' 'air-silk-road-forum-2024'
input D15.3 'an organization by its alias, or in another script' 'rows places.csv id,Name,type,Paragraph qingdao-2,青岛,city,1; twice places.csv' 'qingdao-2'
input D15.4 'case and accents' 'rows organizations.csv id,Name,type,Paragraph cl-2,CARGOLUX,airline,1; twice organizations.csv' 'cl-2'
input D15.5 'two rows of one table' 'rows people.csv id,Name,Paragraph "li-1,Li Wei,1" "li-2,Li Wei,2"; twice people.csv' 'li-1.*li-2|li-2.*li-1'
input D15.6 'a project' 'P id,Name,Paragraph "scofb,SCO Finance Building project,1" >/dev/null; brief check x.db' 'scofb'
input D15.7 'guard: it loads' 'rows people.csv id,Name,Paragraph "li-1,Li Wei,1" "li-2,Li Wei,2"; load people.csv; ask -q "count people where name = ${APOS}Li Wei${APOS}"' '2 new' ' 2 '
input D15.8 'guard: other names are not reported' 'rows people.csv id,Name,Paragraph "li-1,Li Wei,1" "lj-2,Li Jun,2"; twice people.csv' '!lj-2' 'sound'

input D16.1 'a page' 'rows sources.csv id,name,page s2,Second,5; brief load x.db sources.csv' '!did you mean .page.' '(warning|error)'
input D16.2 'JSON lines' 'printf "%s\n" "{\"id\": \"s2\", \"name\": \"Second\", \"paragraph\": 5}" >sources.jsonl; brief load x.db sources.jsonl' '!did you mean .paragraph. or' '(warning|error|1 new)'
input D16.3 'phrases, place in, source' 'rows sources.csv id,name,phrase,source s2,Second,words,reg; brief load x.db sources.csv' '!did you mean .(phrase|source).\b' '(warning|error)'
input D16.4 'no suggestion is the word itself' 'rows projects.csv Name,Paragrph,Statsu,Paragraph A,1,signed,1; load projects.csv' 'did you mean' '!`Statsu`.*did you mean `statsu`'
input D16.5 'figures have no name' 'rows figures.csv name,subject,measure,value,period,paragraph "F,qingdao,cargo,5 t,2001,1"; load figures.csv' '1 new' '!did you mean .name.'
input D16.6 'a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "paragraph = 3" >d.toml; brief load x.db d.toml' 'd.toml:4' 'paragraphs' '!did you mean .paragraph. or'
input D16.7 'guard: paragraphs' 'rows sources.csv id,name,paragraphs s2,Second,5; brief load x.db sources.csv; ask -q "sources where id = s2 show paragraphs"' '1 new' ' 5 '

input D17.1 'a theme' 'rows events.csv Name,theme,Paragraph "Fair,?,1"; load events.csv' 'events.csv:2' '\[exit 1\]'
input D17.2 'a post' 'rows roles.csv person,organization,title,Paragraph "meng-fanli,cargolux,?,1"; load roles.csv' 'roles.csv:2' '\[exit 1\]'
input D17.3 'full-width, doubled, with blanks' 'rows statements.csv speaker,gist,topic,Paragraph "qingdao,？,a,1" "qingdao,b,??,2" "qingdao,c, ? ,3"; load statements.csv' 'statements.csv:2' 'statements.csv:3' 'statements.csv:4' '\[exit 1\]'
input D17.4 'a name, an alias' 'P Name,alias,Paragraph "?,,1" "B,?,2"' 'projects.csv:2' 'projects.csv:3' '\[exit 1\]'
input D17.5 'a digest' 'printf "%s\n" "[source]" "id = \"d1\"" "name = \"D\"" "publisher = \"?\"" "paragraphs = 3" "[[statement]]" "speaker = \"qingdao\"" "gist = \"?\"" "cite.p = 1" >d.toml; brief load x.db d.toml' 'd.toml:4' 'd.toml:8' '\[exit 1\]'
input D17.6 'JSON lines' 'printf "%s\n" "{\"name\": \"Fair\", \"theme\": \"?\", \"paragraph\": 1}" >events.jsonl; load events.jsonl' 'events.jsonl:1' '\[exit 1\]'
input D17.7 'guard: a sentence that asks' 'rows statements.csv speaker,gist,Paragraph "qingdao,Who will build it?,1"; load statements.csv' '1 new' '\[exit 0\]'
input D17.8 'guard: amounts and dates' 'P Name,Investment,Date,Paragraph "A,?,?,1"' 'projects.csv:2' '\[exit 1\]'


input D19.1 'three of them' "brief explain 'projects where not (not (investment != 1bn yuan))' | head -2" '!not (certainly )?not' '\[exit 0\]'
input D19.2 'a city' "brief explain 'projects where not (city != Qingdao)'" '!not not' 'Qingdao'
input D19.3 'is not' "brief explain 'projects where not status is not signed'" '!not not' 'signed'
input D19.4 'a list' "brief explain 'projects where not (status not in (signed, completed))'" '!not not'
input D19.5 'of a link' "brief explain 'projects where no investor (country != China)'" '!not not' '!no (.* )?is not not'
input D19.6 'what is not unknown' "brief explain 'projects where not investment is unknown'" '!not not' '!not unknown'
input D19.7 'both of two' "brief explain 'projects where not (city != Qingdao and not status = signed)'" '!not not'
input D19.9 'yes or no, a name, a unit' "for q in 'batch != yes' 'name != Hub' 'investment.unit != CNY' 'date.year != 2020'; do brief explain \"projects where not (\$q)\" | head -2; done" '!another than not' '\[exit 0\]'
input D19.10 'a number, a share, a list' "brief explain 'projects where not (size != 10)' | head -2; brief explain 'figures where not (value != 30%)' | head -2; brief explain 'projects where not (investment not in (1bn yuan))' | head -2" '!not not'
input D19.11 'possibly' "brief explain 'projects where possibly not investment != 1bn yuan' | head -2" '!other than not' '!not not'
input D19.12 'within an alternative' "brief explain 'projects where not (investment != 1bn yuan or date != 2020)' | head -2" '!not not'
input D19.8 'and the answer is the same' "ask -q 'count projects where not (city != Qingdao)'; ask -q 'count projects where city = Qingdao'" '^14 +14 '

input D20.1 'a plural that is a table' 'catalog "[kind.foo]\nplural = \"inside\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' 'inside' '!bug in brief' '!CREATE'
input D20.2 'a kind named as a table of every base' 'for k in unit meta readme catalog level; do catalog "[kind.$k]\nplural = \"${k}zz\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"; rm -f y.db; done' '((c\.toml:[0-9]+|kind\.).*){5}' '!bug in brief' '!CREATE' '!y.db created'
input D20.3 'a plural that another kind has' 'catalog "[kind.foo]\nplural = \"projects\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' 'projects' '!bug in brief' '!CREATE'
input D20.4 'a plural that is another kind' 'catalog "[kind.foo]\nplural = \"event\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' '!bug in brief' '!CREATE' '!y.db created'
input D20.5 'names of SQLite' 'catalog "[kind.sqlite_foo]\nplural = \"sqlite_foos\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' '!bug in brief' '!CREATE'
input D20.6 'a field that another field needs' 'catalog "[kind.foo]\nplural = \"foos\"\nabout = \"A foo.\"\ncolumns = [\"name\"]\n[kind.foo.field.cost]\ntype = \"money\"\nabout = \"x\"\n[kind.foo.field.cost_low]\ntype = \"text\"\nabout = \"x\""' '(c\.toml:[0-9]+|kind\.)' 'cost_low' '!bug in brief' '!CREATE'
input D20.7 'words of the language' 'catalog "[kind.limit]\nplural = \"limits\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' 'limit' '!bug in brief'
input D20.10 'the table of contradictions, as a plural' 'catalog "[kind.foo]\nplural = \"rival\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:[0-9]+|kind\.)' 'rival' '!bug in brief' '!CREATE' '!y.db created'
input D20.11 'a plural `pairs` can be asked or is refused' 'catalog "[kind.foo]\nplural = \"pairs\"\nabout = \"A foo.\"\ncolumns = [\"name\"]\n[kind.foo.field.place]\ntype = \"ref\"\nto = \"place\"\nreverse = { many = \"pairs\", one = \"foo\" }\nabout = \"x\"" && { brief y.db "pairs by place show count"; brief y.db "places where at least 1 pairs show name, pairs, count of pairs"; brief y.db "pairs where no source"; }' '!bug in brief' '!SELECT'
input D20.12 'one key twice has its line' 'catalog "[kind.project]\nplural = \"projectss\"\nabout = \"A foo.\"\ncolumns = [\"name\"]"' '(c\.toml:|line )8[0-9][0-9]' '!y.db created'
input D20.8 'guard: a word of SQL is a name like any' 'catalog "[kind.index]\nplural = \"indexes\"\nabout = \"A foo.\"\ncolumns = [\"name\", \"table\"]\n[kind.index.field.table]\ntype = \"text\"\nabout = \"x\""; brief -q y.db "count indexes where table = x"' 'y.db created' ' 0 ' '\[exit 0\]'
input D20.9 'a link named as a field' 'catalog "[kind.foo]\nplural = \"foos\"\nabout = \"A foo.\"\ncolumns = [\"name\"]\n[kind.foo.field.home]\ntype = \"ref\"\nto = \"place\"\nreverse = { many = \"isos\", one = \"iso\" }\nabout = \"x\""' '(c\.toml:[0-9]+|kind\.)' '!bug in brief' '!CREATE' '!y.db created'

input D21.1 'load' 'brief laod x.db projects.csv' 'load' '!redirection' '\[exit 2\]'
input D21.2 'check, new, about' 'brief chekc x.db; brief nwe y.db; brief abuot x.db' 'check.*new.*about' '\[exit 2\]' '!y.db created'
input D21.3 'schema and explain' "brief scheme project; brief explian 'count projects'" 'schema.*explain' '\[exit 2\]'
input D21.4 'completions and verify' 'brief completion bash; brief verfy x.db .' 'completions.*verify' '\[exit 2\]'
input D21.5 'behind options' 'brief -q shp x.db y.db' 'ship' '\[exit 2\]'
input D21.6 'guard: a query without quotes' 'brief projects where city = Qingdao' 'quotes' '\[exit 2\]'
input D21.7 'guard: a query that begins like a command' 'brief count projects' 'quote' '!did you mean' '\[exit 2\]'
input D21.8 'guard: a kind mistyped' 'brief projcts' 'projects' '\[exit 2\]'
input D21.9 'one word' 'brief shp' 'ship|place|kind' '\[exit 2\]'
