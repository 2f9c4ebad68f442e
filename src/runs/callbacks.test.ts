import { describe, expect, it } from "vitest";
import { handlerOf, told } from "../../test/support/calls.ts";
import { all, thrown, turn } from "../../test/contract/ways.ts";
import { isRunletError } from "../errors/error.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { Document } from "../retrievers/document.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { parallel } from "../runnables/parallel.ts";
import { tool } from "../tools/tool.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { ScriptedRetriever } from "../testing/scripted/retriever.ts";
import type { CallbackHandler } from "./callback-handler.ts";
import { dispatchCustomEvent } from "./custom-event.ts";
import type { StreamEvent } from "./events.ts";

const model = (...tokens: string[]) => new ScriptedChatModel({ replies: [tokens] });
const boom = new Error("boom");
const config = { tags: ["t"], metadata: { m: 1 } };

describe("a handler", () => {
  const twice = RunnableLambda.from((x: number) => x * 2, { name: "twice" });

  it("is called as a method, of an object or of an instance", async () => {
    class Counter {
      readonly name = "counter";
      #starts = 0;
      get starts() {
        return this.#starts;
      }
      handleChainStart() {
        this.#starts++;
      }
    }
    const counter = new Counter();
    const plain = {
      ends: 0,
      handleChainEnd() {
        this.ends++;
      },
    };
    await twice.pipe(twice).invoke(1, { callbacks: [counter, plain] });
    expect([counter.starts, plain.ends]).toEqual([3, 3]);
  });

  it("that is given twice is told once: in a list, bound and given, inherited and given again", async () => {
    const handler = handlerOf();
    const callbacks = [handler];
    const outer = RunnableLambda.from(
      async (x: number, config) => {
        await twice.invoke(x, { ...config, callbacks });
        return twice.withConfig({ callbacks });
      },
      { name: "outer" },
    );
    await outer.withConfig({ callbacks }).invoke(1, { callbacks: [handler, handler] });
    expect(told(handler.calls)).toEqual([
      "Start outer",
      "Start twice",
      "End twice",
      "Start twice",
      "End twice",
      "End outer",
    ]);
  });

  it("with flags is not told of what they leave out", async () => {
    const step = RunnableLambda.from((x: string) => {
      dispatchCustomEvent("said", x);
      return x;
    });
    const chain = step
      .pipe(model("a"))
      .pipe((message) => message.text)
      .pipe(new ScriptedRetriever({ documents: [] }))
      .pipe(() => ({}))
      .pipe(tool(() => 1, { name: "tool", schema: { type: "object" } }));
    const ALL = ["Chain", "Custom", "Chat", "LLM", "Retriever", "Tool"];
    const kinds = async (flags: CallbackHandler) => {
      const handler = { ...handlerOf(), ...flags };
      await chain.invoke("x", { callbacks: [handler] });
      return [...new Set(handler.calls.map(({ method }) => ALL.find((kind) => method.startsWith(`handle${kind}`))))];
    };
    const but = (...left: string[]) => ALL.filter((kind) => !left.includes(kind));
    expect(await kinds({})).toEqual(ALL);
    expect(await kinds({ ignoreLLM: true })).toEqual(but("Chat", "LLM"));
    expect(await kinds({ ignoreChain: true })).toEqual(but("Chain"));
    expect(await kinds({ ignoreRetriever: true })).toEqual(but("Retriever"));
    expect(await kinds({ ignoreAgent: true })).toEqual(but("Tool"));
    expect(await kinds({ ignoreCustomEvent: true })).toEqual(but("Custom"));
  });

  it("that is none is an error, wherever it is given", async () => {
    for (const wrong of [undefined, null, "console", () => {}]) {
      const callbacks = [wrong as never];
      for (const run of [
        () => twice.invoke(1, { callbacks }),
        () => all(twice.stream(1, { callbacks })),
        () => twice.withConfig({ callbacks }).invokeSync(1),
        () => twice.pipe(twice.withConfig({ callbacks })).invoke(1),
      ])
        expect(isRunletError(await thrown(run), "config")).toBe(true);
    }
  });
});

