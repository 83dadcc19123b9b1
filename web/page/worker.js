// The engine: WebAssembly in a thread of its own, with the base in its memory. The page can end the thread and begin another.

/** What the engine needs of its surroundings: no clock, no chance, no time zone. Answers depend on the base and the query alone. */
const host = {
  rust_sqlite_wasm_host_sleep: () => {},
  rust_sqlite_wasm_host_random: (at, length) => (new Uint8Array(engine.memory.buffer, at, length).fill(0), length),
  rust_sqlite_wasm_host_epoch_timestamp_in_ms: (at) => (new DataView(engine.memory.buffer).setBigInt64(at, 0n, true), 0),
  rust_sqlite_wasm_host_fill_entropy: () => 1,
  rust_sqlite_wasm_host_localtime: () => 1,
};

let engine;

const unpacked = (blob) => blob.stream().pipeThrough(new DecompressionStream("gzip"));

/** Starts the engine with a base of this size, and returns what the base is. */
async function open({ code, base, size }) {
  const module = await WebAssembly.compile(await new Response(unpacked(code)).arrayBuffer());
  engine = (await WebAssembly.instantiate(module, { env: host })).exports;
  // The base goes straight into the memory of the engine, so that a large one is there once.
  const room = engine.room(size);
  const reader = unpacked(base).getReader();
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
  return new TextDecoder().decode(new Uint8Array(engine.memory.buffer, at, engine.length()));
}

function ask(question) {
  const bytes = new TextEncoder().encode(question);
  const room = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, room, bytes.length).set(bytes);
  return reply(engine.ask);
}

addEventListener("message", async ({ data }) => {
  try {
    const text = typeof data === "string" ? ask(data) : await open(data);
    postMessage({ text, memory: engine.memory.buffer.byteLength });
  } catch (error) {
    postMessage({ broken: error.message });
  }
});
