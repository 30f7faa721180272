// How a page without a program asks: workers of its own hold the module and the scenarios. Nothing leaves the page.

const random = crypto.getRandomValues(new Uint32Array(2));
/** The name of this page. */
export const page = `${random[0].toString(16)}${random[1].toString(16)}`;

/** What can be asked here: draws of a first answer and of the last, and what there is besides. */
export const here = {
  quick: 512,
  full: 4096,
  brief: false,
  link: "This link opens the page with this setting, wherever the page is. Behind the # stands what is moved.",
};

/** What went wrong, with a status as of a server. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const text = (id) => document.getElementById(id).textContent;
let carried = JSON.parse(text("carried"));
const source = URL.createObjectURL(new Blob([text("worker")], { type: "text/javascript" }));
const compiled = compile();
compiled.catch(() => {});

async function compile() {
  const letters = atob(text("module"));
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
  const module = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(module, { headers: { "Content-Type": "application/wasm" } }));
}

/** So long may an answer take, in milliseconds, the opening of the scenarios before it included. */
const LONGEST = 60_000;
/** And so long one about why two settings differ, which holds up no other. */
const LONGEST_WHY = 180_000;
/** What nobody waits for any more is ended if it has run so long: to open the scenarios anew takes less. */
const IMPATIENT = 3_000;

/** A worker, which answers one question after the other; those that were given up are not asked any more. */
class Answering {
  constructor(files, longest = LONGEST) {
    this.files = files;
    this.longest = longest;
    this.waiting = [];
    this.asked = null;
    this.worker = null;
  }

  ask(question, body, signal) {
    return new Promise((done, failed) => {
      const one = { question, body, signal, done, failed };
      signal?.addEventListener("abort", () => {
        failed(new DOMException("", "AbortError"));
        if (this.asked === one && performance.now() - one.began > IMPATIENT) this.begins();
      });
      this.waiting.push(one);
      this.next();
    });
  }

  async next() {
    if (this.asked) return;
    this.waiting = this.waiting.filter(({ signal }) => !signal?.aborted);
    const one = this.waiting.shift();
    if (!one) return;
    this.asked = one;
    one.began = performance.now();
    this.timer = setTimeout(() => this.givesUp(), this.longest);
    try {
      if (!this.worker) await this.start();
      this.worker.postMessage({ question: one.question, body: one.body });
    } catch (error) {
      clearTimeout(this.timer);
      this.asked = null;
      one.failed(new Refused(0, `This browser does not run the module of the page: ${error.message}`));
    }
  }

  async start() {
    const module = await compiled;
    this.worker = new Worker(source);
    this.opening = true;
    this.worker.addEventListener("message", ({ data }) => this.hears(data));
    this.worker.postMessage({ module, body: this.files });
  }

  hears({ status, content }) {
    if (this.opening) {
      // What is wrong with the scenarios is answered again to each question.
      this.opening = false;
      return;
    }
    clearTimeout(this.timer);
    const { done, failed } = this.asked;
    this.asked = null;
    // A module that has failed is begun anew.
    if (status === 500) this.end();
    if (status === 200) done(content);
    else failed(new Refused(status, JSON.parse(new TextDecoder().decode(content)).error));
    this.next();
  }

  givesUp() {
    const { question, failed } = this.asked;
    const remedy = question === "why" ? " Put some of what is moved back: the fewer changes, the fewer combinations." : "";
    failed(new Refused(422, `There was no answer within ${this.longest / 1000} seconds, and none is waited for any longer.${remedy}`));
    this.begins();
  }

  /** A worker that computes cannot be spoken to: it is ended, and another begun at the next question. */
  begins() {
    this.asked = null;
    this.end();
    this.next();
  }

  end() {
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
  }
}

/** Weights of the fonts, in the order that the module has them. */
const WEIGHTS = ["400", "600"];

const nameOf = (path) => path.split("/").at(-1).replace(/\.toml$/, "");
const pathOf = (name) => carried.scenarios.find((path) => nameOf(path) === name) ?? carried.scenarios[0];

/** What is shown is opened by itself, since opening all would take as many times as long; the patient worker holds all. */
let shown = nameOf(pathOf(new URLSearchParams(location.hash.slice(1)).get("scenario")));
const alone = () => new Answering({ ...carried, scenarios: [pathOf(shown)] });
let quick = alone();
/** Numbers beside the pictures take longer than these: the next picture does not wait for them. */
let numbers = alone();
let patient = new Answering(carried);
/** What there is in all scenarios, once it is known. */
let all = null;
let asked = false;

async function others() {
  if (asked) return;
  asked = true;
  all = read(await patient.ask("state"));
  window.dispatchEvent(new CustomEvent("more", { detail: all }));
}

