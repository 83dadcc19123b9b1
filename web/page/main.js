// Where one is in the page: the beginning, an answer (`#q=…`), a thing (`#@…`), or what is open (`#open`).

const main = document.getElementById("main");
const status = document.getElementById("status");
let about;

/** What a view shows: a title, what is said of it, and its elements. */
const view = (title, says, ...children) => ({ title, says, children });

/** The number of views so far; only the last one is shown. */
let views = 0;

/** Shows a view as the content of the page when it is there. */
async function show(made) {
  const mine = (views += 1);
  // Nobody waits for the view before, so starting anew may be quicker than its end.
  if (waitingFor() > startTime) restart(STOPPED);
  const waits = setTimeout(offerStop, 400);
  main.ariaBusy = "true";
  const { title, says, children } = await made();
  clearTimeout(waits);
  if (mine !== views) return;
  main.ariaBusy = "false";
  document.getElementById("busy").hidden = true;
  document.getElementById("evidence").hidden = true;
  main.replaceChildren(...children.flat(Infinity).filter(Boolean));
  document.title = title ? `${title} – ${about.title || "brief"}` : about.title || "brief";
  status.textContent = says;
  scrollTo(0, 0);
}

const STOPPED = "stopped";

/** Offers to stop what takes long. */
function offerStop() {
  document.getElementById("busy").hidden = false;
  status.textContent = "The answer takes a while.";
}

/** What failed, in a sentence. */
const failed = (shown) => (shown.failed === STOPPED
  ? el("p", { role: "alert" }, "Stopped. ", el("button", { type: "button", click: route }, "Ask again"))
  : el("p", { role: "alert" }, sentence(shown.failed === true ? "The answer is incomplete." : shown.failed)));

/** The answers of a text. */
async function answerView(text, all = false) {
  write(text);
  const shown = await ask({ ask: "show", text, all });
  const answers = shown.answers.map((answer) => answerSection(answer, text, shown.answers.length === 1));
  const rows = shown.answers.map((answer) => (answer.answer ? countOf(answer) : "explained"));
  const says = shown.failed === STOPPED ? "Stopped." : shown.failed ? "This query has a mistake." : rows.join(", ");
  return view(clean(text), says,
    shown.err && message(shown.err, shown.fixes),
    !shown.err && shown.failed && failed(shown),
    answers,
    !shown.failed && shown.fixes.length > 0 && el("p", { class: "fixes" }, "Did you mean ", shown.fixes.map((fix, at) => [at ? " or " : "", el("a", { href: queryLink(fix) }, el("code", {}, clean(fix)))]), "?"));
}

/** A page for a thing: its fields, then all that refers to it. */
async function thingView(slug) {
  write("");
  const thing = await ask({ ask: "thing", slug });
  if (thing?.failed) return view("", "", failed(thing));
  if (!thing) {
    return view("", "There is nothing here.", el("p", {}, "No thing has the id ", el("code", {}, clean(slug)), "."));
  }
  const kind = about.kinds.find((kind) => kind.plural === thing.kind);
  const answer = thing.fields.answers[0];
  return view(clean(thing.name), `${clean(thing.name)}, ${kind.name}`,
    el("p", { class: "path" }, el("a", { href: queryLink(thing.kind) }, thing.kind)),
    el("h1", {}, clean(thing.name)),
    el("p", { class: "dim" }, el("code", {}, `@${clean(thing.slug)}`), " ", clean(thing.about)),
    answer ? card(answer) : message(thing.fields.err, []),
    thing.parts.map((part) => partSection(part)));
}

/** The most rows that are read before one asks for them. */
const FEW = 25;

/** Records that refer to a thing, read when they are opened. */
function partSection(part) {
  const title = part.field && part.field !== "thing" ? `${part.kind} (${part.field})` : part.kind;
  const made = el("details", { class: "part", toggle: () => fill() },
    el("summary", {}, el("h2", {}, title), " ", el("span", { class: "rows" }, number(part.rows))));
  let filled = false;
  const fill = async () => {
    if (!made.open || filled) return;
    filled = true;
    const shown = await ask({ ask: "show", text: part.query, all: false });
    const more = el("p", { class: "actions" }, el("a", { href: queryLink(part.query) }, el("code", {}, clean(part.query))));
    made.append(shown.answers[0] ? table(shown.answers[0]) : shown.err ? message(shown.err, []) : failed(shown), more);
  };
  made.open = part.rows <= FEW;
  return made;
}

