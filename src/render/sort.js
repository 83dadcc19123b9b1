// A click on a heading sorts a table. Rows of each group (of a currency, of values that are known) stay together, in the order of the
// groups, whichever the direction: amounts of different currencies have no common order, and unknown values come last.

const collator = new Intl.Collator(undefined, { numeric: true });

function sortBy(head) {
  const body = head.closest("table").tBodies[0];
  const down = head.ariaSort === "ascending";
  const isNumber = head.classList.contains("n");
  const rows = [...body.rows].map((row) => {
    const cell = row.cells[head.cellIndex];
    // Behind the value stand the marks of its footnotes.
    const key = cell.dataset.key ?? cell.firstChild?.textContent ?? "";
    return { row, key, group: cell.classList.contains("unknown") ? "\uffff" : cell.dataset.group ?? "" };
  });
  const order = (a, b) => {
    if (a.group !== b.group) return a.group < b.group ? -1 : 1;
    const [x, y] = down ? [b.key, a.key] : [a.key, b.key];
    return isNumber ? x - y : collator.compare(x, y);
  };
  body.append(...rows.sort(order).map(({ row }) => row));
  for (const other of head.parentElement.cells) other.ariaSort = null;
  head.ariaSort = down ? "descending" : "ascending";
}
