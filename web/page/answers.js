// Answers: tables with footnotes, notes, errors with corrected queries.

const UNKNOWN = "·";
const NUMBERS = ["integer", "amount"];

/** The text of a value of an answer. */
function textOf(value) {
  if (value === null || value === undefined) return UNKNOWN;
  if (Array.isArray(value)) return value.length ? value.map(textOf).join("; ") : UNKNOWN;
  if (typeof value === "object") return clean(value.text);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? String(value) : clean(value);
}

/** What a value is sorted by, if it isn't its text: the lower end of a range, or else the upper one. */
function keyOf(value) {
  if (Array.isArray(value)) return value.length ? keyOf(value[0]) : null;
  if (value !== null && typeof value === "object") return value.low ?? value.high ?? value.from ?? value.to;
  return null;
}

/** The group that a value stays in when rows are sorted: its unit, or for a date that it has no first day. */
function groupOf(value) {
  if (Array.isArray(value)) return value.length ? groupOf(value[0]) : null;
  if (value === null || typeof value !== "object") return null;
  return "from" in value ? (value.from === null && value.to !== null ? "open" : null) : value.unit || null;
}

/** The range that a wording is read as, if it is more than one value. */
function rangeOf(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const [low, high] = "from" in value ? [value.from, value.to] : [value.low, value.high];
  const unit = value.unit ? ` ${value.unit}` : "";
  const shown = (end) => (typeof end === "number" ? number(end) : end);
  if (low !== null && high !== null) return low === high ? null : `${shown(low)} to ${shown(high)}${unit}`;
  if (low !== null) return `${shown(low)}${unit} or ${"from" in value ? "later" : "more"}`;
  return high === null ? null : `${shown(high)}${unit} or ${"from" in value ? "earlier" : "less"}`;
}

/** Shows things by name: links where the slug is known, else buttons that look the name up. */
function names(value, slug) {
  if (value === null) return UNKNOWN;
  if (slug) return el("a", { href: thingLink(slug) }, textOf(value));
  const each = (Array.isArray(value) ? value : [value]).flatMap((name, at) => [
    at ? "; " : "",
    el("button", { type: "button", class: "link", click: () => goToName(name) }, textOf(name)),
  ]);
  return each.length ? each : UNKNOWN;
}

/** Goes to the only thing with a name, or lists all things with it. */
async function goToName(name) {
  const found = await ask({ ask: "named", name });
  location.hash = found?.length === 1 ? thingLink(found[0].slug) : queryLink(`things where name = ${quoted(name)}`);
}

const quoted = (text) => (text.includes('"') ? `'${text}'` : `"${text}"`);

/** The query for the rows of a group. */
const groupQuery = (group, value) => (value === null ? `${group} is unknown` : `${group} = ${typeof value === "string" ? quoted(value) : textOf(value)}`);

/** The marks of footnotes behind a value. */
function marks(answer, ids, against) {
  const mark = (id, sign) =>
    el("button", { type: "button", class: "mark", "aria-label": `source ${id}`, click: (event) => showEvidence(answer, [id], event.currentTarget) }, `${sign}${id}`);
  const all = [...(ids ?? []).map((id) => mark(id, "")), ...(against ?? []).map((id) => mark(id, "±"))];
  if (all.length > 6) {
    const rest = (ids ?? []).concat(against ?? []);
    const more = el("button", { type: "button", class: "mark", click: (event) => showEvidence(answer, rest, event.currentTarget) }, `${all.length} sources`);
    return el("sup", {}, more);
  }
  return all.length ? el("sup", {}, all) : null;
}

/** Shows the claims behind a value: document, paragraph, phrase, and how sure they are. */
function showEvidence(answer, ids, from) {
  const panel = document.getElementById("evidence");
  const claims = answer.sources.filter((source) => ids.includes(source.id));
  const close = () => {
    panel.hidden = true;
    from.focus();
  };
  panel.replaceChildren(
    el("div", { class: "bar" }, el("h2", {}, "Where this comes from"), el("button", { type: "button", "aria-label": "Close", click: close }, "✕")),
    ...claims.map((claim) => el("div", { class: "claim" }, citation(claim))),
  );
  panel.onkeydown = (event) => event.key === "Escape" && close();
  panel.hidden = false;
  panel.focus();
}

