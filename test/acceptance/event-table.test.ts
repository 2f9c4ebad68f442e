import { describe, expect, it } from "vitest";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import { dispatchCustomEvent } from "../../src/runs/custom-event.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { NOTHING, thrown, type AnyRunnable } from "../contract/ways.ts";
import { eventKinds, type EventKind } from "../support/event-kinds.ts";
import { wrongs } from "../support/well-formed.ts";

/** How a run is made to end. */
const OUTCOMES = {
  end: { midway: () => {}, data: ({ output }: EventKind) => ({ output }) },
  error: {
    midway: () => {
      throw Object.assign(new TypeError("boom"), { code: "E_BOOM" });
    },
    data: () => ({ error: { name: "TypeError", code: "E_BOOM", message: "boom" } }),
  },
  cancel: {
    midway: (controller: AbortController) => controller.abort(new RangeError("enough")),
    data: () => ({ reason: { name: "RangeError", message: "enough" } }),
  },
};
const outcomes = Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[];

/** What is around the run that is looked at. */
const PLACES: Readonly<Record<string, (inner: AnyRunnable, given: unknown) => AnyRunnable>> = {
  "as the whole": (inner) => inner,
  "inside, given a value": (inner) => RunnableLambda.from(() => inner),
  "inside, given chunks": (inner, given) =>
    generator(
      async function* () {
        yield given;
      },
      { join: "last" },
    ).pipe(inner as never),
};

/** The events of a run, and what reading them throws. */
async function seen(runnable: AnyRunnable, input: unknown, config: RunnableConfig = {}) {
  const events: StreamEvent[] = [];
  const error = await thrown(async () => {
    for await (const event of runnable.streamEvents(input as never, config)) events.push(event);
  });
  expect(wrongs(events)).toEqual([]);
  return { events, error };
}

describe.each(Object.entries(eventKinds))("on_%s_*", (type, kind) => {
  const { given, told, takesChunks, chunks } = kind;

  describe.each(Object.keys(PLACES))("%s", (place) => {
    it.each(outcomes)("%s", async (outcome) => {
      const { midway, data } = OUTCOMES[outcome];
      const controller = new AbortController();
      const runnable = PLACES[place]!(kind.make(() => midway(controller)).withConfig({ runName: "it" }), given);
      const { events, error } = await seen(runnable, given, { signal: controller.signal });

      const input = { input: place === "as the whole" ? given : told };
      const late = place === "inside, given chunks" && takesChunks;
      const made = outcome === "end" ? chunks : chunks.slice(0, -1);
      // Of chunks, the whole is known when all have come.
      const end = { ...data(kind), ...(late && outcome !== "end" ? {} : input) };
      expect(events.filter(({ name }) => name === "it").map(({ event, data }) => [event, data])).toEqual([
        [`on_${type}_start`, late ? {} : input],
        ...made.map((chunk) => [`on_${type}_stream`, { chunk }]),
        [`on_${type}_${outcome}`, end],
      ]);
      expect(events.at(-1)!.event).toMatch(new RegExp(`_${outcome}$`));
      if (outcome === "end") expect(error).toBe(NOTHING);
      else expect(error).toMatchObject({ code: outcome === "error" ? "E_BOOM" : "aborted" });
    });
  });
});

describe("what all events say of their run", () => {
  it("is its name, its id, those it is inside of, its tags and its metadata", async () => {
    const inner = RunnableLambda.from((text: string) => text).withConfig({
      runName: "inner",
      tags: ["b"],
      metadata: { b: 2 },
    });
    const runId = "0190b7a5-1d5c-7000-8000-000000000001";
    const config = { runId, tags: ["a"], metadata: { a: 1 } };
    const { events } = await seen(
      RunnableLambda.from(() => inner, { name: "outer" }),
      "x",
      config,
    );
    const id = events.find(({ name }) => name === "inner")!.run_id;
    const outer = { run_id: runId, parent_ids: [], tags: ["a"], metadata: { a: 1 } };
    const nested = { run_id: id, parent_ids: [runId], tags: ["b", "a"], metadata: { a: 1, b: 2 } };
    for (const event of events) expect(event).toMatchObject(event.name === "outer" ? outer : nested);
    expect(events).toHaveLength(6);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

it("on_custom_event has the user's name and data, and is of the run that it was told in", async () => {
  const data = { done: 1 };
  const inner = RunnableLambda.from((text: string) => {
    dispatchCustomEvent("progress", data);
    return text;
  }).withConfig({ runName: "inner", tags: ["b"] });
  const { events } = await seen(
    RunnableLambda.from(() => inner),
    "x",
    { metadata: { a: 1 } },
  );
  const start = events.find(({ name }) => name === "inner")!;
  const { run_id, parent_ids, tags, metadata } = start;
  const custom = events.filter(({ event }) => event === "on_custom_event");
  expect(custom).toEqual([{ event: "on_custom_event", name: "progress", run_id, parent_ids, tags, metadata, data }]);
  expect((custom[0] as { data: unknown }).data).toBe(data);
  expect(events.indexOf(custom[0]!)).toBe(events.indexOf(start) + 1);
});

it("a run that its reader has left is cancelled, and what it is inside of goes on", async () => {
  const model = eventKinds.chat_model.make(() => {}).withConfig({ runName: "it" });
  const first = RunnableLambda.from(async (text: string) => {
    for await (const chunk of model.stream(text as never)) return chunk;
    return undefined;
  });
  const { events, error } = await seen(first, "hello");
  expect(error).toBe(NOTHING);
  expect(events.findLast(({ name }) => name === "it")).toMatchObject({
    event: "on_chat_model_cancel",
    data: { input: eventKinds.chat_model.told, reason: { name: "AbortError", code: "aborted" } },
  });
  expect(events.at(-1)!.event).toBe("on_chain_end");
});

it("a failure ends all that was open, the innermost first, and then is thrown", async () => {
  const inner = RunnableLambda.from(() =>
    eventKinds.chat_model.make(OUTCOMES.error.midway).withConfig({ runName: "model" }),
  );
  const outer = RunnableLambda.from((text: string) => inner.withConfig({ runName: "inner" }).invoke(text));
  const { events, error } = await seen(outer.withConfig({ runName: "outer" }), "hello");
  expect(events.slice(-3).map(({ event, name }) => [event, name])).toEqual([
    ["on_chat_model_error", "model"],
    ["on_chain_error", "inner"],
    ["on_chain_error", "outer"],
  ]);
  for (const event of events.slice(-3)) expect(event.data).toMatchObject({ error: { message: "boom" } });
  expect(error).toMatchObject({ message: "boom" });
});
