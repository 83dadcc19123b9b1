for (const table of document.querySelectorAll("table")) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      const down = head.ariaSort === "ascending";
      const key = (row) => {
        const cell = row.cells[head.cellIndex];
        return cell.dataset.key ?? cell.textContent;
      };
      const isUnknown = (row) => row.cells[head.cellIndex].className.includes("unknown");
      const order = (a, b) => {
        const [x, y] = down ? [key(b), key(a)] : [key(a), key(b)];
        const known = isUnknown(a) - isUnknown(b);
        return known || (isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y);
      };
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      head.ariaSort = down ? "descending" : "ascending";
    };
  }
}
