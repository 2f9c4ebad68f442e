import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { mapEach, Source } from "../../test/support/source.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { ChatModel } from "../models/chat-model.ts";
import type { RunnableConfig, StepConfig } from "../runs/config.ts";
import type { StreamEvent } from "../runs/events.ts";
import { RunLog } from "../runs/run-log.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";
import { parallel } from "./parallel.ts";
import type { Runnable } from "./runnable.ts";

const say = (word: string, name = word) => RunnableLambda.from((input: string) => `${input} ${word}`, { name });
const spell = generator(
  async function* spell(texts: AsyncIterable<string>) {
    for await (const text of texts) yield* text;
  },
  { join: "text" },
);
let made = 0;
const choice = say("one").configurableAlternatives(
  { id: "which", defaultKey: "one" },
  { two: say("two"), spell, lazy: () => (made++, say("lazy")) },
);
const which = (key: unknown): RunnableConfig => ({ configurable: { which: key } });

describe("configurable alternatives", () => {
  it("are chosen by configurable in every way to run", async () => {
    expect(await choice.invoke("a")).toBe("a one");
    expect(await choice.invoke("a", which("one"))).toBe("a one");
    expect(await choice.invoke("a", which("two"))).toBe("a two");
    expect(choice.invokeSync("a", which("two"))).toBe("a two");
    expect(await all(choice.stream("ab", which("spell")))).toEqual(["a", "b"]);
    expect([...choice.streamSync("a", which("two"))]).toEqual(["a two"]);
    expect(await choice.batch(["a", "b"], which("two"))).toEqual(["a two", "b two"]);
    const chain = say("then").pipe(choice).pipe(say("end"));
    expect(await chain.invoke("a", which("two"))).toBe("a then two end");
    expect(await chain.withConfig(which("two")).invoke("a")).toBe("a then two end");
    expect(await chain.withConfig(which("two")).invoke("a", which("one"))).toBe("a then one end");
  });

  it("may be bound to one of them, at the step itself too", async () => {
    const both = parallel({ a: choice.withConfig(which("two")), b: choice });
    expect(await both.invoke("x")).toEqual({ a: "x two", b: "x one" });
  });

  it("are made when they are chosen first, and kept", async () => {
    expect(made).toBe(0);
    expect(await choice.invoke("a", which("lazy"))).toBe("a lazy");
    expect(await say("then").pipe(choice).invoke("a", which("lazy"))).toBe("a then lazy");
    expect(made).toBe(1);
  });

  it("pass the input on as it comes, and close it", async () => {
    const source = new Source({ chunk: () => "ab" });
    const stream = choice.transform(source.async as AsyncIterable<string>, which("spell"));
    expect([await stream.next(), await stream.next()]).toEqual([
      { value: "a", done: false },
      { value: "b", done: false },
    ]);
    expect(source.made).toBe(1);
    await stream.return();
    await turn();
    expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("refuse in a synchronous run a step that waits, of the one that is chosen, before it has begun", async () => {
    let ran = 0;
    const late = RunnableLambda.from(async (input: string) => (ran++, input), { name: "late" });
    const some = say("one").configurableAlternatives({ id: "which" }, { late });
    expect(some.invokeSync("a")).toBe("a one");
    expect(await thrown(() => some.invokeSync("a", which("late")))).toMatchObject({
      code: "async_step",
      path: ["late"],
    });
    expect(ran).toBe(0);
  });

  it("say which there are, of a key that there is not", async () => {
    const expected = {
      code: "config",
      message: 'There is no alternative "three" of "which", but these: one, two, spell, lazy.',
      path: ["one"],
    };
    for (const way of [
      () => choice.invoke("a", which("three")),
      () => choice.invokeSync("a", which("three")),
      () => all(choice.stream("a", which("three"))),
      () => all(choice.streamEvents("a", which("three"))),
      () => all(choice.streamLog("a", which("three"))),
    ])
      expect(await thrown(way)).toMatchObject(expected);
    expect(await thrown(() => choice.invoke("a", which("toString")))).toMatchObject({ code: "config" });
  });

  it("are not chosen by a setting that is undefined or null", async () => {
    expect(await choice.invoke("a", which(undefined))).toBe("a one");
    expect(await choice.invoke("a", which(null))).toBe("a one");
  });

  it("are checked", async () => {
    const message = /The key "default" of "which" is that of the default/;
    const taken = () => say("one").configurableAlternatives({ id: "which" }, { default: say("two") });
    expect(await thrown(taken)).toMatchObject({ code: "config", message: expect.stringMatching(message) });
    expect(await thrown(() => say("one").configurableAlternatives({} as never, {}))).toMatchObject({
      code: "config",
      message: /A choice of alternatives needs an id/,
    });
    const none = say("one").configurableAlternatives({ id: "which" }, { none: () => "text" as never });
    expect(await thrown(() => none.invoke("a", which("none")))).toMatchObject({
      code: "config",
      message: 'The alternative "none" of "which" is no runnable, nor a function that gives one.',
    });
  });

  it("may be chosen from among alternatives", async () => {
    const nested = choice.configurableAlternatives({ id: "outer" }, { three: say("three") });
    expect(await nested.invoke("a", which("two"))).toBe("a two");
    expect(await nested.invoke("a", { configurable: { which: "two", outer: "three" } })).toBe("a three");
  });
});

const told = ({ event, name, tags, parent_ids }: StreamEvent) => [event, name, tags, parent_ids.length];
const starts = async (runnable: Runnable<string, unknown, unknown>, config: RunnableConfig) =>
  ((await all(runnable.streamEvents("x", config))) as StreamEvent[])
    .filter(({ event }) => event.endsWith("_start"))
    .map(told);

describe("those who watch", () => {
  const model = new ScriptedChatModel({ replies: [["a", "b"]] }).withConfig({ tags: ["model"] });
  const some = say("one").configurableAlternatives({ id: "which" }, { model, pair: say("first").pipe(say("second")) });

  it("see the one that is chosen in the place of the choice, with what is bound to either", async () => {
    const step = some.withConfig({ tags: ["choice"], metadata: { a: 1 } });
    const chain = say("before").pipe(step);
    const config = { configurable: { which: "model" }, tags: ["all"] };
    const events = (await all(chain.streamEvents("x", config))) as StreamEvent[];
    const [root] = events;
    const inside = events.filter(({ event }) => event.startsWith("on_chat_model"));
    expect(inside.map(({ event }) => event)).toEqual([
      "on_chat_model_start",
      "on_chat_model_stream",
      "on_chat_model_stream",
      "on_chat_model_end",
    ]);
    for (const event of inside)
      expect(event).toMatchObject({
        name: "ScriptedChatModel",
        parent_ids: [root!.run_id],
        tags: ["seq:step:2", "model", "choice", "all"],
        metadata: { a: 1 },
      });
    expect(events.filter(({ event }) => event === "on_chain_start").map(({ name }) => name)).toEqual([
      "RunnableSequence",
      "before",
    ]);
  });

  it("see it as the whole run, where the choice is that", async () => {
    expect(await starts(some, which("model"))).toEqual([["on_chat_model_start", "ScriptedChatModel", ["model"], 0]]);
    expect(await starts(some, which("default"))).toEqual([["on_chain_start", "one", [], 0]]);
    const events = (await all(
      some.streamEvents("x", { ...which("pair"), runId: "mine", runName: "Mine" }),
    )) as StreamEvent[];
    expect(events.filter(({ event }) => event.endsWith("_start")).map(told)).toEqual([
      ["on_chain_start", "Mine", [], 0],
      ["on_chain_start", "first", ["seq:step:1"], 1],
      ["on_chain_start", "second", ["seq:step:2"], 1],
    ]);
    expect(events.map(({ run_id, parent_ids }) => parent_ids[0] ?? run_id).every((id) => id === "mine")).toBe(true);
    expect(events.at(-1)).toMatchObject({ event: "on_chain_end", data: { output: "x first second", input: "x" } });
  });

  it("see it where a function calls the choice, and where the choice is in a branch", async () => {
    const call = RunnableLambda.from((input: string) => some.invokeSync(input), { name: "call" });
    expect(await starts(call, which("default"))).toEqual([
      ["on_chain_start", "call", [], 0],
      ["on_chain_start", "one", [], 1],
    ]);
    expect(await starts(parallel({ a: some }), which("model"))).toEqual([
      ["on_chain_start", "RunnableParallel<a>", [], 0],
      ["on_chat_model_start", "ScriptedChatModel", ["map:key:a", "model"], 1],
    ]);
  });

  it("have a name that was bound to the choice", async () => {
    const named = say("before").pipe(some.withConfig({ runName: "chosen" }));
    expect((await starts(named, which("model"))).at(-1)).toEqual([
      "on_chat_model_start",
      "chosen",
      ["seq:step:2", "model"],
      1,
    ]);
  });

  it("find it in the log", async () => {
    let log = RunLog.from([]);
    for await (const patch of say("before").pipe(some).streamLog("x", which("model"))) log = log.concat(patch);
    expect(Object.values(log.state!.logs).map(({ name, type }) => [name, type])).toEqual([
      ["before", "chain"],
      ["ScriptedChatModel", "chat_model"],
    ]);
  });

  it("are told by listeners on the choice and on the one that is chosen, whether or not all is watched", async () => {
    const ran: string[] = [];
    const listen = (who: string) => ({
      onEnd: (run: { readonly name: string }) => void ran.push(`${who} ${run.name}`),
    });
    const heard = say("one")
      .configurableAlternatives({ id: "which" }, { two: () => say("two").withListeners(listen("two's")) })
      .withListeners(listen("choice's"));
    const unheard = say("one").configurableAlternatives(
      { id: "which" },
      { two: say("two").withListeners(listen("two's")) },
    );
    await heard.invoke("x", which("two"));
    expect(ran.toSorted()).toEqual(["choice's two", "two's two"]);
    ran.length = 0;
    await say("before").pipe(unheard).invoke("x", which("two"));
    await unheard.invoke("x", which("one")).catch(() => {});
    await unheard.invoke("x");
    await all(unheard.streamEvents("x", which("two")));
    expect(ran).toEqual(["two's two", "two's two"]);
  });

  it("are told of a failure of the one that is chosen, and of the input's", async () => {
    const boom = new Error("boom");
    const failing = RunnableLambda.from(
      (): string => {
        throw boom;
      },
      { name: "failing" },
    );
    const risky = say("one").configurableAlternatives({ id: "which" }, { failing });
    const events: StreamEvent[] = [];
    const error = await thrown(async () => {
      for await (const event of risky.streamEvents("x", which("failing"))) events.push(event);
    });
    expect(error).toBe(boom);
    expect(events.map(({ event, name }) => [event, name])).toEqual([
      ["on_chain_start", "failing"],
      ["on_chain_error", "failing"],
    ]);
    const source = new Source({ chunk: () => "a", throwsAt: 1, error: boom });
    const passing = say("one").configurableAlternatives({ id: "which" }, { each: mapEach((x) => x) });
    expect(await thrown(() => all(passing.transform(source.async as AsyncIterable<string>, which("each"))))).toBe(boom);
  });
});

describe("the settings of alternatives", () => {
  interface HeatConfig extends RunnableConfig {
    readonly heat?: number | undefined;
  }
  class Heated extends ChatModel<HeatConfig> {
    readonly name: string;
    constructor(name: string) {
      super();
      this.name = name;
    }
    protected *reply(_: unknown, { heat, configurable }: StepConfig & HeatConfig) {
      yield new AIMessageChunk({ content: `${this.name} ${String(heat)} ${String(configurable["heat"])}`, id: "1" });
    }
  }
  const hot = (name: string) => new Heated(name).configurableFields({ heat: { id: "heat" } });
  const shared = hot("a").configurableAlternatives({ id: "llm" }, { b: hot("b") });
  const own = hot("a").configurableAlternatives({ id: "llm", defaultKey: "a", prefixKeys: true }, { b: hot("b") });
  const say = async (runnable: typeof own, configurable: Record<string, unknown>) =>
    (await runnable.invoke("x", { configurable })).text;

  it("are shared by those that have the same", async () => {
    expect(await say(shared, { heat: 1 })).toBe("a 1 1");
    expect(await say(shared, { llm: "b", heat: 1 })).toBe("b 1 1");
  });

  it("are each one's own with prefixKeys", async () => {
    const settings = { "llm==a/heat": 1, "llm==b/heat": 2 };
    expect(await say(own, settings)).toBe("a 1 1");
    expect(await say(own, { ...settings, llm: "b" })).toBe("b 2 2");
    expect(await say(own, { llm: "b", heat: 3 })).toBe("b 3 3");
    expect(await say(own, { llm: "b", heat: 3, ...settings })).toBe("b 2 2");
  });

  it("have a prefix for each of alternatives in alternatives", async () => {
    const nested = own.configurableAlternatives({ id: "where", prefixKeys: true }, { c: hot("c") });
    const settings = { "where==default/llm": "b", "where==default/llm==b/heat": 2, "where==c/heat": 4 };
    expect(await say(nested, settings)).toBe("b 2 2");
    expect(await say(nested, { ...settings, where: "c" })).toBe("c 4 4");
  });
});
