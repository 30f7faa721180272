// A closer look: a year of a series, and a variable.

import { ask, here, page } from "/ask.js";
import { BEFORE_HISTORY, copy, digits, element } from "/setting.js";

const dialog = document.getElementById("close");
const body = document.getElementById("close-body");
let turn = () => 0;
let opened = 0;

/** Says how moves are counted: a closer look is of the latest. */
export function start(counted) {
  turn = counted;
}

function open(title) {
  document.getElementById("close-title").textContent = title;
  body.replaceChildren(element("p", "hint", "…"));
  if (!dialog.open) dialog.showModal();
  // What had the focus may be gone: it begins anew at the title.
  else document.getElementById("close-title").focus();
  opened += 1;
  return opened;
}

/** Shows something instead of what is shown. */
export function tell(title, ...content) {
  open(title);
  body.replaceChildren(...content);
}

function failed(own, error) {
  if (own === opened && error.name !== "AbortError") body.replaceChildren(element("p", "", error.message));
}

/** A year of a chart: the series that was pointed at, or another of it. */
export function point(chart, scenario, { year, labels }) {
  const { series } = chart;
  const hit = series.find(({ label, element: own }) => labels.some((text) => text && (text === own || text === label)));
  const at = scenario.times[scenario.words.indexOf(year)] ?? scenario.last;
  year_of((hit ?? series[0]).selector, at, chart, scenario);
}

async function year_of(selector, year, chart, scenario) {
  const own = open(chart.title);
  const row = element("div", "asked");
  const choose = (name, options, chosen) => {
    const label = element("label", "", `${name} `);
    const select = element("select");
    for (const [value, text] of options) select.append(new Option(text, value, false, String(value) === String(chosen)));
    select.addEventListener("change", () => year_of(picks[0].value, Number(picks[1].value), chart, scenario));
    label.append(select);
    row.append(label);
    return select;
  };
  const several = chart.series.map((one) => [one.selector, one.label]);
  const picks = [];
  picks.push(choose("Series", several, selector), choose("Year", scenario.times.map((time, place) => [time, scenario.words[place]]), year));
  const of = `${selector}@${year}`;
  const setting = copy();
  try {
    const found = await ask("point", { page, move: turn(), setting, draws: Math.min(scenario.draws, here.full, 10_000), of });
    if (own !== opened) return;
    const drivers = element("div");
    body.replaceChildren(row, ...spread(found), element("h3", "", "What drives it"), drivers);
    picks[0].focus();
    drivers.append(element("p", "hint", "A quick sample is drawn …"));
    const driven = await ask("drivers", { page, move: turn(), setting, of });
    if (own === opened) drivers.replaceChildren(bars(driven));
  } catch (error) {
    failed(own, error);
  }
}

function bars({ drivers, samples, before_history: isBefore }) {
  const strong = drivers.filter(({ share }) => share !== null && share >= 0.01).slice(0, 10);
  if (strong.length === 0) return element("p", "", `No assumption explains a hundredth of its variance.${isBefore ? BEFORE_HISTORY : ""}`);
  const list = element("ul", "drivers");
  for (const { label, share } of strong) {
    const line = element("li");
    const bar = element("div", "bar");
    const fill = element("span");
    fill.style.width = `${Math.min(100, share * 100)}%`;
    bar.append(fill);
    line.append(element("span", "", label), bar, element("span", "share", `${Math.round(share * 100)} %`));
    list.append(line);
  }
  const both = element("div");
  const named = strong.reduce((sum, { share }) => sum + share, 0);
  const rest = Math.round((1 - named) * 100);
  if (rest > 0) both.append(element("p", "hint", `${rest} % is explained by none of these alone: chance within the run, small assumptions, and what acts together.`));
  both.append(list, element("p", "hint", `Share of the variance that each explains by itself, from ${samples.toLocaleString("en-GB")} draws: small shares are noise.${isBefore ? BEFORE_HISTORY : ""}`));
  return both;
}

