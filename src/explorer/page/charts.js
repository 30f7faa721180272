// Charts answer the pointer and the arrow keys, and are asked for as they come into view.

import { element } from "/setting.js";

/** Figures by the name of their chart. */
export const figures = new Map();
let seen = () => {};
let look = () => {};

/** A place for a picture, which lays the numbers under a pointer over it. */
function stage(label) {
  const box = element("div", "side");
  const heading = element("h3", "", label);
  const scroll = element("div", "scroll");
  const inner = element("div", "stage");
  const picture = element("div", "picture");
  picture.setAttribute("role", "img");
  picture.tabIndex = 0;
  const marks = element("div", "marks");
  const tip = element("div", "tip");
  marks.hidden = tip.hidden = true;
  tip.setAttribute("role", "status");
  inner.append(picture, marks, tip);
  scroll.append(inner);
  box.append(heading, scroll);
  const made = { box, heading, picture, marks, tip, plots: [], at: null };
  answer(made);
  return made;
}

/** Whether pictures are drawn for a telephone. */
export const narrow = matchMedia("(max-width: 40rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const known = new Map();
const paint = (light, night) => document.documentElement.style.setProperty(`--c${light}`, `#${dark.matches ? night : light}`);
dark.addEventListener("change", () => known.forEach((night, light) => paint(light, night)));

/** Lets the colours of a picture follow the theme: each is named by what it is on light paper. */
export function wear(colours = {}) {
  for (const [light, night] of Object.entries(colours)) {
    if (known.has(light)) continue;
    known.set(light, night);
    paint(light, night);
  }
}

/** Puts a picture into its place. */
export function draw(place, { svg, alt, colours, readouts, problem }) {
  wear(colours);
  if (problem !== undefined) {
    place.picture.replaceChildren(element("p", "refusal", `This chart cannot be drawn: ${problem}`));
    place.plots = [];
  } else {
    place.picture.innerHTML = svg;
    place.picture.setAttribute("aria-label", alt);
    place.plots = readouts.filter((plot) => plot.x.length > 0);
  }
  if (place.at !== null && !place.marks.hidden && place.plots.length > 0) show(place, place.at.plot, place.at.time);
  else hide(place);
}

function hide({ marks, tip }) {
  marks.hidden = tip.hidden = true;
}

function sizes({ picture }) {
  const svg = picture.querySelector("svg");
  return ["width", "height"].map((side) => Number(svg?.getAttribute(side) ?? 1));
}

function show(place, plot, time) {
  const { picture, marks, tip, plots } = place;
  plot = Math.min(plot, plots.length - 1);
  time = Math.min(time, plots[plot].x.length - 1);
  place.at = { plot, time };
  const [width, height] = sizes(place);
  const { area, x, times, title, readings } = plots[plot];
  const put = (mark, left, top) => {
    mark.style.left = `${(left / width) * 100}%`;
    mark.style.top = `${(top / height) * 100}%`;
    marks.append(mark);
  };
  marks.replaceChildren();
  const rule = element("div", "rule");
  rule.style.height = `${((area[3] - area[1]) / height) * 100}%`;
  put(rule, x[time], area[1]);
  tip.replaceChildren(element("strong", "", title ? `${title}, ${times[time]}` : times[time]));
  for (const { label, colour, points } of readings) {
    if (!points[time]) continue;
    const [y, words] = points[time];
    const dot = element("div", "dot");
    dot.style.background = colour;
    put(dot, x[time], y);
    const line = element("div", "reading");
    const swatch = element("span", "swatch");
    swatch.style.background = colour;
    line.append(swatch);
    if (label !== title) line.append(element("span", "label", label));
    line.append(element("span", "value", words));
    tip.append(line);
  }
  marks.hidden = tip.hidden = false;
  const box = picture.getBoundingClientRect();
  const px = (x[time] / width) * box.width;
  const left = px > box.width / 2 ? px - tip.offsetWidth - 12 : px + 12;
  tip.style.left = `${Math.max(0, Math.min(left, box.width - tip.offsetWidth))}px`;
  const top = (area[1] / height) * box.height;
  tip.style.top = `${Math.max(0, Math.min(top, box.height - tip.offsetHeight))}px`;
}

function nearest(values, value) {
  return values.reduce((best, one, index) => (Math.abs(one - value) < Math.abs(values[best] - value) ? index : best), 0);
}

/** The series whose mark lies nearest to a height. */
function closest({ readings }, time, y) {
  const away = ({ points }) => (points[time] ? Math.abs(points[time][0] - y) : Infinity);
  return readings.reduce((best, one) => (away(one) < away(best) ? one : best), readings[0])?.label;
}

function answer(place) {
  const { picture } = place;
  const follow = (event) => {
    if (place.plots.length === 0) return null;
    const [width, height] = sizes(place);
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    const y = ((event.clientY - box.top) / box.height) * height;
    const outside = ({ area }) => Math.max(area[0] - x, x - area[2], 0) + Math.max(area[1] - y, y - area[3], 0);
    const away = place.plots.map(outside);
    const plot = away.indexOf(Math.min(...away));
    show(place, plot, nearest(place.plots[plot].x, x));
    return y;
  };
  const here = (y) => {
    const { plot, time } = place.at;
    const { times, title } = place.plots[plot];
    const label = y === null ? place.plots[plot].readings[0]?.label : closest(place.plots[plot], time, y);
    look(place, { year: times[time], labels: [label, title] });
  };
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerleave", () => hide(place));
  picture.addEventListener("click", (event) => {
    const y = follow(event);
    if (y !== null) here(y);
  });
  picture.addEventListener("focus", () => {
    if (!picture.matches(":focus-visible") || place.plots.length === 0) return;
    place.at ??= { plot: 0, time: place.plots[0].x.length - 1 };
    show(place, place.at.plot, place.at.time);
  });
  picture.addEventListener("blur", () => hide(place));
  picture.addEventListener("keydown", (event) => {
    const { plots } = place;
    if (plots.length === 0) return;
    const { plot, time } = (place.at ??= { plot: 0, time: plots[0].x.length - 1 });
    const turn = (by) => plots.length > 1 && show(place, (plot + by + plots.length) % plots.length, time);
    const keys = {
      ArrowRight: () => show(place, plot, time + 1),
      ArrowLeft: () => show(place, plot, Math.max(time - 1, 0)),
      Home: () => show(place, plot, 0),
      End: () => show(place, plot, Infinity),
      ArrowDown: () => turn(1),
      ArrowUp: () => turn(-1),
      Enter: () => here(null),
      Escape: () => hide(place),
    };
    const vertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (!(event.key in keys) || (vertical && plots.length < 2)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

const observer = new IntersectionObserver((entries) => {
  if (entries.some(({ isIntersecting }) => isIntersecting)) seen();
});

/** The figures in view. A window in the back draws nothing and sees nothing: what counts is where they are. */
export function visible() {
  const high = window.innerHeight;
  const isIn = ({ box }) => {
    const { top, bottom } = box.getBoundingClientRect();
    return bottom > 0 && top < high;
  };
  return [...figures.values()].filter(isIn);
}

/** A button that looks like a link. */
function button(words, label, clicked) {
  const made = element("button", "", words);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", clicked);
  return made;
}

/** Makes the figures of a scenario; `on` says what is called. */
export function build(scenario, on) {
  observer.disconnect();
  figures.clear();
  seen = on.seen;
  look = (place, where) => {
    for (const figure of figures.values()) if (place === figure.now || place === figure.pinned) on.look(figure.chart, where);
  };
  const boxes = scenario.charts.map((chart) => {
    const box = element("figure", "waiting");
    box.dataset.chart = chart.name;
    box.id = `chart-${chart.name}`;
    const sides = element("div", "sides");
    const now = stage("");
    now.picture.setAttribute("aria-label", chart.title);
    sides.append(now.box);
    const under = element("div", "under");
    const names = [...new Set(chart.series.map(({ variable }) => variable))].slice(0, 4);
    if (names.length > 0) under.append(element("span", "", "Where it comes from:"));
    for (const name of names) {
      const label = scenario.variables.find((variable) => variable.name === name)?.label ?? name;
      under.append(button(label, `Equation of ${label}`, () => on.variable(name)));
    }
    const right = element("span", "right");
    for (const what of ["svg", "png", "csv"]) {
      right.append(button(what.toUpperCase(), `${chart.title} as ${what.toUpperCase()}`, () => on.take(what, chart.name)));
    }
    under.append(right);
    box.append(sides, under);
    figures.set(chart.name, { chart, box, sides, now, picture: null, pinned: null, pinnedOf: "", differing: null, differingOf: "", key: "", draws: 0 });
    return box;
  });
  document.getElementById("pictures").replaceChildren(...boxes);
  for (const box of boxes) observer.observe(box);
}

/** Shows the pinned setting, which is this, and the difference beside each chart; or no more, if it is null. */
export function pin(key) {
  for (const figure of figures.values()) {
    figure.pinned?.box.remove();
    figure.differing?.box.remove();
    // Beside what was pinned it was on a scale for both.
    if (figure.pinned) figure.key = "";
    figure.pinned = figure.differing = null;
    figure.pinnedOf = figure.differingOf = "";
    figure.now.heading.textContent = key === null ? "" : "Now";
    if (key === null) continue;
    figure.pinned = stage("Pinned");
    figure.differing = stage("Now less pinned, in the same worlds");
    figure.pinned.picture.setAttribute("aria-label", `${figure.chart.title}, pinned`);
    figure.differing.picture.setAttribute("aria-label", `${figure.chart.title}, difference`);
    figure.sides.append(figure.pinned.box, figure.differing.box);
    if (figure.key === key) beside(figure, figure.picture);
  }
}

const shown = ({ key, draws }) => `${key} ${draws}`;

/** Shows a setting in so many draws, and what is pinned in as many and on the same scale. */
export function now(figure, picture, key, draws, other) {
  draw(figure.now, picture);
  figure.box.classList.remove("waiting");
  Object.assign(figure, { key, draws, picture });
  if (other && figure.pinned) beside(figure, other);
}

/** Shows what is pinned beside the picture of now that it was drawn with. */
function beside(figure, picture) {
  draw(figure.pinned, picture);
  figure.pinnedOf = shown(figure);
}

/** Whether what is pinned is yet to be drawn beside the picture of now. */
export function lacksPinned(figure) {
  return figure.pinned !== null && figure.pinnedOf !== shown(figure);
}

/** Shows a difference, of a setting and so many draws. */
export function differ(figure, picture, of) {
  draw(figure.differing, picture);
  figure.differingOf = of;
}

/** Lets fade what is of other draws than now, or of another setting. */
export function match(figure) {
  if (!figure.pinned) return;
  figure.pinned.box.classList.toggle("behind", lacksPinned(figure));
  figure.differing.box.classList.toggle("behind", figure.differingOf !== shown(figure));
}

/** Whether what is pinned, or the difference to it, is yet to follow. */
export function isBehind(figure) {
  return lacksPinned(figure) || (figure.pinned !== null && figure.differingOf !== shown(figure));
}

/** Pictures are to be drawn anew. */
export function forget(figure) {
  Object.assign(figure, { key: null, pinnedOf: "", differingOf: "" });
}
