// What is moved, as a link carries it and a question asks it.

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

function moved(event) {
  history.replaceState(null, "", `${location.pathname}${location.search}${link()}`);
  for (const follower of followers) follower(event);
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

/** Reads the setting of an address; what it does not say stays as in the file. */
export function read(scenarios) {
  const parts = new URLSearchParams(location.hash.slice(1));
  const wanted = parts.get("scenario");
  const found = scenarios.find(({ id }) => id === wanted) ?? scenarios[0];
  Object.assign(setting, empty(found.id));
  if (found.id !== wanted) return;
  const pairs = (key) => parts.getAll(key).map((text) => [text.slice(0, text.lastIndexOf("=")), text.slice(text.lastIndexOf("=") + 1)]);
  for (const [name, value] of pairs("set")) if (name && Number.isFinite(Number(value))) setting.set[name] = Number(value);
  for (const [name, value] of pairs("years")) {
    const years = value.split("..").map(Number);
    if (name && years.length === 2 && years.every(Number.isFinite)) setting.years[name] = years;
  }
  for (const [name, value] of pairs("shock")) if (name) setting.shocks[name] = value === "on";
}

/** How numbers of a unit are shown: shares and rates in per cent, as in charts. */
export function shown(unit, sizes) {
  const plain = unit.replaceAll(" ", "");
  const small = sizes.every((size) => Math.abs(size) <= 1.5);
  if ((plain === "1" || plain === "") && small) return { factor: 100, words: "%" };
  if (plain === "1/yr" && small) return { factor: 100, words: "% a year" };
  return { factor: 1, words: plain === "1" ? "" : unit };
}

/** A number with as many digits as mean something. */
export function digits(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toPrecision(3);
  return String(Number(value.toPrecision(4)));
}
