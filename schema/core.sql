-- The fixed tables of every base. The tables and views of its kinds are made from its catalog.
-- Names with `_` in front or `:` inside are ours alone: no kind or field of a catalog can be called so.

-- What the file is: title, versions (catalog, language, folding, file), created, counts.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- For people who open the file without the program.
CREATE TABLE readme (
    line INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

-- The catalog's text, as its makers wrote it.
CREATE TABLE catalog (
    text TEXT NOT NULL
) STRICT;

-- Units of amounts. Base tables keep amounts in smallest parts: a number times `factor`.
CREATE TABLE unit (
    name      TEXT PRIMARY KEY,
    dimension TEXT NOT NULL,
    factor    INTEGER NOT NULL CHECK (factor > 0),
    about     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every thing and record, of whatever kind: one id space.
CREATE TABLE thing (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,             -- the table that holds its fields
    slug     TEXT,                      -- what digests call it; records have none
    name     TEXT NOT NULL,             -- its label; a record's is composed
    _folded  TEXT,                      -- the label folded, where that isn't the label in small letters
    name_key TEXT AS (coalesce(_folded, lower(name)))  -- the label folded: what answers are ordered by
) STRICT;
CREATE UNIQUE INDEX "thing:slug" ON thing (slug) WHERE slug IS NOT NULL;
-- Names are ordered by their text.
CREATE INDEX "thing:name" ON thing (kind, name_key) WHERE kind <> 'name';

-- Which place is inside which, at any depth, including itself at depth 0 (derived from the containment records).
CREATE TABLE inside (
    place     INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    container INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    depth     INTEGER NOT NULL,         -- steps of the shortest way
    certain   INTEGER NOT NULL,         -- 1: by certain steps only; 0: some step is only partly inside
    PRIMARY KEY (place, container)
) STRICT, WITHOUT ROWID;
CREATE INDEX "inside:container" ON inside (container, certain, place);

-- The city, province, country … of each place: itself or a certain container of that level (derived).
CREATE TABLE level (
    place     INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    level     TEXT NOT NULL,
    container INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (place, level)
) STRICT, WITHOUT ROWID;
CREATE INDEX "level:container" ON level (container, level, place);

-- What speaks against a value that is recorded: a claim that says otherwise of the same field, or a claim on a record that
-- says otherwise of the same subject (derived).
CREATE TABLE rival (
    kind  TEXT NOT NULL,                -- of the thing
    field TEXT NOT NULL,
    thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
    claim INTEGER NOT NULL,             -- the claim that says otherwise
    says  TEXT NOT NULL,                -- its value
    PRIMARY KEY (kind, field, thing, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX "rival:claim" ON rival (claim);

-- Amounts of things and records in other units, as sources give them beside the recorded amount, in smallest parts (derived).
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

-- Where claims came from whose source alone does not tell: claims without one, and rows of a table (then the file's name and the
-- source). Loading that again replaces them. The column `_origin` of a claim leads here.
CREATE TABLE _origin (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE           -- the digest's source, or the digest's own name
) STRICT;

-- Rows as they were entered, of everything that judgements of sameness changed: if a judgement is taken back, they are as before.
CREATE TABLE _entered (
    kind  TEXT NOT NULL,                -- the table that holds the row
    id    INTEGER NOT NULL,
    cells TEXT,                         -- the cells after the id, a JSON array; unknown if the row was not entered
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The ids of things that became part of another thing, because they are the same (derived from judgements).
CREATE TABLE _former (
    slug  TEXT PRIMARY KEY,
    thing INTEGER NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
