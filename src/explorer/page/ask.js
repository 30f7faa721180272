// How the page asks the program. Nothing is asked of any other host.

const token = new URLSearchParams(location.search).get("token");
const random = crypto.getRandomValues(new Uint32Array(2));
/** The name of this page, so that two pages open at once do not end one another's questions. */
export const page = `${random[0].toString(16)}${random[1].toString(16)}`;

/** What can be asked here: draws of a first answer and of the last, and what there is besides. */
export const here = {
  quick: 2000,
  full: Infinity,
  brief: true,
  link: "This link opens the page with this setting, as long as the program runs. Behind the # stands what is moved.",
};

/** What went wrong, with the status that the program gave; none if it has stopped. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function stopped(is) {
  document.getElementById("stopped").hidden = !is;
}

/** After so long without a connection, in milliseconds, another is tried; twice as long after each that is refused. */
const ANOTHER = 4000;
/** The connection that is kept: an answer by it comes some milliseconds sooner than by a request of its own. */
let kept = null;
let tried = -Infinity;
let pause = ANOTHER;
let asked = 0;
/** What is asked by it, by number. */
const waiting = new Map();

function keeps() {
  if (performance.now() - tried < pause) return;
  tried = performance.now();
  pause *= 2;
  const own = new WebSocket(`ws${location.protocol.slice(4)}//${location.host}/api/socket${token ? `?token=${token}` : ""}`);
  own.addEventListener("open", () => {
    kept = own;
    pause = ANOTHER;
  });
  own.addEventListener("message", ({ data }) => {
    const found = JSON.parse(data);
    waiting.get(found.id)?.(found);
  });
  own.addEventListener("close", () => {
    if (kept !== own) return;
    kept = null;
    // What has no answer yet is asked by requests.
    for (const done of waiting.values()) done(null);
  });
}

/** Asks by the connection that is kept; gives nothing where there is none, or none any more. */
function bySocket(question, body, signal) {
  if (kept?.readyState !== WebSocket.OPEN) return keeps();
  return new Promise((done, failed) => {
    const id = (asked += 1);
    const end = () => {
      waiting.delete(id);
      signal?.removeEventListener("abort", aborted);
    };
    const aborted = () => (end(), failed(new DOMException("", "AbortError")));
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted);
    waiting.set(id, (found) => (end(), done(found)));
    kept.send(JSON.stringify({ id, question, body }));
  });
}

async function byRequest(path, body, signal) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const options = { headers, signal, cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    stopped(true);
    throw new Refused(undefined, "The program has stopped: start catchup explore again, and open the address it prints.");
  }
}

/** Asks until there is a place: others may be asking much. `ask` gives an object with the status. */
async function patiently(ask) {
  for (let again = 0; ; again += 1) {
    const answer = await ask();
    if (answer.status !== 503 || again === 3) {
      stopped(false);
      return answer;
    }
    await new Promise((done) => setTimeout(done, 200 * (again + 1)));
  }
}

const refused = (status, told) => new Refused(status, told?.error ?? `The program answered ${status}.`);

/** Asks a question and gives the answer; without a body it is one that is only looked at. */
export async function ask(question, body, signal) {
  const { status, answer } = await patiently(async () => {
    const found = await bySocket(question, body, signal);
    if (found) return found;
    const response = await byRequest(`/api/${question}`, body, signal);
    return { status: response.status, answer: await (response.ok ? response.json() : response.json().catch(() => null)) };
  });
  if (status === 200) return answer;
  throw refused(status, answer);
}

/** Takes a file away. */
export async function take(body) {
  const answer = await patiently(() => byRequest("/api/take", body));
  if (!answer.ok) throw refused(answer.status, await answer.json().catch(() => null));
  const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
  keep(await answer.blob(), named?.[1] ?? "catchup");
}

/** Hands a file to whoever looks. */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

setInterval(() => {
  if (!document.hidden) ask("alive").catch(() => {});
}, 4000);
