import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { all, turn } from "../../test/contract/ways.ts";
import { errorInfo } from "../errors/info.ts";
import { isRunletError } from "../errors/error.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ChatModel } from "../models/chat-model.ts";
import { LLM } from "../models/llm.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { Runnable } from "../runnables/runnable.ts";
import { RunnableSequence } from "../runnables/sequence.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { detached } from "./ambient.ts";
import type { StreamEvent } from "./events.ts";
import type { StepConfig } from "./config.ts";

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "nothing",
    (error: unknown) => error,
  );

/** The names of the runs that are told of. */
async function startsOf(runnable: Runnable<string>): Promise<string[]> {
  const events = (await all(runnable.streamEvents("x"))) as StreamEvent[];
  return events.filter(({ event }) => event.endsWith("_start")).map(({ name }) => name);
}

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
    expect(await startsOf(lazily)).toEqual(["lazily", "look"]);
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

  it("is a part of it where the iterable that the function gives begins it", async () => {
    const begins = { [Symbol.asyncIterator]: () => look.stream(1) };
    const lazily = RunnableLambda.from(() => begins, { name: "lazily" });
    const walk = generator(() => begins, { name: "walk" });
    expect(await startsOf(lazily)).toEqual(["lazily", "look"]);
    expect(await startsOf(walk)).toEqual(["walk", "look"]);
  });

  it("is a part of the model whose answer it is a part of", async () => {
    const inner = new ScriptedChatModel({ replies: [["a"], ["a"]] });
    class Router extends ChatModel {
      readonly name = "Router";
      protected async *reply(messages: readonly BaseMessage[]) {
        await turn();
        yield* inner.stream(messages);
      }
    }
    class Completer extends LLM {
      readonly name = "Completer";
      protected async complete(prompt: string) {
        return (await inner.invoke(prompt)).text;
      }
    }
    expect(await startsOf(new Router())).toEqual(["Router", "ScriptedChatModel"]);
    expect(await startsOf(new Completer())).toEqual(["Completer", "ScriptedChatModel"]);
  });

  it("is no part of it where it is detached, and is not ended with it", async () => {
    const controller = new AbortController();
    const model = new ScriptedChatModel({ replies: [["a", 1, "b"]] });
    const inner: Promise<unknown>[] = [];
    const outer = RunnableLambda.from(async () => {
      const answer = detached(() => model.invoke("x"));
      inner.push(answer);
      return await answer;
    });
    const run = caught(outer.invoke(0, { signal: controller.signal }));
    controller.abort();
    expect(isRunletError(await run, "aborted")).toBe(true);
    expect(await inner[0]).toMatchObject({ text: "ab" });
    const looks = RunnableLambda.from(async () => await detached(() => look.invoke(1)));
    expect((await looks.invoke(0, { tags: ["t"] })).tags).toEqual([]);
    const events = (await all(looks.streamEvents(0))) as StreamEvent[];
    expect(events.filter(({ event }) => event === "on_chain_start")).toHaveLength(1);
  });

  it("works in a synchronous run as well", () => {
    const outer = RunnableLambda.from(() => look.invokeSync(1).tags);
    expect(outer.invokeSync(0, { tags: ["t"] })).toEqual(["t"]);
  });
});

it("a signal in the place of the step's ends the run, and so does the step's", async () => {
  for (const which of ["own", "outer"]) {
    const [own, outer] = [new AbortController(), new AbortController()];
    const model = new ScriptedChatModel({ replies: [["a", 60_000, "b"]] });
    const inner: Promise<unknown>[] = [];
    const step = RunnableLambda.from(async (_: unknown, config: StepConfig) => {
      const answer = model.invoke("x", { ...config, signal: own.signal });
      inner.push(caught(answer));
      return await answer;
    });
    const run = caught(step.invoke(0, { signal: outer.signal }));
    await turn();
    (which === "own" ? own : outer).abort();
    expect(isRunletError(await run, "aborted")).toBe(true);
    expect(isRunletError(await inner[0], "aborted")).toBe(true);
  }
});

it("a config that says itself what it is a part of stays as it is", async () => {
  const outer = RunnableLambda.from(async (_: unknown, config: StepConfig) => {
    const { tags } = await look.invoke(1, { ...config, tags: ["other"] });
    return tags;
  });
  expect(await outer.invoke(0, { tags: ["t"] })).toEqual(["other"]);
});

it("a run that has waited for whoever watches goes on in the async context that it was begun in", async () => {
  const request = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const see = () => void seen.push(request.getStore());
  const inner = RunnableSequence.from(Array.from({ length: 20 }, () => see) as never) as Runnable<unknown>;
  const outer = RunnableLambda.from(async () => await request.run("mine", () => inner.invoke(1)));
  const names: string[] = [];
  for await (const { event, name } of outer.streamEvents(0)) {
    names.push(`${event} ${name}`);
    await turn();
  }
  expect(names.length).toBeGreaterThan(32);
  expect(seen).toEqual(Array.from({ length: 20 }, () => "mine"));
});
