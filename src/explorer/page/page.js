// The page: what is moved is run, first in few draws, then in all of the file; a newer move ends an older one.

import { ask, here, keep, page, take } from "/ask.js";
import * as charts from "/charts.js";
import * as close from "/close.js";
import * as controls from "/controls.js";
import { copy, element, follow, isMoved, link, read, reset, setting } from "/setting.js";
import { numbers, differences } from "/tables.js";

/** A first answer that takes no longer than this, in milliseconds, is shown though something has moved since. */
const PATIENT = 120;
/** What the page shows of a move itself comes with its picture, in one frame; after so long it waits for it no longer. */
const TOGETHER = 45;
/** Without a move for so long, numbers follow the picture: what is asked while a slider is held takes time from its next picture. */
const REST = 60;
/** Without a move for so long, all draws are run. */
const STILL = 250;
/** What takes longer than this is said to be under way. */
const MOMENT = 600;

const at = (id) => document.getElementById(id);
/** Draws of the first answer to a move, and of the last. */
const few = () => Math.min(here.quick, scenario.draws);
const full = () => Math.min(here.full, scenario.draws);
const count = (draws) => draws.toLocaleString("en-GB");

let state;
let scenario;
let move = 0;
let chain = null;
let again = false;
let pinned = null;
/** What the numbers are of: setting and draws. */
let told = { key: "", draws: 0 };
/** What the table of differences is of. */
let differed = "";
/** What ends the asking why. */
let why = null;
let ranked = "";
/** The timer of what is yet to be shown of a move. */
let showing = null;
/** By move: milliseconds from the slider to the new picture. */
window.sliderToPicture = [];

const key = () => JSON.stringify(setting);
const wait = (time, signal) =>
  new Promise((done, failed) => {
    const timer = setTimeout(done, time);
    signal.addEventListener("abort", () => (clearTimeout(timer), failed(new DOMException("", "AbortError"))));
  });

/** Something was moved: ends what is asked, unless a first answer is about to come. */
function moved(event) {
  const since = event?.timeStamp ?? performance.now();
  // Questions of one move live side by side; those of a later one end those of an earlier.
  move += 1;
  if (chain?.first && performance.now() - chain.began < PATIENT) again = { since: again ? again.since : since };
  else go(since);
  // A slider shows itself where it is.
  if (event?.type === "input") showing ??= setTimeout(showMoved, TOGETHER);
  else showMoved();
  at("problem").hidden = true;
  forget("Something was moved since: ask again.");
}

/** Shows what is moved. */
function showMoved() {
  clearTimeout(showing);
  showing = null;
  controls.show();
}

/** Asks for all that is in view and not of this setting. */
async function go(since) {
  chain?.controller.abort();
  again = false;
  const own = { move, controller: new AbortController(), began: performance.now(), first: true };
  chain = own;
  at("pictures").classList.remove("refused");
  fade();
  const is = () => chain === own;
  try {
    await answers(own, since, is);
  } catch (error) {
    if (is() && error.name !== "AbortError" && error.status !== 409) refused(error);
  }
  if (!is()) return;
  own.first = false;
  chain = null;
  if (again) go(again.since);
}

function refused(error) {
  if (error.status === undefined) return;
  problem(error.message);
  const isFirst = told.key === "";
  at("pictures").classList.toggle("refused", isFirst);
  at("run").textContent = isFirst ? "There are no numbers of this setting, and nothing is shown." : "This setting gives no numbers; what is shown is the one before.";
}

function problem(words) {
  at("problem").textContent = words;
  at("problem").hidden = words === "";
}

/** Says that something is under way, where it takes longer than a moment. */
async function patiently(words, answer) {
  const began = performance.now();
  const before = at("run").textContent;
  let shown = before;
  const say = () => {
    const seconds = Math.round((performance.now() - began) / 1000);
    shown = seconds > 0 ? `${words} … ${seconds} s` : `${words} …`;
    at("run").textContent = shown;
    at("run").classList.add("working");
  };
  let timer = setTimeout(() => (say(), (timer = setInterval(say, 1000))), MOMENT);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
    if (shown !== before && at("run").textContent === shown) at("run").textContent = before;
    at("run").classList.remove("working");
  }
}

