// The page of one part, and lists of parts: every change is saved as it is made, and the page says how that stands.
import { Outbox, empty, headers, same } from "./answering-outbox.js";

const words = document.getElementById("answering").dataset;
const sheet = document.getElementById("sheet");
const state = document.getElementById("state");
const NAMES = ["value", "confidence", "comment", "evidence"];
const PAUSE = { text: 700, pick: 250 }; // milliseconds: no request for each letter, nor for each arrow key
const LARGEST = 20_000_000;

const asks = new Map();
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
let lastSaved = "";

// One statement on the page.
class Ask {
  constructor(field) {
    this.field = field;
    this.code = field.dataset.code;
    this.note = field.querySelector(".ask-state");
    this.before = this.said();
    this.mark = "";
  }

  inputs(name) { return [...this.field.querySelectorAll(`[name="${CSS.escape(`${name}.${this.code}`)}"]`)]; }

  get baseField() { return this.inputs("base")[0]; }
  get base() { return Number(this.baseField.value); }
  set base(revision) { this.baseField.value = revision; }

  said() {
    const read = (name) => {
      const found = this.inputs(name);
      const pick = found[0]?.type === "radio" || found[0]?.type === "checkbox";
      return pick ? found.filter((one) => one.checked).map((one) => one.value).join(" ") : (found[0]?.value ?? "");
    };
    return Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  }

  show(said) {
    for (const name of NAMES) {
      for (const one of this.inputs(name)) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = said[name].split(" ").includes(one.value);
        else one.value = said[name];
      }
    }
    this.before = said;
  }

  worded(said) {
    const labels = said.value.split(" ").map((value) => {
      const input = this.inputs("value").find((one) => one.type !== "text" && one.value === value && one.nextElementSibling);
      return input?.nextElementSibling?.textContent ?? value;
    });
    return labels.join(", ") || "–";
  }

  get lacksReason() {
    const said = this.said();
    return this.field.dataset.kind === "five" && said.value === "not_applicable" && !said.comment.trim();
  }

  tell(mark, text) {
    this.mark = mark;
    for (const name of ["unsent", "refused", "clashing"]) this.field.classList.toggle(`is-${name}`, mark === name);
    this.note.classList.toggle("is-refused", mark === "refused");
    this.note.textContent = text;
  }

  hear(event) {
    if (event.kind === "sending") this.tell("", words.saving);
    if (event.kind === "saved") {
      this.base = event.revision;
      lastSaved = event.at || new Date().toISOString();
      this.tell("", filled(words.saved, { time: clock(lastSaved) }));
      this.clash()?.remove();
      count();
    }
    if (event.kind === "unsent") this.tell("unsent", words.unsentOne);
    if (event.kind === "refused") this.tell("refused", event.sentence);
    if (event.kind === "clash") this.showClash(event);
  }

  clash() { return this.field.querySelector(".clash"); }

  showClash({ theirs, mine, revision, by, at }) {
    this.clash()?.remove();
    const notice = document.getElementById("clash").content.cloneNode(true).firstElementChild;
    const put = (name, text) => { notice.querySelector(`[${name}]`).textContent = text; };
    put("data-who", by);
    put("data-when", at ? clock(at) : "");
    put("data-theirs", this.worded(theirs));
    put("data-their-comment", theirs.comment);
    put("data-mine", this.worded(mine));
    put("data-my-comment", mine.comment);
    this.note.before(notice);
    this.tell("clashing", "");
    this.settle(notice, theirs, revision);
  }

  settle(notice, theirs, revision) {
    const done = () => { notice.remove(); this.field.querySelector("input:not([type=hidden]), textarea")?.focus(); };
    notice.querySelector("[data-keep]").addEventListener("click", () => {
      this.base = revision;
      if (outbox.find(words.part, this.code)) outbox.rebase(words.part, this.code, revision);
      else outbox.put(words.part, this.code, this.said(), revision);
      done();
    });
    notice.querySelector("[data-take]").addEventListener("click", () => {
      outbox.drop(outbox.key(words.part, this.code));
      this.base = revision;
      this.show(theirs);
      this.tell("", "");
      done();
      count();
      summary();
    });
  }

  changed(delay) {
    const said = this.said();
    if (same(said, this.before) && !outbox.find(words.part, this.code)) return;
    this.before = said;
    const hold = this.lacksReason;
    outbox.put(words.part, this.code, said, this.base, { delay, hold });
    if (hold) this.tell("refused", words.reason);
    else if (this.mark !== "clashing") this.tell("", words.saving);
    count();
  }
}

