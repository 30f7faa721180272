// Levers, shocks and assumptions: each with its range, default, unit and source.

import { BEFORE_HISTORY, digits, element, move, reset, setting, shown, written } from "/setting.js";

/** Places of a slider. */
const PLACES = 200;
/** So many assumptions are shown at first. */
const FIRST = 12;

let controls = new Map();
let scenario;
let order = [];
let all = false;

/** The range of a lever: its bounds, or what lies around its setting. */
function ends({ min, max, value, neutral }) {
  const span = Math.max(Math.abs(value - neutral), Math.abs(neutral), Math.abs(value)) || 1;
  return [min ?? Math.min(value, neutral) - span, max ?? Math.max(value, neutral) + span];
}

/** The range of an assumption: from its 5 to its 95 % quantile, or around the number that it is. */
function around({ low, median, high }) {
  if (low < high) return [low, high];
  return median === 0 ? [-1, 1] : [median - Math.abs(median) / 2, median + Math.abs(median) / 2];
}

function control(item, [least, greatest], whole) {
  const { selector } = item;
  const own = whole ? item.value : item.median;
  const { factor, words } = shown(item, [least, greatest, own]);
  const id = `control-${selector.replace(/[^A-Za-z0-9]+/g, "-")}`;
  const box = element("div", "control");
  const top = element("div", "top");
  const label = element("label", "", item.label);
  label.htmlFor = id;
  const entry = element("span", "entry");
  const number = element("input");
  number.inputMode = "decimal";
  number.setAttribute("aria-label", `${item.label}, as a number`);
  entry.append(number, element("span", "", words));
  top.append(label, entry);
  const slider = element("input");
  Object.assign(slider, { type: "range", id, min: 0, max: PLACES, step: 1 });
  const range = element("div", "ends");
  const end = (value) => element("span", "", `${digits(value * factor)}`);
  const state = element("span");
  range.append(end(least), state, end(greatest));
  const wrong = wrongs();
  box.append(top, slider, range, wrong);
  const isUncertain = !whole && item.low < item.high;
  const said = (value, count) => `${digits(value * factor, count)} ${words}`.trim();

  const place = (value) => Math.round(((value - least) / (greatest - least)) * PLACES);
  const home = place(own);
  const digit = 10 ** (Math.floor(Math.log10((greatest - least) / PLACES)) - 0);
  const at = (position) => {
    if (position === home) return own;
    const raw = least + ((greatest - least) * position) / PLACES;
    const rounded = Number((Math.round(raw / digit) * digit).toPrecision(12));
    return Math.min(greatest, Math.max(least, rounded));
  };
  // An uncertain assumption that is put where its median is, is fixed there; a lever at its setting is not moved.
  const isHome = (value) => value === own && !isUncertain;
  const set = (value, event) => move("set", selector, isHome(value) ? null : value, event);
  slider.addEventListener("input", (event) => set(at(Number(slider.value)), event));
  number.addEventListener("change", (event) => {
    const { value, problem } = written(number.value, words);
    const blank = number.value.trim() === "";
    const wanted = blank || problem ? null : Number((value / factor).toPrecision(15));
    const isOut = wanted !== null && whole && (wanted < (item.min ?? -Infinity) || wanted > (item.max ?? Infinity));
    if (wanted !== null && !isOut) return set(wanted, event);
    show();
    number.value = digits((setting.set[selector] ?? own) * factor);
    if (blank) return;
    const bounds = [["at least", item.min], ["at most", item.max]].filter(([, bound]) => bound !== null);
    const limits = bounds.map(([side, bound]) => `${side} ${said(bound)}`).join(" and ");
    const why = problem ?? `${said(wanted, 15)} is out of bounds: it can be ${limits}.`;
    tell(wrong, `${why} ${said(setting.set[selector] ?? own)} stays.`);
  });
  if (item.fitted) slider.disabled = number.disabled = true;
  // There may be hundreds of controls, and a move is of one: those that show what they shall are left alone.
  let known = {};
  const show = () => {
    const isSet = selector in setting.set;
    const isMoved = isSet || (item.name !== undefined && item.name in setting.years);
    const value = isSet ? setting.set[selector] : own;
    if (!wrong.hidden) wrong.hidden = true;
    if (known.isSet === isSet && known.isMoved === isMoved && known.value === value && known.place === slider.value && known.text === number.value) return;
    slider.value = place(value);
    if (document.activeElement !== number || isSet) number.value = digits(value * factor);
    state.textContent = item.fitted ? "fitted" : !isUncertain ? "" : isSet ? "fixed" : "uncertain";
    slider.setAttribute("aria-valuetext", isSet || !isUncertain ? said(value) : `uncertain, median ${said(value)}`);
    box.classList.toggle("moved", isMoved);
    known = { isSet, isMoved, value, place: slider.value, text: number.value };
  };
  const undo = isUncertain ? `${digits(item.low * factor)} to ${said(item.high)}` : said(own);
  // Two numbers that differ are not to look the same.
  const moved = (value) => (isUncertain ? `fixed at ${said(value)}` : said(value) === undo ? said(value, 12) : said(value));
  const made = { box, show, label: item.label, words: moved, undo };
  controls.set(selector, made);
  return made;
}

