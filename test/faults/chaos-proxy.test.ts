import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { patiently } from "../support/patiently.ts";
import { ChaosProxy } from "./chaos-proxy.ts";
import type { Strike, Weather } from "./weather.ts";

const ANSWER = "0123456789".repeat(10);

/** What a plain client sees. */
interface Seen {
  readonly text: string;
  /** The sizes of its reads. */
  readonly reads: readonly number[];
  readonly end: "end" | "ECONNRESET" | "nothing";
}

let server: Server;
let sides: Socket[];
let proxy: ChaosProxy;

beforeEach(async () => {
  sides = [];
  server = createServer((socket) => {
    sides.push(socket);
    socket.on("error", () => {});
    socket.on("data", () => socket.write(ANSWER));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await ChaosProxy.to((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  for (const side of sides) side.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function client(): Promise<Socket> {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" });
  await once(socket, "connect");
  return socket;
}

/** Asks once, and reads until the answer is whole, or has ended, or, with `length`, is that long and no more comes. */
async function ask(weather: Weather, length = ANSWER.length): Promise<Seen> {
  proxy.begin(() => weather);
  const socket = await client();
  const reads: number[] = [];
  let text = "";
  let end: Seen["end"] = "nothing";
  socket.on("data", (bytes) => {
    reads.push(bytes.length);
    text += bytes.toString();
  });
  socket.on("end", () => (end = "end"));
  socket.on("error", (error: NodeJS.ErrnoException) => (end = error.code as "ECONNRESET"));
  socket.write("?");
  await patiently(() => end !== "nothing" || text.length >= length);
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  return { text, reads, end };
}

/** Everybody's side of everything is closed. */
async function allGone(): Promise<void> {
  await patiently(() => proxy.open === 0 && sides.every((side) => side.destroyed));
  expect([proxy.open, sides.every((side) => side.destroyed)]).toEqual([0, true]);
}

describe("the chaos proxy", () => {
  it("hands on what it is given, where nothing is to go wrong", async () => {
    expect(await ask({})).toEqual({ text: ANSWER, reads: [100], end: "nothing" });
    await allGone();
  });

  it("slices", async () => {
    const seen = await ask({ slice: 7 });
    expect(seen.text).toBe(ANSWER);
    expect(seen.reads.length).toBeGreaterThan(1);
    // Two slices may arrive as one read; no read ends in the middle of one.
    for (const read of seen.reads.slice(0, -1)) expect(read % 7).toBe(0);
  });

  it("delays each piece, and keeps to a rate", async () => {
    // At least so long: a timer never fires before its time, or by a millisecond's rounding.
    for (const [weather, least] of [
      [{ delay: 30 }, 29],
      [{ delay: 10, slice: 25 }, 38],
      [{ bytesPerSecond: 2000 }, 49],
      [{ bytesPerSecond: 2000, slice: 50 }, 48],
    ] as const) {
      proxy.begin(() => weather);
      const socket = await client();
      const began = performance.now();
      socket.write("?");
      let length = 0;
      for await (const bytes of socket) if ((length += (bytes as Buffer).length) === ANSWER.length) break;
      expect(performance.now() - began).toBeGreaterThanOrEqual(least);
    }
  });

  const ENDS: readonly (readonly [Strike, Seen["end"]])[] = [
    ["reset", "ECONNRESET"],
    ["truncate", "end"],
    ["half-close", "end"],
    ["black hole", "nothing"],
  ];
  for (const [how, end] of ENDS) {
    it.each([0, 1, 42])(`${how} after %i bytes`, async (after) => {
      const seen = await ask({ strike: { how, after } }, after || 1);
      expect(seen.end).toBe(end);
      expect(seen.text).toBe(ANSWER.slice(0, after));
      await allGone();
    });
  }

  it("keeps the server's side of a half-closed connection for as long as the client keeps its own", async () => {
    const crossings = proxy.begin(() => ({ strike: { how: "half-close", after: 10 } }));
    const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    socket.write("?");
    socket.resume();
    await once(socket, "end");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sides[0]!.destroyed, crossings[0]!.closedAt]).toEqual([false, undefined]);
    socket.end();
    await allGone();
    expect(crossings[0]!.closedAt).toBeGreaterThan(0);
  });

  it("tells when a connection was opened and closed, and what went over it", async () => {
    const before = performance.now();
    const crossings = proxy.begin(() => ({ strike: { how: "black hole", after: 72 } }));
    const socket = await client();
    socket.write("?");
    socket.resume();
    await patiently(() => crossings[0]?.struck !== undefined);
    const [crossing] = crossings;
    expect(crossing).toMatchObject({ delivered: 72, tail: ANSWER.slice(8, 72), struck: "black hole" });
    expect(crossing!.openedAt).toBeGreaterThan(before);
    expect([crossing!.leftAt, crossing!.closedAt]).toEqual([undefined, undefined]);
    const left = performance.now();
    socket.destroy();
    await allGone();
    expect(crossing!.leftAt).toBeGreaterThan(left);
    expect(crossing!.closedAt).toBeGreaterThan(left);
  });

  it("has a plan for each connection, and a new one for one that is used again", async () => {
    const crossings = proxy.begin((nth) => (nth === 1 ? { strike: { how: "truncate", after: 5 } } : {}));
    const [first, second] = [await client(), await client()];
    for (const socket of [first, second]) {
      socket.write("?");
      socket.resume();
    }
    await once(second, "end");
    await patiently(() => crossings[0]!.delivered === ANSWER.length);
    expect(crossings.map(({ delivered }) => delivered)).toEqual([ANSWER.length, 5]);

    const again = proxy.begin(() => ({ strike: { how: "truncate", after: 7 } }));
    first.write("?");
    await once(first, "end");
    expect(again.map(({ delivered }) => delivered)).toEqual([7]);
    expect(crossings[0]!.delivered).toBe(ANSWER.length);
    await allGone();
  });

  it("hands on the server's own end, after all that came before it", async () => {
    server.removeAllListeners("connection");
    server.on("connection", (socket) => socket.once("data", () => socket.end(ANSWER)));
    expect(await ask({ bytesPerSecond: 2000, slice: 20 })).toMatchObject({ text: ANSWER, end: "end" });
    await allGone();
  });

  it("closes what is open", async () => {
    const socket = await client();
    const closed = once(socket, "close");
    socket.on("error", () => {});
    socket.resume();
    await patiently(() => proxy.open === 1);
    await proxy.close();
    await closed;
    expect(proxy.open).toBe(0);
  });
});