const [WIDEST, HIGHEST, LEFT, BOTTOM] = [900, 260, 20, 34];
const BARS = 48;

function svg(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The distribution of a number, with a line that can be dragged, and the chance beyond it. */
function spread({ label, year, values, quantiles, weights, factor, unit, suffix, draws }) {
  const heading = element("p", "hint", `${label} in ${year}, ${draws.toLocaleString("en-GB")} draws${unit ? `, in ${unit}` : ""}`);
  let count = 4;
  const words = (value) => `${digits(value * factor, count)}${suffix}`;
  const total = weights ? weights.reduce((sum, one) => sum + one, 0) : values.length;
  const weight = (place) => (weights ? weights[place] : 1);
  // Where a long tail is cut: the numbers that are told are the program's own.
  const cut = (level) => {
    let sum = 0;
    for (let place = 0; place < values.length; place += 1) {
      sum += weight(place);
      if (sum >= level * total) return values[place];
    }
    return values.at(-1);
  };
  if (values[0] === values.at(-1)) return [heading, element("p", "chance", `${words(values[0])} in every draw.`)];
  // A long tail would leave no room for the rest.
  let [low, high] = [cut(0.002), cut(0.998)];
  if (low === high) [low, high] = [values[0], values.at(-1)];
  // As many digits as tell two places of the line apart, however narrow the spread.
  const size = Math.max(Math.abs(low), Math.abs(high)) / (high - low);
  count = Math.min(15, Math.max(4, Math.ceil(Math.log10(1000 * size)) + 1));
  const counts = new Array(BARS).fill(0);
  values.forEach((value, place) => {
    const bar = Math.floor(((value - low) / (high - low)) * BARS);
    if (value >= low && value <= high) counts[Math.min(bar, BARS - 1)] += weight(place);
  });
  const greatest = Math.max(...counts);
  // On narrow paper the picture is drawn as wide as it is shown, so that its words keep their size.
  const WIDE = Math.min(WIDEST, Math.max(280, window.innerWidth - 72));
  const HIGH = WIDE < 600 ? 190 : HIGHEST;
  const x = (value) => LEFT + ((value - low) / (high - low)) * (WIDE - 2 * LEFT);
  const box = element("div", "spread");
  box.tabIndex = 0;
  box.setAttribute("role", "slider");
  box.setAttribute("aria-label", `A line in the distribution of ${label} in ${year}`);
  const picture = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", "font-family": "Inter, sans-serif", "font-size": 13 });
  const wide = (WIDE - 2 * LEFT) / BARS;
  const drawn = counts.map((count, place) => {
    const tall = (count / greatest) * (HIGH - BOTTOM - 24);
    const bar = svg("rect", { x: LEFT + place * wide + 0.5, y: HIGH - BOTTOM - tall, width: wide - 1, height: tall });
    picture.append(bar);
    return bar;
  });
  // Labels that would stand on one another get a line each.
  const ends = [];
  ["5 %", "median", "95 %"].forEach((name, place) => {
    const at = Math.min(WIDE - LEFT, Math.max(LEFT, x(quantiles[place])));
    // No finer than the charts have them, if that tells them apart.
    const label = `${name}: ${digits(quantiles[place] * factor, Math.max(3, count - 2))}${suffix}`;
    const half = label.length * 3.8;
    const middle = Math.min(WIDE - half - 4, Math.max(half + 4, at));
    const free = ends.findIndex((end) => end < middle - half);
    const line = free < 0 ? ends.length : free;
    ends[line] = middle + half + 8;
    picture.append(svg("path", { class: "tick", d: `M${at} ${HIGH - BOTTOM}v6` }));
    picture.append(svg("text", { x: middle, y: HIGH - BOTTOM + 22 + 17 * line, "text-anchor": "middle" }, label));
  });
  picture.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH + 17 * (ends.length - 1)}`);
  const line = svg("path", { stroke: "#d55e00", "stroke-width": 2.5 });
  const grip = svg("circle", { r: 8, fill: "#d55e00", stroke: "#ffffff", "stroke-width": 2, cy: 14 });
  picture.append(line, grip);
  box.append(picture);
  const told = element("p", "chance");
  told.setAttribute("role", "status");
  let place = quantiles[1];
  const put = (value) => {
    const inside = Math.min(high, Math.max(low, value));
    // The line stands at the very number that is read beside it; or at that of several draws which reads so.
    const read = Number((inside * factor).toPrecision(count)) / factor;
    const common = values.find((one, number) => one === values[number + 1] && words(one) === words(inside));
    place = common ?? read;
    line.setAttribute("d", `M${x(place)} 14V${HIGH - BOTTOM}`);
    grip.setAttribute("cx", x(place));
    drawn.forEach((bar, number) => bar.classList.toggle("beyond", low + ((number + 0.5) / BARS) * (high - low) >= place));
    let beyond = 0;
    values.forEach((one, number) => (beyond += one >= place ? weight(number) : 0));
    const share = Math.round((beyond / total) * 1000) / 10;
    told.replaceChildren("At ", words(place), " or more: ", element("b", "", `${share} %`), " of draws; below: ", element("b", "", `${Math.round((100 - share) * 10) / 10} %`));
    box.setAttribute("aria-valuenow", place * factor);
    box.setAttribute("aria-valuemin", low * factor);
    box.setAttribute("aria-valuemax", high * factor);
    box.setAttribute("aria-valuetext", `${words(place)}: ${share} % of draws at or above`);
  };
  const pull = (event) => {
    const edge = box.getBoundingClientRect();
    const at = ((event.clientX - edge.left) / edge.width) * WIDE;
    put(low + ((at - LEFT) / (WIDE - 2 * LEFT)) * (high - low));
  };
  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    pull(event);
  });
  box.addEventListener("pointermove", (event) => event.buttons && pull(event));
  box.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    put(place + (by * (high - low)) / 100);
  });
  put(quantiles[1]);
  return [heading, box, told];
}

/** A variable: its equation, unit and sources, and the graph around it. */
export async function variable(scenario, name) {
  const own = open(name);
  try {
    const found = await ask("variable", { scenario: scenario.id, name });
    if (own !== opened) return;
    document.getElementById("close-title").textContent = found.label;
    const list = element("dl");
    const say = (term, ...texts) => {
      const told = texts.filter(Boolean);
      if (told.length === 0) return;
      list.append(element("dt", "", term));
      for (const text of told) list.append(element("dd", "", text));
    };
    say("Name", found.dims.length > 0 ? `${found.name}[${found.dims.join(", ")}]` : found.name);
    say("Unit", found.unit === "1" ? "none: a share, a ratio or an index" : found.unit);
    say("Meaning", found.description);
    say("Observed", ...new Set(found.history.map(({ source }) => source)));
    say("Targets", ...found.targets.map(({ label, source }) => `${label}: ${source}`));
    const code = element("div", "code");
    code.textContent = found.equations.map(({ for: one, part, text }) => `${one ? `[${one}] ` : ""}${part} ${text.trim().replace(/\s+/g, " ")}`).join("\n");
    const graph = element("div", "drawn");
    graph.innerHTML = found.graph;
    for (const node of graph.querySelectorAll(".variable, .stock")) {
      if (node.dataset.name === found.name) continue;
      node.tabIndex = 0;
      node.setAttribute("role", "button");
      const go = () => variable(scenario, node.dataset.name);
      node.addEventListener("click", go);
      node.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        go();
      });
    }
    const sources = element("dl");
    for (const { label, kind, source } of found.reads.filter((read) => read.source)) {
      sources.append(element("dt", "", label), element("dd", "", `${kind}: ${source}`));
    }
    body.replaceChildren(list, element("h3", "", "Equation"), code, element("h3", "", "What it depends on, and what depends on it"), graph);
    if (sources.childElementCount > 0) body.append(element("h3", "", "Sources of what it reads"), sources);
    dialog.scrollTop = 0;
  } catch (error) {
    failed(own, error);
  }
}