function turn(name) {
  if (name === undefined || name === shown) return;
  quick.end();
  numbers.end();
  shown = name;
  [quick, numbers] = [alone(), alone()];
}
/** Questions that take no longer than a first answer. */
const QUICK = ["state", "variable", "save", "font"];

/** Why two settings differ, from a worker of its own, which is ended with the question. */
async function reasons(body, signal) {
  const own = new Answering({ ...carried, scenarios: [pathOf(shown)] }, LONGEST_WHY);
  try {
    return await own.ask("why", body, signal);
  } finally {
    own.end();
  }
}

async function content(question, body, signal) {
  turn(body?.setting?.scenario ?? body?.scenario);
  if (question === "why") return reasons(body, signal);
  const isFirst = question === "run" && body.draws <= here.quick;
  const isQuick = QUICK.includes(question) || isFirst;
  const worker = isFirst && body.numbers ? numbers : isQuick ? quick : patient;
  const found = await worker.ask(question, body, signal);
  if (question === "run") others();
  return found;
}

function read(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Asks a question and gives the answer. */
export async function ask(question, body, signal) {
  return question === "state" && all ? all : read(await content(question, body, signal));
}

/** Takes a file away. */
export async function take(body) {
  const paint = body.what === "png";
  const bytes = await content("take", paint ? { ...body, what: "svg" } : body);
  const end = bytes.indexOf(10);
  const { name, kind } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const blob = new Blob([bytes.subarray(end + 1)], { type: kind });
  if (paint) keep(await painted(await blob.text()), name.replace(/svg$/, "png"));
  else keep(blob, name);
}

/** An SVG as PNG at twice the density, in the fonts that it was measured in: an image knows none of its page. */
async function painted(svg) {
  const faces = WEIGHTS.map(async (weight, place) => {
    const address = await addressOf(new Blob([await content("font", place)], { type: "font/ttf" }));
    return `@font-face{font-family:Inter;font-weight:${weight};src:url(${address})}`;
  });
  const style = `<style>${(await Promise.all(faces)).join("")}</style>`;
  const head = svg.indexOf(">", svg.indexOf("<svg")) + 1;
  const image = new Image();
  const whole = new Blob([svg.slice(0, head), style, svg.slice(head)], { type: "image/svg+xml" });
  image.src = URL.createObjectURL(whole);
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** A file as a `data:` address. */
function addressOf(blob) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
}

/** Hands a file to whoever looks. */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

WEIGHTS.forEach(async (weight, place) => {
  const font = new FontFace("Inter", (await content("font", place)).buffer, { weight });
  document.fonts.add(await font.load());
});

/** Opens scenarios that are dropped on the page, and tables that they need, beside the first that it carries. */
async function dropped(list) {
  const folder = carried.scenarios[0].split("/").slice(0, -1).map((name) => `${name}/`).join("");
  const texts = await Promise.all([...list].map(async (file) => [folder + file.name, await file.text()]));
  const paths = texts.map(([path]) => path);
  const scenarios = paths.filter((path) => path.endsWith(".toml"));
  const problem = document.getElementById("problem");
  // A table by itself takes the place of one of the same name; nothing here asks for any other.
  if (scenarios.length === 0 && !carried.texts.some(([path]) => paths.includes(path))) {
    const names = [...list].map(({ name }) => `“${name}”`).join(", ");
    problem.hidden = false;
    const model = paths.some((path) => /\.(mdl|xmile|stmx|itmx)$/i.test(path));
    problem.textContent = model
      ? `A page reads no models in XMILE or of Vensim (${names}). Make scenario files of them with “catchup import”, and drop these.`
      : `No scenario among ${names}: scenarios are files that end in .toml. Drop them together with the tables that they name.`;
    return;
  }
  const files = {
    texts: [...carried.texts.filter(([path]) => !paths.includes(path)), ...texts],
    scenarios: [...scenarios, ...carried.scenarios.filter((path) => !scenarios.includes(path))],
  };
  const opened = new Answering(files);
  const run = document.getElementById("run");
  const before = run.textContent;
  run.textContent = `Opening ${[...list].map(({ name }) => name).join(", ")} …`;
  run.classList.add("working");
  let found;
  try {
    found = read(await opened.ask("state"));
  } catch (error) {
    opened.end();
    run.textContent = before;
    run.classList.remove("working");
    problem.hidden = false;
    problem.textContent = error.message;
    return;
  }
  for (const worker of [quick, numbers, patient]) worker.end();
  [carried, patient, all, asked] = [files, opened, found, true];
  shown = nameOf(carried.scenarios[0]);
  [quick, numbers] = [alone(), alone()];
  history.replaceState(null, "", `#${new URLSearchParams({ scenario: shown })}`);
  window.dispatchEvent(new Event("scenarios"));
}

window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) dropped(event.dataTransfer.files);
});
