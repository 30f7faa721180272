"use strict";
(() => {
  const found = { problems: window.problems };
  const done = () => (document.body.dataset.found = JSON.stringify(found));
  const all = (selector) => [...document.querySelectorAll(selector)];

  const trySorting = () => {
    const table = document.querySelector("#inputs table");
    const place = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent.startsWith("Median"));
    const heading = table.tHead.rows[0].cells[place];
    const column = () => [...table.tBodies[0].rows].map((row) => Number(row.cells[place].dataset.order));
    found.unsorted = column();
    heading.querySelector("button").click();
    found.upwards = column();
    found.order = [heading.getAttribute("aria-sort")];
    heading.querySelector("button").click();
    found.downwards = column();
    found.order.push(heading.getAttribute("aria-sort"));
  };

  const tryPointing = () => {
    const figure = document.getElementById("chart-demand");
    const [picture, tip] = [figure.querySelector(".picture"), figure.querySelector(".tip")];
    const plots = JSON.parse(figure.querySelector("script").textContent);
    document.documentElement.style.scrollBehavior = "auto";
    picture.scrollIntoView({ block: "center" });
    const box = picture.getBoundingClientRect();
    const scale = box.width / Number(picture.querySelector("svg").getAttribute("width"));
    const [left, top, right, bottom] = plots[0].area;
    const at = { clientX: box.left + (right - 2) * scale, clientY: box.top + ((top + bottom) / 2) * scale };
    const target = document.elementFromPoint(at.clientX, at.clientY);
    found.reachable = picture.contains(target) && left < right;
    const point = (type) => target.dispatchEvent(new PointerEvent(type, { ...at, bubbles: true }));
    point("pointermove");
    found.tip = tip.hidden ? "" : tip.innerText;
    picture.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
    found.key = tip.innerText;
    picture.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    found.hidden = tip.hidden;
    found.panels = JSON.parse(document.querySelector("#chart-domestic script").textContent).length;
  };

  const tryAccess = () => {
    const nameless = (element) => !(element.getAttribute("aria-label") || element.textContent).trim();
    found.unnamed = all("a, button, [role=img], [role=region], nav").filter(nameless).map((element) => element.outerHTML);
    const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.tagName[1]));
    found.headings = levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1);
    const ids = all("[id]").map((element) => element.id);
    found.repeated = ids.filter((id, place) => ids.indexOf(id) !== place);
    const fetched = performance.getEntriesByType("resource").map((entry) => entry.name);
    found.loaded = fetched.filter((name) => !name.startsWith("data:"));
    found.faint = [...new Set(all("body *").filter(hasText).map(contrast).filter(([ratio]) => ratio < 4.5).map(String))];
  };

  const hasText = (element) =>
    !element.closest("svg, script, style") &&
    element.getClientRects().length > 0 &&
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  // Contrast by WCAG 2.1 with the nearest background that is not transparent.
  const contrast = (element) => {
    const luminance = ([red, green, blue]) => {
      const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    };
    let behind = element;
    const background = () => channels(getComputedStyle(behind).backgroundColor);
    while (behind.parentElement && background()[3] === 0) behind = behind.parentElement;
    const pair = [channels(getComputedStyle(element).color), background()].map(luminance);
    return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), element.tagName, element.textContent.trim().slice(0, 40)];
  };

  /** Tables as lists: how many rows there are, and what of them is out of sight, without its heading, or on another cell. */
  const lists = ({ contentDocument, contentWindow }) => {
    const rows = [...contentDocument.querySelectorAll(".stack tbody tr")];
    const wrong = [];
    for (const row of rows) {
      const cells = [...row.cells].filter((cell) => cell.textContent.trim() !== "");
      const places = cells.map((cell) => cell.getBoundingClientRect());
      cells.forEach((cell, at) => {
        const { left, right, top, bottom } = places[at];
        const words = cell.textContent.trim().slice(0, 30);
        if (left < 0 || right > contentWindow.innerWidth + 0.5) wrong.push(`out of sight: ${words}`);
        const heading = contentWindow.getComputedStyle(cell, "::before").content.replaceAll('"', "").trim();
        if (cell.tagName === "TD" && (heading === "none" || heading === "")) wrong.push(`without a heading: ${words}`);
        const meets = (other) => other.left < right - 0.5 && left < other.right - 0.5 && other.top < bottom - 0.5 && top < other.bottom - 0.5;
        if (places.slice(0, at).some(meets)) wrong.push(`on another: ${words}`);
      });
    }
    return { rows: rows.length, wrong: [...new Set(wrong)] };
  };

  /** The page in a frame as wide as a phone. */
  const tryPhone = () => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width:390px;height:800px;border:0";
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll("script:not([type])").forEach((script) => script.remove());
    frame.srcdoc = `<!DOCTYPE html>${copy.outerHTML}`;
    frame.addEventListener("load", () => {
      const { scrollWidth, clientWidth } = frame.contentDocument.documentElement;
      found.phone = { width: clientWidth, beyond: scrollWidth - clientWidth, ...lists(frame) };
      done();
    });
    document.body.append(frame);
  };

  window.addEventListener("load", async () => {
    try {
      await document.fonts.ready;
      found.fonts = [...document.fonts].filter((font) => font.status === "loaded").length;
      found.dark = matchMedia("(prefers-color-scheme: dark)").matches;
      trySorting();
      tryPointing();
      tryAccess();
      tryPhone();
    } catch (problem) {
      found.problems.push(String(problem.stack));
      done();
    }
  });
})();
