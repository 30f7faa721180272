"use strict";
window.problems = [];
window.addEventListener("error", (event) => window.problems.push(event.message));
window.addEventListener("unhandledrejection", (event) => window.problems.push(String(event.reason)));
for (const level of ["error", "warn"]) {
  console[level] = (...words) => window.problems.push(words.join(" "));
}
window.alert = (words) => window.problems.push(`alert: ${words}`);