describe("callbacks that are bound", () => {
  const outer = (name: string) => RunnableLambda.from((x: number) => x + 1, { name });

  it("to a step in the middle see that step, and what is inside it", async () => {
    const handler = handlerOf();
    const inner = RunnableLambda.from(
      async (x: number, config) => (await outer("by config").invoke(x, config)) + (await outer("by context").invoke(x)),
      { name: "inner" },
    );
    const middle = outer("a")
      .pipe(inner)
      .pipe(() => outer("answered"));
    const chain = outer("before")
      .pipe(middle.withConfig({ callbacks: [handler], runName: "middle" }))
      .pipe(outer("after"));
    for (const run of [() => chain.invoke(1), () => all(chain.stream(1)), () => all(chain.streamEvents(1))]) {
      handler.calls.length = 0;
      await run();
      const seen = told(handler.calls);
      expect(seen.filter((entry) => entry.startsWith("Start")).map((entry) => entry.slice(6))).toEqual([
        "middle",
        "a",
        "inner",
        "by config",
        "by context",
        "RunnableLambda",
        "answered",
      ]);
      expect(seen.length).toBe(14);
    }
  });

  it("to a branch, to a step of a branch, and to a runnable that a function returns", async () => {
    const [branch, step, answer] = [handlerOf(), handlerOf(), handlerOf()];
    const chain = parallel({
      a: outer("a").withConfig({ callbacks: [branch] }),
      b: outer("b1").pipe(outer("b2").withConfig({ callbacks: [step] })),
    })
      .pipe(({ a, b }) => a + b)
      .pipe(() =>
        outer("answer")
          .pipe(outer("last"))
          .withConfig({ callbacks: [answer] }),
      );
    await chain.invoke(1);
    expect(told(branch.calls)).toEqual(["Start a", "End a"]);
    expect(told(step.calls)).toEqual(["Start b2", "End b2"]);
    expect(told(answer.calls)).toEqual([
      "Start RunnableSequence",
      "Start answer",
      "End answer",
      "Start last",
      "End last",
      "End RunnableSequence",
    ]);
  });

  it("and those of the call are both told", async () => {
    const [bound, given] = [handlerOf(), handlerOf()];
    const chain = outer("a").pipe(outer("b").withConfig({ callbacks: [bound] }));
    chain.invokeSync(1, { callbacks: [given] });
    expect(told(bound.calls)).toEqual(["Start b", "End b"]);
    expect(told(given.calls).length).toBe(6);
    expect(bound.calls[0]!.args).toEqual(given.calls.find(({ args }) => args[7] === "b")!.args);
  });
});

