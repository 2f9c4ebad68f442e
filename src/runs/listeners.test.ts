import { describe, expect, it } from "vitest";
import { handlerOf, told } from "../../test/support/calls.ts";
import { all, thrown } from "../../test/contract/ways.ts";
import { isRunletError } from "../errors/error.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { parallel } from "../runnables/parallel.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import type { RunnableConfig } from "./config.ts";
import type { Listeners, Run } from "./listeners.ts";

interface Note {
  readonly what: string;
  readonly run: Run;
  readonly config: RunnableConfig;
}

/** Listeners that write down what they are told. */
function noting(): { readonly notes: Note[]; readonly listeners: Listeners } {
  const notes: Note[] = [];
  const note = (what: string) => (run: Run, config: RunnableConfig) => notes.push({ what, run, config });
  return { notes, listeners: { onStart: note("start"), onEnd: note("end"), onError: note("error") } };
}

const show = (notes: readonly Note[]): string[] => notes.map(({ what, run }) => `${what} ${run.name}`);
const addOne = RunnableLambda.from((x: number) => x + 1, { name: "addOne" });
const boom = new Error("boom");

describe("withListeners", () => {
  it("tells of the run: its start and its end, with the config", async () => {
    const { notes, listeners } = noting();
    const config = { runId: "mine", runName: "own", tags: ["t"], metadata: { m: 1 }, configurable: { user: "u" } };
    expect(await addOne.withListeners(listeners).invoke(1, config)).toBe(2);
    const started = {
      id: "mine",
      parentId: undefined,
      name: "own",
      type: "chain",
      tags: ["t"],
      metadata: { m: 1 },
      inputs: { input: 1 },
      outputs: undefined,
      error: undefined,
      startTime: expect.any(Number),
      endTime: undefined,
    };
    const { tags, metadata, configurable } = config;
    expect(notes).toEqual([
      { what: "start", run: started, config: { tags, metadata, configurable } },
      {
        what: "end",
        run: { ...started, outputs: { output: 2 }, endTime: expect.any(Number) },
        config: { tags, metadata, configurable },
      },
    ]);
    expect(notes[1]!.run.endTime).toBeGreaterThanOrEqual(notes[1]!.run.startTime);
  });

  it("tells of a failure, and of a cancel as an AbortError", async () => {
    const { notes, listeners } = noting();
    const failing = RunnableLambda.from((): number => {
      throw boom;
    }).withListeners(listeners);
    expect(await thrown(() => failing.invoke(1))).toBe(boom);
    const model = new ScriptedChatModel({ replies: [["a", 60_000, "b"]] });
    for await (const _ of model.withListeners(listeners).stream("hi")) break;
    expect(show(notes)).toEqual([
      "start RunnableLambda",
      "error RunnableLambda",
      "start ScriptedChatModel",
      "error ScriptedChatModel",
    ]);
    expect(notes[1]!.run).toMatchObject({ error: boom, outputs: undefined, endTime: expect.any(Number) });
    expect(notes[3]!.run.error).toMatchObject({ name: "AbortError", code: "aborted" });
    expect(notes[3]!.run.inputs).toEqual({ messages: [[expect.objectContaining({ text: "hi" })]] });
  });

  it("tells of this runnable, and not of what is inside it or around it", async () => {
    const { notes, listeners } = noting();
    const inner = RunnableLambda.from(
      async (x: number, config) => (await addOne.invoke(x)) + (await addOne.invoke(x, config)),
    );
    const middle = inner.pipe(addOne).withConfig({ runName: "middle" }).withListeners(listeners);
    const chain = addOne.pipe(middle).pipe(addOne);
    for (const run of [() => chain.invoke(1), () => all(chain.stream(1)), () => all(chain.streamEvents(1))]) {
      notes.length = 0;
      await run();
      expect(show(notes)).toEqual(["start middle", "end middle"]);
      expect(notes[0]!.run.parentId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("works in a branch, in what a function returns, in a batch and without waiting", async () => {
    const { notes, listeners } = noting();
    const step = addOne.withListeners(listeners);
    expect(parallel({ a: step, b: addOne }).invokeSync(1)).toEqual({ a: 2, b: 2 });
    expect(show(notes.splice(0))).toEqual(["start addOne", "end addOne"]);
    expect([...RunnableLambda.from((_: number) => step).streamSync(1)]).toEqual([2]);
    expect(show(notes.splice(0))).toEqual(["start addOne", "end addOne"]);
    expect(await step.batch([1, 2])).toEqual([2, 3]);
    expect(show(notes)).toEqual(["start addOne", "end addOne", "start addOne", "end addOne"]);
    expect(new Set(notes.map(({ run }) => run.id)).size).toBe(2);
  });

  it("knows at the end what came as a stream", async () => {
    const { notes, listeners } = noting();
    const model = new ScriptedChatModel({ replies: [["a", "b"]] });
    await all(model.pipe(new StringOutputParser().withListeners(listeners)).stream("hi"));
    expect(notes.map(({ run }) => run.inputs)).toEqual([undefined, expect.objectContaining({ text: "ab" })]);
    expect(notes[1]!.run).toMatchObject({ type: "parser", outputs: { output: "ab" } });
  });

  it("is kept by withConfig, keeps what withConfig bound, and adds up", async () => {
    const [first, second] = [noting(), noting()];
    const handler = handlerOf();
    const bound = addOne
      .withConfig({ tags: ["a"], callbacks: [handler] })
      .withListeners(first.listeners)
      .withConfig({ tags: ["b"], runName: "bound" })
      .withListeners(second.listeners)
      .withListeners(second.listeners);
    await bound.invoke(1);
    expect(show(first.notes)).toEqual(["start bound", "end bound"]);
    expect(show(second.notes)).toEqual(["start bound", "start bound", "end bound", "end bound"]);
    expect(second.notes[0]!.run.tags).toEqual(["a", "b"]);
    expect(told(handler.calls)).toEqual(["Start bound", "End bound"]);
  });

  it("has no say: what listeners throw is dropped, and promises are not waited for", async () => {
    const wrongs: readonly (() => unknown)[] = [
      () => {
        throw boom;
      },
      () => Promise.reject(boom),
      () => new Promise(() => {}),
    ];
    for (const wrong of wrongs) {
      const heard = addOne.withListeners({ onStart: wrong, onEnd: wrong, onError: wrong });
      expect(await heard.invoke(1)).toBe(2);
      expect(heard.invokeSync(1)).toBe(2);
    }
  });

  it("calls them as methods, and only those that are there", async () => {
    class Counter {
      ends = 0;
      onEnd(): void {
        this.ends++;
      }
    }
    const counter = new Counter();
    await addOne.withListeners(counter).invoke(1);
    await addOne.withListeners({}).invoke(1);
    expect(counter.ends).toBe(1);
  });

  it("refuses what is no object of functions", () => {
    for (const wrong of [undefined, null, () => {}])
      expect(() => addOne.withListeners(wrong as never)).toThrow(/withListeners takes an object/);
    try {
      addOne.withListeners(undefined as never);
    } catch (error) {
      expect(isRunletError(error, "config")).toBe(true);
    }
  });
});