async function answers(own, since, is) {
  const asked = { page, move: own.move, setting: copy(), narrow: charts.narrow.matches };
  const now = key();
  const { signal } = own.controller;
  const isOld = (figure, draws) => figure.key !== now || figure.draws < draws || charts.lacksPinned(figure);
  const stale = (draws) => charts.visible().filter((figure) => isOld(figure, draws)).map(({ chart }) => chart.name);
  const run = async (draws, names, withNumbers) => {
    // What is pinned is drawn with it, on one scale.
    const both = pinned && names.length > 0 ? { pinned } : {};
    const answer = ask("run", { ...asked, ...both, draws, charts: names, numbers: withNumbers }, signal);
    const found = await patiently(`Running ${count(draws)} draws`, answer);
    if (!is()) throw new DOMException("", "AbortError");
    return found;
  };
  const show = (found, draws) => {
    found.charts.forEach((picture, place) => {
      const figure = charts.figures.get(picture.name);
      if (figure) charts.now(figure, picture, now, draws, found.pinned?.[place]);
    });
    if (showing !== null) showMoved();
    if (found.numbers) {
      numbers(found.numbers);
      told = { key: now, draws };
      said(draws);
    }
    fade();
  };
  const names = stale(few());
  if (names.length > 0) {
    show(await run(few(), names, false), few());
    timed(since);
  }
  own.first = false;
  if (again) return;
  await wait(REST, signal);
  if (told.key !== now) show(await run(few(), [], true), few());
  if (pinned) (await beside(asked, few(), null, signal, is))();
  await wait(STILL, signal);
  if (full() > few()) {
    const coarse = stale(full());
    const isCoarse = told.draws < full();
    if (coarse.length > 0 || isCoarse) {
      const found = await run(full(), coarse, isCoarse);
      // What stands side by side is sharpened at once.
      const both = pinned ? await beside(asked, full(), coarse, signal, is) : () => {};
      show(found, full());
      both();
    } else if (pinned) (await beside(asked, full(), null, signal, is))();
  }
  at("said").textContent = `Charts and numbers are of ${count(full())} draws.`;
  await rank(asked, signal, is);
}

/** Notes how long a move took, once its picture is on the screen. */
function timed(since) {
  if (since === undefined) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.sliderToPicture.push(performance.now() - since);
    port2.postMessage(0);
  });
}

function said(draws) {
  const { words, seed, sampler } = scenario;
  const more = draws < scenario.draws ? ` of ${count(scenario.draws)}` : "";
  at("run").textContent = `${words[0]} to ${words.at(-1)} · ${count(draws)}${more} draws · seed ${seed} · ${sampler}`;
}

/** Asks for the difference to what is pinned, in the draws that now is shown in, or is about to be (`coming`, charts by name; null if nothing is); gives what shows it. */
async function beside(asked, draws, coming, signal, is) {
  const of = `${key()} ${draws}`;
  const sides = charts.visible().filter((figure) => figure.draws === draws || coming?.includes(figure.chart.name));
  const isDue = differed !== of && (told.draws === draws || coming !== null);
  const names = sides.filter((figure) => figure.differingOf !== of).map(({ chart }) => chart.name);
  const asks = async () => {
    const answer = ask("compare", { ...asked, draws, pinned, charts: names }, signal);
    const found = await patiently(`Running ${count(draws)} draws of both settings`, answer);
    if (!is()) throw new DOMException("", "AbortError");
    return found;
  };
  const found = names.length > 0 || isDue ? await asks() : null;
  return () => {
    for (const picture of found?.charts ?? []) charts.differ(charts.figures.get(picture.name), picture, of);
    if (found && isDue) {
      differences(found.criteria, draws);
      differed = of;
    }
    fade();
  };
}

/** Lets what is of another setting, or of other draws than what it stands beside, fade until it follows. */
function fade() {
  for (const figure of charts.figures.values()) charts.match(figure);
  at("criteria-differences").classList.toggle("behind", differed !== `${key()} ${told.draws}`);
}

/** Takes away why two settings differ, which is of them alone, and ends the asking. */
function forget(words = "") {
  why?.abort();
  why = null;
  const hint = words && at("reasons").childElementCount > 0 ? [element("p", "hint", words)] : [];
  at("reasons").replaceChildren(...hint);
}

/** Puts assumptions in the order of what drives the first chart in view, at its end. */
async function rank(asked, signal, is) {
  const figure = charts.visible().find(({ chart }) => chart.series.length > 0);
  if (!figure) return;
  const { chart } = figure;
  const year = scenario.times.findLast((time) => time <= Number(chart.year)) ?? scenario.last;
  const of = `${chart.series[0].selector}@${year}`;
  const now = `${of} ${key()}`;
  if (ranked === now) return;
  await wait(STILL, signal);
  const { page: own, move, setting } = asked;
  const found = await ask("drivers", { page: own, move, setting, of }, signal);
  if (!is()) return;
  ranked = now;
  controls.rank(found);
}

/** Opens a scenario with the setting as it is. */
function open() {
  scenario = state.scenarios.find(({ id }) => id === setting.scenario);
  document.title = `${scenario.title} · explore`;
  at("title").textContent = scenario.title;
  at("scenario").value = scenario.id;
  at("narrative").textContent = scenario.narrative;
  at("story").hidden = scenario.narrative === "";
  // Differences are split by criterion.
  at("why").hidden = !scenario.criteria;
  at("numbers").replaceChildren();
  at("cards").replaceChildren();
  unpin();
  told = { key: "", draws: 0 };
  move += 1;
  controls.build(scenario);
  charts.build(scenario, {
    seen: () => {
      // A run that is under way asks for what it has not asked for yet at its end.
      if (chain?.first) again ||= { since: undefined };
      else if (charts.visible().some((figure) => figure.key !== key() || charts.isBehind(figure))) go();
      // One that was drawn in few draws and scrolled away before it was refined.
      else if (charts.visible().some((figure) => figure.draws < full())) {
        if (chain === null) go();
        else again ||= { since: undefined };
      }
    },
    look: (chart, where) => close.point(chart, scenario, where),
    variable: (name) => close.variable(scenario, name),
    take: (what, chart) => taking({ what, charts: [chart] }),
  });
  at("run").textContent = `Running ${count(few())} draws …`;
  go();
}

