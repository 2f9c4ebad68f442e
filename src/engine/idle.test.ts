import { expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { collectSync, read } from "./execute.ts";
import { Idle } from "./idle.ts";
import { list } from "./join.ts";
import type { Each, Sink } from "./op.ts";
import { Program } from "./program.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Hands on nothing but, when the run is idle or at its end, how many chunks have come since. */
const counts: Each<unknown, number> = {
  sees: "chunk",
  step: { name: "counts", parent: undefined },
  open(out, context) {
    let count = 0;
    const flush = () => {
      if (count > 0) out.push(count);
      count = 0;
    };
    return {
      push() {
        count++;
        context.whenIdle(flush);
      },
      end: flush,
    };
  },
  join: () => list,
};

function each(open: (out: Sink) => Sink, spreads = false): Each<never, unknown> {
  return { sees: "chunk", step: { name: "behind", parent: undefined }, open, join: () => list, spreads };
}

const root = { name: "test", parent: undefined };
const options = { sync: false, root, signals: [], recursionLimit: 0, settings: {} };

async function* source(): AsyncGenerator<string> {
  for (const chunk of "aab|aaaa|b") {
    if (chunk === "|") await turn();
    else yield chunk;
  }
}

const run = (...ops: Each<never, unknown>[]) =>
  all({
    [Symbol.asyncIterator]: () => read(new Program(ops), { kind: "async", iterator: source(), join: list }, options),
  });

it("what is held goes out before the run waits, and stays together while more is ready", async () => {
  expect(await run(counts)).toEqual([3, 4, 1]);
});

it("it passes what is fused behind, where that makes many of one, too", async () => {
  const twice = each(
    (out) => ({
      push(chunk) {
        out.push(chunk);
        out.push(chunk);
      },
    }),
    true,
  );
  expect(await run(counts, twice)).toEqual([3, 3, 4, 4, 1, 1]);
});

it("a failure behind it fails the run", async () => {
  const failing = each((out) => ({
    push(chunk) {
      if (chunk === 4) throw new Error("four");
      out.push(chunk);
    },
  }));
  await expect(run(counts, failing)).rejects.toThrow("four");
});

it("a synchronous run never waits", () => {
  const chunks = { kind: "sync", iterator: "aaa"[Symbol.iterator](), join: list } as const;
  expect(collectSync(new Program([counts]), chunks, { ...options, sync: true })).toEqual([3]);
});

it("each flush is called once, and none that was dropped", async () => {
  const flushed: string[] = [];
  const idle = new Idle({ busy: false, over: false, queued: false, handOn() {}, fail() {}, wake() {} });
  const one = () => flushed.push("one");
  idle.arm(one);
  idle.arm(one);
  idle.arm(() => flushed.push("two"));
  expect(flushed).toEqual([]);
  await turn();
  expect(flushed).toEqual(["one", "two"]);
  idle.arm(one);
  idle.drop();
  await turn();
  expect(flushed).toEqual(["one", "two"]);
});