/** A claim in full. */
function citation(claim) {
  const known = [claim.basis !== "stated" && claim.basis, claim.confidence === "low" && "low confidence"].filter(Boolean).join(", ");
  const place = claim.source
    ? [
        el("p", { class: "document" }, el("a", { href: thingLink(claim.source) }, clean(claim.title)), el("span", { class: "dim" }, ` ${[claim.publisher, claim.published].filter(Boolean).map(clean).join(", ")}`)),
        claim.paragraph !== null &&
          el("p", {}, el("a", { class: "paragraph", href: queryLink(`claims where source = @${claim.source} and paragraph = ${claim.paragraph} show thing, field, phrase, says`) }, `Paragraph ${claim.paragraph}`)),
      ]
    : el("p", { class: "document" }, "Not from a document");
  return [
    place,
    claim.phrase && el("blockquote", {}, `“${clean(claim.phrase)}”`),
    claim.read_as && el("p", {}, `Read as “${clean(claim.read_as)}”`),
    claim.says && el("p", {}, `It says: ${clean(claim.says)}`),
    (known || claim.note) && el("p", { class: "dim" }, [known, claim.note && clean(claim.note)].filter(Boolean).join(": ")),
  ];
}

/** One line for a footnote under a table. */
function footnote(claim) {
  const place = claim.source ? `${clean(claim.title)} (${[claim.publisher, claim.published].filter(Boolean).map(clean).join(", ")})${claim.paragraph === null ? "" : `, paragraph ${claim.paragraph}`}` : "not from a document";
  const known = [claim.basis !== "stated" && claim.basis, claim.confidence === "low" && "low confidence"].filter(Boolean).join(", ");
  return `${place}${claim.phrase ? ` “${clean(claim.phrase)}”` : ""}${claim.read_as ? `, read as “${clean(claim.read_as)}”` : ""}${claim.says ? `: ${clean(claim.says)}` : ""}${known ? ` (${known}${claim.note ? `: ${clean(claim.note)}` : ""})` : ""}`;
}

/** A cell of a table. */
function cell(shown, row, at, n) {
  const column = shown.answer.columns[at];
  const value = row.values[column.name] ?? null;
  const slug = shown.slugs[at]?.[n];
  const isNumber = NUMBERS.includes(column.type);
  const group = shown.groups[at];
  const text = group && ["text", "yes-no", "integer"].includes(column.type) ? el("a", { href: queryLink(groupQuery(group, value)) }, textOf(value)) : shown.names[at] ? names(value, slug) : textOf(value);
  const range = rangeOf(value);
  const content = range ? el("span", { title: `read as ${range}` }, text) : text;
  const classes = [isNumber && "n", column.type === "date" && "d", textOf(value) === UNKNOWN && "unknown"].filter(Boolean).join(" ");
  return el("td", { role: "cell", class: classes || null, "data-key": keyOf(value), "data-group": groupOf(value), "data-label": clean(column.name) }, content, marks(shown.answer, row.sources?.[column.name], row.against?.[column.name]));
}

/** The table of an answer. */
function table(shown) {
  const { columns, rows } = shown.answer;
  const marked = rows.some((row) => !row.certain);
  const unshown = rows.some((row) => row.conditions?.length);
  // Roles are written, because a narrow page shows rows as blocks.
  const body = el("tbody", { role: "rowgroup" }, rows.map((row, n) =>
    el("tr", { role: "row", class: row.certain ? null : "maybe" },
      marked && el("td", { role: "cell", class: "sign", title: row.certain ? null : "may match" }, row.certain ? "" : "?"),
      columns.map((_, at) => cell(shown, row, at, n)),
      unshown && el("td", { role: "cell", "data-label": "why" }, marks(shown.answer, row.conditions)))));
  const head = (name, type) => {
    const made = el("th", { scope: "col", role: "columnheader", class: NUMBERS.includes(type) ? "n" : null });
    made.append(el("button", { type: "button", click: () => sortBy(made) }, name));
    return made;
  };
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Answer" },
    el("table", { role: "table" }, el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, marked && head("?"), columns.map((column) => head(clean(column.name), column.type)), unshown && head("why"))), body));
}

