// The room on a phone: looks every two seconds whether something else is asked, sends votes, and keeps what cannot be
// sent. Without this file the same page works with its forms, and one reloads by hand.
import { Outbox } from "./workshop-outbox.js";

const EVERY = 2000;
const page = document.getElementById("room");
const words = page.dataset;
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

let timer = 0;
let deadline = 0;
let touched = false;
const outbox = new Outbox(words.who, words.vote, heard);

const ballot = () => page.querySelector("form[data-item]");
const place = () => { const form = ballot(); return form && { item: form.dataset.item, round: Number(form.dataset.round) }; };
const here = (vote) => { const at = place(); return at && vote && at.item === vote.item && at.round === vote.round; };

// One line above the form says how the vote stands.
function say(text, kind) {
  const line = page.querySelector("[data-standing]");
  if (!line) return;
  line.textContent = text;
  line.className = `standing standing-${kind}`;
  line.hidden = !text;
}

function heard(event) {
  const { kind, vote } = event;
  if (kind === "gone") return location.reload();
  if (kind === "refused") return refuse(event.sentence);
  if (!here(vote)) return undefined;
  if (kind === "sending") return say(words.sending, "sending");
  if (kind === "kept") return say(words.kept, "kept");
  if (!event.written && event.key !== vote.key) fill(event.content); // another one stands, sent later
  return say(filled(words.taken, { n: vote.round }), "taken");
}

// What was refused is said in one sentence that stays until it is put away, whatever the page shows meanwhile.
function refuse(sentence) {
  const box = document.getElementById("refused");
  box.querySelector("[data-sentence]").textContent = sentence;
  box.hidden = false;
  const at = place();
  if (at) say("", "none");
  look();
}

// The form as what was voted by code, and the other way round.
function read(form) {
  const said = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "choice") said[value] = 1;
    else if (name.startsWith("vote:") && value !== "") said[name.slice(5)] = value;
  }
  return said;
}

function fill(own) {
  const form = ballot();
  if (!form || !own) return;
  for (const input of form.elements) {
    const said = input.name === "choice" ? own[input.value] : own[input.name.slice(5)];
    if (input.name !== "choice" && !input.name.startsWith("vote:")) continue;
    if (input.name === "choice" || input.type === "checkbox") input.checked = Boolean(said);
    else if (input.type === "radio") input.checked = said !== undefined && Number(input.value) === Number(said);
    else if (said !== undefined) input.value = input.tagName === "SELECT" ? String(Number(said)) : said;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (form !== ballot()) return;
  event.preventDefault();
  document.getElementById("refused").hidden = true;
  touched = false;
  outbox.put({ ...place(), content: read(form) });
});

page.addEventListener("input", (event) => { if (event.isTrusted) touched = true; });

// No more lines than may be chosen.
page.addEventListener("change", (event) => {
  const list = event.target.closest("[data-most]");
  if (!list || event.target.type !== "checkbox") return;
  const boxes = [...list.querySelectorAll("input")];
  const full = boxes.filter((one) => one.checked).length >= Number(list.dataset.most);
  for (const one of boxes) one.disabled = full && !one.checked;
});

document.getElementById("refused").querySelector("button").addEventListener("click", () => {
  document.getElementById("refused").hidden = true;
});

// Sliders beside numbers; a slider without this script would send nothing.
function dress() {
  for (const slider of page.querySelectorAll("[data-for]")) {
    const number = document.getElementById(slider.dataset.for);
    slider.hidden = false;
    slider.addEventListener("input", () => { number.value = slider.value; });
    number.addEventListener("input", () => { slider.value = number.value || 0; });
  }
  for (const list of page.querySelectorAll("[data-order]")) order(list);
}

// An order is made by moving lines; the numbers that are sent follow the lines.
function order(list) {
  const lines = () => [...list.querySelectorAll("li")];
  const number = () => lines().forEach((line, index) => { line.querySelector("input").value = index + 1; });
  const given = lines().map((line) => Number(line.querySelector("input").value));
  if (given.every(Boolean)) lines().sort((a, b) => a.querySelector("input").value - b.querySelector("input").value).forEach((line) => list.append(line));
  list.classList.add("moved");
  number();
  for (const button of list.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const line = button.closest("li");
      const up = button.dataset.move === "up";
      const other = up ? line.previousElementSibling : line.nextElementSibling;
      if (!other) return;
      up ? other.before(line) : other.after(line);
      number();
      touched = true;
      button.focus();
    });
  }
}

// What stands when the page was opened or exchanged: a vote that waits here is shown before what the server has.
function settle(own, cast) {
  const at = place();
  const waiting = at && outbox.find(at.item, at.round);
  fill(waiting ? waiting.content : own);
  dress();
  if (waiting) say(words.kept, "kept");
  else if (at && cast === at.round) say(filled(words.taken, { n: cast }), "taken");
}

function count(left) {
  deadline = left ? Date.now() + left * 1000 : 0;
  tick();
}

function tick() {
  const clock = page.querySelector("[data-clock]");
  if (!clock) return;
  const left = Math.max(0, Math.round((deadline - Date.now()) / 1000));
  clock.hidden = !deadline;
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

async function exchange() {
  const reply = await fetch(words.now, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (reply.status === 404) return location.reload();
  if (!reply.ok) throw new Error(String(reply.status));
  const { key, html, own, cast, left } = await reply.json();
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const before = place();
  const typed = touched && before ? read(ballot()) : null;
  page.querySelector("[data-shown]").replaceChildren(fresh.content);
  words.key = key;
  const same = typed && here(before); // only the clock or a title has changed: what was being filled in stays
  if (!same) touched = false;
  settle(same ? typed : own, cast);
  count(left);
  return undefined;
}

async function look() {
  clearTimeout(timer);
  try {
    const reply = await fetch(words.live, { headers: { "If-None-Match": `"${words.key}"` }, cache: "no-store" });
    if (reply.status === 404) return location.reload();
    if (reply.status === 200) {
      const { key } = await reply.json();
      if (key !== words.key) await exchange();
    } else if (reply.status !== 304) throw new Error(String(reply.status));
    offline(false);
  } catch {
    offline(true);
  }
  clearTimeout(timer);
  timer = setTimeout(look, EVERY);
  return undefined;
}

function offline(yes) {
  const line = document.getElementById("offline");
  if (line.hidden === !yes) return;
  line.hidden = !yes;
  if (!yes) outbox.resume();
}

count(Number(words.remaining));
settle(null, Number(words.cast));
setInterval(tick, 1000);
timer = setTimeout(look, Math.random() * EVERY); // a room that opened the page together does not ask together
addEventListener("online", look);
for (const mark of document.querySelectorAll("[data-reload]")) mark.hidden = true;
outbox.resume();
