// Parts of a page that change by themselves: asked every two seconds, put in place only when something is new.
// The question carries the name of what is shown (If-None-Match), so that most answers are an empty 304.
"use strict";
const EVERY = 2000;

// What somebody has ticked stays ticked when the part around it is new.
function keepTicks(part, fresh) {
  for (const box of part.querySelectorAll("input[type=checkbox]:checked")) {
    const same = [...fresh.querySelectorAll("input[type=checkbox]")].find((one) => one.name === box.name && one.value === box.value);
    if (same) same.checked = true;
  }
}

function follow(part) {
  const { live, lost } = part.dataset;
  let tag = "";
  const warning = document.createElement("p");
  warning.className = "ws-lost";
  warning.setAttribute("role", "status");
  warning.textContent = lost;
  async function look() {
    if (document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(live, { headers, cache: "no-store", credentials: "same-origin", redirect: "error" });
    warning.remove();
    if (answer.status === 404 || answer.status === 403) return location.reload();
    if (answer.status !== 200) return undefined;
    tag = answer.headers.get("ETag") || "";
    const text = await answer.text();
    // The answer is a page part of our own server; it is parsed without running anything in it.
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    keepTicks(part, fresh);
    const here = part.contains(document.activeElement) ? document.activeElement.name + document.activeElement.value : "";
    part.replaceChildren(...fresh.childNodes);
    if (here) [...part.querySelectorAll("[name]")].find((one) => one.name + one.value === here)?.focus();
    return startTimers(part);
  }
  const ask = () => look().catch(() => { if (lost) part.before(warning); }).finally(() => setTimeout(ask, EVERY));
  setTimeout(ask, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => {}); });
}

// A timer counts down by this machine's own clock from the seconds that were left when the part was made.
function startTimers(place) {
  for (const timer of place.querySelectorAll("[data-seconds]")) {
    const ends = performance.now() + 1000 * Number(timer.dataset.seconds);
    const tick = () => {
      if (!timer.isConnected) return;
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      timer.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : timer.dataset.over;
      timer.classList.toggle("ws-over", left === 0);
      if (left) setTimeout(tick, 250);
    };
    tick();
  }
}

for (const hint of document.querySelectorAll("[data-by-hand]")) hint.hidden = true; // it goes by itself now
for (const part of document.querySelectorAll("[data-live]")) follow(part);
startTimers(document);
