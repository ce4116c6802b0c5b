// Votes that are on their way. Each lies in this phone's storage until the server has answered; what got no answer is
// sent again as it was, and the server counts it once. Plain http has no service worker, so the open page does it.

const WAIT = [1000, 2000, 4000, 8000, 15000];
const TIMEOUT = 10000;

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1] ?? "";

// Without https there is no randomUUID, but there are random numbers.
const someName = () => [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");

export class Outbox {
  // `tell(event)` hears what becomes of a vote: kept, sending, taken, refused or gone.
  constructor(who, address, tell) {
    Object.assign(this, { address, tell, prefix: `concord-room:${who}:`, memory: new Map(), failures: 0 });
    this.busy = new Set();
    this.counter = this.read("concord-phone") ?? { name: someName(), last: 0 };
    addEventListener("online", () => this.resume());
    addEventListener("focus", () => this.resume());
  }

  key({ item, round }) { return `${this.prefix}${item}:${round}`; }

  read(key) {
    if (this.memory.has(key)) return this.memory.get(key);
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  keep(key, vote) {
    try {
      localStorage.setItem(key, JSON.stringify(vote));
      this.memory.delete(key);
    } catch {
      this.memory.set(key, vote); // a full or forbidden storage: the open page is all there is
    }
  }

  drop(key) {
    this.memory.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept there */ }
  }

  keys() {
    let stored = [];
    try { stored = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)); } catch { /* as above */ }
    return [...new Set([...stored, ...this.memory.keys()])];
  }

  // What waits for this item and round, if anything does.
  find(item, round) { return this.read(this.key({ item, round })); }

  // Put a vote in and send it. Each has a key of its own, which says of two from this phone which is the later one.
  put(vote) {
    const place = this.key(vote);
    this.counter.last += 1;
    this.keep("concord-phone", this.counter);
    this.keep(place, { ...vote, key: `${this.counter.name}:${this.counter.last}` });
    this.send(place);
  }

  resume() {
    this.failures = 0;
    clearTimeout(this.retry);
    for (const key of this.keys()) this.send(key);
  }

  async send(key) {
    const vote = this.read(key);
    if (!vote || this.busy.has(key)) return;
    this.busy.add(key);
    this.tell({ kind: "sending", vote });
    try {
      await this.hear(key, vote, await this.post(vote));
      this.failures = 0;
    } catch {
      this.tell({ kind: "kept", vote });
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.keys().forEach((one) => this.send(one)), WAIT[Math.min(this.failures++, WAIT.length - 1)]);
    }
    this.busy.delete(key);
    const left = this.read(key);
    if (left && left.key !== vote.key) this.send(key); // changed in the meantime
  }

  post(vote) {
    const late = new AbortController(); // AbortSignal.timeout is too new for the oldest phones in a room
    const timer = setTimeout(() => late.abort(), TIMEOUT);
    return fetch(this.address, {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(vote),
      signal: late.signal,
    }).finally(() => clearTimeout(timer));
  }

  async hear(key, vote, reply) {
    if (reply.status === 404) return this.forget(key, vote, { kind: "gone" });
    if (![200, 409, 422].includes(reply.status)) throw new Error(String(reply.status));
    const said = await reply.json();
    this.forget(key, vote, { kind: reply.status === 200 ? "taken" : "refused", ...said });
  }

  // The server has answered: what lies here is done with, unless it was changed while that was on its way.
  forget(key, vote, event) {
    if (this.read(key)?.key === vote.key) this.drop(key);
    this.tell({ ...event, vote });
  }
}
