import { describe, expect, it } from "vitest";
import { isRunletError } from "../errors/error.ts";
import { list, text, type Join, type KeepLimit } from "../engine/join.ts";
import { Program } from "../engine/program.ts";
import { RunStream } from "./run-stream.ts";

const root = { name: "root", parent: undefined };
const LIMIT: KeepLimit = { text: 5, chunks: 3 };

/** A stream of a run that only passes its source on. */
function streamOf(chunks: Iterable<unknown> | AsyncIterable<unknown>, join: Join, keep = LIMIT) {
  const input =
    Symbol.asyncIterator in chunks
      ? { kind: "async" as const, iterator: chunks[Symbol.asyncIterator](), join }
      : { kind: "sync" as const, iterator: chunks[Symbol.iterator](), join };
  const options = { sync: false, root, signals: [], recursionLimit: 0, settings: {} };
  return new RunStream<unknown>({ program: new Program([]), input, options, streamed: true }, keep);
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing",
    (error: unknown) => error,
  );
const all = async (stream: AsyncIterable<unknown>) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

describe("the keepLimit", () => {
  it("leaves the chunks as they are, and final() says that it was passed", async () => {
    const stream = streamOf(["ab", "cd", "ef"], text as Join);
    expect(await all(stream)).toEqual(["ab", "cd", "ef"]);
    expect(await caught(stream.final())).toMatchObject({
      code: "limit",
      partial: "abcd",
      partialCut: true,
      path: ["root"],
    });
    const numbers = streamOf([1, 2, 3, 4], list);
    expect(await all(numbers)).toEqual([1, 2, 3, 4]);
    expect(await caught(numbers.final())).toMatchObject({ code: "limit", partial: [1, 2, 3], partialCut: true });
  });

  it("is not passed by as much as it says", async () => {
    const stream = streamOf(["ab", "cde"], text as Join);
    await all(stream);
    expect(await stream.final()).toBe("abcde");
    expect(await streamOf([1, 2, 3], list).final()).toEqual([1, 2, 3]);
  });

  it("is said in the partial of a failure", async () => {
    const boom = new Error("boom");
    const failing = function* () {
      yield* [1, 2, 3, 4];
      throw boom;
    };
    const stream = streamOf(failing(), list);
    expect(await caught(all(stream))).toBe(boom);
    const { errorInfo } = await import("../errors/info.ts");
    expect(errorInfo(boom)).toMatchObject({ partial: [1, 2, 3], partialCut: true });
  });

  it("lets chunks go where final() is asked for and nobody reads, and says so to who does later", async () => {
    const stream = streamOf([1, 2, 3, 4, 5], list);
    expect(await caught(stream.final())).toMatchObject({ code: "limit" });
    expect(await caught(stream.next())).toMatchObject({ code: "limit" });
  });
});

describe("as a response", () => {
  it("is text, as it is, with its type", async () => {
    const response = streamOf(["a", "", "ü"], text as Join).toResponse();
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("aü");
  });

  it("is one line of JSON for anything else, and keeps what the caller says", async () => {
    const response = streamOf([{ a: 1 }, [2], null, undefined], list).toResponse({
      status: 201,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect([response.status, response.headers.get("content-type")]).toEqual([201, "application/x-ndjson"]);
    expect(await response.text()).toBe('{"a":1}\n[2]\nnull\nnull\n');
  });

  it("keeps a character whole that two chunks share", async () => {
    expect(
      await streamOf(["a\ud83d", "\ude00b"], text as Join)
        .toResponse()
        .text(),
    ).toBe("a😀b");
    expect(
      await streamOf(["a\ud83d"], text as Join)
        .toResponse()
        .text(),
    ).toBe("a\ufffd");
  });

  it("pulls one chunk at a time, and closes what it reads when it is cancelled", async () => {
    let made = 0;
    let closed = 0;
    const source = async function* () {
      try {
        while (true) yield String(made++);
      } finally {
        closed++;
      }
    };
    const reader = streamOf(source(), text as Join)
      .toReadableStream()
      .getReader();
    expect(made).toBe(0);
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("0");
    expect(made).toBe(1);
    await reader.cancel();
    expect(closed).toBe(1);
  });

  it("ends the run where a chunk has no form in bytes", async () => {
    let closed = 0;
    const source = async function* () {
      try {
        while (true) yield 1n;
      } finally {
        closed++;
      }
    };
    expect(await caught(streamOf(source(), list).toResponse().text())).toBeInstanceOf(TypeError);
    expect(closed).toBe(1);
  });

  it("fails as the run does", async () => {
    const boom = new Error("boom");
    const failing = function* () {
      yield "a";
      throw boom;
    };
    expect(
      await caught(
        streamOf(failing(), text as Join)
          .toResponse()
          .text(),
      ),
    ).toBe(boom);
  });
});

it("is given by await as it is", async () => {
  const stream = streamOf([1], list);
  expect(await stream).toBe(stream);
  expect(isRunletError(await caught(stream.return().then(() => stream.final())), "aborted")).toBe(true);
});
