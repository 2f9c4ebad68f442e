import { describe, expect, it } from "vitest";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RouterRunnable } from "../../src/runnables/router.ts";
import { RunnableSequence } from "../../src/runnables/sequence.ts";
import type { StepConfig } from "../../src/runs/config.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { thrown, turn, type AnyRunnable } from "../contract/ways.ts";
import { all } from "../support/all.ts";
import { handlerOf, told } from "../support/calls.ts";
import { Source } from "../support/source.ts";

// What was measured to come out wrong elsewhere, by its number in PEERS.md.

const AT_ONCE = { initialDelayMs: 0 };

/** Fails so often, and then gives its input with a mark. */
function flaky(failures: number) {
  const seen = { calls: 0 };
  const runnable = RunnableLambda.from(
    (text: string) => {
      if (seen.calls++ < failures) throw new Error(`failure ${seen.calls}`);
      return `${text}!`;
    },
    { name: "flaky" },
  );
  return { runnable, seen };
}

const upper = generator(
  async function* upper(texts: AsyncIterable<string>) {
    for await (const text of texts) yield text.toUpperCase();
  },
  { join: "text" },
);
const loud = generator(
  async function* loud(texts: AsyncIterable<string>) {
    for await (const text of texts) yield `${text}!`;
  },
  { join: "text" },
);

/** Says of a text, by its first chunk alone, whether it begins with an a. */
const beginsWithA = generator(
  async function* beginsWithA(texts: AsyncIterable<string>) {
    for await (const text of texts) return yield text.startsWith("a");
  },
  { join: "last" },
);

describe("2. a batch of a router, few at a time, gives each input the result of its own runnable", () => {
  const router = new RouterRunnable({
    runnables: {
      slow: (text: string) => turn().then(() => `slow ${text}`),
      quick: (text: string) => `quick ${text}`,
    },
  });
  const keys = ["slow", "quick", "quick", "slow", "quick", "slow"];
  const inputs = keys.map((key, at) => ({ key, input: `${at}` }));
  const expected = keys.map((key, at) => `${key} ${at}`);

  it.each([1, 2, 5])("%i at a time", async (maxConcurrency) => {
    expect(await router.batch(inputs, { maxConcurrency })).toEqual(expected);
    const late = await all(router.batchAsCompleted(inputs, { maxConcurrency }));
    expect(late.toSorted(([a], [b]) => a - b).map(([, output]) => output)).toEqual(expected);
  });
});

describe("3. what is bound later leaves what was bound before", () => {
  it("the number of attempts", async () => {
    const { runnable, seen } = flaky(4);
    const bound = runnable.withRetry({ ...AT_ONCE, stopAfterAttempt: 5 }).withConfig({ runName: "patient" });
    expect([await bound.invoke("a"), seen.calls]).toEqual(["a!", 5]);
  });

  it("the listeners, those of each time", async () => {
    const heard: string[] = [];
    const bound = loud
      .withListeners({ onStart: ({ name }) => void heard.push(`start ${name}`) })
      .withConfig({ runName: "renamed" })
      .withListeners({ onEnd: ({ name }) => void heard.push(`end ${name}`) });
    expect(await bound.invoke("a")).toBe("a!");
    await turn();
    expect(heard).toEqual(["start renamed", "end renamed"]);
  });

  it("the tags, and those that a caller gives", async () => {
    const bound = loud.withConfig({ tags: ["a", "b"] }).withConfig({ tags: ["b", "c"] });
    const [start] = await all(bound.streamEvents("x", { tags: ["d"] }));
    expect(start!.tags).toEqual(["a", "b", "c", "d"]);
  });
});

describe("4. in a batch each input is a run by itself, and so is its failure", () => {
  const odd = RunnableLambda.from((n: number) => {
    if (n % 2 === 0) throw new Error(`${n} is even`);
    return n;
  });

  it("an error is no input of the next step", async () => {
    const given: unknown[] = [];
    const chain = odd.pipe((n) => {
      given.push(n);
      return n * 10;
    });
    const outputs = await chain.batch([1, 2, 3], {}, { returnExceptions: true });
    expect(outputs).toEqual([10, new Error("2 is even"), 30]);
    expect(given).toEqual([1, 3]);
  });

  it("what is tried again ends each run with the output of that run", async () => {
    const { runnable } = flaky(2);
    const ends: unknown[] = [];
    const retried = runnable
      .withRetry(AT_ONCE)
      .withListeners({ onEnd: ({ inputs, outputs }) => void ends.push([inputs, outputs]) });
    expect(await retried.batch(["a", "b", "c"], { maxConcurrency: 1 })).toEqual(["a!", "b!", "c!"]);
    await turn();
    expect(ends).toEqual(["a", "b", "c"].map((text) => [{ input: text }, { output: `${text}!` }]));
  });

  it("what has fallbacks gives errors where it is asked to", async () => {
    const even = RunnableLambda.from((n: number) => {
      if (n === 4) throw new Error("not four");
      return n * 100;
    });
    const outputs = await odd.withFallbacks([even]).batch([1, 2, 4], {}, { returnExceptions: true });
    // Of all that failed, the error is that of the first.
    expect(outputs).toEqual([1, 200, new Error("4 is even")]);
  });
});

