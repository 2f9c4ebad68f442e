import { describe, expect, it } from "vitest";
import { all, turn } from "../../test/contract/ways.ts";
import { errorInfo } from "../errors/info.ts";
import { isRunletError } from "../errors/error.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import type { StreamEvent } from "./events.ts";
import type { StepConfig } from "./config.ts";

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing",
    (error: unknown) => error,
  );

/** Gives the config that it is run with. */
const look = RunnableLambda.from((_: unknown, config: StepConfig) => config, { name: "look" });

describe("a runnable called in a user's function, with no config given", () => {
  it("is a part of the run that has called the function: its tags, metadata, settings and path", async () => {
    const outer = RunnableLambda.from(async () => await look.invoke(1, { tags: ["own"] }), { name: "outer" });
    const config = await outer.invoke(0, { tags: ["given"], metadata: { a: 1 }, configurable: { user: "u" } });
    expect([config.tags, config.metadata, config.configurable]).toEqual([["given", "own"], { a: 1 }, { user: "u" }]);
    const boom = new Error("boom");
    const failing = RunnableLambda.from(
      () => {
        throw boom;
      },
      { name: "failing" },
    );
    const caller = RunnableLambda.from(async () => await failing.invoke(1), { name: "caller" });
    expect(await caught(caller.invoke(0))).toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["caller", "failing"]);
  });

  it("is ended with that run, observed or not", async () => {
    const controller = new AbortController();
    const model = new ScriptedChatModel({ replies: [["a", 60_000, "b"]] });
    const inner: Promise<unknown>[] = [];
    const outer = RunnableLambda.from(async () => {
      const answer = model.invoke("x");
      inner.push(caught(answer));
      return await answer;
    });
    const run = caught(outer.invoke(0, { signal: controller.signal }));
    await turn();
    controller.abort("enough");
    expect(isRunletError(await run, "aborted")).toBe(true);
    expect(isRunletError(await inner[0], "aborted")).toBe(true);
  });

  it("obeys its own signal as well", async () => {
    const own = AbortSignal.abort("own");
    const outer = RunnableLambda.from(async () => caught(look.invoke(1, { signal: own })));
    expect(await outer.invoke(0)).toMatchObject({ code: "aborted", cause: "own" });
  });

  it("is a part of it in each pull of a generator, and where its stream is read elsewhere", async () => {
    const walk = generator(
      async function* walk() {
        for (let at = 0; at < 2; at++) {
          await turn();
          yield (await look.invoke(at)).tags;
        }
      },
      { join: "list" },
    );
    expect(await walk.invoke(0, { tags: ["t"] })).toEqual([["t"], ["t"]]);
    const lazily = RunnableLambda.from(() => look.stream(1), { name: "lazily" });
    const events = (await all(lazily.streamEvents(0))) as StreamEvent[];
    expect(events.filter(({ event }) => event === "on_chain_start").map(({ name }) => name)).toEqual([
      "lazily",
      "look",
    ]);
  });

  it("does not mix up runs that go on at once", async () => {
    const outer = RunnableLambda.from(async () => {
      await turn();
      return (await look.invoke(1)).tags;
    });
    const tags = Array.from({ length: 20 }, (_, at) => [String(at)]);
    expect(await Promise.all(tags.map((each) => outer.invoke(0, { tags: each })))).toEqual(tags);
  });

  it("is on its own once that step is complete: what a function leaves behind may go on", async () => {
    let later: Promise<unknown> | undefined;
    const outer = RunnableLambda.from(() => {
      later = (async () => {
        await turn();
        await turn();
        const { tags, signal } = await look.invoke(1);
        return [tags, signal.aborted];
      })();
      return "done";
    });
    expect(await outer.invoke(0, { tags: ["t"] })).toBe("done");
    expect(await later).toEqual([[], false]);
  });

  it("is ended at once where that step was cancelled", async () => {
    const controller = new AbortController();
    let later: Promise<unknown> | undefined;
    const outer = RunnableLambda.from(async () => {
      const work = async () => {
        await turn();
        await turn();
        return caught(look.invoke(1));
      };
      later = work();
      return await later;
    });
    const run = caught(outer.invoke(0, { signal: controller.signal }));
    controller.abort();
    expect(isRunletError(await run, "aborted")).toBe(true);
    expect(isRunletError(await later, "aborted")).toBe(true);
  });

  it("works in a synchronous run as well", () => {
    const outer = RunnableLambda.from(() => look.invokeSync(1).tags);
    expect(outer.invokeSync(0, { tags: ["t"] })).toEqual(["t"]);
  });
});

it("a config that says itself what it is a part of stays as it is", async () => {
  const outer = RunnableLambda.from(async (_: unknown, config: StepConfig) => {
    const { tags } = await look.invoke(1, { ...config, tags: ["other"] });
    return tags;
  });
  expect(await outer.invoke(0, { tags: ["t"] })).toEqual(["other"]);
});
