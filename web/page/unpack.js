// Bytes of the page, written as text with seven bits a character (src/cli/packed.rs).

/** The groups of seven bits that HTML, mail or editors would change; each is one character together with the group after it. */
const CHANGED = [0, 8, 9, 10, 11, 12, 13, 26, 27, 32, 38, 60, 62, 127];
const PAIRS = 0x100;

/** Reads the bytes of an element, which then holds no text any more. */
function bytesOf(element) {
  // Whatever isn't a group came in on the way: line breaks, blanks.
  const passed = new Uint8Array(PAIRS).fill(1, 128);
  for (const changed of CHANGED) passed[changed] = 1;
  const parts = [];
  let [left, held, bits] = [Number(element.dataset.packed), 0, 0];
  // A browser keeps a long text in pieces, so no piece is there twice for long.
  for (let node = element.firstChild; node; node = element.firstChild) {
    const text = node.data;
    const bytes = new Uint8Array(text.length * 2);
    let filled = 0;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text.charCodeAt(at);
      if (sign >= PAIRS) {
        held = (held << 14) | (CHANGED[(sign - PAIRS) >> 7] << 7) | ((sign - PAIRS) & 127);
        bits += 6;
        bytes[filled++] = held >> bits;
        if (bits >= 8) bytes[filled++] = held >> (bits -= 8);
      } else if (!passed[sign]) {
        held = (held << 7) | sign;
        if (bits > 0) bytes[filled++] = held >> (bits -= 1);
        else bits = 7;
      }
    }
    const part = bytes.slice(0, Math.min(filled, left));
    left -= part.length;
    parts.push(part);
    node.remove();
  }
  if (left > 0) throw new Error("the end of this file is missing");
  return new Blob(parts);
}
