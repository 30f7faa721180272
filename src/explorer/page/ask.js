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

async function send(path, body, signal) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const options = { headers, signal, cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  let answer;
  for (let again = 0; ; again += 1) {
    try {
      answer = await fetch(path, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      stopped(true);
      throw new Refused(undefined, "The program has stopped: start catchup explore again, and open the address it prints.");
    }
    // Others may be asking much: wait a little, a few times.
    if (answer.status !== 503 || again === 3) break;
    await new Promise((done) => setTimeout(done, 200 * (again + 1)));
  }
  stopped(false);
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, told.error ?? `The program answered ${answer.status}.`);
}

/** Asks a question and gives the answer; without a body it is one that is only looked at. */
export async function ask(question, body, signal) {
  return (await send(`/api/${question}`, body, signal)).json();
}

/** Takes a file away. */
export async function take(body) {
  const answer = await send("/api/take", body);
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
