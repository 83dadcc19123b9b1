"""Counts and sums of the tables in examples/maps, computed from the raw files: a query and its answer on each line, as JSON."""

import csv
import json
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

root = Path(sys.argv[1])


def rows(name):
    with open(root / name, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def say(query, answer):
    print(json.dumps([query, answer], ensure_ascii=False))


head, *gcdf = rows("gcdf3.csv")
gcdf = [dict(zip(head, row)) for row in gcdf]
AMOUNT, DATE = "Amount.(Constant.USD.2021)", "Commitment.Date.(MM/DD/YYYY)"


def cents(row):
    return Decimal(row[AMOUNT]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def total(some):
    return plain(sum((cents(row) for row in some if row[AMOUNT]), Decimal(0)))


say("count projects", len(gcdf))
known = [row for row in gcdf if row[AMOUNT]]
say("count projects where investment is known", len(known))
say("count projects where investment is unknown", len(gcdf) - len(known))
for bound in (1_000_000, 10_000_000, 100_000_000, 1_000_000_000):
    say(f"count projects where investment > {bound} USD", sum(cents(row) > bound for row in known))
    say(f"count projects where investment <= {bound} USD", sum(cents(row) <= bound for row in known))
words = {"Completion": "completed", "Implementation": "implementation", "Pipeline: Commitment": "signed"}
for status, n in Counter(row["Status"] for row in gcdf).items():
    say(f"count projects where status = {words[status]}", n)
for sector, n in Counter(row["Sector.Name"] for row in gcdf).most_common(4):
    say(f'count projects where any sector (name = "{sector}")', n)
    of = [row for row in gcdf if row["Sector.Name"] == sector]
    say(f'projects where any sector (name = "{sector}") show sum of investment', total(of))
for country, n in Counter(row["Recipient"] for row in gcdf if row["Recipient.ISO-3"] not in ("COG", "COD")).most_common(4):
    say(f'count projects where country = "{country}"', n)
for year, n in Counter(row[DATE][:4] for row in gcdf if row[DATE]).most_common(4):
    say(f"count projects where date = {year}", n)
say("count projects where date is unknown", sum(not row[DATE] for row in gcdf))
say("projects show sum of investment", total(gcdf))

airports = {row[4]: row for row in rows("openflights-airports.dat")}
airlines = {row[0]: row for row in rows("openflights-airlines.dat")}
routes = rows("openflights-routes.dat")
say("count routes", len({(row[0], row[2], row[4]) for row in routes}))
say("count places where type = airport", len(airports))
say("count organizations where type = airline", len(airlines))
for country in ("China", "Japan", "Thailand", "South Korea"):
    say(f'count places where type = airport and country = "{country}"', sum(row[3] == country for row in airports.values()))
    ends = [(row[0], row[2], row[4]) for row in routes if country in (airports[row[2]][3], airports[row[4]][3])]
    say(f'count routes where any place (country = "{country}")', len(set(ends)))
for airline, n in Counter(row[1] for row in routes if row[1] in airlines).most_common(3):
    name = airlines[airline][1]
    say(f'count routes where any operator (name = "{name}")', len({(r[0], r[2], r[4]) for r in routes if r[1] == airline}))
for airport, n in Counter(row[2] for row in routes if row[2] in airports).most_common(3):
    say(f'count routes where any place (iata = {airport})', len({(r[0], r[2], r[4]) for r in routes if airport in (r[2], r[4])}))
