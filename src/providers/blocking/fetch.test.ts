import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { glmServer, type GlmServer, type GlmServerOptions } from "../../testing/glm-server/server.ts";
import type { Block } from "./block.ts";
import { BlockingResponse, blockingFetch } from "./fetch.ts";
import { RING_BYTES, SECTION, type AskedOfWorker } from "./layout.ts";
import { Pipe } from "./pipe.ts";
import { threadsFor } from "./possible.ts";
import { nextId, threadOf, type Threads } from "./thread.ts";

const servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(...replies: Extract<GlmServerOptions["replies"], readonly unknown[]>): Promise<GlmServer> {
  const server = await glmServer({ replies, thread: true });
  servers.push(server);
  return server;
}

const threads = threadsFor() as Threads;

/** Waits as long as it takes, and counts how often. */
function patient(): { block: Block; readonly waits: number } {
  const counting = {
    waits: 0,
    block(wait: (ms: number) => boolean) {
      counting.waits++;
      while (!wait(60_000));
    },
  };
  return counting;
}

function asking({ url }: { url: string }): AskedOfWorker {
  return {
    url: `${url}/chat/completions`,
    method: "POST",
    headers: { authorization: "Bearer id.secret", "content-type": "application/json" },
    body: JSON.stringify({ model: "glm-4.7", messages: [{ role: "user", content: "Hi" }], stream: true }),
  };
}

function ask(server: { url: string }, block = patient().block): BlockingResponse {
  return blockingFetch(threads, asking(server), block);
}

function rest(response: BlockingResponse, block = patient().block): string {
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes; (bytes = response.read(block));) text += decoder.decode(bytes, { stream: true });
  return text;
}

/** Waits until the answer to a request has ended at the server. */
async function ended(server: GlmServer, index = 0): Promise<string> {
  for (;;) {
    const closed = (await server.recorded())[index]?.closed;
    if (closed) return closed;
  }
}

describe("a request that blocks", () => {
  it("gives the status, the headers and the body, as they were sent", async () => {
    const server = await serve({ raw: "data: hé\n\n", splitAt: "every-byte" });
    const response = ask(server);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream;charset=UTF-8");
    expect(rest(response)).toBe("data: hé\n\n");
    expect(response.broken).toBe(undefined);
    const [request] = await server.recorded();
    expect(request).toMatchObject({ method: "POST", body: { model: "glm-4.7" }, closed: "finished" });
    expect(request!.headers["authorization"]).toBe("Bearer id.secret");
  });

  it("gives what there is before the answer has ended", async () => {
    // The server goes on only when it is told to: it never is.
    const server = await serve({ tokens: ["a", 3_600_000, "b"] });
    const response = ask(server);
    const { block } = patient();
    expect(new TextDecoder().decode(response.read(block))).toContain('"content":"a"');
    response.close();
    expect(await ended(server)).toBe("aborted");
    expect(response.read(block)).toBe(undefined);
  });

  it("tells how a request has failed", () => {
    let error: unknown;
    try {
      ask({ url: "http://127.0.0.1:1" });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "TypeError", message: "fetch failed" });
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it("tells that the connection broke, after all that came before", async () => {
    const server = await serve({ tokens: ["a", "b", "c"], cutAfter: 2 });
    const response = ask(server);
    expect(rest(response)).toMatch(/"a".*"b"/s);
    expect(response.broken).toMatchObject({ message: "terminated" });
  });

  it("hands over a long body whole, and is as far ahead as the ring is long", async () => {
    const raw = Array.from({ length: 300_000 }, (_, at) => at.toString(36)).join(",");
    const server = await serve({ raw });
    const response = ask(server);
    const sizes: number[] = [];
    const { block } = patient();
    const decoder = new TextDecoder();
    let text = "";
    for (let bytes; (bytes = response.read(block)); text += decoder.decode(bytes)) sizes.push(bytes.length);
    expect(text).toBe(raw);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(RING_BYTES);
  });

  it("waits for room, so that the server waits too", async () => {
    const server = await serve({ raw: new Uint8Array(16 << 20) });
    const response = ask(server);
    // More than any buffer of the network holds: the answer cannot have ended by itself.
    expect(response.read(patient().block)!.length).toBeLessThanOrEqual(RING_BYTES);
    expect((await server.recorded())[0]!.closed).toBe(undefined);
    response.close();
    expect(await ended(server)).toBe("aborted");
  });

  it("waits once for what came at once, however many pieces it was sent in", async () => {
    const server = await serve({ raw: "x".repeat(20_000), splitAt: 4 });
    const response = ask(server);
    await ended(server);
    await new Promise((resolve) => setImmediate(resolve));
    const counted = patient();
    expect(rest(response, counted.block)).toHaveLength(20_000);
    expect(counted.waits).toBeLessThan(20);
  });

  it("keeps several answers apart", async () => {
    const server = await serve({ raw: "a".repeat(200_000) }, { raw: "b".repeat(200_000) }, { raw: "c" });
    const [first, second] = [ask(server), ask(server)];
    const { block } = patient();
    const texts = ["", ""];
    const decoder = new TextDecoder();
    for (let more = true; more;) {
      more = false;
      for (const [at, response] of [first, second].entries()) {
        const bytes = response.read(block);
        if (!bytes) continue;
        more = true;
        texts[at] += decoder.decode(bytes);
        // One inside the other.
        if (at === 0 && texts[0]!.length === bytes.length) expect(rest(ask(server))).toBe("c");
      }
    }
    expect(texts).toEqual(["a".repeat(200_000), "b".repeat(200_000)]);
  });

  it("is ended by a wait that takes too long", async () => {
    const server = await serve({ tokens: [3_600_000, "a"] });
    const late = new Error("late");
    const block: Block = (wait) => {
      if (!wait(50)) throw late;
    };
    const response = ask(server);
    expect(() => response.read(block)).toThrow(late);
    expect(await ended(server)).toBe("aborted");
  });

  it("lets the next request have its connection, where its answer is complete", async () => {
    const server = await serve({ raw: "data: 1\n\n" });
    for (let at = 0; at < 3; at++) {
      const response = ask(server);
      response.read(patient().block);
      response.complete();
      expect(await ended(server, at)).toBe("finished");
    }
  });

  it("finds that its thread has died, and the next one has another", async () => {
    const server = await serve({ tokens: ["a", 3_600_000, "b"] }, { raw: "again" });
    const begun: Worker[] = [];
    const note = (worker: Worker): void => void begun.push(worker);
    threadOf(threads).giveUp();
    process.on("worker", note);
    const response = ask(server);
    response.read(patient().block);
    await new Promise((resolve) => setImmediate(resolve));
    await begun[0]!.terminate();
    response.patience = 10;
    expect(() => response.read(patient().block)).toThrow(/thread that fetches has ended/);
    expect(rest(ask(server))).toBe("again");
    process.off("worker", note);
  });

  it("is told that its thread lives, while nothing comes", async () => {
    const thread = threadOf(threads);
    const id = nextId();
    const pipe = new Pipe({ room() {}, alive() {}, gone: () => expect.fail("it lives") });
    thread.tell({ id, ask: asking(await serve({ tokens: [3_600_000] })), shared: pipe.shared });
    while (pipe.read(SECTION.head, patient().block));
    const stop = new Error("enough");
    let told = 0;
    const block: Block = (wait) => {
      if (told++ === 2) throw stop;
      thread.tell({ id, say: "alive" });
      expect(wait(60_000)).toBe(true);
    };
    expect(() => pipe.read(SECTION.body, block)).toThrow(stop);
    thread.tell({ id, say: "close" });
  });
});
