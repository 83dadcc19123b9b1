// Elements are made of texts, never of markup: no fact can become part of the page.

/** Makes an element with attributes (functions are listeners) and children. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Characters that change the direction of a text, or are not seen, are shown as signs. */
const clean = (text) => String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, "\ufffd");

/** A sentence; what is between backticks is a piece of a query. */
const sentence = (text) => clean(text).split("`").map((part, at) => (at % 2 ? el("code", {}, part) : part));

/** A number as people write it. */
const number = (n) => n.toLocaleString("en");

/** `1 row`, `2,000 rows`. */
const counted = (n, one, many) => `${n === 0 ? "no" : number(n)} ${n === 1 ? one : many}`;

/** The address of a query or a thing within this page. */
const queryLink = (query) => `#q=${encodeURIComponent(query)}`;
const thingLink = (slug) => `#@${encodeURIComponent(slug)}`;

/** Lets the person keep a text or bytes as a file. */
function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
