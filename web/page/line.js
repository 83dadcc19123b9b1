// The query line: colours, a hint, and completions while one types.

const line = document.getElementById("query");
const colours = document.getElementById("colours");
const list = document.getElementById("offers");

/** The longest text that is coloured, so that every key is fast. */
const LONG = 2000;

let offers = [];
let chosen = -1;
let hint = "";
/** The text that is coloured, and its colours. */
let coloured = { text: "", runs: [] };
/** What was typed last, and the completions for it when they are there. */
let keys = 0;
let settled = Promise.resolve();

/** Draws the text in its colours, with the hint behind it. */
function draw() {
  const text = line.value;
  // Until the colours of a text are there, its beginning keeps those it had.
  let same = 0;
  while (same < text.length && text[same] === coloured.text[same]) same += 1;
  const kept = text === coloured.text ? coloured.runs : coloured.runs.filter((run) => run.end < same);
  const parts = [];
  let at = 0;
  for (const run of kept) {
    parts.push(text.slice(at, run.start), el("span", { class: run.class }, text.slice(run.start, run.end)));
    at = run.end;
  }
  colours.replaceChildren(...parts, text.slice(at), el("span", { class: "hint" }, hint), "\u200b");
  line.style.height = `${colours.offsetHeight}px`;
}

/** Asks the engine about a text that isn't too long, for a list. */
async function listOf(question) {
  const found = question.text.length > LONG ? [] : await ask(question);
  return Array.isArray(found) ? found : [];
}

/** Asks for the colours of the text. */
async function colour() {
  const text = line.value;
  const runs = await listOf({ ask: "highlight", text, at: line.selectionEnd });
  if (line.value !== text) return;
  coloured = { text, runs };
  draw();
}

/** Writes a text that isn't typed into the line. */
function write(text) {
  keys += 1;
  line.value = text;
  hint = "";
  draw();
  colour();
}

/** Asks for completions at the cursor, and shows them unless more was typed by then. */
async function complete() {
  const [key, text, at] = [keys, line.value, line.selectionEnd];
  const found = await listOf({ ask: "complete", text, at });
  if (key !== keys) return;
  offers = found;
  chosen = -1;
  const first = offers.find((offer) => offer.start < at && offer.text.startsWith(text.slice(offer.start, at)) && offer.text.length > at - offer.start);
  hint = first && at === text.length ? first.text.slice(at - first.start) : "";
  draw();
  listOffers();
}

/** Shows the completions below the line. */
function listOffers() {
  list.replaceChildren(...offers.map((offer, at) =>
    el("li", { role: "option", id: `offer-${at}`, "aria-selected": at === chosen ? "true" : "false", mousedown: (event) => (event.preventDefault(), take(offer)) },
      el("span", { class: offer.category }, clean(offer.text)),
      offer.rows !== null && el("span", { class: "rows" }, offer.rows > 1000 ? "1000+" : offer.rows),
      offer.about && el("span", { class: "about" }, clean(offer.about)))));
  list.hidden = offers.length === 0;
  line.setAttribute("aria-expanded", String(!list.hidden));
  choose(chosen);
}

function closeOffers() {
  list.hidden = true;
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
  chosen = -1;
}

/** Marks a completion. */
function choose(at) {
  list.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = at;
  const mark = list.children[at];
  mark?.setAttribute("aria-selected", "true");
  mark?.scrollIntoView({ block: "nearest" });
  if (mark) line.setAttribute("aria-activedescendant", mark.id);
  else line.removeAttribute("aria-activedescendant");
}

/** Writes a completion into the line, and offers what can follow. */
function take(offer) {
  const at = line.selectionEnd;
  line.setRangeText(`${offer.text} `, offer.start, at, "end");
  typed();
}

/** Whatever was typed changes colours, hint and completions. */
function typed() {
  keys += 1;
  hint = "";
  draw();
  settled = complete();
  colour();
}

/** Takes the marked completion, or the first, when those for what was typed are there. */
async function takeOffered() {
  await settled;
  const offer = offers[Math.max(chosen, 0)];
  if (offer && !list.hidden) take(offer);
}

function keyed(event) {
  const open = !list.hidden && offers.length > 0;
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (open && chosen >= 0) take(offers[chosen]);
    else submit();
  } else if (event.key === "Tab" && !event.shiftKey && open) {
    event.preventDefault();
    takeOffered();
  } else if (event.key === "ArrowDown" && open) {
    event.preventDefault();
    choose((chosen + 1) % offers.length);
  } else if (event.key === "ArrowUp" && open) {
    event.preventDefault();
    choose(chosen > 0 ? chosen - 1 : offers.length - 1);
  } else if (event.key === "ArrowRight" && hint && line.selectionEnd === line.value.length) {
    event.preventDefault();
    line.setRangeText(hint, line.value.length, line.value.length, "end");
    typed();
  } else if (event.key === "Escape") {
    keys += 1;
    hint = "";
    closeOffers();
    draw();
  }
}

/** Asks what is in the line. */
function submit() {
  keys += 1;
  closeOffers();
  hint = "";
  draw();
  const text = line.value.trim();
  if (!text) return;
  const link = queryLink(text);
  if (location.hash === link) route();
  else location.hash = link;
}

line.addEventListener("input", typed);
line.addEventListener("keydown", keyed);
line.addEventListener("blur", closeOffers);
line.addEventListener("scroll", () => (colours.scrollTop = line.scrollTop));
document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
