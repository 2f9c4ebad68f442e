import { REPLACED, RING_AT, RING_BYTES, WORD } from "./layout.ts";

/** How long a body may take to end behind its end mark, in milliseconds, as in `readBody`. */
const LINGER_MS = 100;

/**
 * What the worker runs: it fetches, and writes what comes into the memory that it shares with whoever asks. It is text, so
 * that no bundler has to find a file; and it is all there is of it, since nothing that a bundler adds to a function reaches
 * a worker. It holds as a script and as a module, whichever the process takes a text for.
 */
export const WORKER_PROGRAM = `
const { parentPort } = process.getBuiltinModule("node:worker_threads");
const answers = new Map();
const encoder = new TextEncoder();

class Answer {
  constructor(id, ask, shared) {
    this.ask = ask;
    this.words = new Int32Array(shared, 0, ${RING_AT / 4});
    this.ring = new Uint8Array(shared, ${RING_AT}, ${RING_BYTES});
    this.controller = new AbortController();
    this.unread = false;
    this.room = undefined;
    this.timer = undefined;
    this.run().finally(() => {
      clearTimeout(this.timer);
      answers.delete(id);
    });
  }

  async run() {
    const { url, source, ...init } = this.ask;
    if (source !== undefined && source !== String(fetch)) return this.tell({ error: { name: "${REPLACED}", message: "" } });
    let reader;
    try {
      const response = await fetch(url, { ...init, signal: this.controller.signal });
      await this.tell({ status: response.status, headers: [...response.headers] });
      reader = response.body?.getReader();
    } catch (error) {
      return this.tell({ error: told(error, 0) });
    }
    const end = {};
    try {
      for (let read; reader && !(read = await reader.read()).done; ) await this.write(read.value);
    } catch (error) {
      end.error = told(error, 0);
    }
    this.complete();
    await this.tell(end);
  }

  async tell(said) {
    await this.write(encoder.encode(JSON.stringify(said)));
    this.complete();
  }

  async write(bytes) {
    const { words, ring } = this;
    for (let at = 0; at < bytes.length && !this.unread; ) {
      const written = Atomics.load(words, ${WORD.written});
      const room = ${RING_BYTES} - ((written - Atomics.load(words, ${WORD.read})) | 0);
      if (room === 0) {
        await this.roomy(written);
        continue;
      }
      const from = written & ${RING_BYTES - 1};
      const piece = bytes.subarray(at, at + Math.min(room, ${RING_BYTES} - from));
      ring.set(piece, from);
      at += piece.length;
      Atomics.store(words, ${WORD.written}, (written + piece.length) | 0);
      this.changed();
    }
  }

  roomy(written) {
    return new Promise((resolve) => {
      this.room = resolve;
      Atomics.store(this.words, ${WORD.full}, 1);
      // It may have been read since: then nobody says so.
      if (((written - Atomics.load(this.words, ${WORD.read})) | 0) < ${RING_BYTES}) resolve();
    });
  }

  complete() {
    const { words } = this;
    const section = Atomics.load(words, ${WORD.sections});
    Atomics.store(words, ${WORD.ends} + section, Atomics.load(words, ${WORD.written}));
    Atomics.store(words, ${WORD.sections}, section + 1);
    this.changed();
  }

  changed() {
    Atomics.add(this.words, ${WORD.changed}, 1);
    Atomics.notify(this.words, ${WORD.changed});
  }

  say(what) {
    if (what === "alive") this.changed();
    else if (what !== "room") this.leave(what);
    this.room?.();
  }

  leave(how) {
    this.unread = true;
    if (how === "close") this.controller.abort();
    else this.timer = setTimeout(() => this.controller.abort(), ${LINGER_MS});
  }
}

function told(error, depth) {
  const { name, message, code, cause } = Object(error);
  return {
    name: String(name),
    message: String(message ?? error),
    ...(typeof code === "string" && { code }),
    ...(cause !== undefined && depth < 8 && { cause: told(cause, depth + 1) }),
  };
}

parentPort.on("message", ({ id, ask, shared, say }) => {
  if (ask) answers.set(id, new Answer(id, ask, shared));
  else answers.get(id)?.say(say);
});
`;
