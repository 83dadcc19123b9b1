// The engine: WebAssembly in this page, and the base in its memory. Both are packed with gzip and written in base64.

/** The packed bytes of an element, which then needs no more room as text. */
const packed = {};
function packedBytes(id) {
  if (!packed[id]) {
    const element = document.getElementById(id);
    const text = atob(element.textContent);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    packed[id] = new Blob([bytes]);
    element.textContent = "";
  }
  return packed[id];
}

/** The bytes of an element, as they are unpacked. */
const unpacked = (id) => packedBytes(id).stream().pipeThrough(new DecompressionStream("gzip"));

/** What the engine needs of its page: no clock, no chance, no time zone. Answers depend on the base and the query alone. */
const host = {
  rust_sqlite_wasm_host_sleep: () => {},
  rust_sqlite_wasm_host_random: (at, length) => (new Uint8Array(engine.memory.buffer, at, length).fill(0), length),
  rust_sqlite_wasm_host_epoch_timestamp_in_ms: (at) => (new DataView(engine.memory.buffer).setBigInt64(at, 0n, true), 0),
  rust_sqlite_wasm_host_fill_entropy: () => 1,
  rust_sqlite_wasm_host_localtime: () => 1,
};

let engine, compiled, opening;

/** Starts the engine with the base, and returns what the base is. */
async function start() {
  compiled ??= await WebAssembly.compile(await new Response(unpacked("engine")).arrayBuffer());
  engine = (await WebAssembly.instantiate(compiled, { env: host })).exports;
  // The base goes straight into the memory of the engine, so that a large one is there once.
  const size = Number(document.getElementById("base").dataset.size);
  const room = engine.room(size);
  const reader = unpacked("base").getReader();
  for (let filled = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return reply(engine.open);
    new Uint8Array(engine.memory.buffer, room + filled, value.length).set(value);
    filled += value.length;
  }
}

/** Runs a function of the engine, and reads its reply. */
function reply(run) {
  const at = run();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, at, engine.length())));
}

const failure = (why) => ({ failed: why, answers: [], err: "", fixes: [] });

/** Asks the engine. A question that breaks it is answered by a sentence, and the engine starts again. */
function ask(question) {
  if (opening) return failure("the facts are being opened");
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(question));
    const room = engine.room(bytes.length);
    new Uint8Array(engine.memory.buffer, room, bytes.length).set(bytes);
    return reply(engine.ask);
  } catch (error) {
    opening = start().finally(() => (opening = null));
    return failure(`the page could not answer this: ${error.message}`);
  }
}

/** The engine for tests, and for the console of the browser. */
globalThis.brief = { ask, bytes: () => engine.memory.buffer.byteLength };
