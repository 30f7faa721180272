// What is moved, as a link carries it and a question asks it.

/** What is said beside drivers of a scenario whose draws agree with history. */
export const BEFORE_HISTORY = " These are the draws before history is heard: given history, an assumption that it narrows may count for far less.";

/** Makes an element with text, as text. */
export function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

const empty = (scenario) => ({ scenario, set: {}, years: {}, shocks: {} });
export const setting = empty("");
const followers = [];

/** Calls a function whenever something is moved. */
export function follow(function_) {
  followers.push(function_);
}

/** A slider that rests for so long, in milliseconds, has its place in the address: a browser is busy with that for some, which the next picture would wait for. */
const REST = 200;
let following = 0;

function moved(event) {
  for (const follower of followers) follower(event);
  clearTimeout(following);
  if (event?.type === "input") following = setTimeout(address, REST);
  else address();
}

function address() {
  history.replaceState(null, "", `${location.pathname}${location.search}${link()}`);
}

export function copy() {
  return structuredClone(setting);
}

export function isMoved() {
  return ["set", "years", "shocks"].some((kind) => Object.keys(setting[kind]).length > 0);
}

/** Moves something; null puts it back. */
export function move(kind, name, value, event) {
  if (value === null) delete setting[kind][name];
  else setting[kind][name] = value;
  moved(event);
}

/** Puts all back, and turns to a scenario. */
export function reset(scenario = setting.scenario) {
  Object.assign(setting, empty(scenario));
  moved();
}

/** The setting behind the # of an address. */
export function link() {
  const parts = new URLSearchParams({ scenario: setting.scenario });
  for (const [name, value] of Object.entries(setting.set)) parts.append("set", `${name}=${value}`);
  for (const [name, [from, until]] of Object.entries(setting.years)) parts.append("years", `${name}=${from}..${until}`);
  for (const [name, on] of Object.entries(setting.shocks)) parts.append("shock", `${name}=${on ? "on" : "off"}`);
  return `#${parts}`;
}

/** Reads the setting of an address; what it does not say stays as in the file. Gives sentences about what cannot be read. */
export function read(scenarios) {
  const parts = new URLSearchParams(location.hash.slice(1));
  const wanted = parts.get("scenario");
  const found = scenarios.find(({ id }) => id === wanted) ?? scenarios[0];
  Object.assign(setting, empty(found.id));
  if (wanted === null) return [];
  if (found.id !== wanted) return [`The link is of a scenario “${wanted}”, which is not here. Shown is “${found.title}”, as its file says.`];
  const wrong = [];
  const each = (key, reads, what) => {
    for (const text of parts.getAll(key)) {
      const at = text.lastIndexOf("=");
      const value = reads(text.slice(at + 1));
      if (at > 0 && value !== null) setting[key === "shock" ? "shocks" : key][text.slice(0, at)] = value;
      else wrong.push(`“${text}” in the link does not set ${what}; it is left as the file says.`);
    }
  };
  const number = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : null);
  const years = (text) => {
    const pair = text.split("..").map(number);
    const isWithin = pair.length === 2 && !pair.includes(null) && found.first <= pair[0] && pair[0] <= pair[1] && pair[1] <= found.last;
    return isWithin ? pair : null;
  };
  each("set", number, "a number");
  each("years", years, `two times from ${found.words[0]} to ${found.words.at(-1)}, the earlier first`);
  each("shock", (text) => ({ on: true, off: false })[text] ?? null, "a shock on or off");
  return wrong;
}

/** What decimal points and commas, and marks between thousands, can be read as. */
const NUMBERS = [
  [/^(\d+[.,]?|\d*[.,]\d+)$/, (text) => text.replace(",", ".")],
  [/^\d{1,3}(,\d{3})+(\.\d*)?$/, (text) => text.replaceAll(",", "")],
  [/^\d{1,3}(\.\d{3})+(,\d*)?$/, (text) => text.replaceAll(".", "").replace(",", ".")],
  [/^\d{1,3}( \d{3})+([.,]\d*)?$/, (text) => text.replaceAll(" ", "").replace(",", ".")],
];

/** A number as somebody writes it, with its unit or without, by decimal point or comma; or the problem with it, as a sentence. */
export function written(text, unit = "") {
  const typed = text.trim();
  const spaced = typed.replaceAll("−", "-").replace(/[\u00a0\u2009\u202f]/g, " ");
  const bare = [unit, unit.startsWith("%") ? "%" : ""].reduce((rest, end) => (end && rest.endsWith(end) ? rest.slice(0, -end.length).trim() : rest), spaced);
  const [, sign, body, power] = /^([+-]?) ?(.*?)(e[+-]?\d+)?$/i.exec(bare);
  // 1,500 is one and a half here, and one and a half thousand there.
  if (/^[1-9]\d{0,2},\d{3}$/.test(body)) {
    const [small, great] = [".", ""].map((mark) => Number(body.replace(",", mark)));
    return { problem: `“${typed}” can be read as ${small} or as ${great}: write one of these.` };
  }
  const found = NUMBERS.find(([form]) => form.test(body));
  const value = found ? Number(`${sign}${found[1](body)}${power ?? ""}`) : NaN;
  return Number.isFinite(value) ? { value } : { problem: `“${typed}” is no number.` };
}

/** How numbers of a unit are shown: shares and rates in per cent, as in charts; a switch of 0 and 1 as these. */
export function shown({ unit, words, switch: isSwitch }, sizes) {
  const plain = unit.replaceAll(" ", "");
  const small = sizes.every((size) => Math.abs(size) <= 1.5);
  if ((plain === "1" || plain === "") && small && !isSwitch) return { factor: 100, words: "%" };
  if (plain === "1/yr" && small) return { factor: 100, words: "% a year" };
  return { factor: 1, words: words ?? (plain === "1" ? "" : unit) };
}

/** A number with as many digits as mean something. */
export function digits(value, count = 4) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const near = Number(value.toPrecision(count));
  const far = size >= 1e15 || size < 1e-4;
  const text = far ? value.toPrecision(Math.max(3, count - 1)) : size >= 1e6 ? near.toLocaleString("en-GB") : String(near);
  return text.replaceAll("-", "−");
}
