// The thread that has the engine and the base (worker.js): questions go to it one after the other, and any can be stopped.

const packed = {};
let worker, opening, workerAddress;
/** The questions without a reply, in their order, with the time they were asked. */
let waiting = [];
/** How long the last start took, and the memory of the engine. */
let startTime = 0;
let memory = 0;

const failure = (why) => ({ failed: why, answers: [], err: "", fixes: [] });

/** Starts the thread, and returns what the base is. */
function start() {
  const begun = performance.now();
  const element = document.getElementById("base");
  packed.code ??= bytesOf(document.getElementById("engine"));
  packed.base ??= bytesOf(element);
  workerAddress ??= URL.createObjectURL(new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }));
  worker = new Worker(workerAddress);
  worker.addEventListener("message", ({ data }) => received(data));
  worker.addEventListener("error", (event) => received({ broken: event.message || "the browser allows no worker" }));
  const opened = send({ ...packed, size: Number(element.dataset.size) });
  return opened.then((about) => ((startTime = performance.now() - begun), about));
}

function send(message) {
  return new Promise((answer) => {
    waiting.push({ answer, since: performance.now(), opens: typeof message !== "string" });
    worker.postMessage(message);
  });
}

/** Takes the reply to the first question that waits. A question that breaks the engine is answered by a sentence. */
function received({ text, broken, memory: bytes }) {
  const { answer, opens } = waiting.shift();
  memory = bytes ?? memory;
  if (broken === undefined) return answer(JSON.parse(text));
  answer(failure(`the page could not answer this: ${broken}`));
  if (!opens) restart("the engine was started again");
}

/** Ends whatever runs, and starts the engine anew. */
function restart(why) {
  if (waiting[0]?.opens) return;
  worker.terminate();
  const lost = waiting;
  waiting = [];
  opening = start();
  for (const { answer } of lost) answer(failure(why));
}

/** How long the first question has been waiting, in milliseconds. */
const waitingFor = () => (waiting.length > 0 && !waiting[0].opens ? performance.now() - waiting[0].since : 0);

/** Asks the engine. */
async function ask(question) {
  await opening;
  return send(JSON.stringify(question));
}

/** The engine for tests, and for the console of the browser. */
globalThis.brief = { ask, memory: () => memory };