const outbox = new Outbox(words.who, words.base, (part, code, event) => {
  if (event && part === words.part) asks.get(code)?.hear(event);
  summary();
});

// The line that says how everything stands; only what changed is written, since it is read aloud.
function summary() {
  if (!state) return;
  const { sending, unsent, elsewhere } = outbox.tally(words.part);
  const marked = (mark) => [...asks.values()].filter((ask) => ask.mark === mark).map((ask) => ask.code).join(", ");
  const clashing = marked("clashing");
  const refused = marked("refused");
  const offline = outbox.halted || outbox.failures > 0 || (!navigator.onLine && unsent.length > 0);
  let [text, tone, link] = [words.allSaved, "", ""];
  if (outbox.halted === "sign-in") [text, tone, link] = [words.signIn, "is-bad", location.href];
  else if (outbox.halted) [text, tone] = [outbox.halted === "gone" ? words.gone : words.other, "is-bad"];
  else if (clashing) [text, tone] = [filled(words.decide, { codes: clashing }), "is-bad"];
  else if (offline && unsent.length) {
    [text, tone] = [outbox.lasting ? filled(words.unsent, { n: unsent.length }) : words.notKept, "is-waiting"];
  } else if (refused) [text, tone] = [filled(words.refused, { codes: refused }), "is-bad"];
  else if (sending) text = words.saving;
  else if (elsewhere.length) {
    [text, tone] = [filled(words.elsewhere, { n: elsewhere.length }), "is-waiting"];
    link = `${words.base}parts/${elsewhere[0][1].part}/`;
  }
  else if (lastSaved) text = filled(words.saved, { time: clock(lastSaved) });
  else if (!sheet) text = "";
  if (state.textContent === text) return;
  state.className = `${state.className.split(" ")[0]} ${tone}`.trim();
  state.textContent = text;
  if (link) state.replaceChildren(Object.assign(document.createElement("a"), { href: link, textContent: text }));
}

function count() {
  const answered = [...asks.values()].filter((ask) => ask.said().value.trim()).length;
  document.getElementById("progress").value = answered;
  const counter = document.getElementById("count");
  counter.textContent = filled(counter.dataset.text, { n: answered, m: asks.size });
  const status = document.getElementById("status");
  if (lastSaved && status.classList.contains("state-assigned")) {
    status.className = "pill state-in_progress";
    status.textContent = words.inProgress;
  }
}

// Files go at once, and are not kept for later: they may be large, and the browser forgets them with the page.
async function upload(ask, input) {
  const [file] = input.files;
  const line = ask.field.querySelector(".file-state");
  const say = (text, good = false) => { line.textContent = text; line.classList.toggle("is-good", good); };
  if (!file) return;
  if (file.size > LARGEST) { input.value = ""; return say(words.tooLarge); }
  say(filled(words.uploading, { name: file.name }), true);
  const body = new FormData();
  body.append("file", file);
  try {
    const address = `${words.base}parts/${words.part}/answers/${encodeURIComponent(ask.code)}/files/`;
    const reply = await fetch(address, { method: "POST", headers: headers(), body, redirect: "manual" });
    const told = reply.type === "opaqueredirect" ? { sentence: words.signIn } : await reply.json();
    if (reply.ok) {
      listFile(ask, told);
      say(filled(words.added, { name: told.name }), true);
    } else say(told.sentence);
  } catch {
    say(words.uploadOffline);
  }
  input.value = "";
}

function listFile(ask, file) {
  if (ask.field.querySelector(`a[href="${CSS.escape(file.url)}"]`)) return;
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("a"), { href: file.url, textContent: file.name, download: "" });
  const button = Object.assign(document.createElement("button"), {
    className: "link-button", textContent: words.remove, name: "then", value: `remove:${ask.code}/${file.id}`,
  });
  button.dataset.remove = file.remove;
  item.append(name, " ", button);
  ask.field.querySelector(".file-list").append(item);
}