/** Where to begin: kinds with their counts, questions of the author, open points, files. */
async function homeView() {
  write("");
  const listed = (sort) => about.kinds.filter((kind) => kind.sort === sort && kind.rows > 0 && kind.name !== "name");
  const group = (title, kinds) => kinds.length > 0 && el("section", { class: "kinds" }, el("h2", {}, title),
    el("ul", {}, kinds.map((kind) => el("li", {}, el("a", { href: queryLink(kind.plural), title: clean(kind.about) }, kind.plural), " ", el("span", { class: "rows" }, number(kind.rows))))));
  const questions = about.tour.length ? about.tour : about.example ? [{ say: "", ask: about.example }] : [];
  return view("", `${clean(about.title)} is open.`,
    el("h1", {}, clean(about.title || "Facts")),
    el("p", {}, clean(about.about)),
    questions.length > 0 && el("section", {}, el("h2", {}, "Questions to begin with"),
      el("ul", { class: "questions" }, questions.map((step) => el("li", {}, el("a", { href: queryLink(step.ask) }, el("code", {}, clean(step.ask))), step.say && el("p", { class: "dim" }, sentence(step.say)))))),
    group("Things", listed("thing")),
    group("Records", listed("record")),
    el("section", {}, el("h2", {}, "What is open"), el("p", {}, el("a", { href: "#open" }, "Open points and contradictions"), " of these facts, and ", el("a", { href: queryLink("sources") }, "the documents"), " behind them.")));
}

/** What the facts leave open, and where their sources contradict each other. */
async function openView() {
  write("");
  const found = await ask({ ask: "open-points" });
  if (found.failed) return view("Open points", "", failed(found));
  const { points, conflicts } = found;
  const point = (point) => el("li", {}, point.query
    ? [el("a", { href: queryLink(point.query) }, el("code", {}, clean(point.query)))]
    : `fewer ${clean(point.link)} are recorded (${number(point.known)}) than there are`,
    ` – ${number(point.count)} ${clean(point.noun)}`, point.names.length > 0 && el("span", { class: "dim" }, `: ${point.names.map(clean).join("; ")}${point.count > point.names.length ? " …" : ""}`));
  const side = (side) => el("li", {}, clean(side.value), el("span", { class: "dim" }, ` ${side.places.map(([source, at]) => (at === null ? clean(source) : `${clean(source)} p${at}`)).join(", ")}`));
  return view("Open points", `${counted(points.length, "open point", "open points")}, ${counted(conflicts.length, "contradiction", "contradictions")}`,
    el("h1", {}, "Open points"),
    points.length ? el("ul", {}, points.map(point)) : el("p", {}, "Nothing that is expected is missing."),
    el("h1", {}, "Contradictions"),
    conflicts.length ? el("ul", {}, conflicts.map((conflict) => el("li", {}, conflict.about.map(clean).join(", "), el("ul", {}, conflict.sides.map(side))))) : el("p", {}, "No sources contradict each other."));
}

/** Shows what the address asks for. */
function route() {
  const place = location.hash;
  if (place.startsWith("#q=")) return show(() => answerView(decoded(place.slice(3))));
  if (place.startsWith("#@")) return show(() => thingView(decoded(place.slice(2))));
  return show(place === "#open" ? openView : homeView);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The file of the base in this page. */
async function keepBase() {
  const bytes = packed.base.stream().pipeThrough(new DecompressionStream("gzip"));
  save(document.getElementById("base").dataset.name, "application/vnd.sqlite3", await new Response(bytes).blob());
}

try {
  const begun = performance.now();
  opening = start();
  about = await opening;
  if (about.failed) throw new Error(about.failed);
  line.disabled = false;
  line.placeholder = about.example || "projects";
  document.getElementById("footer").append(
    el("p", {}, clean(about.license)),
    el("p", {}, el("button", { type: "button", click: keepBase }, `Keep ${document.getElementById("base").dataset.name}`), ` brief ${about.program}`, about.created && `, facts up to ${about.created}`));
  document.getElementById("stop").addEventListener("click", () => restart(STOPPED));
  addEventListener("keydown", (event) => event.key === "Escape" && !document.getElementById("busy").hidden && restart(STOPPED));
  addEventListener("hashchange", route);
  await route();
  document.documentElement.dataset.opened = Math.round(performance.now() - begun);
} catch (error) {
  main.replaceChildren(el("p", { role: "alert" }, `This page cannot open its facts: ${error.message}`), el("p", {}, "It needs a browser of 2023 or later."));
}