/** A place for what is wrong with what was typed. */
function wrongs() {
  const made = element("p", "wrong");
  made.setAttribute("role", "alert");
  made.hidden = true;
  return made;
}

function tell(wrong, words) {
  wrong.textContent = words;
  wrong.hidden = false;
}

function details(box, texts) {
  const more = element("details");
  more.append(element("summary", "", "Source"));
  for (const text of texts.filter(Boolean)) more.append(element("p", "", text));
  box.append(more);
  return more;
}

/** A time of the scenario in words: a year, a quarter, a month. */
function moment(time) {
  return scenario.words[scenario.times.indexOf(time)] ?? digits(time, 6);
}

/** The time of the scenario that lies nearest. */
function nearest(time) {
  return scenario.times.reduce((best, one) => (Math.abs(one - time) < Math.abs(best - time) ? one : best));
}

/** Years in which a lever is in force: typed, or, where steps are no years, chosen by their names. */
function years(box, lever) {
  const row = element("div", "years");
  const isTyped = scenario.step === 1;
  const own = isTyped ? [lever.from, lever.until] : [nearest(lever.from), nearest(lever.until)];
  const inputs = ["from", "until"].map((word, place) => {
    const input = element(isTyped ? "input" : "select");
    if (isTyped) Object.assign(input, { type: "number", min: scenario.first, max: scenario.last, step: 1, value: own[place] });
    else input.append(...scenario.times.map((time, index) => new Option(scenario.words[index], time, false, time === own[place])));
    const label = element("label", "", `${word} `);
    label.append(input);
    row.append(label);
    return input;
  });
  const wrong = wrongs();
  const now = () => (isTyped ? setting.years[lever.name] : setting.years[lever.name]?.map(nearest)) ?? own;
  const said = () => now().map(moment).join("–");
  // A whole year as the last is all of it: of its first step alone, a moment within that is the last.
  const ending = (time) => (scenario.step < 1 && Number.isInteger(time) ? time + scenario.step / 4 : time);
  const show = () => {
    if (!wrong.hidden) wrong.hidden = true;
    now().forEach((year, place) => {
      if (inputs[place].value !== String(year)) inputs[place].value = year;
    });
  };
  const told = (event) => {
    const pair = inputs.map((input) => Number(input.value));
    const bad = inputs.find((input) => input.value === "" || !input.checkValidity());
    if (bad) {
      const { first, last } = scenario;
      const typed = bad.value === "" ? "That" : bad.value;
      show();
      return tell(wrong, `${typed} is no year of this scenario: they go from ${first} to ${last}. ${said()} stays.`);
    }
    // The other year may be about to follow.
    if (pair[0] > pair[1]) return tell(wrong, `It would end before it begins: ${said()} stays until both fit.`);
    const home = pair[0] === own[0] && pair[1] === own[1];
    move("years", lever.name, home ? null : [pair[0], ending(pair[1])], event);
  };
  for (const input of inputs) input.addEventListener("change", told);
  box.append(row, wrong);
  return show;
}

function shock(item) {
  const box = element("div", "control");
  const label = element("label", "switch");
  const input = element("input");
  input.type = "checkbox";
  const words = element("span", "", item.label.replaceAll("_", " "));
  words.append(element("small", "", item.text));
  label.append(input, words);
  box.append(label);
  details(box, [item.source]);
  input.addEventListener("change", (event) => move("shocks", item.name, input.checked === item.on ? null : input.checked, event));
  const show = () => {
    input.checked = setting.shocks[item.name] ?? item.on;
    box.classList.toggle("moved", item.name in setting.shocks);
  };
  controls.set(`shock ${item.name}`, { box, show, label: item.label.replaceAll("_", " ") });
  return box;
}

/** Puts the controls of a scenario into the page. */
export function build(of) {
  scenario = of;
  controls = new Map();
  all = false;
  const into = (section, boxes) => {
    const place = document.getElementById(section);
    place.hidden = boxes.length === 0;
    place.querySelector(".list").replaceChildren(...boxes);
  };
  const named = new Set();
  into("levers", scenario.levers.map((lever) => {
    const made = control(lever, ends(lever), true);
    const more = details(made.box, [lever.source]);
    // Years are of a lever as a whole: they stand at its first element.
    if (!named.has(lever.name)) {
      named.add(lever.name);
      const showYears = years(more, lever);
      const show = made.show;
      made.show = () => (show(), showYears());
      made.years = [lever.from, lever.until].map((time) => moment(nearest(time))).join("–");
      controls.set(`years ${lever.name}`, made);
    }
    return made.box;
  }));
  into("shocks", scenario.shocks.map(shock));
  into("assumptions", []);
  document.getElementById("assumptions").hidden = scenario.assumptions.length === 0;
  for (const item of scenario.assumptions) {
    const made = control(item, around(item), false);
    const bar = element("div", "bar");
    bar.hidden = true;
    bar.append(element("span"));
    made.box.append(bar);
    made.bar = bar;
    const fitted = item.fitted ? "Fitted to the history of the file: change the fit in the file." : "";
    details(made.box, [item.text, item.source, fitted]);
  }
  order = scenario.assumptions.map(({ selector }) => selector);
  document.getElementById("ranked").textContent = "In the order of the file.";
  list();
  show();
}