describe("5. a branch gives what its step gives", () => {
  it.each([0, "", false, null])("also %j, which is falsy", async (output) => {
    const chosen = RunnableBranch.from([[() => true, () => output], () => "the default"]);
    const standard = RunnableBranch.from([[() => false, () => "chosen"], () => output]);
    for (const branch of [chosen, standard]) {
      expect(await branch.invoke("x")).toBe(output);
      expect(await all(branch.stream("x"))).toEqual([output]);
      expect(await branch.batch(["x"])).toEqual([output]);
    }
  });

  it("in a stream, with a run each for itself, its conditions and its step", async () => {
    const handler = handlerOf();
    const branch = RunnableBranch.from([[beginsWithA, upper], loud]);
    expect(await all(branch.stream("abc", { callbacks: [handler] }))).toEqual(["ABC"]);
    await turn();
    expect(told(handler.calls).filter((call) => call.startsWith("Start"))).toEqual([
      "Start RunnableBranch",
      "Start beginsWithA",
      "Start upper",
    ]);
    const starts = handler.calls.filter(({ method }) => method === "handleChainStart");
    const [whole, condition, step] = starts.map(({ args }) => ({ id: args[2], parent: args[3] }));
    expect(new Set([whole!.id, condition!.id, step!.id]).size).toBe(3);
    expect([condition!.parent, step!.parent]).toEqual([whole!.id, whole!.id]);
  });
});

describe("11. a mapper of assign that fails early", () => {
  // That nothing is left unhandled is checked after every test.
  it("is the failure of the run, told once, to who reads, however late", async () => {
    const boom = new Error("early");
    const assigned = RunnablePassthrough.assign({
      fails: (_: { n: number }): number => {
        throw boom;
      },
      late: async ({ n }: { n: number }) => {
        for (let at = 0; at < 5; at++) await turn();
        return n;
      },
    });
    expect(await thrown(() => assigned.invoke({ n: 1 }))).toBe(boom);
    const stream = assigned.stream({ n: 1 });
    expect(await stream.next()).toEqual({ value: { n: 1 }, done: false });
    for (let at = 0; at < 10; at++) await turn();
    expect(await thrown(() => all(stream))).toBe(boom);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    const left = assigned.stream({ n: 1 });
    await left.next();
    await left.return();
    await turn();
  });
});

describe("13. a sequence streams its input wherever it stands", () => {
  const sequence = RunnableSequence.from([upper, loud]);
  const refusing = RunnableLambda.from((_: string): string => {
    throw new Error("refused");
  });
  const choice = upper.configurableAlternatives({ id: "how" }, { sequence });

  const places: readonly [string, AnyRunnable][] = [
    ["alone", sequence],
    ["in a sequence", new RunnablePassthrough<string>().pipe(sequence)],
    ["in a binding", sequence.withConfig({ tags: ["t"] })],
    ["in a binding with a time limit", sequence.withConfig({ timeout: 60_000 })],
    ["in a map", parallel({ a: sequence })],
    ["in a branch, by its first chunk", RunnableBranch.from([[beginsWithA, sequence], new RunnablePassthrough()])],
    ["with fallbacks", sequence.withFallbacks([refusing])],
    ["tried again", sequence.withRetry()],
    ["as an alternative", choice.withConfig({ configurable: { how: "sequence" } })],
  ];

  it.each(places)("%s", async (_, runnable) => {
    const source = new Source({ length: 4, chunk: (at) => "abcd"[at]! });
    const read: [unknown, number][] = [];
    for await (const chunk of runnable.transform(source.async)) read.push([text(chunk), source.made]);
    // Each chunk is there when no more than it was made of has been asked for.
    expect(read).toEqual([
      ["A!", 1],
      ["B!", 2],
      ["C!", 3],
      ["D!", 4],
    ]);
  });

  it("as a fallback: from what the one before it has read on", async () => {
    const reads = generator(async function* (texts: AsyncIterable<string>): AsyncGenerator<string> {
      for await (const piece of texts) if (piece === "b") throw new Error("no b");
      yield "never";
    });
    const source = new Source({ length: 6, chunk: (at) => "abcdef"[at]! });
    const made: number[] = [];
    const texts = source.async as AsyncIterable<string>;
    for await (const _ of reads.withFallbacks([sequence]).transform(texts)) made.push(source.made);
    expect(made).toEqual([2, 2, 3, 4, 5, 6]);
  });
});

