"use strict";
// Columns sort; charts answer the pointer and the arrow keys. Without this script the page is whole, but still.

/** Sorts the rows of a table by a column; a second time the other way round. */
function sort(heading) {
  const table = heading.closest("table");
  const place = heading.cellIndex;
  const ascending = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const key = (row) => {
    const { order } = row.cells[place].dataset;
    if (order === undefined) return row.cells[place].textContent.trim();
    return order === "inf" ? Infinity : Number(order);
  };
  const compare = (a, b) => {
    const [x, y] = [key(a), key(b)];
    // What is empty stands last, whichever way is sorted.
    if (x === "" || y === "") return (x === "") - (y === "");
    const known = typeof x === "number" && typeof y === "number" ? (x < y ? -1 : x > y ? 1 : 0) : String(x).localeCompare(String(y));
    return ascending ? known : -known;
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
}

for (const button of document.querySelectorAll("th[aria-sort] > button")) {
  button.addEventListener("click", () => sort(button.parentElement));
}

/** Makes an element with text, as text. */
function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Lets a chart answer: a rule at the nearest time, a dot on each series, and the numbers beside it. */
function answer(figure, plots) {
  const picture = figure.querySelector(".picture");
  const drawings = [...picture.querySelectorAll("svg")];
  const tip = figure.querySelector(".tip");
  const marks = element("div", "marks");
  marks.hidden = true;
  figure.querySelector(".stage").append(marks);
  let at = { plot: 0, time: plots[0].x.length - 1 };

  // A chart is drawn twice: for the width of a page, and for a telephone. Numbers know where they are on a page; on the
  // other drawing the same plot has another place.
  const seen = () => drawings.find((svg) => svg.getBoundingClientRect().width > 0) ?? drawings[0];
  const size = () => ["width", "height"].map((side) => Number(seen().getAttribute(side)));
  const area = (plot) => (seen() !== drawings[0] && plot.narrow) || plot.area;
  const across = (plot, x) => {
    const [from, to] = [plot.area, area(plot)];
    return to[0] + ((x - from[0]) / (from[2] - from[0])) * (to[2] - to[0]);
  };
  const down = (plot, y) => {
    const [from, to] = [plot.area, area(plot)];
    return to[1] + ((y - from[1]) / (from[3] - from[1])) * (to[3] - to[1]);
  };
  const place = (mark, x, y) => {
    const [width, height] = size();
    mark.style.left = `${(x / width) * 100}%`;
    mark.style.top = `${(y / height) * 100}%`;
    marks.append(mark);
  };
  const show = (plot, time) => {
    at = { plot, time };
    const { times, title, readings } = plots[plot];
    const [width, height] = size();
    const [, top, , bottom] = area(plots[plot]);
    const x = across(plots[plot], plots[plot].x[time]);
    marks.replaceChildren();
    const rule = element("div", "rule");
    rule.style.height = `${((bottom - top) / height) * 100}%`;
    place(rule, x, top);
    tip.replaceChildren(element("strong", "", title ? `${title}, ${times[time]}` : times[time]));
    for (const { label, colour, points } of readings) {
      if (!points[time]) continue;
      const [y, words] = points[time];
      const dot = element("div", "dot");
      dot.style.background = colour;
      place(dot, x, down(plots[plot], y));
      const line = element("div", "reading");
      const swatch = element("span", "swatch");
      swatch.style.background = colour;
      line.append(swatch);
      if (label !== title) line.append(element("span", "label", label));
      line.append(element("span", "value", words));
      tip.append(line);
    }
    marks.hidden = tip.hidden = false;
    // Beside the rule, on the side with more room, and within the picture.
    const box = picture.getBoundingClientRect();
    const px = (x / width) * box.width;
    const left = px > box.width / 2 ? px - tip.offsetWidth - 12 : px + 12;
    tip.style.left = `${Math.max(0, Math.min(left, box.width - tip.offsetWidth))}px`;
    const y = (top / height) * box.height;
    tip.style.top = `${Math.max(0, Math.min(y, box.height - tip.offsetHeight))}px`;
  };
  const hide = () => {
    marks.hidden = tip.hidden = true;
  };
  const nearest = (values, value) =>
    values.reduce((best, one, index) => (Math.abs(one - value) < Math.abs(values[best] - value) ? index : best), 0);
  const follow = (event) => {
    const box = picture.getBoundingClientRect();
    const [width, height] = size();
    const x = ((event.clientX - box.left) / box.width) * width;
    const y = ((event.clientY - box.top) / box.height) * height;
    const outside = (plot) => {
      const [left, top, right, bottom] = area(plot);
      return Math.max(left - x, x - right, 0) + Math.max(top - y, y - bottom, 0);
    };
    const away = plots.map(outside);
    const plot = away.indexOf(Math.min(...away));
    show(plot, nearest(plots[plot].x.map((at) => across(plots[plot], at)), x));
  };
  const keys = {
    ArrowRight: () => show(at.plot, Math.min(at.time + 1, plots[at.plot].x.length - 1)),
    ArrowLeft: () => show(at.plot, Math.max(at.time - 1, 0)),
    Home: () => show(at.plot, 0),
    End: () => show(at.plot, plots[at.plot].x.length - 1),
    ArrowDown: () => turn(1),
    ArrowUp: () => turn(-1),
    Escape: hide,
  };
  const turn = (by) => {
    const plot = (at.plot + by + plots.length) % plots.length;
    show(plot, Math.min(at.time, plots[plot].x.length - 1));
  };
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerdown", follow);
  picture.addEventListener("pointerleave", hide);
  picture.addEventListener("focus", () => picture.matches(":focus-visible") && show(at.plot, at.time));
  picture.addEventListener("blur", hide);
  picture.addEventListener("keydown", (event) => {
    const vertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    // Without several plots the page scrolls as ever.
    if (!(event.key in keys) || (vertical && plots.length < 2)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

for (const figure of document.querySelectorAll("figure")) {
  const data = figure.querySelector("script[type='application/json']");
  if (data) answer(figure, JSON.parse(data.textContent).filter((plot) => plot.x.length > 0));
}

// A graph leads to the variables that the page tells of.
for (const node of document.querySelectorAll(".graph .node:not(.own)")) {
  const to = document.getElementById(`origin-${node.dataset.name}`);
  if (!to) continue;
  node.classList.add("linked");
  node.tabIndex = 0;
  node.setAttribute("role", "link");
  const go = () => {
    to.open = true;
    to.scrollIntoView();
    to.querySelector("summary").focus();
  };
  node.addEventListener("click", go);
  node.addEventListener("keydown", ({ key }) => key === "Enter" && go());
}

/** Opens the live page that this one carries, at a setting as its links have it. */
function live(setting) {
  const place = document.getElementById("live-page");
  const text = document.getElementById("live-text");
  if (!place || !text) return;
  const address = URL.createObjectURL(new Blob([JSON.parse(text.textContent)], { type: "text/html" }));
  const frame = element("iframe", "live");
  frame.title = place.querySelector("summary").textContent;
  // What a link to a setting leads to.
  frame.name = `${location.href.split("#")[0]}#live&`;
  frame.src = `${address}#${setting}`;
  place.querySelector("iframe")?.remove();
  place.append(frame);
  place.open = true;
}

const LIVE = "#live&";
const setting = () => (location.hash.startsWith(LIVE) ? location.hash.slice(LIVE.length) : null);
document.getElementById("live-page")?.addEventListener("toggle", ({ target }) => {
  if (target.open && !target.querySelector("iframe")) live("");
});
function follow() {
  if (setting() === null) return;
  live(setting());
  document.getElementById("live")?.scrollIntoView();
}
window.addEventListener("hashchange", follow);
follow();