describe("whatever a handler does, the run goes on", () => {
  const chain = generator(
    function* (texts: Iterable<string>) {
      for (const text of texts) {
        dispatchCustomEvent("seen", text);
        yield text;
      }
    },
    { join: "text", name: "seeing" },
  )
    .pipe(model("a", "b"))
    .pipe(new StringOutputParser());
  const HANDLERS: Readonly<Record<string, () => unknown>> = {
    throws: () => {
      throw boom;
    },
    rejects: () => Promise.reject(boom),
    "rejects later": () => turn().then(() => Promise.reject(boom)),
    hangs: () => new Promise(() => {}),
    "gives a bad thenable": () => ({
      then() {
        throw boom;
      },
    }),
    "gives something": () => new Document({ pageContent: "other" }),
  };

  it.each(Object.entries(HANDLERS))("%s", async (name, act) => {
    const [bad, good] = [handlerOf(act), handlerOf()];
    const callbacks = [bad, good];
    expect(await chain.invoke("x", { callbacks })).toBe("ab");
    expect(await all(chain.stream("x", { callbacks }))).toEqual(["a", "b"]);
    expect(chain.invokeSync("x", { callbacks })).toBe("ab");
    expect([...chain.streamSync("x", { callbacks })]).toEqual(["a", "b"]);
    expect(good.calls.length).toBeGreaterThan(40);
    for (let turns = 0; turns < good.calls.length; turns++) await turn();
    // One that hangs is told no more of the run that it hangs in; each run is one of its own.
    expect(bad.calls.length).toBe(name === "hangs" ? 4 : good.calls.length);
    expect(told(bad.calls).toSorted()).toEqual(
      name === "hangs" ? Array(4).fill("Start RunnableSequence") : told(good.calls).toSorted(),
    );
  });

  it("is slow: nothing waits for it, and what it does keeps its order", async () => {
    const slow: string[] = [];
    let [busy, most] = [0, 0];
    const handler = handlerOf(async ({ method }) => {
      most = Math.max(most, ++busy);
      for (let turns = 0; turns < 3; turns++) await turn();
      slow.push(method);
      busy--;
    });
    const quick = handlerOf();
    expect(await chain.invoke("x", { callbacks: [handler, quick] })).toBe("ab");
    expect(slow).toEqual([]);
    while (slow.length < quick.calls.length) await turn();
    expect(told(handler.calls)).toEqual(told(quick.calls));
    expect(most).toBe(1);
    expect(slow).toEqual(quick.calls.map(({ method }) => method));
  });

  it("is slow in one run, and is told of another one at once", async () => {
    let release = () => {};
    const handler = handlerOf(({ args }) =>
      args[2] === "slow" ? new Promise<void>((go) => (release = go)) : undefined,
    );
    const step = RunnableLambda.from((x: number) => x, { name: "step" });
    await step.invoke(1, { callbacks: [handler], runId: "slow" });
    await step.invoke(1, { callbacks: [handler], runId: "other" });
    expect(handler.calls.map(({ args }) => args[args.length > 5 ? 2 : 1])).toEqual(["slow", "other", "other"]);
    release();
    await turn();
    expect(handler.calls.at(-1)!.args[1]).toBe("slow");
  });

  it("changes its own tags, lists and metadata, and nobody else's", async () => {
    const bad = handlerOf(({ args }) => {
      for (const arg of args) {
        if (Array.isArray(arg)) arg.push("spoiled");
        for (const list of Array.isArray(arg) ? arg : []) if (Array.isArray(list)) list.length = 0;
      }
      const metadata = args.find((arg) => typeof arg === "object" && arg !== null && "m" in arg);
      if (metadata) (metadata as { m: number }).m = 2;
    });
    const good = handlerOf();
    const answer = await all(chain.streamEvents("x", { ...config, callbacks: [bad, good] }));
    for (const event of answer as StreamEvent[])
      expect([event.tags.includes("spoiled"), event.metadata["m"]]).toEqual([false, 1]);
    expect(good.calls.length).toBeGreaterThan(8);
    expect(JSON.stringify(good.calls)).not.toContain("spoiled");
  });

  it("runs something itself: a run of its own, of which it is not told", async () => {
    const inner = RunnableLambda.from((x: number) => x);
    const results: unknown[] = [];
    const handler = handlerOf(() => results.push(inner.invokeSync(1)));
    const outer = RunnableLambda.from((x: number) => inner.invokeSync(x), { name: "outer" });
    await outer.invoke(1, { callbacks: [handler] });
    expect(told(handler.calls)).toEqual(["Start outer", "Start RunnableLambda", "End RunnableLambda", "End outer"]);
    expect(results.length).toBe(4);
  });

  it("ends the run, when it has seen enough", async () => {
    const controller = new AbortController();
    const handler = handlerOf(({ method }) => {
      if (method === "handleLLMNewToken") controller.abort();
    });
    const run = { callbacks: [handler], signal: controller.signal };
    expect(isRunletError(await thrown(() => chain.invoke("x", run)), "aborted")).toBe(true);
    expect(told(handler.calls).filter((entry) => !entry.startsWith("Start"))).toEqual([
      "CustomEvent seeing",
      "End seeing",
      "NewToken ScriptedChatModel",
      "Error ScriptedChatModel",
      "Error RunnableSequence",
    ]);
  });
});
