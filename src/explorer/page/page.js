// The page: what is moved is run, first in few draws, then in all of the file; a newer move ends an older one.

import { ask, here, keep, page, take } from "/ask.js";
import * as charts from "/charts.js";
import * as close from "/close.js";
import * as controls from "/controls.js";
import { copy, element, follow, isMoved, link, read, reset, setting } from "/setting.js";
import { numbers, differences } from "/tables.js";

/** A first answer that takes no longer than this, in milliseconds, is shown though something has moved since. */
const PATIENT = 120;
/** Without a move for so long, numbers follow the picture: what is asked while a slider is held takes time from its next picture. */
const REST = 60;
/** Without a move for so long, all draws are run. */
const STILL = 250;

const at = (id) => document.getElementById(id);
/** Draws of the first answer to a move, and of the last. */
const few = () => Math.min(here.quick, scenario.draws);
const full = () => Math.min(here.full, scenario.draws);

let state;
let scenario;
let move = 0;
let chain = null;
let again = false;
let pinned = null;
let ranked = "";
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
  controls.show();
  at("problem").hidden = true;
  const since = event?.timeStamp ?? performance.now();
  if (chain?.first && performance.now() - chain.began < PATIENT) {
    again = { since: again ? again.since : since };
    return;
  }
  go(since);
}

/** Asks for all that is in view and not of this setting. */
async function go(since) {
  chain?.controller.abort();
  move += 1;
  again = false;
  const own = { move, controller: new AbortController(), began: performance.now(), first: true };
  chain = own;
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
  at("problem").hidden = false;
  at("problem").textContent = error.message;
  at("run").textContent = "This setting gives no numbers; what is shown is the one before.";
}

async function answers(own, since, is) {
  const asked = { page, move: own.move, setting: copy(), narrow: charts.narrow.matches };
  const now = key();
  const { signal } = own.controller;
  const stale = (draws) => charts.visible().filter((figure) => figure.key !== now || figure.draws < draws).map(({ chart }) => chart.name);
  const run = async (draws, names, withNumbers) => {
    const found = await ask("run", { ...asked, draws, charts: names, numbers: withNumbers }, signal);
    if (!is()) throw new DOMException("", "AbortError");
    for (const picture of found.charts) {
      const figure = charts.figures.get(picture.name);
      if (!figure) continue;
      charts.draw(figure.now, picture);
      figure.box.classList.remove("waiting");
      Object.assign(figure, { key: now, draws });
    }
    if (found.numbers) numbers(found.numbers);
    return found;
  };
  const names = stale(few());
  if (names.length > 0) {
    await run(few(), names, false);
    told(since);
  }
  own.first = false;
  if (again) return;
  await wait(REST, signal);
  await run(few(), [], true);
  said(few());
  if (pinned) await beside(asked, few(), signal, is);
  await wait(STILL, signal);
  if (full() > few()) {
    await run(full(), stale(full()), true);
    said(full());
  }
  at("said").textContent = `Charts and numbers are of ${full().toLocaleString("en-GB")} draws.`;
  await rank(asked, signal, is);
}

/** Notes how long a move took, once its picture is on the screen. */
function told(since) {
  if (since === undefined) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.sliderToPicture.push(performance.now() - since);
    port2.postMessage(0);
  });
}

function said(draws) {
  const { first, last, seed, sampler } = scenario;
  const count = draws.toLocaleString("en-GB");
  const more = draws < scenario.draws ? ` of ${scenario.draws.toLocaleString("en-GB")}` : "";
  at("run").textContent = `${first} to ${last} · ${count}${more} draws · seed ${seed} · ${sampler}`;
}

/** The pinned setting, and the difference to it. */
async function beside(asked, draws, signal, is) {
  const visible = charts.visible();
  const still = visible.filter((figure) => !figure.pinnedDrawn).map(({ chart }) => chart.name);
  if (still.length > 0) {
    const found = await ask("run", { ...asked, setting: pinned, draws, charts: still, numbers: false }, signal);
    if (!is()) return;
    for (const picture of found.charts) {
      const figure = charts.figures.get(picture.name);
      charts.draw(figure.pinned, picture);
      figure.pinnedDrawn = true;
    }
  }
  const names = visible.map(({ chart }) => chart.name);
  const found = await ask("compare", { ...asked, pinned, draws, charts: names }, signal);
  if (!is()) return;
  for (const picture of found.charts) {
    const figure = charts.figures.get(picture.name);
    if (figure?.differing) charts.draw(figure.differing, picture);
  }
  differences(found.criteria);
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
  at("numbers").replaceChildren();
  at("cards").replaceChildren();
  pinned = null;
  at("differing").hidden = true;
  controls.build(scenario);
  charts.build(scenario, {
    seen: () => {
      // A run that is under way asks for what it has not asked for yet at its end.
      if (chain?.first) again ||= { since: undefined };
      else if (charts.visible().some((figure) => figure.key !== key())) go();
    },
    look: (chart, where) => close.point(chart, scenario, where),
    variable: (name) => close.variable(scenario, name),
    take: (what, chart) => taking({ what, charts: [chart] }),
  });
  said(few());
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
  at("reasons").replaceChildren();
  charts.pin(true);
  at("pin").textContent = "Pin anew";
  go();
});
at("unpin").addEventListener("click", () => {
  pinned = null;
  at("differing").hidden = true;
  at("pin").textContent = "Pin this setting";
  charts.pin(false);
});
at("why").addEventListener("click", async () => {
  at("reasons").replaceChildren(element("p", "hint", "All combinations of what was moved are run …"));
  try {
    const found = await ask("why", { page, move, pinned, setting: copy() });
    const boxes = found.charts.map(({ svg, alt, colours }) => {
      const box = element("figure");
      const picture = element("div", "picture");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", alt);
      charts.wear(colours);
      picture.innerHTML = svg;
      box.append(picture);
      return box;
    });
    const none = element("p", "", "Nothing that was moved makes a difference by a criterion.");
    at("reasons").replaceChildren(...(boxes.length > 0 ? boxes : [none]));
  } catch (error) {
    at("reasons").replaceChildren(element("p", "", error.status === 409 ? "Something was moved meanwhile: ask again." : error.message));
  }
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
  for (const figure of charts.figures.values()) Object.assign(figure, { key: null, pinnedDrawn: false });
  moved();
});
window.addEventListener("hashchange", () => {
  read(state.scenarios);
  open();
});

/** Asks what there is, at the beginning and when other scenarios have been opened. */
async function load() {
  state = await ask("state");
  read(state.scenarios);
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
    if (scenario.id === setting.scenario) moved(event);
    else open();
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
  at("problem").hidden = true;
  open();
});

start().catch((error) => {
  at("problem").hidden = false;
  at("problem").textContent = error.message;
});