/** Fields and values of one thing, one below the other. */
function card(shown) {
  const { columns, rows } = shown.answer;
  const known = (column) => textOf(rows[0].values[column.name]) !== UNKNOWN;
  return el("dl", {}, columns.map((column, at) => {
    if (!known(column)) return null;
    const made = cell(shown, rows[0], at, 0);
    return [el("dt", {}, clean(column.name)), el("dd", {}, [...made.childNodes])];
  }));
}

/** A message as the program prints it; each corrected query in it can be asked by a click. */
function message(err, fixes) {
  const shown = err.trimEnd().split("\n").map((line) => clean(line)).map((line, at) => {
    const fix = fixes.find((fix) => clean(fix) === line.trim());
    const indent = line.slice(0, line.length - line.trimStart().length);
    const text = fix === undefined ? line : [indent, el("a", { class: "fix", href: queryLink(fix) }, line.trim())];
    return [at ? "\n" : "", text];
  });
  return el("pre", { class: "message", role: "alert" }, shown);
}

/** The noun of the rows: `3 projects`. */
function countOf(shown) {
  const rows = shown.answer.rows.length;
  if (shown.grouped) return counted(rows, "group", "groups");
  const kind = about.kinds.find((kind) => shown.query.split(/\s/)[0] === kind.plural);
  return counted(shown.more ?? rows, kind?.name ?? "row", kind?.plural ?? "rows");
}

/** One answer with everything below it. */
function answerSection(shown, text, single) {
  if (shown.explained !== null) return el("section", {}, el("pre", {}, clean(shown.explained)));
  const { answer } = shown;
  const number = shown.count ? el("p", { class: "number" }, textOf(answer.rows[0]?.values.count)) : null;
  const more = shown.more && el("p", {}, `The first ${answer.rows.length} are shown. `, el("button", { type: "button", click: () => show(() => answerView(text, true)) }, "Show all"));
  const downloads = ["csv", "tsv", "json", "markdown", "xlsx"].map((format) => el("button", { type: "button", click: () => download(shown.query, format) }, format));
  return el("section", {},
    !single && el("h2", {}, el("code", {}, clean(shown.query))),
    number ?? (answer.rows.length > 0 && table(shown)),
    !shown.count && el("p", { class: "count" }, countOf(shown)),
    shown.chart && chart(shown.chart),
    more,
    shown.facets.length > 0 && answer.rows.length > 1 && el("p", { class: "actions" }, "In groups by ", shown.facets.map(([field, query]) => el("a", { href: queryLink(query) }, clean(field)))),
    answer.notes.length > 0 && el("ul", { class: "notes" }, answer.notes.map((note) => el("li", {}, sentence(note.text)))),
    el("p", { class: "actions" }, "Keep this answer as ", downloads),
    answer.sources.length > 0 && el("details", { class: "sources", open: answer.sources.length <= 12 }, el("summary", {}, counted(answer.sources.length, "source", "sources")),
      el("ol", {}, answer.sources.map((claim) => el("li", { value: claim.id }, footnote(claim))))));
}

/** A chart. A picture can't run anything. */
function chart(svg) {
  return el("p", { class: "wide" }, el("img", { class: "chart", alt: "A chart of this answer; its numbers are in the table.", src: `data:image/svg+xml,${encodeURIComponent(svg)}` }));
}

const ENDINGS = { csv: "csv", tsv: "tsv", json: "json", markdown: "md", xlsx: "xlsx" };
const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The bytes that are written as two digits each. */
function bytesOfDigits(digits) {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = parseInt(digits.substr(2 * at, 2), 16);
  return bytes;
}

/** Keeps an answer as a file, as the program writes it; spreadsheets know by the first sign that CSV is UTF-8. */
async function download(query, format) {
  const { out, failed } = await ask({ ask: "answer", text: query, format });
  if (failed) return;
  if (format === "xlsx") return save("answer.xlsx", WORKBOOK, bytesOfDigits(out));
  const mark = format === "csv" || format === "tsv" ? "\ufeff" : "";
  save(`answer.${ENDINGS[format]}`, "text/plain;charset=utf-8", mark + out);
}