/** Shows the assumptions that matter most, or all, or those that are looked for. */
function list() {
  const wanted = document.getElementById("find").value.trim().toLowerCase();
  const found = order.filter((selector) => {
    const { label } = controls.get(selector);
    return !wanted || label.toLowerCase().includes(wanted) || selector.toLowerCase().includes(wanted);
  });
  const few = all || wanted ? found : found.filter((selector, place) => place < FIRST || selector in setting.set);
  const place = document.querySelector("#assumptions .list");
  place.replaceChildren(...few.map((selector) => controls.get(selector).box));
  const more = document.getElementById("more");
  more.hidden = few.length === found.length;
  more.textContent = `Show all ${found.length}`;
  document.getElementById("missed").textContent = found.length > 0 ? "" : `No assumption has “${wanted}” in its name.`;
}

/** Puts assumptions in the order in which they matter, unless somebody is about to use them. */
export function rank({ label, year, drivers, before_history: isBefore }) {
  const place = document.getElementById("assumptions");
  const shares = new Map();
  for (const { selector, share } of drivers) for (const one of selector.split(" + ")) if (share !== null) shares.set(one, share);
  const known = order.filter((selector) => shares.has(selector));
  if (known.length === 0) return;
  for (const selector of order) {
    const { bar } = controls.get(selector);
    const share = shares.get(selector);
    bar.hidden = share === undefined || share < 0.005;
    bar.title = share === undefined ? "" : `explains ${Math.round(share * 100)} % of the variance`;
    bar.firstChild.style.width = `${Math.min(100, Math.max(0, (share ?? 0) * 100))}%`;
  }
  if (place.contains(document.activeElement) || place.matches(":hover")) return;
  order = [...order].sort((a, b) => (shares.get(b) ?? -1) - (shares.get(a) ?? -1));
  document.getElementById("ranked").textContent = `By how much they matter for ${label} in ${year}.${isBefore ? BEFORE_HISTORY : ""}`;
  list();
}

/** Shows what is set, and the list of what is moved. */
export function show() {
  for (const { show: one } of new Set(controls.values())) one();
  const rows = [];
  const row = (label, words, kind, name) => {
    const line = element("li");
    const text = element("span", "", `${label} `);
    text.append(element("b", "", words));
    const undo = element("button", "", "Undo");
    undo.type = "button";
    undo.setAttribute("aria-label", `Undo ${label}`);
    undo.addEventListener("click", () => {
      const place = rows.indexOf(line);
      move(kind, name, null);
      // The button is gone: the next takes its place, or what was put back.
      const left = document.querySelectorAll("#changed button");
      const own = controls.get(kind === "shocks" ? `shock ${name}` : name) ?? controls.get(`years ${name}`);
      (left[Math.min(place, left.length - 1)] ?? own?.box.querySelector("[type=range], [type=checkbox]") ?? document.getElementById("charts")).focus();
    });
    line.append(text, undo);
    rows.push(line);
  };
  for (const [name, value] of Object.entries(setting.set)) {
    const found = controls.get(name);
    row(found?.label ?? name, found ? `${found.undo} → ${found.words(value)}` : `${value}`, "set", name);
  }
  for (const [name, [from, until]] of Object.entries(setting.years)) {
    const found = controls.get(`years ${name}`);
    row(found?.label ?? name, `${found?.years ?? ""} → ${moment(nearest(from))}–${moment(nearest(until))}`, "years", name);
  }
  for (const [name, on] of Object.entries(setting.shocks)) {
    row(controls.get(`shock ${name}`)?.label ?? name, on ? "on" : "off", "shocks", name);
  }
  document.getElementById("changed").replaceChildren(...rows);
  document.getElementById("changes").hidden = rows.length === 0;
}

document.getElementById("find").addEventListener("input", list);
document.getElementById("more").addEventListener("click", () => {
  all = true;
  list();
});
document.getElementById("reset").addEventListener("click", () => {
  reset();
  (document.querySelector("#panel .list [type=range], #panel .list [type=checkbox]") ?? document.getElementById("charts")).focus();
});
document.getElementById("drawer").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-expanded", String(currentTarget.getAttribute("aria-expanded") !== "true"));
});