/** A chunk's text, also that of a map. */
const text = (chunk: unknown): unknown => (typeof chunk === "string" ? chunk : (chunk as { readonly a: unknown }).a);

describe("14. what holds in invoke holds in a stream, and of branches", () => {
  it("withRetry tries again in a stream", async () => {
    const { runnable, seen } = flaky(2);
    expect(await all(runnable.withRetry(AT_ONCE).stream("a"))).toEqual(["a!"]);
    expect(seen.calls).toBe(3);
  });

  it.each([1, 2, 3])("a map runs no more than maxConcurrency branches at a time: %i", async (maxConcurrency) => {
    let running = 0;
    let most = 0;
    const branch = async (_: string) => {
      most = Math.max(most, ++running);
      await turn();
      running--;
      return most;
    };
    await parallel({ a: branch, b: branch, c: branch, d: branch }).invoke("x", { maxConcurrency });
    expect(most).toBe(maxConcurrency);
  });

  it("a branch that fails ends the others", async () => {
    const boom = new Error("boom");
    const ends: string[] = [];
    const endless = RunnableLambda.from(async function* (_: string, { signal }: StepConfig) {
      signal.addEventListener("abort", () => ends.push("told"), { once: true });
      try {
        for (;;) yield await turn();
      } finally {
        ends.push("closed");
      }
    });
    const failing = async (_: string) => {
      await turn();
      throw boom;
    };
    expect(await thrown(() => all(parallel({ endless, failing }).stream("x")))).toBe(boom);
    // It was inside a step of its own, which it comes back from.
    await turn();
    expect(ends.toSorted()).toEqual(["closed", "told"]);
  });
});

describe("15. what Python has", () => {
  it("steps that are generators over the input stream", async () => {
    const source = new Source({ length: 2, chunk: (at) => "ab"[at]! });
    const stream = upper.pipe(loud).transform(source.async as AsyncIterable<string>);
    expect(await stream.next()).toEqual({ value: "A!", done: false });
    expect(source.made).toBe(1);
    expect(await all(stream)).toEqual(["B!"]);
  });

  it("fields and alternatives that are chosen at run time", async () => {
    const say = (reply: string) => new ScriptedChatModel({ replies: [[reply]] });
    const model = say("large").configurableAlternatives({ id: "llm", defaultKey: "large" }, { small: say("small") });
    const chain = model.pipe(new StringOutputParser());
    expect(await chain.invoke("x")).toBe("large");
    expect(await all(chain.stream("x", { configurable: { llm: "small" } }))).toEqual(["small"]);
  });

  it("batchAsCompleted", async () => {
    let go = () => {};
    const gone = new Promise<void>((resolve) => (go = resolve));
    const waits = RunnableLambda.from(async (n: number) => {
      if (n === 0) await gone;
      return n * 10;
    });
    const read: unknown[] = [];
    for await (const pair of waits.batchAsCompleted([0, 1, 2])) {
      read.push(pair);
      if (read.length === 2) go();
    }
    expect(read).toEqual([
      [1, 10],
      [2, 20],
      [0, 0],
    ]);
  });

  it("parent_ids", async () => {
    const inner = RunnableLambda.from((n: number) => n + 1, { name: "inner" });
    const outer = RunnableLambda.from((n: number) => inner.invoke(n), { name: "outer" });
    const events = await all(parallel({ outer }).streamEvents(1));
    const starts = events.filter(({ event }) => event === "on_chain_start");
    const [whole, middle] = starts;
    expect(starts.map(({ name, parent_ids }) => [name, parent_ids])).toEqual([
      ["RunnableParallel<outer>", []],
      ["outer", [whole!.run_id]],
      ["inner", [whole!.run_id, middle!.run_id]],
    ]);
  });
});
