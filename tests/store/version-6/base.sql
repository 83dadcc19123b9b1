-- A base of file version 6, with every sort of claim: made of port.toml and projects.csv of version 2.
PRAGMA application_id = 1112688177;
PRAGMA user_version = 6;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('about','Projects, events, agreements, routes and figures of Belt and Road cooperation, as documents report them.');
INSERT INTO meta VALUES('catalog','3');
INSERT INTO meta VALUES('content','0afd1907caa4ce8c80f52b81907ed5ab1dce5da24613eb1cb31230213236d2e3');
INSERT INTO meta VALUES('content.sum','dfaa6fbe013d81ae74a086d53de78e6de6b25b9d201013cd7c372619fdcab5abc7d67bd7e087d41d4d92b2784fdba48aa6c0ae79304a95531849e13a464524b7d1aa2262a784d7b5cc1c7e20909c378c8493b6815c5642d4f2b1ed220114527c75bb0217b746866742a0046ad0a96624f7b37d9383889acfbf2ee149b0f9f4ef65fa798bb95174ca66e3c1cf92523a72baa3b835214b34c9a0835bce35503bdfc84f838d7339626c27382a61c671cf3b7a2480aa07e66c3392e6a92393dfb5190b2379c317abbdb2951599cb5625e34711d2498daa267ea137262241f0ac70c3ad548f78026cc6f625be593b516fdbb7e30af096ba0056ab66e2b74749cf446c');
INSERT INTO meta VALUES('count.agreement','0');
INSERT INTO meta VALUES('count.claim','32');
INSERT INTO meta VALUES('count.classification','0');
INSERT INTO meta VALUES('count.containment','0');
INSERT INTO meta VALUES('count.event','1');
INSERT INTO meta VALUES('count.figure','1');
INSERT INTO meta VALUES('count.flag','1');
INSERT INTO meta VALUES('count.membership','0');
INSERT INTO meta VALUES('count.name','11');
INSERT INTO meta VALUES('count.organization','1');
INSERT INTO meta VALUES('count.participation','1');
INSERT INTO meta VALUES('count.person','0');
INSERT INTO meta VALUES('count.place','1');
INSERT INTO meta VALUES('count.project','4');
INSERT INTO meta VALUES('count.relation','0');
INSERT INTO meta VALUES('count.role','0');
INSERT INTO meta VALUES('count.route','0');
INSERT INTO meta VALUES('count.sector','0');
INSERT INTO meta VALUES('count.source','1');
INSERT INTO meta VALUES('count.statement','0');
INSERT INTO meta VALUES('count.stop','0');
INSERT INTO meta VALUES('created','2021-03-05');
INSERT INTO meta VALUES('file','6');
INSERT INTO meta VALUES('folding','2');
INSERT INTO meta VALUES('language','1');
INSERT INTO meta VALUES('license','The built-in facts: MIT or Apache-2.0. Added facts: on the terms of their authors.');
INSERT INTO meta VALUES('title','Harbours');
CREATE TABLE readme (
    line INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;
INSERT INTO readme VALUES(1,'Harbours');
INSERT INTO readme VALUES(2,'Projects, events, agreements, routes and figures of Belt and Road cooperation, as documents report them.');
INSERT INTO readme VALUES(3,'This file is a brief: a base of facts, each with the document, the paragraph and the words it comes from.');
INSERT INTO readme VALUES(4,'It is one SQLite database. Any of these opens it:');
INSERT INTO readme VALUES(5,'  brief FILE.db ''QUERY''           answers queries in a small language; `brief --help` shows examples');
INSERT INTO readme VALUES(6,'  sqlite3 FILE.db                 or anything that reads SQLite');
INSERT INTO readme VALUES(7,'  datasette FILE.db               in a browser');
INSERT INTO readme VALUES(8,'  ATTACH ''FILE.db'' (TYPE sqlite)  in DuckDB');
INSERT INTO readme VALUES(9,'There is a view for each kind of fact, with names instead of ids, and in `sources` the titles of the documents behind each row.');
INSERT INTO readme VALUES(10,'The view "claims" has the document, the paragraph and the words that support a thing or one of its fields.');
INSERT INTO readme VALUES(11,'Amounts stay as they were worded (`f`), with the lowest and the highest number that the wording allows (`f_low`, `f_high`) in a unit (`f_unit`).');
INSERT INTO readme VALUES(12,'An end that is NULL is open: "more than 300" has no highest number. All NULL means not recorded, which is not zero.');
INSERT INTO readme VALUES(13,'The views give ends as decimals of the unit. The tables hold whole numbers of its smallest part: a number times `factor` (table "unit").');
INSERT INTO readme VALUES(14,'In the tables an amount without a printed number (`f_at`) is derived: only the whole that it is part of is known.');
INSERT INTO readme VALUES(15,'Dates stay as written (`f`), with their first and last day (`f_from`, `f_to`).');
INSERT INTO readme VALUES(16,'In the tables `f_is` says whether a date is a day, one unknown day within a span, or the whole span.');
INSERT INTO readme VALUES(17,'The kinds, their fields and units are described in the table "catalog".');
INSERT INTO readme VALUES(18,'Views: "places", "organizations", "people", "sectors", "events", "projects", "agreements", "routes", "roles", "stops", "participations", "memberships", "figures", "statements", "containments", "relations", "classifications", "sources", "things", "names", "claims", "flags"');
INSERT INTO readme VALUES(19,'For example:');
INSERT INTO readme VALUES(20,'  SELECT * FROM "places";');
INSERT INTO readme VALUES(21,'  SELECT * FROM "organizations";');
INSERT INTO readme VALUES(22,'  SELECT * FROM "people";');
INSERT INTO readme VALUES(23,'  SELECT thing, field, source, paragraph, phrase FROM claims;');
INSERT INTO readme VALUES(24,'Licence: The built-in facts: MIT or Apache-2.0. Added facts: on the terms of their authors.');
INSERT INTO readme VALUES(25,'Content: 0afd1907caa4ce8c80f52b81907ed5ab1dce5da24613eb1cb31230213236d2e3');
INSERT INTO readme VALUES(26,'`brief about FILE.db` shows the same hash wherever the same facts are.');
CREATE TABLE catalog (
    text TEXT NOT NULL
) STRICT;
INSERT INTO catalog VALUES(replace('# What the built-in base is about: kinds of facts, their fields, links and units.\n# Everything reads this file: tables, loader, query language, completion, `brief schema`. A new kind of fact is an edit here.\n#\n# A kind:   plural, about, columns (what a bare query shows), sort = "thing" (default; has a slug and names) or "record"\n#           (needs a label, `{field}` standing for values), levels = the field that holds its place ("id": it is one),\n#           index = fields indexed together, conflict = { same = [fields that must agree], value = the field that then may not differ },\n#           expect = fields that are an open point (`brief about`, `brief check`) as long as they are unknown.\n# A field:  type = text | enum | number | share | money | quantity | date | period | yesno | ref; about;\n#           enum: values, means = { value = "what it means" } · quantity: dimension (none: any unit) · ref: to = a kind, a list\n#           of kinds or "any", reverse = the link it gives to what it leads to ({ many, one } where that is not the kind''s name) ·\n#           tree = true for a ref from a part to its whole, by which nothing may come back to itself ·\n#           default, only_if = { field = "value" }, signed (may be negative), whole = the ref from a part to its whole,\n#           counts = the link a number counts: fewer members than it says are an open point,\n#           apart = the fields over which its amounts are not alike: a sum over several values of one gets a note, and of an enum\n#           also an average, min and max.\n# A link:   one (its name for one), path = "record.ref that leads here", where = { field = [values] }, to = the record''s ref\n#           that leads on.\n# A unit:   dimension, factor (smallest parts in one, a power of ten), names, symbols, sum = false where adding up means\n#           nothing, signed, ahead = true where its first symbol comes before the number instead of its name after it (`no. 5`).\n#           The first of a dimension serve as examples in help texts: add new ones at the end.\n# [containment]: how places lie in places. `suffixes` are words for a level behind a name, and the values of `by` that places\n#           called so have: where nothing has the whole name, `成都市` is the city 成都. `country` names the level of countries and the field of a place that holds its ISO 3166\n#           code: where it is given, countries are known by their codes and by other names too (seeds/countries.tsv).\n# [also]: other words people use for a kind, field, link or value, in the singular. The language does not know them; messages\n#           lead from them to the name.\n# [catalog]: version, title, about, license (on what terms the facts may be passed on), example (a query to begin with), tour (steps of `.tour`: say, ask).\n# Raise `version` with every change of meaning.\n\n[catalog]\nversion = 3\ntitle   = "Harbours"\nabout   = "Projects, events, agreements, routes and figures of Belt and Road cooperation, as documents report them."\nlicense = "The built-in facts: MIT or Apache-2.0. Added facts: on the terms of their authors."\nexample = "projects where city = Qingdao and investment > 1bn"\n\n# The tour (`.tour` at the prompt), step by step: an explanation, and the line to type.\n[[catalog.tour]]\nsay = "A query is a kind of fact, then `where` and conditions on its fields. Amounts stay as their source words them, so “about 42.7bn” is a range. The answer shows the rows that certainly match; the note counts the rows that may match, and says why."\nask = "projects where city = Qingdao and investment > 1bn"\n\n[[catalog.tour]]\nsay = "Where does a value come from? `.why` with the number of a row and a field shows the wording, how it is read, and the document, the paragraph and the printed words."\nask = ".why 1 investment"\n\n[[catalog.tour]]\nsay = "`possibly`, or `.maybe` for the last query, also shows the rows that may match, marked `?`. The ten projects share one total, so each alone may or may not be above 1bn; `·` means not recorded, which is not zero."\nask = ".maybe"\n\n[[catalog.tour]]\nsay = "Use any name of a thing, in any script. A place includes everything inside it. Dates are days, months, quarters or years."\nask = "events where country = 中国 and date = 2020 order by date"\n\n[[catalog.tour]]\nsay = "`any`, `no`, `all` or `at least 2`, with parentheses, ask about linked things. `.schema events` shows the fields and links of a kind, and Tab offers them while you type."\nask = "organizations where any participation (role = signatory)"\n\n[[catalog.tour]]\nsay = "`by` makes groups. Amounts are added as ranges, a whole and its parts are never both added, and the answer says how many amounts are known."\nask = "projects by city show count, sum of investment"\n\n[[catalog.tour]]\nsay = "If sources contradict each other, both values stay, marked `±`. `with sources` adds a footnote to every value."\nask = "figures where measure = enterprises show measure, value, period with sources"\n\n[[catalog.tour]]\nsay = "A mistake is shown where it is, with the corrected query. The correction then waits, dim, on the next line: Right accepts it, Enter runs it."\nask = "projects where status = announced or completed"\n\n# ---------------------------------------------------------------- things\n\n[kind.place]\nplural  = "places"\nlevels  = "id"\nabout   = "Somewhere: a country, a city, a zone, a park, a river."\ncolumns = ["name", "type", "city", "country"]\n\n[kind.place.field.type]\ntype   = "enum"\nvalues = ["world", "continent", "region", "country", "province", "municipality", "city", "county", "district", "zone", "park", "port", "airport", "garden", "lake", "river", "sea"]\nabout  = "What sort of place."\nmeans  = { region = "an area with a name that is no administrative unit", municipality = "a city that is also a province, such as Chongqing", county = "a county or county-level city, such as Pingdu", zone = "an economic, trade or free-trade zone" }\n\n[kind.place.field.iso]\ntype  = "text"\nabout = "Its ISO 3166 code."\n\n[kind.place.field.iata]\ntype  = "text"\nabout = "Its IATA code (airports)."\n\n[kind.place.field.icao]\ntype  = "text"\nabout = "Its ICAO code (airports)."\n\n[kind.place.link.sister_cities]\none   = "sister_city"\npath  = "relation.subject"\nwhere = { predicate = ["sister_city"] }\nto    = "object"\nabout = "The cities it is twinned with."\n\n[kind.place.link.alliances]\none   = "alliance"\npath  = "membership.member"\nto    = "alliance"\nabout = "The alliances it belongs to."\n\n[kind.organization]\nplural  = "organizations"\nlevels  = "place"\nabout   = "A company, bank, government, party body, embassy, alliance, or another body that acts."\ncolumns = ["name", "type", "city", "country"]\n\n[kind.organization.field.type]\ntype   = "enum"\nvalues = ["company", "bank", "airline", "railway", "government", "party", "customs", "embassy", "consulate", "intergovernmental", "chamber", "alliance", "hub", "media", "research", "delegation", "office"]\nabout  = "What sort of organization."\nmeans  = { party = "a body of a political party", hub = "a platform set up for cooperation", office = "an office or committee of another body" }\n\n[kind.organization.field.place]\ntype    = "ref"\nto      = "place"\nreverse = "organizations"\nabout   = "Where it is: the narrowest place known."\n\n[kind.organization.field.part_of]\ntype    = "ref"\nto      = "organization"\ntree    = true\nreverse = { many = "parts", one = "part" }\nabout   = "The organization it belongs to."\n\n[kind.organization.link.people]\none   = "person"\npath  = "role.organization"\nto    = "person"\nabout = "Those who hold or held a post in it."\n\n[kind.organization.link.members]\none   = "member"\npath  = "membership.alliance"\nto    = "member"\nabout = "The members of an alliance."\n\n[kind.organization.link.alliances]\none   = "alliance"\npath  = "membership.member"\nto    = "alliance"\nabout = "The alliances it belongs to."\n\n[kind.person]\nplural  = "people"\nabout   = "A person the sources name."\ncolumns = ["name", "roles"]\n\n[kind.person.link.organizations]\none   = "organization"\npath  = "role.person"\nto    = "organization"\nabout = "Where the person holds or held a post."\n\n[kind.sector]\nplural  = "sectors"\nabout   = "A line of business or a field of cooperation."\ncolumns = ["name"]\n\n[kind.event]\nplural  = "events"\nlevels  = "place"\nabout   = "Something that took place: a forum, a visit, a signing."\ncolumns = ["name", "type", "date", "city"]\nexpect  = ["date"]\n\n[kind.event.field.type]\ntype   = "enum"\nvalues = ["forum", "conference", "press_conference", "ceremony", "visit", "meeting", "flight", "publication", "campaign"]\nabout  = "What sort of event."\n\n[kind.event.field.date]\ntype  = "date"\nabout = "When it took place."\n\n[kind.event.field.place]\ntype    = "ref"\nto      = "place"\nreverse = "events"\nabout   = "Where it took place: the narrowest place known."\n\n[kind.event.field.edition]\ntype  = "number"\nabout = "Which of a series: 2 for a second forum."\n\n[kind.event.field.theme]\ntype  = "text"\nabout = "Its motto, in its source''s words."\n\n[kind.event.field.part_of]\ntype    = "ref"\nto      = "event"\ntree    = true\nreverse = { many = "parts", one = "part" }\nabout   = "The event it was part of."\n\n[kind.event.link.participants]\none   = "participant"\npath  = "participation.what"\nto    = "who"\nabout = "All who took part, in whatever role."\n\n[kind.event.link.organizers]\none   = "organizer"\npath  = "participation.what"\nwhere = { role = ["organizer"] }\nto    = "who"\nabout = "Who organized it."\n\n[kind.event.link.visited]\none   = "visited_place"\npath  = "stop.of"\nwhere = { role = ["visited"] }\nto    = "place"\nabout = "The places a visit went to."\n\n[kind.event.link.sectors]\none   = "sector"\npath  = "classification.what"\nto    = "sector"\nabout = "What it was about."\n\n[kind.project]\nplural  = "projects"\nlevels  = "place"\nabout   = "Something to be built or set up: one undertaking, or a batch announced with one total."\ncolumns = ["name", "city", "status", "investment"]\nindex   = ["place", "investment"]\nexpect  = ["status", "size"]\n\n[kind.project.field.batch]\ntype    = "yesno"\ndefault = "no"\nabout   = "Whether it is a batch: several projects announced with one total."\n\n[kind.project.field.size]\ntype    = "number"\nonly_if = { batch = "yes" }\ncounts  = "parts"\nabout   = "How many projects a batch holds."\n\n[kind.project.field.status]\ntype   = "enum"\nvalues = ["announced", "signed", "implementation", "completed", "suspended", "cancelled"]\nabout  = "How far it has come, in its sources'' words."\n\n[kind.project.field.investment]\ntype  = "money"\nwhole = "part_of"\nabout = "Total investment stated for it. A batch''s total covers its parts: the two are never added."\n\n[kind.project.field.date]\ntype  = "date"\nabout = "When it was signed or announced."\n\n[kind.project.field.place]\ntype    = "ref"\nto      = "place"\nreverse = "projects"\nabout   = "Where it is or will be: the narrowest place known."\n\n[kind.project.field.signed_at]\ntype    = "ref"\nto      = "event"\nreverse = "projects"\nabout   = "The event at which it was signed."\n\n[kind.project.field.part_of]\ntype    = "ref"\nto      = "project"\ntree    = true\nreverse = { many = "parts", one = "part" }\nabout   = "The batch it belongs to."\n\n[kind.project.link.partners]\none   = "partner"\npath  = "participation.what"\nwhere = { role = ["investor", "operator", "signatory"] }\nto    = "who"\nabout = "Who invests in it, operates it or signed for it."\n\n[kind.project.link.investors]\none   = "investor"\npath  = "participation.what"\nwhere = { role = ["investor"] }\nto    = "who"\nabout = "Who invests in it."\n\n[kind.project.link.sectors]\none   = "sector"\npath  = "classification.what"\nto    = "sector"\nabout = "Its lines of business."\n\n[kind.agreement]\nplural  = "agreements"\nabout   = "Something signed between parties: one contract or memorandum, or a batch of them."\ncolumns = ["name", "type", "date", "signed_at"]\nexpect  = ["date", "size"]\n\n[kind.agreement.field.type]\ntype   = "enum"\nvalues = ["contract", "memorandum", "financial", "unspecified"]\nabout  = "What sort of agreement."\n\n[kind.agreement.field.batch]\ntype    = "yesno"\ndefault = "no"\nabout   = "Whether it is a batch: several agreements told as one."\n\n[kind.agreement.field.size]\ntype    = "number"\nonly_if = { batch = "yes" }\ncounts  = "parts"\nabout   = "How many agreements a batch holds."\n\n[kind.agreement.field.date]\ntype  = "date"\nabout = "When it was signed."\n\n[kind.agreement.field.signed_at]\ntype    = "ref"\nto      = "event"\nreverse = "agreements"\nabout   = "The event at which it was signed."\n\n[kind.agreement.field.part_of]\ntype    = "ref"\nto      = "agreement"\ntree    = true\nreverse = { many = "parts", one = "part" }\nabout   = "The batch it belongs to."\n\n[kind.agreement.link.parties]\none   = "party"\npath  = "participation.what"\nwhere = { role = ["signatory"] }\nto    = "who"\nabout = "Who signed it."\n\n[kind.route]\nplural  = "routes"\nabout   = "A way between places that is regularly used: an air route, a train service."\ncolumns = ["name", "mode"]\n\n[kind.route.field.mode]\ntype   = "enum"\nvalues = ["air", "rail", "sea", "road", "multimodal"]\nabout  = "How it travels."\n\n[kind.route.link.places]\none   = "place"\npath  = "stop.of"\nto    = "place"\nabout = "The places it touches."\n\n[kind.route.link.operators]\none   = "operator"\npath  = "participation.what"\nwhere = { role = ["operator"] }\nto    = "who"\nabout = "Who runs it."\n\n# ---------------------------------------------------------------- records\n\n[kind.role]\nsort    = "record"\nplural  = "roles"\nlabel   = "{person}: {title}, {organization}"\nabout   = "A post a person holds or held."\ncolumns = ["person", "title", "organization", "as_of"]\nexpect  = ["person", "title", "organization"]\n\n[kind.role.field.person]\ntype    = "ref"\nto      = "person"\nreverse = "roles"\nabout   = "Who holds it."\n\n[kind.role.field.organization]\ntype    = "ref"\nto      = "organization"\nreverse = "roles"\nabout   = "Where."\n\n[kind.role.field.title]\ntype  = "text"\nabout = "The post, in its source''s words."\n\n[kind.role.field.as_of]\ntype  = "date"\nabout = "When the source says so."\n\n[kind.stop]\nsort    = "record"\nplural  = "stops"\nlevels  = "place"\nlabel   = "{of}: {place}, {role}"\nabout   = "A place on a route or a journey."\ncolumns = ["of", "place", "role"]\n\n[kind.stop.field.of]\ntype    = "ref"\nto      = ["route", "event"]\nreverse = "stops"\nabout   = "The route or journey."\n\n[kind.stop.field.place]\ntype    = "ref"\nto      = "place"\nreverse = "stops"\nabout   = "The place."\n\n[kind.stop.field.role]\ntype   = "enum"\nvalues = ["origin", "destination", "via", "hub", "reaches", "visited"]\nabout  = "What the place is to the route."\nmeans  = { reaches = "somewhere the route leads on to" }\n\n[kind.participation]\nsort    = "record"\nplural  = "participations"\nlabel   = "{who}, {role}: {what}"\nabout   = "Who had to do with what, and in which role."\ncolumns = ["who", "role", "what"]\nexpect  = ["who"]\n\n[kind.participation.field.what]\ntype    = "ref"\nto      = ["event", "agreement", "project", "organization", "route"]\nreverse = "participations"\nabout   = "What it was."\n\n[kind.participation.field.who]\ntype    = "ref"\nto      = "any"\nreverse = "participations"\nabout   = "Who it was; with `met_with` the one who was met, with `invited` the one invited. The others are `what.participants`."\n\n[kind.participation.field.role]\ntype   = "enum"\nvalues = ["attendee", "organizer", "signatory", "delegation", "met_with", "invited", "operator", "investor", "publisher", "speaker"]\nabout  = "In which role."\nmeans  = { delegation = "belonged to the delegation that travelled", met_with = "was met by the delegation" }\n\n[kind.membership]\nsort    = "record"\nplural  = "memberships"\nlabel   = "{member}, member of {alliance}"\nabout   = "A member of an alliance."\ncolumns = ["alliance", "member"]\n\n[kind.membership.field.alliance]\ntype    = "ref"\nto      = "organization"\nabout   = "The alliance."\n\n[kind.membership.field.member]\ntype    = "ref"\nto      = "any"\nreverse = "memberships"\nabout   = "The member."\n\n[kind.figure]\nsort     = "record"\nplural   = "figures"\nlabel    = "{subject}: {measure} {value}, {facet}, {counterpart}, {period}"\nabout    = "A number a source gives about something."\ncolumns  = ["subject", "measure", "value", "counterpart", "facet", "period", "counted"]\nexpect   = ["value", "period"]\nconflict = { same = ["subject", "measure", "counterpart", "facet", "period"], value = "value" }\n\n[kind.figure.field.subject]\ntype    = "ref"\nto      = "any"\nreverse = "figures"\nabout   = "What it is about."\n\n[kind.figure.field.measure]\ntype   = "enum"\nvalues = ["activities", "agreements", "area", "cargo", "cities", "cities_abroad", "cities_home", "clearance", "companies", "containers", "continents", "cooperation_years", "countries", "enterprises", "frequency", "growth", "guest_countries", "guests", "investment_income", "mou_countries", "output_target", "parcels", "population", "product_kinds", "rank", "share", "trade_value", "trains", "visited_countries"]\nabout  = "What was measured."\nmeans  = { clearance = "orders cleared by customs", cooperation_years = "how long a cooperation has lasted", mou_countries = "countries with a memorandum of understanding", product_kinds = "how many different products", output_target = "output aimed at" }\n\n[kind.figure.field.value]\ntype   = "quantity"\nsigned = true\napart  = ["measure", "subject", "facet", "counterpart"]\nabout  = "The number with its unit, as the source words it."\n\n[kind.figure.field.counterpart]\ntype  = "ref"\nto    = "any"\nabout = "The other side: exports to whom, share of what."\n\n[kind.figure.field.facet]\ntype  = "text"\nabout = "Which part or aspect of the measure: exports, value, international."\n\n[kind.figure.field.period]\ntype  = "period"\nabout = "The time it is about."\n\n[kind.figure.field.counted]\ntype   = "enum"\nvalues = ["at", "during", "cumulative", "per_week", "per_second", "target", "unspecified"]\nabout  = "How the number relates to its period."\nmeans  = { at = "as it stood then", during = "over the whole period", cumulative = "in all, up to then", target = "aimed at" }\n\n[kind.statement]\nsort    = "record"\nplural  = "statements"\nlabel   = "{gist}"\nabout   = "What somebody said, in our own words."\ncolumns = ["speaker", "type", "gist"]\nexpect  = ["speaker"]\n\n[kind.statement.field.speaker]\ntype    = "ref"\nto      = "any"\nreverse = "statements"\nabout   = "Who said it; where it is the article itself, its source."\n\n[kind.statement.field.type]\ntype   = "enum"\nvalues = ["statement", "recommendation", "goal", "commitment", "consensus", "claim"]\nabout  = "What sort of statement."\n\n[kind.statement.field.gist]\ntype  = "text"\nabout = "What was said, in our own words, 160 characters at most."\n\n[kind.statement.field.topic]\ntype  = "text"\nabout = "What it is about."\n\n[kind.containment]\nsort    = "record"\nplural  = "containments"\nlabel   = "{place} in {container}"\nabout   = "A place inside another."\ncolumns = ["place", "container", "way"]\n\n[kind.containment.field.place]\ntype    = "ref"\nto      = "place"\nreverse = { many = "containers", one = "container" }\nabout   = "The place inside."\n\n[kind.containment.field.container]\ntype    = "ref"\nto      = "place"\nreverse = { many = "contents", one = "content" }\nabout   = "The place around it."\n\n[kind.containment.field.way]\ntype   = "enum"\nvalues = ["admin", "functional", "straddles", "overlaps"]\nabout  = "How it is inside the other."\nmeans  = { admin = "as an administrative unit of it; at most one", functional = "inside it without being a unit of it", straddles = "partly inside it", overlaps = "shares some ground with it" }\n\n[kind.relation]\nsort    = "record"\nplural  = "relations"\nlabel   = "{subject} {predicate} {object}"\nabout   = "How two things belong together, where no field says it."\ncolumns = ["subject", "predicate", "object"]\n\n[kind.relation.field.subject]\ntype    = "ref"\nto      = "any"\nreverse = "relations"\nabout   = "The one."\n\n[kind.relation.field.predicate]\ntype   = "enum"\nvalues = ["sister_city", "opened_in", "follows_from", "subsidiary_of"]\nabout  = "What the one is to the other."\n\n[kind.relation.field.object]\ntype    = "ref"\nto      = "any"\nabout   = "The other."\n\n[kind.classification]\nsort    = "record"\nplural  = "classifications"\nlabel   = "{what}: {sector}"\nabout   = "The sector something belongs to."\ncolumns = ["what", "sector"]\n\n[kind.classification.field.what]\ntype    = "ref"\nto      = "any"\nreverse = "classifications"\nabout   = "What is classified."\n\n[kind.classification.field.sector]\ntype    = "ref"\nto      = "sector"\nreverse = "classifications"\nabout   = "The sector."\n\n# ---------------------------------------------------------------- places within places\n\n[containment]\nkind     = "containment"\npart     = "place"\nwhole    = "container"\ncertain  = { way = ["admin", "functional"] }\npossible = { way = ["straddles"] }\nby       = "type"\nlevels   = { city = ["city", "municipality"], province = ["province", "municipality"], country = ["country"] }\ncountry  = { level = "country", code = "iso" }\n\n# What names of places end in, and the places that are called so.\n[containment.suffixes]\n"市" = ["city", "municipality", "county"]\n"省" = ["province"]\n"自治区" = ["province"]\n"州" = ["province"]\n"县" = ["county"]\n"区" = ["district"]\ncity = ["city", "municipality", "county"]\nmunicipality = ["municipality", "city"]\nprovince = ["province"]\ncounty = ["county"]\ndistrict = ["district"]\n\n# ---------------------------------------------------------------- what people say instead\n\n[also]\n# kinds\nplace         = ["location", "site", "region", "territory"]\norganization  = ["institution", "agency", "authority", "entity", "organisation"]\nperson        = ["who", "official", "leader", "executive", "man", "woman", "politician"]\nsector        = ["industry", "branch"]\nevent         = ["happening", "gathering"]\nproject       = ["undertaking", "scheme", "venture"]\nagreement     = ["deal", "accord", "treaty", "pact", "signing"]\nroute         = ["line", "corridor", "service", "connection", "lane"]\nrole          = ["position", "post", "job", "office_held", "function"]\nparticipation = ["involvement"]\nfigure        = ["number", "statistic", "data", "datum", "indicator", "metric", "quantity", "count_of"]\nstatement     = ["say", "said", "quote", "quotation", "remark", "comment", "speech", "opinion"]\nsource        = ["article", "document", "report", "paper"]\n# fields and links\ntitle         = ["position", "post", "job", "function"]\ninvestment    = ["cost", "price", "worth", "budget", "capital", "amount", "money", "total_investment", "spending", "size_of_investment"]\nstatus        = ["state", "stage", "phase", "progress"]\ndate          = ["when", "day", "opened", "opening", "opening_date", "start", "started", "start_date", "begin", "began", "beginning", "launched", "launch", "launch_date", "founded", "opened_on", "since_when"]\nperiod        = ["date", "year", "when", "time", "start", "started", "since_when", "opening", "opened"]\nsigned_at     = ["signed_in", "signed_during", "signed"]\nparticipants  = ["attendee", "guest", "delegate", "visitor", "attended", "attended_by", "invitee"]\nparties       = ["signatory", "signer", "signed_by", "partner", "country", "member"]\ninvestors     = ["invested", "backer", "funder", "financier", "invested_by", "financed_by", "owner", "developer"]\noperators     = ["airline", "carrier", "run_by", "operated_by", "flown_by", "company", "railway"]\nvisited       = ["destination", "stopover", "itinerary"]\ngist          = ["text", "content", "words", "said", "what", "message", "summary", "wording"]\nspeaker       = ["author", "who", "said_by", "person"]\nsubject       = ["what", "thing", "topic"]\nmeasure       = ["metric", "indicator", "kind_of_number"]\nvalue         = ["amount", "number", "quantity", "figure", "total"]\ncounterpart   = ["partner", "destination", "with"]\norganizations = ["employer"]\npublisher     = ["newspaper", "media", "outlet"]\npublished     = ["publication_date"]\n# values\ncompany        = ["firm", "enterprise", "business", "corporation", "state owned enterprise", "SOE", "central enterprise", "central SOE", "central state owned enterprise"]\ngovernment     = ["city government", "authority", "ministry"]\nairline        = ["carrier"]\ncargo          = ["freight", "goods", "tonnage", "air cargo", "air freight", "freight volume", "cargo volume", "throughput"]\nfrequency      = ["flight", "weekly flight", "flights per week", "trip", "departure"]\ntrade_value    = ["trade", "turnover", "export", "import", "trade volume", "commerce", "volume"]\ngrowth         = ["increase", "rise", "growth rate", "change"]\nparcels        = ["package", "shipment", "order"]\ntrains         = ["freight train", "rail", "train trips"]\npopulation     = ["inhabitant", "resident"]\nenterprises    = ["firm", "business"]\ncountries      = ["number of countries"]\nimplementation = ["started", "running", "ongoing", "in progress", "under construction", "construction", "building", "active"]\ncompleted      = ["finished", "done", "built", "complete"]\nannounced      = ["planned", "proposed"]\ncancelled      = ["canceled", "stopped", "abandoned"]\nmemorandum     = ["mou", "memorandum of understanding"]\nvisit          = ["trip", "tour", "journey"]\nconference     = ["summit", "congress"]\nair            = ["flight", "plane", "aviation"]\nrail           = ["train", "railway"]\nsea            = ["ship", "maritime"]\norigin         = ["start", "starting_point", "departure", "starts_in"]\ndestination    = ["end", "arrival", "ends_in"]\n\n# ---------------------------------------------------------------- units\n\n[unit.CNY]\ndimension = "money"\nfactor    = 100\nnames     = ["yuan", "RMB", "renminbi", "元", "人民币", "人民币元"]\nsymbols   = ["CN¥", "RMB"]\nabout     = "Chinese yuan; kept to the fen."\n\n[unit.USD]\ndimension = "money"\nfactor    = 100\nnames     = ["dollar", "US dollar", "美元"]\nsymbols   = ["$", "US$"]\nabout     = "United States dollar; kept to the cent."\n\n[unit.EUR]\ndimension = "money"\nfactor    = 100\nnames     = ["euro", "欧元"]\nsymbols   = ["€"]\nabout     = "Euro; kept to the cent."\n\n[unit.GBP]\ndimension = "money"\nfactor    = 100\nnames     = ["pound sterling", "英镑"]\nsymbols   = ["£"]\nabout     = "Pound sterling; kept to the penny."\n\n[unit.JPY]\ndimension = "money"\nfactor    = 100\nnames     = ["yen", "日元"]\nsymbols   = ["JP¥"]\nabout     = "Japanese yen; kept to the sen."\n\n[unit.KRW]\ndimension = "money"\nfactor    = 100\nnames     = ["won", "韩元"]\nsymbols   = ["₩"]\nabout     = "South Korean won."\n\n[unit.RUB]\ndimension = "money"\nfactor    = 100\nnames     = ["rouble", "ruble", "卢布"]\nsymbols   = ["₽"]\nabout     = "Russian rouble; kept to the kopeck."\n\n[unit.HKD]\ndimension = "money"\nfactor    = 100\nnames     = ["Hong Kong dollar", "港元"]\nsymbols   = ["HK$"]\nabout     = "Hong Kong dollar; kept to the cent."\n\n[unit.t]\ndimension = "mass"\nfactor    = 1000\nnames     = ["tonne", "ton", "metric ton", "吨"]\nabout     = "Tonne; kept to the kilogram."\n\n[unit.kg]\ndimension = "mass"\nnames     = ["kilogram", "kilogramme", "公斤"]\nabout     = "Kilogram."\n\n[unit.km]\ndimension = "length"\nfactor    = 1000\nnames     = ["kilometre", "kilometer", "公里"]\nabout     = "Kilometre; kept to the metre."\n\n[unit.metre]\ndimension = "length"\nnames     = ["meter", "米"]\nabout     = "Metre."\n\n[unit.km2]\ndimension = "area"\nfactor    = 1000000\nnames     = ["km²", "sq km", "square kilometre", "square kilometer", "平方公里"]\nabout     = "Square kilometre; kept to the square metre."\n\n[unit.m2]\ndimension = "area"\nnames     = ["m²", "sq m", "square metre", "square meter", "平方米"]\nabout     = "Square metre."\n\n[unit.ha]\ndimension = "area"\nfactor    = 10000\nnames     = ["hectare", "公顷"]\nabout     = "Hectare; kept to the square metre."\n\n[unit.TEU]\ndimension = "TEU"\nnames     = ["twenty-foot equivalent unit", "标箱"]\nabout     = "Twenty-foot equivalent unit."\n\n[unit.containers]\ndimension = "containers"\nnames     = ["container", "box"]\nabout     = "Containers, of whatever size."\n\n[unit.trains]\ndimension = "trains"\nnames     = ["train", "freight train", "列"]\nabout     = "Trains run."\n\n[unit.parcels]\ndimension = "parcels"\nnames     = ["parcel", "order", "单"]\nabout     = "Parcels or orders."\n\n[unit.chips]\ndimension = "chips"\nnames     = ["chip"]\nabout     = "Chips made."\n\n[unit.years]\ndimension = "duration"\nnames     = ["year", "年"]\nabout     = "Years that something lasted."\n\n[unit.rank]\ndimension = "rank"\nnames     = ["place"]\nsymbols   = ["no."]\nahead     = true\nsum       = false\nabout     = "A place in a ranking: 1 is first."\n\n[unit."per week"]\ndimension = "per week"\nnames     = ["a week", "times a week", "weekly"]\nsum       = false\nabout     = "How often in a week."\n\n[unit."per second"]\ndimension = "per second"\nnames     = ["a second", "/s"]\nsum       = false\nabout     = "How many in a second."\n\n\n\n\n','\n',char(10)));
CREATE TABLE unit (
    name      TEXT PRIMARY KEY,
    dimension TEXT NOT NULL,
    factor    INTEGER NOT NULL CHECK (factor > 0),
    about     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO unit VALUES('%','share',1000,'Percent; kept to a thousandth of a percent.');
INSERT INTO unit VALUES('CNY','money',100,'Chinese yuan; kept to the fen.');
INSERT INTO unit VALUES('EUR','money',100,'Euro; kept to the cent.');
INSERT INTO unit VALUES('GBP','money',100,'Pound sterling; kept to the penny.');
INSERT INTO unit VALUES('HKD','money',100,'Hong Kong dollar; kept to the cent.');
INSERT INTO unit VALUES('JPY','money',100,'Japanese yen; kept to the sen.');
INSERT INTO unit VALUES('KRW','money',100,'South Korean won.');
INSERT INTO unit VALUES('RUB','money',100,'Russian rouble; kept to the kopeck.');
INSERT INTO unit VALUES('TEU','TEU',1,'Twenty-foot equivalent unit.');
INSERT INTO unit VALUES('USD','money',100,'United States dollar; kept to the cent.');
INSERT INTO unit VALUES('chips','chips',1,'Chips made.');
INSERT INTO unit VALUES('containers','containers',1,'Containers, of whatever size.');
INSERT INTO unit VALUES('ha','area',10000,'Hectare; kept to the square metre.');
INSERT INTO unit VALUES('kg','mass',1,'Kilogram.');
INSERT INTO unit VALUES('km','length',1000,'Kilometre; kept to the metre.');
INSERT INTO unit VALUES('km2','area',1000000,'Square kilometre; kept to the square metre.');
INSERT INTO unit VALUES('m2','area',1,'Square metre.');
INSERT INTO unit VALUES('metre','length',1,'Metre.');
INSERT INTO unit VALUES('number','number',1,'A plain count; Chinese counts with a word for the sort of thing behind the number.');
INSERT INTO unit VALUES('parcels','parcels',1,'Parcels or orders.');
INSERT INTO unit VALUES('per second','per second',1,'How many in a second.');
INSERT INTO unit VALUES('per week','per week',1,'How often in a week.');
INSERT INTO unit VALUES('rank','rank',1,'A place in a ranking: 1 is first.');
INSERT INTO unit VALUES('t','mass',1000,'Tonne; kept to the kilogram.');
INSERT INTO unit VALUES('trains','trains',1,'Trains run.');
INSERT INTO unit VALUES('years','duration',1,'Years that something lasted.');
CREATE TABLE thing (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,             -- the table that holds its fields
    slug     TEXT,                      -- what digests call it; records have none
    name     TEXT NOT NULL,             -- its label; a record's is composed
    _folded  TEXT,                      -- the label folded, where that isn't the label in small letters
    name_key TEXT AS (coalesce(_folded, lower(name)))  -- the label folded: what answers are ordered by
) STRICT;
INSERT INTO thing VALUES(1,'source','harbour-news-2021','A new terminal for Tianjin',NULL);
INSERT INTO thing VALUES(2,'event','terminal-forum','Terminal forum',NULL);
INSERT INTO thing VALUES(3,'place','tianjin','Tianjin',NULL);
INSERT INTO thing VALUES(4,'organization','tianjin-port','Tianjin Port Group',NULL);
INSERT INTO thing VALUES(5,'project','tianjin-terminal','Tianjin container terminal',NULL);
INSERT INTO thing VALUES(6,'project','works-1','Works 1',NULL);
INSERT INTO thing VALUES(7,'project','works-2','Works 2',NULL);
INSERT INTO thing VALUES(8,'project','works-3','Works 3',NULL);
INSERT INTO thing VALUES(9,'participation',NULL,'Tianjin Port Group, investor: Tianjin container terminal',NULL);
INSERT INTO thing VALUES(10,'figure',NULL,'Tianjin Port Group: rank no. 5',NULL);
INSERT INTO thing VALUES(11,'name',NULL,'A new terminal for Tianjin',NULL);
INSERT INTO thing VALUES(12,'name',NULL,'天津新码头',NULL);
INSERT INTO thing VALUES(13,'name',NULL,'Terminal forum',NULL);
INSERT INTO thing VALUES(14,'name',NULL,'Tianjin',NULL);
INSERT INTO thing VALUES(15,'name',NULL,'Heaven Ferry Port',NULL);
INSERT INTO thing VALUES(16,'name',NULL,'TPG',NULL);
INSERT INTO thing VALUES(17,'name',NULL,'Tianjin Port Group',NULL);
INSERT INTO thing VALUES(18,'name',NULL,'Tianjin container terminal',NULL);
INSERT INTO thing VALUES(19,'name',NULL,'Works 1',NULL);
INSERT INTO thing VALUES(20,'name',NULL,'Works 2',NULL);
INSERT INTO thing VALUES(21,'name',NULL,'Works 3',NULL);
CREATE TABLE inside (
    place     INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    container INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    depth     INTEGER NOT NULL,         -- steps of the shortest way
    certain   INTEGER NOT NULL,         -- 1: by certain steps only; 0: some step is only partly inside
    PRIMARY KEY (place, container)
) STRICT, WITHOUT ROWID;
INSERT INTO inside VALUES(3,3,0,1);
CREATE TABLE level (
    place     INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    level     TEXT NOT NULL,
    container INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (place, level)
) STRICT, WITHOUT ROWID;
INSERT INTO level VALUES(3,'city',3);
INSERT INTO level VALUES(3,'province',3);
CREATE TABLE rival (
    kind  TEXT NOT NULL,                -- of the thing
    field TEXT NOT NULL,
    thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    claim INTEGER NOT NULL,             -- the claim that says otherwise
    says  TEXT NOT NULL,                -- its value
    PRIMARY KEY (kind, field, thing, claim)
) STRICT, WITHOUT ROWID;
INSERT INTO rival VALUES('project','investment',5,9,'3bn CNY');
CREATE TABLE _equivalent (
    field TEXT NOT NULL,                -- of the thing or record
    thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    claim INTEGER NOT NULL,             -- the claim that gives it
    unit  TEXT NOT NULL,
    says  TEXT NOT NULL,                -- its wording
    low   INTEGER,
    high  INTEGER,
    PRIMARY KEY (field, thing, claim, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE _origin (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE           -- the digest's source, or the digest's own name
) STRICT;
INSERT INTO _origin VALUES(1,'projects.csv harbour-news-2021');
INSERT INTO _origin VALUES(2,'projects.csv');
INSERT INTO _origin VALUES(3,'harbour-news-2021');
CREATE TABLE _entered (
    kind  TEXT NOT NULL,                -- the table that holds the row
    id    INTEGER NOT NULL,
    cells TEXT,                         -- the cells after the id, a JSON array; unknown if the row was not entered
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE _former (
    slug  TEXT PRIMARY KEY,
    thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "place" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "type" TEXT CHECK ("type" IN ('world', 'continent', 'region', 'country', 'province', 'municipality', 'city', 'county', 'district', 'zone', 'park', 'port', 'airport', 'garden', 'lake', 'river', 'sea')),
    "iso" TEXT,
    "iso_key" TEXT,
    "iata" TEXT,
    "iata_key" TEXT,
    "icao" TEXT,
    "icao_key" TEXT
) STRICT;
INSERT INTO place VALUES(3,'municipality',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "organization" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "type" TEXT CHECK ("type" IN ('company', 'bank', 'airline', 'railway', 'government', 'party', 'customs', 'embassy', 'consulate', 'intergovernmental', 'chamber', 'alliance', 'hub', 'media', 'research', 'delegation', 'office')),
    "place" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_of" INTEGER REFERENCES "organization" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO organization VALUES(4,NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "person" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE IF NOT EXISTS "sector" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE IF NOT EXISTS "event" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "type" TEXT CHECK ("type" IN ('forum', 'conference', 'press_conference', 'ceremony', 'visit', 'meeting', 'flight', 'publication', 'campaign')),
    "date" TEXT,
    "date_from" TEXT,
    "date_to" TEXT,
    "date_is" TEXT,
    "place" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "edition" TEXT,
    "edition_at" INTEGER,
    "edition_low" INTEGER,
    "edition_high" INTEGER,
    "edition_unit" TEXT,
    "theme" TEXT,
    "theme_key" TEXT,
    "part_of" INTEGER REFERENCES "event" ("id") DEFERRABLE INITIALLY DEFERRED,
    CHECK ("date_is" IN ('day', 'within', 'span')),
    CHECK ("date_from" <= "date_to"),
    CHECK ("edition_low" <= "edition_high")
) STRICT;
INSERT INTO event VALUES(2,NULL,'2021-03-04','2021-03-04','2021-03-04','day',3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "project" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "batch" INTEGER CHECK ("batch" IN (0, 1)),
    "size" TEXT,
    "size_at" INTEGER,
    "size_low" INTEGER,
    "size_high" INTEGER,
    "size_unit" TEXT,
    "status" TEXT CHECK ("status" IN ('announced', 'signed', 'implementation', 'completed', 'suspended', 'cancelled')),
    "investment" TEXT,
    "investment_at" INTEGER,
    "investment_low" INTEGER,
    "investment_high" INTEGER,
    "investment_unit" TEXT,
    "date" TEXT,
    "date_from" TEXT,
    "date_to" TEXT,
    "date_is" TEXT,
    "place" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "signed_at" INTEGER REFERENCES "event" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_of" INTEGER REFERENCES "project" ("id") DEFERRABLE INITIALLY DEFERRED,
    CHECK ("size_low" <= "size_high"),
    CHECK ("investment_low" <= "investment_high"),
    CHECK ("date_is" IN ('day', 'within', 'span')),
    CHECK ("date_from" <= "date_to")
) STRICT;
INSERT INTO project VALUES(5,0,NULL,NULL,NULL,NULL,NULL,'signed','more than 2bn CNY',200000000000,200000000001,NULL,'CNY','2021-06','2021-06-01','2021-06-30','within',3,NULL,NULL);
INSERT INTO project VALUES(6,0,NULL,NULL,NULL,NULL,NULL,'signed','about 3m CNY',300000000,270000000,330000000,'CNY','2021-05','2021-05-01','2021-05-31','within',3,NULL,NULL);
INSERT INTO project VALUES(7,0,NULL,NULL,NULL,NULL,NULL,'completed','5m EUR',500000000,500000000,500000000,'EUR','2020','2020-01-01','2020-12-31','within',3,NULL,NULL);
INSERT INTO project VALUES(8,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,3,NULL,NULL);
CREATE TABLE IF NOT EXISTS "agreement" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "type" TEXT CHECK ("type" IN ('contract', 'memorandum', 'financial', 'unspecified')),
    "batch" INTEGER CHECK ("batch" IN (0, 1)),
    "size" TEXT,
    "size_at" INTEGER,
    "size_low" INTEGER,
    "size_high" INTEGER,
    "size_unit" TEXT,
    "date" TEXT,
    "date_from" TEXT,
    "date_to" TEXT,
    "date_is" TEXT,
    "signed_at" INTEGER REFERENCES "event" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_of" INTEGER REFERENCES "agreement" ("id") DEFERRABLE INITIALLY DEFERRED,
    CHECK ("size_low" <= "size_high"),
    CHECK ("date_is" IN ('day', 'within', 'span')),
    CHECK ("date_from" <= "date_to")
) STRICT;
CREATE TABLE IF NOT EXISTS "route" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "mode" TEXT CHECK ("mode" IN ('air', 'rail', 'sea', 'road', 'multimodal'))
) STRICT;
CREATE TABLE IF NOT EXISTS "role" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "person" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
    "organization" INTEGER REFERENCES "organization" ("id") DEFERRABLE INITIALLY DEFERRED,
    "title" TEXT,
    "title_key" TEXT,
    "as_of" TEXT,
    "as_of_from" TEXT,
    "as_of_to" TEXT,
    "as_of_is" TEXT,
    CHECK ("as_of_is" IN ('day', 'within', 'span')),
    CHECK ("as_of_from" <= "as_of_to")
) STRICT;
CREATE TABLE IF NOT EXISTS "stop" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "of" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "place" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "role" TEXT CHECK ("role" IN ('origin', 'destination', 'via', 'hub', 'reaches', 'visited'))
) STRICT;
CREATE TABLE IF NOT EXISTS "participation" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "what" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "who" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "role" TEXT CHECK ("role" IN ('attendee', 'organizer', 'signatory', 'delegation', 'met_with', 'invited', 'operator', 'investor', 'publisher', 'speaker'))
) STRICT;
INSERT INTO participation VALUES(9,5,4,'investor');
CREATE TABLE IF NOT EXISTS "membership" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "alliance" INTEGER REFERENCES "organization" ("id") DEFERRABLE INITIALLY DEFERRED,
    "member" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE IF NOT EXISTS "figure" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "subject" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "measure" TEXT CHECK ("measure" IN ('activities', 'agreements', 'area', 'cargo', 'cities', 'cities_abroad', 'cities_home', 'clearance', 'companies', 'containers', 'continents', 'cooperation_years', 'countries', 'enterprises', 'frequency', 'growth', 'guest_countries', 'guests', 'investment_income', 'mou_countries', 'output_target', 'parcels', 'population', 'product_kinds', 'rank', 'share', 'trade_value', 'trains', 'visited_countries')),
    "value" TEXT,
    "value_at" INTEGER,
    "value_low" INTEGER,
    "value_high" INTEGER,
    "value_unit" TEXT,
    "counterpart" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "facet" TEXT,
    "facet_key" TEXT,
    "period" TEXT,
    "period_from" TEXT,
    "period_to" TEXT,
    "period_is" TEXT,
    "counted" TEXT CHECK ("counted" IN ('at', 'during', 'cumulative', 'per_week', 'per_second', 'target', 'unspecified')),
    CHECK ("value_low" <= "value_high"),
    CHECK ("period_is" IN ('day', 'within', 'span')),
    CHECK ("period_from" <= "period_to")
) STRICT;
INSERT INTO figure VALUES(10,4,'rank','no. 5',5,5,5,'rank',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "statement" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "speaker" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "type" TEXT CHECK ("type" IN ('statement', 'recommendation', 'goal', 'commitment', 'consensus', 'claim')),
    "gist" TEXT,
    "gist_key" TEXT,
    "topic" TEXT,
    "topic_key" TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS "containment" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "place" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "container" INTEGER REFERENCES "place" ("id") DEFERRABLE INITIALLY DEFERRED,
    "way" TEXT CHECK ("way" IN ('admin', 'functional', 'straddles', 'overlaps'))
) STRICT;
CREATE TABLE IF NOT EXISTS "relation" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "subject" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "predicate" TEXT CHECK ("predicate" IN ('sister_city', 'opened_in', 'follows_from', 'subsidiary_of')),
    "object" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE IF NOT EXISTS "classification" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "what" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "sector" INTEGER REFERENCES "sector" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE IF NOT EXISTS "source" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "publisher" TEXT,
    "publisher_key" TEXT,
    "published" TEXT,
    "published_from" TEXT,
    "published_to" TEXT,
    "published_is" TEXT,
    "language" TEXT,
    "language_key" TEXT,
    "translation" TEXT CHECK ("translation" IN ('original', 'human', 'machine', 'unknown')),
    "paragraphs" INTEGER,
    "url" TEXT,
    "url_key" TEXT,
    "file" TEXT,
    "file_key" TEXT,
    "sha256" TEXT,
    "sha256_key" TEXT,
    CHECK ("published_is" IN ('day', 'within', 'span')),
    CHECK ("published_from" <= "published_to")
) STRICT;
INSERT INTO source VALUES(1,NULL,NULL,'2021-03-05','2021-03-05','2021-03-05','day',NULL,NULL,NULL,3,NULL,NULL,'harbour-news.txt','harbour news.txt',NULL,NULL);
CREATE TABLE IF NOT EXISTS "name" (
    "id" INTEGER PRIMARY KEY REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "of" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "text" TEXT,
    "text_key" TEXT,
    "form" TEXT CHECK ("form" IN ('label', 'alias', 'abbreviation', 'variant', 'native', 'former', 'nickname', 'mistranslation')),
    "language" TEXT,
    "language_key" TEXT,
    "only_in" INTEGER REFERENCES "source" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO name VALUES(11,1,'A new terminal for Tianjin','a new terminal for tianjin','label',NULL,NULL,NULL);
INSERT INTO name VALUES(12,1,'天津新码头','天津新码头','native','zh','zh',NULL);
INSERT INTO name VALUES(13,2,'Terminal forum','terminal forum','label',NULL,NULL,NULL);
INSERT INTO name VALUES(14,3,'Tianjin','tianjin','label',NULL,NULL,NULL);
INSERT INTO name VALUES(15,4,'Heaven Ferry Port','heaven ferry port','mistranslation',NULL,NULL,1);
INSERT INTO name VALUES(16,4,'TPG','tpg','abbreviation',NULL,NULL,NULL);
INSERT INTO name VALUES(17,4,'Tianjin Port Group','tianjin port group','label',NULL,NULL,NULL);
INSERT INTO name VALUES(18,5,'Tianjin container terminal','tianjin container terminal','label',NULL,NULL,NULL);
INSERT INTO name VALUES(19,6,'Works 1','works 1','label',NULL,NULL,NULL);
INSERT INTO name VALUES(20,7,'Works 2','works 2','label',NULL,NULL,NULL);
INSERT INTO name VALUES(21,8,'Works 3','works 3','label',NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "claim" (
    "id" INTEGER PRIMARY KEY,
    "thing" INTEGER REFERENCES "thing" ("id") DEFERRABLE INITIALLY DEFERRED,
    "field" TEXT,
    "field_key" TEXT,
    "whole" INTEGER CHECK ("whole" IN (0, 1)),
    "source" INTEGER REFERENCES "source" ("id") DEFERRABLE INITIALLY DEFERRED,
    "paragraph" INTEGER,
    "place_in" TEXT,
    "place_in_key" TEXT,
    "phrase" TEXT,
    "phrase_key" TEXT,
    "read_as" TEXT,
    "read_as_key" TEXT,
    "read_reason" TEXT CHECK ("read_reason" IN ('machine_translation', 'split_sentence', 'ellipsis', 'unit', 'homophone')),
    "basis" TEXT CHECK ("basis" IN ('stated', 'inferred', 'external')),
    "confidence" TEXT CHECK ("confidence" IN ('high', 'medium', 'low')),
    "note" TEXT,
    "note_key" TEXT,
    "says" TEXT,
    "says_key" TEXT,
    "key" TEXT,
    "key_key" TEXT,
    "_origin" INTEGER REFERENCES "_origin" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO claim VALUES(1,1,'file, paragraphs, published',NULL,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(2,2,'place',NULL,0,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(3,2,NULL,NULL,1,1,1,NULL,NULL,'the forum',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,'F1','f1',NULL);
INSERT INTO claim VALUES(4,2,'date',NULL,0,1,1,NULL,NULL,'on March 4','on march 4',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(5,2,'date',NULL,0,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'inferred','low','the year is that of the article',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(6,3,NULL,NULL,1,1,1,NULL,NULL,'Tianjin','tianjin',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(7,3,'type',NULL,0,1,1,NULL,NULL,'the municipality',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(8,4,NULL,NULL,1,1,2,NULL,NULL,'the port group',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(9,5,'investment',NULL,0,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,'3bn CNY','3bn cny',NULL,NULL,NULL);
INSERT INTO claim VALUES(10,5,'date',NULL,1,1,2,NULL,NULL,'in June','in june',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(11,5,'date',NULL,0,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,'not stated',NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(12,5,'investment',NULL,0,1,2,NULL,NULL,'worth more than 2 billion yuan',NULL,'more than 2bn CNY','more than 2bn cny','unit','stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(13,5,'partners',NULL,0,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,'open list',NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(14,5,NULL,NULL,1,1,2,NULL,NULL,'a terminal',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(15,5,'place, status',NULL,0,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(16,6,'date, investment, place, status',NULL,1,1,2,NULL,NULL,'works 1',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(17,7,'date, investment, place, status',NULL,1,1,1,NULL,NULL,'works 2',NULL,NULL,NULL,NULL,'inferred','medium','from the table',NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(18,8,'place',NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'external','high','from a list',NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO claim VALUES(19,9,NULL,NULL,1,1,2,NULL,NULL,'the port group invests',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(20,10,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'external','high','from a list of ports',NULL,NULL,NULL,NULL,NULL,3);
INSERT INTO claim VALUES(21,11,NULL,NULL,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(22,12,NULL,NULL,1,1,NULL,'the headline',NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(23,13,NULL,NULL,1,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(24,14,NULL,NULL,1,1,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(25,15,NULL,NULL,1,1,2,NULL,NULL,'Heaven Ferry Port','heaven ferry port',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(26,16,NULL,NULL,1,1,2,NULL,NULL,'TPG','tpg',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(27,17,NULL,NULL,1,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(28,18,NULL,NULL,1,1,2,NULL,NULL,'in June','in june',NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(29,18,NULL,NULL,1,1,2,NULL,NULL,'the container terminal',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO claim VALUES(30,19,NULL,NULL,1,1,2,NULL,NULL,'works 1',NULL,NULL,NULL,NULL,'stated','high',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(31,20,NULL,NULL,1,1,1,NULL,NULL,'works 2',NULL,NULL,NULL,NULL,'inferred','medium','from the table',NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO claim VALUES(32,21,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'external','high','from a list',NULL,NULL,NULL,NULL,NULL,2);
CREATE TABLE IF NOT EXISTS "flag" (
    "id" INTEGER PRIMARY KEY,
    "source" INTEGER REFERENCES "source" ("id") DEFERRABLE INITIALLY DEFERRED,
    "paragraph" INTEGER,
    "reason" TEXT CHECK ("reason" IN ('spam', 'boilerplate', 'image_placeholder', 'disclaimer', 'byline', 'heading', 'garbled', 'no_fact')),
    "note" TEXT,
    "note_key" TEXT
) STRICT;
INSERT INTO flag VALUES(1,1,3,'byline',NULL,NULL);
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('flag','flag:source,paragraph','1 1 1');
INSERT INTO sqlite_stat1 VALUES('flag',NULL,'1');
INSERT INTO sqlite_stat1 VALUES('claim','claim:thing,says','3 3 1');
INSERT INTO sqlite_stat1 VALUES('claim','claim:thing,confidence','1 1 1');
INSERT INTO sqlite_stat1 VALUES('claim','claim:field','0 0');
INSERT INTO sqlite_stat1 VALUES('claim','claim:_origin','9 3');
INSERT INTO sqlite_stat1 VALUES('claim','claim:source,paragraph','29 29 10');
INSERT INTO sqlite_stat1 VALUES('claim','claim:thing','32 2');
INSERT INTO sqlite_stat1 VALUES('claim',NULL,'32');
INSERT INTO sqlite_stat1 VALUES('name','name:only_in','1 1');
INSERT INTO sqlite_stat1 VALUES('name','name:language_key','1 1');
INSERT INTO sqlite_stat1 VALUES('name','name:text_key','11 1');
INSERT INTO sqlite_stat1 VALUES('name','name:of','11 2');
INSERT INTO sqlite_stat1 VALUES('name',NULL,'11');
INSERT INTO sqlite_stat1 VALUES('source','source:sha256_key','0 0');
INSERT INTO sqlite_stat1 VALUES('source','source:file_key','1 1');
INSERT INTO sqlite_stat1 VALUES('source','source:url_key','0 0');
INSERT INTO sqlite_stat1 VALUES('source','source:language_key','0 0');
INSERT INTO sqlite_stat1 VALUES('source','source:published_from,published_to','1 1 1');
INSERT INTO sqlite_stat1 VALUES('source','source:publisher_key','0 0');
INSERT INTO sqlite_stat1 VALUES('source',NULL,'1');
INSERT INTO sqlite_stat1 VALUES('catalog',NULL,'1');
INSERT INTO sqlite_stat1 VALUES('readme',NULL,'26');
INSERT INTO sqlite_stat1 VALUES('meta','meta','32 1');
INSERT INTO sqlite_stat1 VALUES('thing','thing:name','10 2 1');
INSERT INTO sqlite_stat1 VALUES('thing','thing:slug','8 1');
INSERT INTO sqlite_stat1 VALUES('thing',NULL,'21');
INSERT INTO sqlite_stat1 VALUES('unit','unit','26 1');
INSERT INTO sqlite_stat1 VALUES('inside','inside:container','1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('inside','inside','1 1 1');
INSERT INTO sqlite_stat1 VALUES('participation','participation:role','1 1');
INSERT INTO sqlite_stat1 VALUES('participation','participation:who,role','1 1 1');
INSERT INTO sqlite_stat1 VALUES('participation','participation:what,role,who','1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('level','level:container','2 2 1 1');
INSERT INTO sqlite_stat1 VALUES('level','level','2 2 1');
INSERT INTO sqlite_stat1 VALUES('place','place:icao_key','0 0');
INSERT INTO sqlite_stat1 VALUES('place','place:iata_key','0 0');
INSERT INTO sqlite_stat1 VALUES('place','place:iso_key','0 0');
INSERT INTO sqlite_stat1 VALUES('place','place:type','1 1');
INSERT INTO sqlite_stat1 VALUES('rival','rival:claim','1 1');
INSERT INTO sqlite_stat1 VALUES('rival','rival','1 1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('project','project:place,investment_low','4 4 1');
INSERT INTO sqlite_stat1 VALUES('project','project:part_of','0 0');
INSERT INTO sqlite_stat1 VALUES('project','project:signed_at','0 0');
INSERT INTO sqlite_stat1 VALUES('project','project:date_from,date_to','4 1 1');
INSERT INTO sqlite_stat1 VALUES('project','project:investment_low,investment_high,investment_unit','3 1 1 1');
INSERT INTO sqlite_stat1 VALUES('project','project:status','4 2');
INSERT INTO sqlite_stat1 VALUES('project','project:size_low,size_high,size_unit','0 0 0 0');
INSERT INTO sqlite_stat1 VALUES('_origin','sqlite_autoindex__origin_1','3 1');
INSERT INTO sqlite_stat1 VALUES('agreement','agreement:part_of','0 0');
INSERT INTO sqlite_stat1 VALUES('agreement','agreement:signed_at','0 0');
INSERT INTO sqlite_stat1 VALUES('agreement','agreement:size_low,size_high,size_unit','0 0 0 0');
INSERT INTO sqlite_stat1 VALUES('event','event:part_of','0 0');
INSERT INTO sqlite_stat1 VALUES('event','event:theme_key','0 0');
INSERT INTO sqlite_stat1 VALUES('event','event:edition_low,edition_high,edition_unit','0 0 0 0');
INSERT INTO sqlite_stat1 VALUES('event','event:place','1 1');
INSERT INTO sqlite_stat1 VALUES('event','event:date_from,date_to','1 1 1');
INSERT INTO sqlite_stat1 VALUES('event','event:type','1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:counted','1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:period_from,period_to','1 1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:facet_key','0 0');
INSERT INTO sqlite_stat1 VALUES('figure','figure:counterpart','1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:value_low,value_high,value_unit','1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:measure','1 1');
INSERT INTO sqlite_stat1 VALUES('figure','figure:subject','1 1');
INSERT INTO sqlite_stat1 VALUES('statement','statement:topic_key','0 0');
INSERT INTO sqlite_stat1 VALUES('statement','statement:gist_key','0 0');
INSERT INTO sqlite_stat1 VALUES('organization','organization:part_of','0 0');
INSERT INTO sqlite_stat1 VALUES('organization','organization:place','0 0');
INSERT INTO sqlite_stat1 VALUES('organization','organization:type','1 1');
INSERT INTO sqlite_stat1 VALUES('role','role:title_key','0 0');
CREATE UNIQUE INDEX "thing:slug" ON thing (slug) WHERE slug IS NOT NULL;
CREATE INDEX "inside:container" ON inside (container, certain, place);
CREATE INDEX "level:container" ON level (container, level, place);
CREATE INDEX "rival:claim" ON rival (claim);
CREATE INDEX "thing:name" ON thing (kind, name_key) WHERE kind <> 'name';
CREATE INDEX "place:type" ON "place" ("type");
CREATE INDEX "place:iso_key" ON "place" ("iso_key") WHERE "iso_key" IS NOT NULL;
CREATE INDEX "place:iata_key" ON "place" ("iata_key") WHERE "iata_key" IS NOT NULL;
CREATE INDEX "place:icao_key" ON "place" ("icao_key") WHERE "icao_key" IS NOT NULL;
CREATE INDEX "organization:type" ON "organization" ("type");
CREATE INDEX "organization:place" ON "organization" ("place") WHERE "place" IS NOT NULL;
CREATE INDEX "organization:part_of" ON "organization" ("part_of") WHERE "part_of" IS NOT NULL;
CREATE INDEX "event:type" ON "event" ("type");
CREATE INDEX "event:date_from,date_to" ON "event" ("date_from", "date_to");
CREATE INDEX "event:place" ON "event" ("place") WHERE "place" IS NOT NULL;
CREATE INDEX "event:edition_low,edition_high,edition_unit" ON "event" ("edition_low", "edition_high", "edition_unit") WHERE "edition_low" IS NOT NULL;
CREATE INDEX "event:theme_key" ON "event" ("theme_key") WHERE "theme_key" IS NOT NULL;
CREATE INDEX "event:part_of" ON "event" ("part_of") WHERE "part_of" IS NOT NULL;
CREATE INDEX "project:size_low,size_high,size_unit" ON "project" ("size_low", "size_high", "size_unit") WHERE "size_low" IS NOT NULL;
CREATE INDEX "project:status" ON "project" ("status");
CREATE INDEX "project:investment_low,investment_high,investment_unit" ON "project" ("investment_low", "investment_high", "investment_unit") WHERE "investment_low" IS NOT NULL;
CREATE INDEX "project:date_from,date_to" ON "project" ("date_from", "date_to");
CREATE INDEX "project:signed_at" ON "project" ("signed_at") WHERE "signed_at" IS NOT NULL;
CREATE INDEX "project:part_of" ON "project" ("part_of") WHERE "part_of" IS NOT NULL;
CREATE INDEX "project:place,investment_low" ON "project" ("place", "investment_low");
CREATE INDEX "agreement:type" ON "agreement" ("type");
CREATE INDEX "agreement:size_low,size_high,size_unit" ON "agreement" ("size_low", "size_high", "size_unit") WHERE "size_low" IS NOT NULL;
CREATE INDEX "agreement:date_from,date_to" ON "agreement" ("date_from", "date_to");
CREATE INDEX "agreement:signed_at" ON "agreement" ("signed_at") WHERE "signed_at" IS NOT NULL;
CREATE INDEX "agreement:part_of" ON "agreement" ("part_of") WHERE "part_of" IS NOT NULL;
CREATE INDEX "route:mode" ON "route" ("mode");
CREATE INDEX "role:person,organization" ON "role" ("person", "organization");
CREATE INDEX "role:organization,person" ON "role" ("organization", "person");
CREATE INDEX "role:title_key" ON "role" ("title_key") WHERE "title_key" IS NOT NULL;
CREATE INDEX "role:as_of_from,as_of_to" ON "role" ("as_of_from", "as_of_to");
CREATE INDEX "stop:of,role,place" ON "stop" ("of", "role", "place");
CREATE INDEX "stop:place,role" ON "stop" ("place", "role");
CREATE INDEX "stop:role" ON "stop" ("role");
CREATE INDEX "participation:what,role,who" ON "participation" ("what", "role", "who");
CREATE INDEX "participation:who,role" ON "participation" ("who", "role");
CREATE INDEX "participation:role" ON "participation" ("role");
CREATE INDEX "membership:alliance,member" ON "membership" ("alliance", "member");
CREATE INDEX "membership:member,alliance" ON "membership" ("member", "alliance");
CREATE INDEX "figure:subject" ON "figure" ("subject");
CREATE INDEX "figure:measure" ON "figure" ("measure");
CREATE INDEX "figure:value_low,value_high,value_unit" ON "figure" ("value_low", "value_high", "value_unit") WHERE "value_low" IS NOT NULL;
CREATE INDEX "figure:counterpart" ON "figure" ("counterpart");
CREATE INDEX "figure:facet_key" ON "figure" ("facet_key") WHERE "facet_key" IS NOT NULL;
CREATE INDEX "figure:period_from,period_to" ON "figure" ("period_from", "period_to");
CREATE INDEX "figure:counted" ON "figure" ("counted");
CREATE INDEX "statement:speaker" ON "statement" ("speaker");
CREATE INDEX "statement:type" ON "statement" ("type");
CREATE INDEX "statement:gist_key" ON "statement" ("gist_key") WHERE "gist_key" IS NOT NULL;
CREATE INDEX "statement:topic_key" ON "statement" ("topic_key") WHERE "topic_key" IS NOT NULL;
CREATE INDEX "containment:place" ON "containment" ("place");
CREATE INDEX "containment:container" ON "containment" ("container");
CREATE INDEX "containment:way" ON "containment" ("way");
CREATE INDEX "relation:subject,predicate,object" ON "relation" ("subject", "predicate", "object");
CREATE INDEX "relation:predicate" ON "relation" ("predicate");
CREATE INDEX "relation:object,predicate" ON "relation" ("object", "predicate");
CREATE INDEX "classification:what,sector" ON "classification" ("what", "sector");
CREATE INDEX "classification:sector" ON "classification" ("sector");
CREATE INDEX "source:publisher_key" ON "source" ("publisher_key") WHERE "publisher_key" IS NOT NULL;
CREATE INDEX "source:published_from,published_to" ON "source" ("published_from", "published_to") WHERE "published_from" IS NOT NULL;
CREATE INDEX "source:language_key" ON "source" ("language_key") WHERE "language_key" IS NOT NULL;
CREATE INDEX "source:url_key" ON "source" ("url_key") WHERE "url_key" IS NOT NULL;
CREATE INDEX "source:file_key" ON "source" ("file_key") WHERE "file_key" IS NOT NULL;
CREATE INDEX "source:sha256_key" ON "source" ("sha256_key") WHERE "sha256_key" IS NOT NULL;
CREATE INDEX "name:of" ON "name" ("of") WHERE "of" IS NOT NULL;
CREATE INDEX "name:text_key" ON "name" ("text_key") WHERE "text_key" IS NOT NULL;
CREATE INDEX "name:language_key" ON "name" ("language_key") WHERE "language_key" IS NOT NULL;
CREATE INDEX "name:only_in" ON "name" ("only_in") WHERE "only_in" IS NOT NULL;
CREATE INDEX "claim:thing" ON "claim" ("thing") WHERE "thing" IS NOT NULL;
CREATE INDEX "claim:source,paragraph" ON "claim" ("source", "paragraph") WHERE "source" IS NOT NULL;
CREATE INDEX "claim:_origin" ON "claim" ("_origin") WHERE "_origin" IS NOT NULL;
CREATE INDEX "claim:field" ON "claim" ("field") WHERE says IS NOT NULL AND field IN ('same as', 'distinct from');
CREATE INDEX "claim:thing,confidence" ON "claim" ("thing", "confidence") WHERE confidence = 'low';
CREATE INDEX "claim:thing,says" ON "claim" ("thing", "says") WHERE says IS NOT NULL;
CREATE INDEX "flag:source,paragraph" ON "flag" ("source", "paragraph") WHERE "source" IS NOT NULL;
CREATE VIEW "places" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."type" AS "type",
       r."iso" AS "iso",
       r."iata" AS "iata",
       r."icao" AS "icao",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."id" AND l."level" = 'city') AS "city",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."id" AND l."level" = 'province') AS "province",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."id" AND l."level" = 'country') AS "country",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "place" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "organizations" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."type" AS "type",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."place") AS "place",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."part_of") AS "part_of",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'city') AS "city",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'province') AS "province",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'country') AS "country",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "organization" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "people" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "person" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "sectors" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "sector" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "events" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."type" AS "type",
       r."date" AS "date",
       r."date_from" AS "date_from",
       r."date_to" AS "date_to",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."place") AS "place",
       r."edition" AS "edition",
       CASE WHEN r."edition_low" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."edition_low") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."edition_low") AS TEXT))) - (length(CAST(u3."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u3."factor" + abs(r."edition_low") % u3."factor" AS TEXT), 2), '0.') AS "edition_low",
       CASE WHEN r."edition_high" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."edition_high") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."edition_high") AS TEXT))) - (length(CAST(u3."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u3."factor" + abs(r."edition_high") % u3."factor" AS TEXT), 2), '0.') AS "edition_high",
       r."edition_unit" AS "edition_unit",
       r."theme" AS "theme",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."part_of") AS "part_of",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'city') AS "city",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'province') AS "province",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'country') AS "country",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "event" AS r
JOIN "thing" AS t ON t."id" = r."id"
LEFT JOIN "unit" AS u3 ON u3."name" = r."edition_unit";
CREATE VIEW "projects" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       CASE r."batch" WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS "batch",
       r."size" AS "size",
       CASE WHEN r."size_low" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."size_low") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."size_low") AS TEXT))) - (length(CAST(u1."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u1."factor" + abs(r."size_low") % u1."factor" AS TEXT), 2), '0.') AS "size_low",
       CASE WHEN r."size_high" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."size_high") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."size_high") AS TEXT))) - (length(CAST(u1."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u1."factor" + abs(r."size_high") % u1."factor" AS TEXT), 2), '0.') AS "size_high",
       r."size_unit" AS "size_unit",
       r."status" AS "status",
       r."investment" AS "investment",
       CASE WHEN r."investment_low" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."investment_low") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."investment_low") AS TEXT))) - (length(CAST(u3."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u3."factor" + abs(r."investment_low") % u3."factor" AS TEXT), 2), '0.') AS "investment_low",
       CASE WHEN r."investment_high" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."investment_high") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."investment_high") AS TEXT))) - (length(CAST(u3."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u3."factor" + abs(r."investment_high") % u3."factor" AS TEXT), 2), '0.') AS "investment_high",
       r."investment_unit" AS "investment_unit",
       (SELECT group_concat(e."says", '; ') FROM (SELECT DISTINCT q."says" FROM "_equivalent" AS q WHERE q."thing" = r."id" AND q."field" = 'investment' ORDER BY q."says") AS e) AS "investment_equivalents",
       r."date" AS "date",
       r."date_from" AS "date_from",
       r."date_to" AS "date_to",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."place") AS "place",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."signed_at") AS "signed_at",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."part_of") AS "part_of",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'city') AS "city",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'province') AS "province",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'country') AS "country",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "project" AS r
