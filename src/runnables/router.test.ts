import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { StringOutputParser } from "../parsers/string.ts";
import type { StreamEvent } from "../runs/events.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { RunnableLambda } from "./lambda.ts";
import { RouterRunnable } from "./router.ts";

const model = new ScriptedChatModel({ replies: [["a", "b"]] });
const router = new RouterRunnable({
  runnables: {
    add: (input: { n: number }) => input.n + 1,
    square: RunnableLambda.from(async (input: { n: number }) => input.n ** 2, { name: "square" }),
    say: RunnableLambda.from((input: { n: number }) => String(input.n))
      .pipe(model)
      .pipe(new StringOutputParser()),
  },
});
const to = (key: string, n = 3) => ({ key, input: { n } });

describe("a router", () => {
  it("runs the one that the input names, and streams its output", async () => {
    expect(await router.invoke(to("add"))).toBe(4);
    expect(await router.invoke(to("square"))).toBe(9);
    expect(router.invokeSync(to("add"))).toBe(4);
    expect(await all(router.stream(to("say")))).toEqual(["a", "b"]);
    expect([...router.streamSync(to("say"))]).toEqual(["a", "b"]);
    expect(await all(router.transform([to("say", 1), to("say")], { join: "last" }))).toEqual(["a", "b"]);
  });

  it("gives in a batch each input its own runnable's result, however few run at a time", async () => {
    const slow = new RouterRunnable({
      runnables: {
        a: (input: string) => turn().then(() => `a of ${input}`),
        b: (input: string) => `b of ${input}`,
      },
    });
    const keys = ["a", "b", "b", "a", "a", "b"];
    const inputs = keys.map((key, index) => ({ key, input: String(index) }));
    const expected = keys.map((key, index) => `${key} of ${index}`);
    for (const maxConcurrency of [1, 2, 3, undefined])
      expect(await slow.batch(inputs, { maxConcurrency })).toEqual(expected);
  });

  it("says which there are, of a key that there is not", async () => {
    const expected = {
      code: "config",
      message: 'There is no runnable "divide" in the router "RouterRunnable", but these: add, square, say.',
      path: ["RouterRunnable"],
    };
    for (const way of [
      () => router.invoke(to("divide")),
      () => router.invokeSync(to("divide")),
      () => all(router.stream(to("divide"))),
      () => router.batch([to("divide")]),
      () => all(router.streamEvents(to("divide"))),
    ])
      expect(await thrown(way)).toMatchObject(expected);
    expect(await thrown(() => router.invoke(to("toString")))).toMatchObject({ code: "config" });
    expect(await thrown(() => router.invoke({} as never))).toMatchObject({ message: /no runnable "undefined"/ });
  });

  it("needs an object", async () => {
    expect(await thrown(() => router.invoke("add" as never))).toMatchObject({
      code: "config",
      message: 'The step "RouterRunnable" needs an object, and was given a string.',
    });
    expect(() => new RouterRunnable(undefined as never)).toThrow(/takes { runnables/);
    expect(() => new RouterRunnable({} as never)).toThrow(/takes { runnables/);
    expect(() => new RouterRunnable({ runnables: { a: 1 } as never })).toThrow(/A step is a runnable/);
  });

  it("refuses in a synchronous run a runnable that waits, before it has begun", async () => {
    expect(await thrown(() => router.invokeSync(to("square")))).toMatchObject({
      code: "async_step",
      path: ["RouterRunnable", "square"],
    });
  });

  it("is a run with the one that it has chosen inside it", async () => {
    const events = (await all(router.streamEvents(to("square"), { tags: ["all"] }))) as StreamEvent[];
    const [root] = events;
    expect(events.map(({ event, name, parent_ids, tags, data }) => [event, name, parent_ids, tags, data])).toEqual([
      ["on_chain_start", "RouterRunnable", [], ["all"], { input: to("square") }],
      ["on_chain_start", "square", [root!.run_id], ["all"], { input: { n: 3 } }],
      ["on_chain_stream", "square", [root!.run_id], ["all"], { chunk: 9 }],
      ["on_chain_stream", "RouterRunnable", [], ["all"], { chunk: 9 }],
      ["on_chain_end", "square", [root!.run_id], ["all"], { output: 9, input: { n: 3 } }],
      ["on_chain_end", "RouterRunnable", [], ["all"], { output: 9, input: to("square") }],
    ]);
  });

  it("tells listeners that are bound to one of its runnables", async () => {
    const ran: string[] = [];
    const square = RunnableLambda.from((n: number) => n ** 2, { name: "square" });
    const heard = new RouterRunnable({
      runnables: { square: square.withListeners({ onEnd: ({ name }) => void ran.push(name) }), same: (n: number) => n },
    });
    expect(
      await heard.batch([
        { key: "square", input: 2 },
        { key: "same", input: 2 },
      ]),
    ).toEqual([4, 2]);
    await turn();
    expect(ran).toEqual(["square"]);
  });
});
