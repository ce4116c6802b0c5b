// The grid of a plan's actions: moving by keyboard, editing in the cell, copying and pasting blocks, taking back.
// Each change or block goes to the server in one request, and is kept there whole or not at all. What was not saved
// stays in its cells, marked, until it is saved or given up. On a narrow screen the rows are plain links to forms.
import { cellsOf, textOf } from "./plan-cells.js";

const table = document.getElementById("grid");
const says = document.getElementById("grid-says");
const status = document.getElementById("grid-status");
const faults = document.getElementById("grid-faults");
const again = document.getElementById("grid-again");
const undoButton = document.getElementById("undo");
const wide = matchMedia("(min-width: 48.01rem)");
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1] ?? "";

const heads = table ? [...table.tHead.rows[0].cells].slice(1) : [];
const body = table?.tBodies[0];
const unsaved = new Map(); // cell -> what the server has there
let anchor = null; // where a chosen block begins
let active = null;
let line = Promise.resolve(); // requests go one after the other

const column = (cell) => cell.cellIndex - 1;
const head = (cell) => heads[column(cell)];
const at = (row, col) => body.rows[row]?.cells[col + 1];
const rowOf = (cell) => cell.parentElement.sectionRowIndex;
const locked = (cell) => head(cell).hasAttribute("data-locked") || cell.parentElement.classList.contains("closed");
const had = (cell) => (unsaved.has(cell) ? unsaved.get(cell) : cell.textContent);

function say(words, bad = false) {
  status.textContent = words;
  status.classList.toggle("bad", bad);
}

// --- moving and choosing ---

function go(cell, extend = false) {
  if (!cell) return;
  if (active) active.tabIndex = -1;
  active = cell;
  cell.tabIndex = 0;
  if (!extend) anchor = cell;
  mark();
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function block() {
  const [top, bottom] = [rowOf(anchor), rowOf(active)].sort((a, b) => a - b);
  const [first, last] = [column(anchor), column(active)].sort((a, b) => a - b);
  const rows = [];
  for (let row = top; row <= bottom; row++) {
    rows.push([]);
    for (let col = first; col <= last; col++) rows.at(-1).push(at(row, col));
  }
  return rows;
}

function mark() {
  for (const cell of body.querySelectorAll("td.chosen")) cell.classList.remove("chosen");
  if (anchor !== active) for (const cell of block().flat()) cell.classList.add("chosen");
}

function moved(rows, cols) {
  const row = Math.min(Math.max(rowOf(active) + rows, 0), body.rows.length - 1);
  const col = Math.min(Math.max(column(active) + cols, 0), heads.length - 1);
  return at(row, col);
}

function next(step) {
  const flat = rowOf(active) * heads.length + column(active) + step;
  return at(Math.floor(flat / heads.length), ((flat % heads.length) + heads.length) % heads.length);
}

// --- editing in the cell ---

function editorFor(cell) {
  const { field, editor } = head(cell).dataset;
  if (editor === "choice") return document.getElementById(`options-${field}`).content.firstElementChild.cloneNode(true);
  const made = document.createElement(editor === "text" ? "textarea" : "input");
  if (editor === "day") made.type = "date";
  if (editor === "lead") made.setAttribute("list", "grid-names");
  made.dir = "auto";
  return made;
}

function edit(cell, typed) {
  if (locked(cell)) return say(says.dataset.closed, true);
  const before = cell.textContent;
  const editor = editorFor(cell);
  let open = true;
  const close = (take) => {
    if (!open) return;
    open = false;
    const value = editor.value;
    cell.classList.remove("editing");
    cell.textContent = before;
    if (take && value !== before) change([[cell, value]]);
  };
  editor.setAttribute("aria-label", `${cell.parentElement.cells[0].textContent}, ${head(cell).textContent}`);
  editor.value = typed !== undefined && editor.localName !== "select" && editor.type !== "date" ? typed : before;
  cell.textContent = "";
  cell.classList.add("editing");
  cell.append(editor);
  editor.focus();
  if (typed === undefined && editor.select) editor.select();
  editor.addEventListener("blur", () => close(true));
  editor.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const newLine = event.key === "Enter" && (event.shiftKey || event.altKey) && editor.localName === "textarea";
    if (newLine) {
      if (event.altKey) editor.setRangeText("\n", editor.selectionStart, editor.selectionEnd, "end");
    } else if (event.key === "Escape") {
      close(false);
      go(cell);
    } else if (event.key === "Enter") {
      event.preventDefault();
      close(true);
      go(moved(event.shiftKey ? -1 : 1, 0));
    } else if (event.key === "Tab") {
      event.preventDefault();
      close(true);
      go(next(event.shiftKey ? -1 : 1) ?? cell);
    }
  });
}

