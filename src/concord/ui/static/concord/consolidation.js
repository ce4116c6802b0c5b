// Ticks all rows of a table at once and says how many are ticked; without this, rows are ticked one by one.
"use strict";
const rowsOf = (form) => [...form.querySelectorAll('tbody input[type="checkbox"]')];
const countTicks = (form) => {
  const place = form.querySelector("[data-ticked]");
  if (place) place.textContent = rowsOf(form).filter((row) => row.checked).length;
  const all = form.querySelector("[data-tick-all]");
  if (all) all.checked = rowsOf(form).length > 0 && rowsOf(form).every((row) => row.checked);
};
const prepare = () => {
  for (const all of document.querySelectorAll("[data-tick-all]")) all.hidden = false;
  for (const place of document.querySelectorAll("[data-ticked]")) countTicks(place.closest("form"));
};
document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (!form || event.target.type !== "checkbox") return;
  if (event.target.matches("[data-tick-all]")) for (const row of rowsOf(form)) row.checked = event.target.checked;
  countTicks(form);
});
// On a narrow screen the tab one is on may lie beyond the edge.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.addEventListener("htmx:afterSettle", prepare);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
prepare();