JOIN "thing" AS t ON t."id" = r."id"
LEFT JOIN "unit" AS u1 ON u1."name" = r."size_unit"
LEFT JOIN "unit" AS u3 ON u3."name" = r."investment_unit";
CREATE VIEW "agreements" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."type" AS "type",
       CASE r."batch" WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS "batch",
       r."size" AS "size",
       CASE WHEN r."size_low" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."size_low") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."size_low") AS TEXT))) - (length(CAST(u2."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u2."factor" + abs(r."size_low") % u2."factor" AS TEXT), 2), '0.') AS "size_low",
       CASE WHEN r."size_high" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."size_high") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."size_high") AS TEXT))) - (length(CAST(u2."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u2."factor" + abs(r."size_high") % u2."factor" AS TEXT), 2), '0.') AS "size_high",
       r."size_unit" AS "size_unit",
       r."date" AS "date",
       r."date_from" AS "date_from",
       r."date_to" AS "date_to",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."signed_at") AS "signed_at",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."part_of") AS "part_of",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "agreement" AS r
JOIN "thing" AS t ON t."id" = r."id"
LEFT JOIN "unit" AS u2 ON u2."name" = r."size_unit";
CREATE VIEW "routes" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."mode" AS "mode",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "route" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "roles" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."person") AS "person",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."organization") AS "organization",
       r."title" AS "title",
       r."as_of" AS "as_of",
       r."as_of_from" AS "as_of_from",
       r."as_of_to" AS "as_of_to",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "role" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "stops" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."of") AS "of",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."place") AS "place",
       r."role" AS "role",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'city') AS "city",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'province') AS "province",
       (SELECT n."name" FROM "level" AS l JOIN "thing" AS n ON n."id" = l."container" WHERE l."place" = r."place" AND l."level" = 'country') AS "country",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "stop" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "participations" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."what") AS "what",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."who") AS "who",
       r."role" AS "role",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "participation" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "memberships" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."alliance") AS "alliance",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."member") AS "member",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "membership" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "figures" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."subject") AS "subject",
       r."measure" AS "measure",
       r."value" AS "value",
       CASE WHEN r."value_low" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."value_low") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."value_low") AS TEXT))) - (length(CAST(u2."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u2."factor" + abs(r."value_low") % u2."factor" AS TEXT), 2), '0.') AS "value_low",
       CASE WHEN r."value_high" < 0 THEN '-' ELSE '' END || coalesce(nullif(ltrim(substr(('0000000000000000000' || CAST(abs(r."value_high") AS TEXT)), 1, length(('0000000000000000000' || CAST(abs(r."value_high") AS TEXT))) - (length(CAST(u2."factor" AS TEXT)) - 1)), '0'), ''), '0') || rtrim('.' || substr(CAST(u2."factor" + abs(r."value_high") % u2."factor" AS TEXT), 2), '0.') AS "value_high",
       r."value_unit" AS "value_unit",
       (SELECT group_concat(e."says", '; ') FROM (SELECT DISTINCT q."says" FROM "_equivalent" AS q WHERE q."thing" = r."id" AND q."field" = 'value' ORDER BY q."says") AS e) AS "value_equivalents",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."counterpart") AS "counterpart",
       r."facet" AS "facet",
       r."period" AS "period",
       r."period_from" AS "period_from",
       r."period_to" AS "period_to",
       r."counted" AS "counted",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "figure" AS r
JOIN "thing" AS t ON t."id" = r."id"
LEFT JOIN "unit" AS u2 ON u2."name" = r."value_unit";
CREATE VIEW "statements" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."speaker") AS "speaker",
       r."type" AS "type",
       r."gist" AS "gist",
       r."topic" AS "topic",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "statement" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "containments" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."place") AS "place",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."container") AS "container",
       r."way" AS "way",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "containment" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "relations" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."subject") AS "subject",
       r."predicate" AS "predicate",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."object") AS "object",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "relation" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "classifications" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."what") AS "what",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."sector") AS "sector",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "classification" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "sources" AS