// --- saving ---

function change(pairs) {
  const closed = pairs.filter(([cell]) => locked(cell));
  if (closed.length > 0) {
    say(says.dataset.closed, true);
    return;
  }
  for (const [cell, value] of pairs) {
    if (!unsaved.has(cell)) unsaved.set(cell, cell.textContent);
    cell.textContent = value;
    cell.classList.add("waiting");
    if (unsaved.get(cell) === value) settle(cell);
  }
  save();
}

function settle(cell) {
  unsaved.delete(cell);
  cell.classList.remove("waiting", "bad");
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("title");
}

function save() {
  line = line.then(send);
}

async function send() {
  clearFaults();
  if (unsaved.size === 0) return;
  say(says.dataset.saving);
  const sent = [...unsaved].map(([cell, was]) => ({ cell, was, value: cell.textContent }));
  const cells = sent.map(({ cell, was, value }) => ({ id: cell.parentElement.id, field: head(cell).dataset.field, was, value }));
  const answer = await post(table.dataset.save, { cells });
  if (answer === null) return;
  if (answer.status === 200) {
    for (const one of sent) if (one.cell.textContent === one.value) settle(one.cell);
      else unsaved.set(one.cell, one.value); // typed anew meanwhile
    show(answer.said.cells);
    offerUndo(answer.said.undo);
    say(says.dataset.saved);
    if (unsaved.size > 0) save();
  } else tell(answer.said);
}

async function post(address, said) {
  const headers = { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json", "Content-Type": "application/json" };
  try {
    const reply = await fetch(address, { method: "POST", redirect: "manual", headers, body: JSON.stringify(said) });
    if (reply.type === "opaqueredirect" || !reply.headers.get("Content-Type")?.includes("json")) throw new Error();
    return { status: reply.status, said: await reply.json() };
  } catch {
    say(says.dataset.unreachable, true);
    again.hidden = unsaved.size === 0;
    return null;
  }
}

function show(cells) {
  for (const [id, field, words] of cells) {
    const cell = find(id, field);
    if (cell && !unsaved.has(cell) && !cell.classList.contains("editing")) cell.textContent = words;
  }
}

function find(id, field) {
  const col = heads.findIndex((one) => one.dataset.field === field);
  const row = document.getElementById(id);
  return row && col >= 0 ? row.cells[col + 1] : null;
}

function offerUndo(words) {
  undoButton.hidden = !words;
  undoButton.textContent = words;
}

// --- what is wrong, and what somebody else wrote ---

function clearFaults() {
  faults.replaceChildren();
  faults.hidden = true;
  again.hidden = true;
  for (const cell of body.querySelectorAll("td.bad")) {
    cell.classList.remove("bad");
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("title");
  }
}

function tell({ sentence, problems = [], clashes = [] }) {
  say(sentence, true);
  for (const [id, field, words] of problems) fault(find(id, field), words);
  for (const [id, field, now] of clashes) {
    const cell = find(id, field);
    if (now === null) fault(cell, says.dataset.gone);
    else fault(cell, `${says.dataset.meanwhile} ${now || says.dataset.nothing}`, choice(cell, now));
  }
  faults.hidden = faults.childElementCount === 0;
  again.hidden = unsaved.size === 0;
}

function fault(cell, words, more = []) {
  const item = document.createElement("li");
  if (cell) {
    cell.classList.add("bad");
    cell.setAttribute("aria-invalid", "true");
    cell.title = words;
    item.append(button(`${cell.parentElement.cells[0].textContent}, ${head(cell).textContent}`, "btn-link", () => go(cell)), ": ");
  }
  item.append(words, ...more);
  faults.append(item);
}

function choice(cell, now) {
  const mine = button(says.dataset.mine, "btn", () => {
    unsaved.set(cell, now);
    save();
  });
  const theirs = button(says.dataset.theirs, "btn", () => {
    cell.textContent = now;
    settle(cell);
    save();
  });
  return [mine, theirs];
}

function button(words, look, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: look, textContent: words });
  made.addEventListener("click", act);
  return made;
}

