// Numbers beside the charts.

import { element } from "/setting.js";

const at = (id) => document.getElementById(id);

function table(caption, heads, rows) {
  const box = element("div", "table");
  const made = element("table");
  made.append(element("caption", "", caption));
  const head = made.createTHead().insertRow();
  heads.forEach((text, place) => {
    const cell = element("th", place > 1 ? "number" : "", text);
    cell.scope = "col";
    head.append(cell);
  });
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((content, place) => {
      const { text, note, heat } = typeof content === "string" ? { text: content } : content;
      const cell = place === 0 ? element("th", "", text) : element("td", place > 1 ? "number" : "", text);
      if (place === 0) cell.scope = "row";
      // A narrow page shows the cells of a row below one another, each with its heading.
      else cell.dataset.heading = heads[place];
      if (note) cell.append(" ", element("small", "", note));
      if (heat !== undefined) {
        cell.classList.add("heat");
        cell.style.setProperty("--heat", `${Math.round(heat * 45)}%`);
      }
      line.append(cell);
    });
  }
  box.append(made);
  return box;
}

/** Cards, chances of targets, milestones and criteria. */
export function numbers({ headlines, milestones, targets, criteria }) {
  // The last year of each series stands for it.
  const last = new Map(headlines.map((headline) => [headline.label, headline]));
  const cards = [...last.values()].slice(0, 4).map(({ label, year, median, range, unit }) => {
    const card = element("div", "card");
    card.append(element("span", "what", `${label}, ${year}`), element("span", "big", median));
    const words = unit.replace(/^%/, "").trim();
    if (words) card.append(element("span", "unit", words));
    if (range) card.append(element("span", "range", `90 %: ${range}`));
    return card;
  });
  at("cards").replaceChildren(...cards);
  const made = [];
  const open = targets.filter(({ settled }) => !settled);
  if (open.length > 0) {
    const rows = open.map(({ label, of, goal, year, chance, value }) => [label, of, goal, year, { text: chance, heat: value }]);
    made.push(table("Chances of targets", ["Target", "Of", "Goal", "Year", "Chance"], rows));
  }
  if (milestones.length > 0) {
    const rows = milestones.map(({ label, event, low, median, high, passed, value }) => [label, event, low, median, high, { text: passed, heat: value }]);
    made.push(table("Milestones: the year by which 5, 50 and 95 % of draws have passed", ["Of", "Threshold", "5 %", "50 %", "95 %", "Passed at all"], rows));
  }
  if (criteria.length > 0) {
    const rows = criteria.map(({ label, more, mean, range, unit }) => [label, more ? "more" : "less", { text: mean, note: unit.replace(/^%/, "").trim() }, range]);
    made.push(table("Criteria", ["Criterion", "Better", "Mean", "90 %"], rows));
  }
  at("numbers").replaceChildren(...made);
}

/** Paired differences of the criteria. */
export function differences(criteria, draws) {
  if (criteria.length === 0) return;
  const won = ({ equal, better }) => (equal ? "equal in every draw" : { text: `${Math.round(better * 100)} %`, heat: better });
  const rows = criteria.map((one) => [one.label, one.more ? "more" : "less", one.difference, one.range, won(one)]);
  at("criteria-differences").replaceChildren(table(`Now less pinned, ${draws.toLocaleString("en-GB")} draws`, ["Criterion", "Better", "Mean", "90 %", "Now is better in"], rows));
}