async function removeFile(button) {
  const line = button.closest(".files").querySelector(".file-state");
  line.classList.remove("is-good");
  try {
    const reply = await fetch(button.dataset.remove, { method: "POST", headers: headers(), redirect: "manual" });
    if (reply.ok || reply.status === 404) button.closest("li").remove();
    else line.textContent = (await reply.json()).sentence;
  } catch {
    line.textContent = words.uploadOffline;
  }
}

function listen() {
  const askOf = (target) => asks.get(target.closest(".ask")?.dataset.code);
  sheet.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    const pick = event.target.type === "radio" || event.target.type === "checkbox";
    askOf(event.target)?.changed(pick ? PAUSE.pick : PAUSE.text);
  });
  sheet.addEventListener("change", (event) => {
    const ask = askOf(event.target);
    if (event.target.type === "file") upload(ask, event.target);
    else if (!["radio", "checkbox"].includes(event.target.type)) ask?.changed(0);
  });
  sheet.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (remove) {
      event.preventDefault();
      removeFile(remove);
    }
    if (event.target.closest("[data-clear]")) {
      const ask = askOf(event.target);
      for (const one of ask.inputs("value")) one.checked = false;
      ask.inputs("value")[0].focus();
      ask.changed(PAUSE.pick);
    }
  });
  sheet.addEventListener("submit", (event) => {
    const { submitter } = event;
    const missing = [...asks.values()].some((ask) => !ask.said().value.trim());
    // Enter in a field is no wish to send the page; everything is saved anyway.
    if (!submitter?.value || (submitter.id === "submit" && missing && !confirm(submitter.dataset.ask))) event.preventDefault();
  });
}

// Keys work while a statement has the focus, so that they are nobody's surprise; in texts only those with Alt.
function keyboard() {
  const help = document.getElementById("help");
  document.querySelector("[data-help]")?.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    const ask = asks.get(event.target.closest(".ask")?.dataset.code);
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(ask, event.key === "ArrowDown" ? 1 : -1);
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1];
      if (event.key === "?") help.showModal();
      else if (digit && !event.shiftKey && ask?.field.dataset.kind === "five") {
        const choice = ask.inputs("value")[digit - 1];
        choice.checked = true;
        choice.focus();
        ask.changed(PAUSE.pick);
      }
    }
  });
}

function step(ask, by) {
  const order = [...asks.values()];
  const next = order[ask ? order.indexOf(ask) + by : 0];
  if (!next) return;
  const picks = next.inputs("value");
  (picks.find((one) => one.checked) ?? picks[0]).focus();
  next.field.scrollIntoView({ block: "nearest" });
}

// What this person typed earlier and what never arrived comes back into its fields.
function restore() {
  for (const [code, ask] of asks) {
    const entry = outbox.find(words.part, code);
    const { theirs } = ask.field.dataset;
    if (theirs) {
      const told = JSON.parse(theirs);
      ask.tell("clashing", "");
      ask.settle(ask.clash(), told.theirs, told.revision);
    }
    if (!entry) continue;
    if (same(entry.said, ask.said()) || (empty(entry.said) && ask.base === 0)) {
      outbox.drop(outbox.key(words.part, code));
      continue;
    }
    ask.show(entry.said);
    if (ask.lacksReason) ask.tell("refused", words.reason);
    else ask.tell("unsent", words.unsentOne);
  }
}

if (sheet) {
  for (const time of sheet.querySelectorAll(".ask-state time")) {
    time.textContent += ` ${clock(time.getAttribute("datetime"))}`;
  }
  sheet.classList.add("scripted");
  if ("open" in sheet.dataset) {
    for (const field of sheet.querySelectorAll(".ask")) asks.set(field.dataset.code, new Ask(field));
    restore();
    listen();
    keyboard();
    count();
  } else state.textContent = "";
}
outbox.start();
if (!sheet || "open" in sheet.dataset) summary();