// --- blocks ---

function paste(text) {
  const given = cellsOf(text);
  const chosen = block();
  if (given.length === 1 && given[0].length === 1) return change(chosen.flat().map((cell) => [cell, given[0][0].trim()]));
  const [top, first] = [Math.min(rowOf(anchor), rowOf(active)), Math.min(column(anchor), column(active))];
  const [over, beside] = [top + given.length - body.rows.length, first + Math.max(...given.map((row) => row.length)) - heads.length];
  if (over > 0) return say(`${says.dataset.tooLong} ${over}`, true);
  if (beside > 0) return say(`${says.dataset.tooWide} ${beside}`, true);
  return change(given.flatMap((row, down) => row.map((value, right) => [at(top + down, first + right), value.trim()])));
}

async function takeBack() {
  const answer = await post(table.dataset.undo, {});
  if (answer === null) return;
  if (answer.status !== 200) return say(answer.said.sentence, true);
  if (answer.said.reload) return location.reload();
  show(answer.said.cells);
  offerUndo(answer.said.undo);
  say(says.dataset.undone);
}

function pressed(event) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] };
  const turned = document.dir === "rtl" ? -1 : 1;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "z") line = line.then(takeBack);
  else if (command && event.key === "Home") go(at(0, 0));
  else if (command && event.key === "End") go(at(body.rows.length - 1, heads.length - 1));
  else if (command || event.altKey) return;
  else if (steps[event.key]) go(moved(steps[event.key][0], steps[event.key][1] * turned), event.shiftKey);
  else if (event.key === "Home") go(at(rowOf(active), 0));
  else if (event.key === "End") go(at(rowOf(active), heads.length - 1));
  else if (event.key === "Enter" || event.key === "F2") edit(active);
  else if (event.key === "Tab" && next(event.shiftKey ? -1 : 1)) go(next(event.shiftKey ? -1 : 1));
  else if (event.key === "Escape" && unsaved.has(active)) {
    active.textContent = had(active);
    settle(active);
  } else if (event.key === "Escape") {
    active.blur();
    (undoButton.hidden ? document.querySelector(".grid-filters summary") : undoButton).focus();
  } else if (event.key === "Delete" || event.key === "Backspace") change(block().flat().map((cell) => [cell, ""]));
  else if (event.key.length === 1) edit(active, event.key);
  else return;
  event.preventDefault();
}

function start() {
  table.setAttribute("role", "grid");
  for (const one of document.querySelectorAll(".needs-script")) one.hidden = false;
  for (const one of document.querySelectorAll(".without-script")) one.hidden = true;
  active = anchor = at(0, 0);
  active.tabIndex = 0;
  body.addEventListener("keydown", (event) => event.target === active && pressed(event));
  body.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || cell.classList.contains("editing")) return;
    event.preventDefault();
    if (document.activeElement !== document.body) document.activeElement.blur();
    go(cell, event.shiftKey);
  });
  body.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td");
    if (cell && !cell.classList.contains("editing")) edit(cell);
  });
  document.addEventListener("copy", (event) => {
    if (document.activeElement !== active) return;
    event.clipboardData.setData("text/plain", textOf(block().map((row) => row.map((cell) => cell.textContent))));
    event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (document.activeElement !== active) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });
  document.getElementById("undo-form").addEventListener("submit", (event) => {
    event.preventDefault();
    line = line.then(takeBack);
  });
  document.getElementById("grid-retry").addEventListener("click", save);
  document.getElementById("grid-drop").addEventListener("click", () => {
    for (const [cell, was] of [...unsaved]) {
      cell.textContent = was;
      settle(cell);
    }
    clearFaults();
    say("");
  });
  addEventListener("beforeunload", (event) => unsaved.size > 0 && event.preventDefault());
}

if (table && wide.matches) start();
