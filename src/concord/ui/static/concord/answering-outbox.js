// The outbox: answers that are on their way. Each lies in this browser's storage, under whose it is, until the server
// has confirmed it; what got no reply is sent again as it was, and the server takes the same answer once only.

const WAIT = [1000, 2000, 4000, 8000, 15000, 30000];
const TIMEOUT = 20000;
const FIELDS = ["value", "confidence", "comment", "evidence"];

const tidy = (text) => text.replaceAll("\r\n", "\n").trim();
export const same = (one, other) => FIELDS.every((name) => tidy(one[name]) === tidy(other[name]));
export const empty = (said) => FIELDS.every((name) => !tidy(said[name]));

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1] ?? "";
export const headers = () => ({ "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" });

export class Outbox {
  // `tell(part, code, event)` hears of everything that becomes of an answer; `tell()` that the whole has changed.
  constructor(who, base, tell) {
    Object.assign(this, { who, base, tell, prefix: `concord:${who}:`, memory: new Map(), failures: 0, halted: "" });
    this.busy = new Set();
    this.later = new Map();
    this.waiting = new Set(); // keys that wait for a person: a decision, or words that the server can take
    this.lasting = true;
    addEventListener("online", () => this.resume());
    addEventListener("focus", () => this.resume());
    addEventListener("pagehide", () => this.sendLast());
  }

  key(part, code) { return `${this.prefix}${part}:${code}`; }

  read(key) {
    if (this.memory.has(key)) return this.memory.get(key);
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  keep(key, entry) {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
      this.memory.delete(key);
    } catch {
      this.memory.set(key, entry); // a full or forbidden storage: the open page is all there is
      this.lasting = false;
    }
  }

  drop(key) {
    this.memory.delete(key);
    this.waiting.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept there */ }
  }

  keys() {
    let stored = [];
    try { stored = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)); } catch { /* as above */ }
    return [...new Set([...stored, ...this.memory.keys()])];
  }

  find(part, code) { return this.read(this.key(part, code)); }

  // Put an answer in, and send it after `delay`; `hold` keeps it back, because it cannot be taken as it is.
  put(part, code, said, base, { delay = 0, hold = false } = {}) {
    const key = this.key(part, code);
    const entry = this.read(key) ?? { part, code, base, sent: null };
    this.waiting.delete(key);
    this.keep(key, { ...entry, said, hold });
    clearTimeout(this.later.get(key));
    if (hold) this.waiting.add(key);
    else this.later.set(key, setTimeout(() => this.send(key), delay));
    this.tell();
  }

  // Settle a conflict for one's own answer: it now replaces what the person has seen.
  rebase(part, code, base) {
    const key = this.key(part, code);
    const entry = this.read(key);
    if (!entry) return;
    this.waiting.delete(key);
    this.keep(key, { ...entry, base, sent: null });
    this.send(key);
  }

  start() { for (const key of this.keys()) this.send(key); }

  resume() {
    if (this.halted === "gone") return;
    this.halted = "";
    this.failures = 0;
    clearTimeout(this.retry);
    this.start();
  }

  async send(key) {
    clearTimeout(this.later.get(key));
    this.later.delete(key);
    const entry = this.read(key);
    if (!entry || entry.hold || this.busy.has(key) || this.waiting.has(key) || this.halted) return this.tell();
    // What may have arrived without a reply goes first, as it was: otherwise one would be in conflict with oneself.
    const parcel = entry.sent ?? { said: entry.said, base: entry.base };
    this.keep(key, { ...entry, sent: parcel });
    this.busy.add(key);
    this.tell(entry.part, entry.code, { kind: "sending" });
    let reply = null;
    try {
      reply = await this.post(entry, parcel, { signal: AbortSignal.timeout(TIMEOUT) });
      await this.take(key, entry, parcel, reply);
    } catch {
      this.fail(entry);
    }
    this.busy.delete(key);
    const left = this.read(key);
    if (reply?.status === 200 && left && !this.later.has(key)) this.send(key); // typed on in the meantime
    this.tell();
  }

  post(entry, parcel, options) {
    return fetch(`${this.base}parts/${entry.part}/answers/${encodeURIComponent(entry.code)}/`, {
      method: "POST",
      redirect: "manual",
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify({ ...parcel.said, base: parcel.base, who: this.who }),
      ...options,
    });
  }

  async take(key, entry, parcel, reply) {
    const { part, code } = entry;
    const now = () => this.read(key) ?? entry;
    if (reply.status === 200) {
      const saved = await reply.json();
      this.failures = 0;
      if (same(now().said, parcel.said)) this.drop(key);
      else this.keep(key, { ...now(), base: saved.revision, sent: null });
      this.tell(part, code, { kind: "saved", ...saved });
    } else if (reply.status === 409) {
      const stands = await reply.json();
      if (same(now().said, stands.theirs)) {
        this.drop(key);
        return this.tell(part, code, { kind: "saved", ...stands });
      }
      this.keep(key, { ...now(), sent: null });
      this.waiting.add(key);
      this.tell(part, code, { kind: "clash", mine: now().said, ...stands });
    } else if (reply.status === 422) {
      const { sentence } = await reply.json();
      const typedOn = !same(now().said, parcel.said);
      this.keep(key, { ...now(), sent: null });
      if (typedOn) return this.send(key);
      this.waiting.add(key);
      this.tell(part, code, { kind: "refused", sentence });
    } else if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) {
      const other = reply.headers.get("Content-Type")?.includes("json");
      this.halt(other ? "other" : "sign-in", entry);
    } else if (reply.status === 404 || reply.status === 410) {
      this.halt("gone", entry);
    } else {
      throw new Error(String(reply.status));
    }
  }

  halt(why, { part, code }) {
    this.halted = why;
    this.tell(part, code, { kind: "unsent" });
  }

  fail({ part, code }) {
    this.tell(part, code, { kind: "unsent" });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.start(), WAIT[Math.min(this.failures, WAIT.length - 1)]);
    this.failures += 1;
  }

  // The page is left: what still waits a moment goes out now. The entries stay until a later page hears a reply.
  sendLast() {
    for (const key of this.later.keys()) {
      const entry = this.read(key);
      if (!entry || entry.hold || this.busy.has(key) || this.halted) continue;
      const parcel = entry.sent ?? { said: entry.said, base: entry.base };
      this.keep(key, { ...entry, sent: parcel });
      this.post(entry, parcel, { keepalive: true }).catch(() => {});
    }
  }

  // How many answers wait, by what they wait for.
  tally(part) {
    const entries = this.keys().map((key) => [key, this.read(key)]).filter(([, entry]) => entry);
    return {
      sending: this.busy.size + this.later.size,
      unsent: entries.filter(([key]) => !this.waiting.has(key)),
      elsewhere: entries.filter(([, entry]) => entry.part !== part),
    };
  }
}
