import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Strike, Weather } from "./weather.ts";

/** What is known of a connection through the proxy, since it was last told of new weather. Times are of `performance.now`. */
export interface Crossing {
  /** When the server's side of the connection was open. */
  readonly openedAt: number | undefined;
  /** When the server's side was closed. */
  readonly closedAt: number | undefined;
  /** When the client's side was closed. */
  readonly leftAt: number | undefined;
  /** Bytes of the answer that the client was sent. */
  readonly delivered: number;
  /** The last of them, a character each. */
  readonly tail: string;
  /** What became of it, where something did. */
  readonly struck: Strike | undefined;
}

const TAIL = 64;
/** How long a client is given to read what comes before a reset. */
const READ_MS = 5;

/** One connection of a client to the server, with the weather between them. */
export class Link {
  readonly closed: Promise<unknown>;
  private readonly client: Socket;
  private readonly server: Socket;
  private readonly gone = new AbortController();
  private weather: Weather = {};
  private crossing: { -readonly [K in keyof Crossing]: Crossing[K] } = crossing(undefined);

  /** `begin` is asked what the weather is, when the client sends something. */
  constructor(client: Socket, port: number, begin: (link: Link) => void) {
    this.client = client;
    this.server = connect({ port, host: "127.0.0.1", noDelay: true });
    const left = this.ends(client, "leftAt").then(() => {
      this.gone.abort();
      this.server.destroy();
    });
    this.closed = Promise.all([left, this.ends(this.server, "closedAt")]);
    this.server.once("connect", () => (this.crossing.openedAt = performance.now()));
    client.on("data", (bytes) => {
      begin(this);
      this.server.write(bytes);
      if (this.weather.strike?.after === 0) this.strike(this.weather.strike.how);
    });
    // A client of HTTP that sends its end has gone.
    client.on("end", () => this.destroy());
    // It fails where a side has gone. What the server has sent by then is with the client.
    void this.pass()
      .catch(() => {})
      .then(() => client.end());
  }

  /** Counts anew, under other weather. */
  under(weather: Weather): Crossing {
    this.weather = weather;
    return (this.crossing = crossing(this.crossing.openedAt));
  }

  destroy(): void {
    this.client.destroy();
    this.server.destroy();
  }

  private ends(socket: Socket, at: "leftAt" | "closedAt"): Promise<void> {
    // Why a connection ended is for its two ends to say.
    socket.on("error", () => {});
    return new Promise((resolve) => {
      socket.once("close", () => {
        this.crossing[at] = performance.now();
        resolve();
      });
    });
  }

  /** Hands the server's bytes on, no faster than the client takes them. */
  private async pass(): Promise<void> {
    const { signal } = this.gone;
    for await (const bytes of this.server as AsyncIterable<Buffer>) {
      for (let at = 0; at < bytes.length;) {
        const { delay = 0, bytesPerSecond = Infinity, slice = Infinity, strike } = this.weather;
        const piece = bytes.subarray(at, at + Math.min(slice, (strike?.after ?? Infinity) - this.crossing.delivered));
        const wait = delay + (piece.length / bytesPerSecond) * 1000;
        if (wait > 0) await setTimeout(wait, undefined, { signal });
        else if (slice < bytes.length) await setImmediate(undefined, { signal });
        await this.deliver(piece);
        at += piece.length;
        if (strike && this.crossing.delivered >= strike.after) await this.strike(strike.how);
      }
    }
  }

  private async deliver(piece: Buffer): Promise<void> {
    this.crossing.delivered += piece.length;
    this.crossing.tail = (this.crossing.tail + piece.toString("latin1")).slice(-TAIL);
    if (!this.client.write(piece)) await once(this.client, "drain", { signal: this.gone.signal });
  }

  /** Settles when the connection is closed: nothing is passed on any more. */
  private async strike(how: Strike): Promise<unknown> {
    if (this.crossing.struck) return this.closed;
    this.crossing.struck = how;
    if (how === "reset") {
      // Who finds bytes and the reset together takes it for an end.
      await setTimeout(READ_MS);
      // Else Node sends a FIN before it.
      this.client._final = (done) => done();
      this.client.resetAndDestroy();
    }
    if (how === "truncate" || how === "half-close") this.client.end();
    if (how === "truncate") this.server.destroy();
    return this.closed;
  }
}

function crossing(openedAt: number | undefined): Crossing {
  return { openedAt, closedAt: undefined, leftAt: undefined, delivered: 0, tail: "", struck: undefined };
}