function taking(what) {
  take({ setting: copy(), ...what }).catch((error) => close.tell("This cannot be taken away", element("p", "", error.message)));
}

at("scenario").addEventListener("change", () => {
  reset(at("scenario").value);
});
at("pin").addEventListener("click", () => {
  pinned = copy();
  at("differing").hidden = false;
  at("criteria-differences").replaceChildren();
  differed = "";
  forget();
  charts.pin(key());
  at("pin").textContent = "Pin anew";
  move += 1;
  go();
});
function unpin() {
  pinned = null;
  at("differing").hidden = true;
  at("pin").textContent = "Pin this setting";
  forget();
  charts.pin(null);
}
at("unpin").addEventListener("click", () => {
  unpin();
  move += 1;
  go();
  at("pin").focus();
});
at("why").addEventListener("click", async () => {
  forget();
  if (JSON.stringify(pinned) === key()) return at("reasons").append(element("p", "", "They do not differ: nothing is moved since it was pinned."));
  const own = (why = new AbortController());
  const began = performance.now();
  const waiting = element("p", "hint", "Combinations of what was moved are run …");
  const ticking = setInterval(() => (waiting.textContent = `Combinations of what was moved are run … ${Math.round((performance.now() - began) / 1000)} s`), 1000);
  at("reasons").append(waiting);
  let made;
  try {
    const found = await ask("why", { page, move, pinned, setting: copy(), draws: full() }, own.signal);
    made = found.charts.map(({ svg, alt, colours }) => {
      const box = element("figure");
      const picture = element("div", "picture");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", alt);
      charts.wear(colours);
      picture.innerHTML = svg;
      box.append(picture);
      return box;
    });
    if (made.length > 0) made.unshift(element("p", "hint", `Each combination of what was moved is run in ${count(found.draws)} draws.`));
    else made.push(element("p", "", "Nothing that was moved makes a difference by a criterion."));
  } catch (error) {
    made = [element("p", "", error.status === 409 ? "Something was moved meanwhile: ask again." : error.message)];
  } finally {
    clearInterval(ticking);
  }
  // An answer about what was moved before is none about what is.
  if (why === own) at("reasons").replaceChildren(...made);
});
at("save").addEventListener("click", async () => {
  try {
    const { file, beside: path, text } = await ask("save", { setting: copy() });
    keep(new Blob([text], { type: "application/toml" }), file);
    const code = element("div", "code", text);
    const how = element("p", "", `${file} is among your downloads. Put it beside ${path}; catchup run ${file} gives these numbers.`);
    close.tell("Saved as a scenario", how, code);
  } catch (error) {
    close.tell("This setting cannot be saved", element("p", "", error.message));
  }
});
at("link").addEventListener("click", async () => {
  // Within a report the frame has the address of the report for a name.
  const page = location.protocol === "blob:" ? window.name : `${location.href.split("#")[0]}#`;
  const address = `${page}${link().slice(1)}`;
  const words = element("p", "", here.link);
  const code = element("div", "code", address);
  await navigator.clipboard?.writeText(address).catch(() => {});
  close.tell("Link to this setting", words, code);
});
at("brief").addEventListener("click", () => {
  if (isMoved()) taking({ what: "brief" });
  else close.tell("Nothing is moved", element("p", "", "A brief sets what is moved beside the scenario as its file says."));
});
charts.narrow.addEventListener("change", () => {
  for (const figure of charts.figures.values()) charts.forget(figure);
  moved();
});
window.addEventListener("hashchange", () => {
  const wrong = read(state.scenarios);
  open();
  problem(wrong.join("\n"));
});

/** Asks what there is, at the beginning and when other scenarios have been opened. */
async function load() {
  state = await ask("state");
  problem(read(state.scenarios).join("\n"));
  offer();
  at("brief").hidden = !here.brief;
}

/** Offers the scenarios to choose from. */
function offer() {
  at("scenario").replaceChildren(...state.scenarios.map(({ id, title }) => new Option(title, id)));
  at("scenario").value = setting.scenario;
  at("picker").hidden = state.scenarios.length < 2;
}

async function start() {
  await load();
  close.start(() => move);
  follow((event) => {
    if (scenario.id === setting.scenario) return moved(event);
    problem("");
    open();
  });
  open();
  document.body.dataset.ready = "true";
}

window.addEventListener("more", ({ detail }) => {
  state = detail;
  offer();
});
window.addEventListener("scenarios", async () => {
  await load();
  open();
});

start().catch((error) => problem(error.message));
