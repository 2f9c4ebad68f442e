import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import type { RunnableConfig, StepConfig } from "../../src/runs/config.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { pause } from "../../src/engine/pause.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { asTool } from "../../src/tools/as-tool.ts";
import { tool } from "../../src/tools/tool.ts";
import { all, chain, thrown, waysToFail } from "./ways.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function settle<T>(work: () => Promise<T>): Promise<T> {
  const pending = work();
  const settled = pending.then(
    () => {},
    () => {},
  );
  await vi.runAllTimersAsync();
  await settled;
  return pending;
}

const says = (...script: (string | number)[]) =>
  new ScriptedChatModel({ replies: [script] }).pipe(new StringOutputParser());

const slow = (ms: number) =>
  RunnableLambda.from(async (text: string, { signal }: StepConfig) => {
    await pause(ms, signal);
    return text;
  });

describe("a timeout", () => {
  const cases: readonly [string, RunnableConfig["timeout"], (string | number)[], unknown][] = [
    ["firstChunk", { firstChunk: 100 }, [101, "a", "b"], undefined],
    ["idle", { idle: 100 }, [500, "a", 101, "b"], "a"],
    ["idle", { firstChunk: 1000, idle: 100 }, [500, "a", 99, "b", 99, "c", 101, "d"], "abc"],
    ["total", { total: 1000 }, [400, "a", 400, "b", 400, "c"], "ab"],
    ["total", 1000, [400, "a", 400, "b", 400, "c"], "ab"],
  ];

  it.each(cases)(
    "%s of %j ends what takes longer, by its name, however it is run",
    async (timeout, given, script, partial) => {
      for (const [way, run] of Object.entries(waysToFail(says(...script), "x", { timeout: given }))) {
        const error = await settle(run);
        expect(error, way).toMatchObject({ code: "timeout", timeout, retryable: timeout !== "total" });
        expect((error as Error).message).toContain(`timeout.${timeout}`);
        if (!way.startsWith("batch")) expect(error, way).toMatchObject({ partial });
      }
    },
  );

  it("lets go what is in time", async () => {
    const timeout = { firstChunk: 100, idle: 100, total: 1000 };
    expect(await settle(() => says(99, "a", 99, "b", 99, "c").invoke("x", { timeout }))).toBe("abc");
  });

  it("is told as an error to those who watch, of all that was open", async () => {
    const names: string[] = [];
    const reading = () =>
      thrown(async () => {
        for await (const { event, name } of says("a", 500).streamEvents("x", { timeout: { idle: 100 } }))
          names.push(`${event} ${name}`);
      });
    expect(await settle(reading)).toMatchObject({ code: "timeout" });
    expect(names.slice(-3)).toEqual([
      "on_chat_model_error ScriptedChatModel",
      "on_parser_error StringOutputParser",
      "on_chain_error RunnableSequence",
    ]);
  });

  it("between chunks stands still while nobody asks for one", async () => {
    const stream = says("a", 50, "b", 50, "c").stream("x", { timeout: { idle: 100 } });
    const read = async () => {
      const next = stream.next();
      await vi.advanceTimersByTimeAsync(50);
      return (await next).value;
    };
    const chunks = [await read()];
    await vi.advanceTimersByTimeAsync(1e6);
    chunks.push(await read());
    await vi.advanceTimersByTimeAsync(1e6);
    chunks.push(await read());
    expect(chunks).toEqual(["a", "b", "c"]);
    await stream.return();
  });

  it("of the whole is fixed at the root, also for a run inside a function", async () => {
    const inner = slow(900);
    const outer = chain(slow(900), async (text: string) => await inner.invoke(text), slow(900));
    const began = Date.now();
    const error = await settle(() => thrown(() => outer.invoke("x" as never, { timeout: 1000 })));
    expect(error).toMatchObject({ code: "timeout", timeout: "total", path: ["RunnableSequence"] });
    expect(Date.now() - began).toBeLessThan(1900);
  });

  it("that is bound to a step is that of the step, and another may take its place", async () => {
    const model = says(500, "late").withConfig({ timeout: 100 });
    expect(await settle(() => thrown(() => model.invoke("x")))).toMatchObject({ code: "timeout", timeout: "total" });
    const safe = model.withFallbacks([says("in time")]);
    expect(await settle(() => safe.invoke("x"))).toBe("in time");
    expect(await settle(() => all(safe.stream("x")))).toEqual(["in time"]);
    const impatient = says("never", 500).withConfig({ timeout: { firstChunk: 50 } });
    expect(await settle(() => impatient.invoke("x"))).toBe("never");
    // What a caller says of the whole holds beside it.
    expect(await settle(() => safe.invoke("x", { timeout: 1000 }))).toBe("in time");
    expect(await settle(() => thrown(() => model.invoke("x", { timeout: 50 })))).toMatchObject({ code: "timeout" });
  });

  it("that is bound to a step is the error of that step, and so is that of a model", async () => {
    const model = new ScriptedChatModel({ replies: [[10, "a", 500, "b"]] });
    const parser = new StringOutputParser();
    const bound = chain(model.withConfig({ timeout: 100 }), parser);
    const path = ["RunnableSequence", model.name];
    expect(await settle(() => thrown(() => bound.invoke("x" as never)))).toMatchObject({ timeout: "total", path });
    const timeout = { idle: 100 };
    const error = await settle(() => thrown(() => chain(model, parser).invoke("x" as never, { timeout })));
    expect(error).toMatchObject({ timeout: "idle", path });
  });

  it("that is bound to a step changes nothing of what those are told who watch", async () => {
    const model = new ScriptedChatModel({ replies: [["a", "b"]] });
    const watched = async (step: unknown) => {
      const program = chain((text: string) => `${text}?`, step, new StringOutputParser());
      const events = await settle(() => all(program.streamEvents("x" as never)) as Promise<StreamEvent[]>);
      return events.map(({ event, name, tags, data }) => [
        event,
        name,
        tags,
        JSON.stringify((data as { input?: unknown }).input)?.replace(/run-[-\w]+/, "id"),
      ]);
    };
    expect(await watched(model.withConfig({ timeout: 1000 }))).toEqual(await watched(model));
  });

  it("may be longer than a timer can be", async () => {
    for (const ms of [1e12, Infinity]) {
      const timeout = { firstChunk: ms, idle: ms, total: ms };
      expect(await settle(() => says(50, "a", 50, "b").invoke("x", { timeout }))).toBe("ab");
      expect(await settle(() => says(50, "a").withConfig({ timeout: ms }).invoke("x"))).toBe("a");
    }
  });

  it("of one attempt leads to the next", async () => {
    const model = new ScriptedChatModel({ replies: [[500, "late"], ["in time"]] }).pipe(new StringOutputParser());
    const retried = model.withConfig({ timeout: { firstChunk: 100 } }).withRetry();
    expect(await settle(() => retried.invoke("x"))).toBe("in time");
  });

  it("of a tool is that of each call", async () => {
    const anything = {
      "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
    } as const;
    const lookUp = tool(
      async (_: unknown, { signal }: StepConfig) => {
        await pause(500, signal);
        return "found";
      },
      { name: "look_up", schema: anything },
    );
    const error = await settle(() => thrown(() => lookUp.invoke("x", { timeout: { tool: 100 } })));
    expect(error).toMatchObject({ code: "timeout", timeout: "tool", phase: "tool", path: ["look_up"] });
    expect(await settle(() => lookUp.invoke("x", { timeout: { tool: 1000 } }))).toBe("found");
    const inner = RunnableLambda.from(async (_: unknown, { signal }) => {
      await pause(500, signal);
      return "found";
    });
    const made = asTool(inner, { name: "made", schema: anything });
    const late = await settle(() => thrown(() => made.invoke("x", { timeout: { tool: 100 } })));
    expect(late).toMatchObject({ code: "timeout", timeout: "tool", phase: "tool", path: ["made"] });
    expect(await settle(() => made.invoke("x", { timeout: { tool: 1000 } }))).toBe("found");
  });

  it("is a number of milliseconds, of a clock that there is", async () => {
    const runnable = slow(1);
    for (const timeout of [-1, Number.NaN, "1s", { idl: 5 }, { idle: "5" }]) {
      const error = await thrown(() => runnable.invoke("x", { timeout } as never));
      expect(error).toMatchObject({ code: "config", message: expect.stringContaining("timeout") });
    }
  });
});