SELECT r."id" AS "id",
       t."slug" AS "slug",
       t."name" AS "name",
       r."publisher" AS "publisher",
       r."published" AS "published",
       r."published_from" AS "published_from",
       r."published_to" AS "published_to",
       r."language" AS "language",
       r."translation" AS "translation",
       r."paragraphs" AS "paragraphs",
       r."url" AS "url",
       r."file" AS "file",
       r."sha256" AS "sha256",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "source" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "things" AS
SELECT "id", "kind", "slug", "name" FROM "thing" WHERE "slug" IS NOT NULL;
CREATE VIEW "names" AS
SELECT r."id" AS "id",
       t."name" AS "name",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."of") AS "of",
       r."text" AS "text",
       r."form" AS "form",
       r."language" AS "language",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."only_in") AS "only_in",
       (SELECT group_concat(s."name", '; ') FROM (SELECT DISTINCT w."name" FROM "claim" AS c JOIN "thing" AS w ON w."id" = c."source" WHERE c."thing" = r."id" AND c."basis" <> 'external' ORDER BY w."name") AS s) AS "sources"
FROM "name" AS r
JOIN "thing" AS t ON t."id" = r."id";
CREATE VIEW "claims" AS
SELECT r."id" AS "id",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."thing") AS "thing",
       r."field" AS "field",
       CASE r."whole" WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END AS "whole",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."source") AS "source",
       r."paragraph" AS "paragraph",
       r."place_in" AS "place_in",
       r."phrase" AS "phrase",
       r."read_as" AS "read_as",
       r."read_reason" AS "read_reason",
       r."basis" AS "basis",
       r."confidence" AS "confidence",
       r."note" AS "note",
       r."says" AS "says",
       r."key" AS "key"
FROM "claim" AS r;
CREATE VIEW "flags" AS
SELECT r."id" AS "id",
       (SELECT n."name" FROM "thing" AS n WHERE n."id" = r."source") AS "source",
       r."paragraph" AS "paragraph",
       r."reason" AS "reason",
       r."note" AS "note"
FROM "flag" AS r;
COMMIT;
