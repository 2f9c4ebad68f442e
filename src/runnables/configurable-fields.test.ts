import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { ChatModel } from "../models/chat-model.ts";
import { StringOutputParser } from "../parsers/string.ts";
import type { RunnableConfig, StepConfig } from "../runs/config.ts";
import type { StreamEvent } from "../runs/events.ts";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";
import { parallel } from "./parallel.ts";

interface EchoConfig extends RunnableConfig {
  readonly temperature?: number | undefined;
  readonly stop?: readonly string[] | undefined;
}

/** Says which call options it was given. */
class Echo extends ChatModel<EchoConfig> {
  readonly name = "Echo";
  protected *reply(_: unknown, { temperature, stop }: StepConfig & EchoConfig) {
    yield new AIMessageChunk({ content: `${String(temperature)} `, id: "echo" });
    yield new AIMessageChunk({ content: (stop ?? []).join(""), id: "echo" });
  }
}

const text = new StringOutputParser();
const hot = new Echo().configurableFields({ temperature: { id: "heat", name: "Heat", description: "0 to 1" } });
const chain = hot.pipe(text);
const heat = (value: unknown): RunnableConfig => ({ configurable: { heat: value } });

describe("a configurable field", () => {
  it("is taken from configurable in every way to run", async () => {
    expect(await chain.invoke("x", heat(0.5))).toBe("0.5 ");
    expect(chain.invokeSync("x", heat(0))).toBe("0 ");
    expect((await all(chain.stream("x", heat(0.5)))).join("")).toBe("0.5 ");
    expect([...chain.streamSync("x", heat(0.5))].join("")).toBe("0.5 ");
    expect(await chain.batch(["x", "y"], heat(0.5))).toEqual(["0.5 ", "0.5 "]);
    expect((await all(chain.transform("x", heat(0.5)))).join("")).toBe("0.5 ");
  });

  it("leaves what was bound where it is not given, or undefined", async () => {
    const bound = new Echo().bind({ temperature: 0.1, stop: ["!"] });
    const fields = bound.configurableFields({ temperature: { id: "heat" }, stop: { id: "ends" } }).pipe(text);
    expect(await fields.invoke("x")).toBe("0.1 !");
    expect(await fields.invoke("x", { configurable: { heat: undefined, ends: undefined, cold: 1 } })).toBe("0.1 !");
    expect(await fields.invoke("x", { configurable: { heat: 0, ends: ["?"] } })).toBe("0 ?");
    expect(await fields.invoke("x", { configurable: Object.create({ heat: 1 }) as { heat: number } })).toBe("0.1 !");
  });

  it("goes over what was bound or given, wherever that was", async () => {
    expect(await hot.bind({ temperature: 0.1 }).pipe(text).invoke("x", heat(0.5))).toBe("0.5 ");
    expect((await hot.invoke("x", { temperature: 0.1, configurable: { heat: 0.5 } })).text).toBe("0.5 ");
    expect((await hot.invoke("x", { temperature: 0.1 })).text).toBe("0.1 ");
  });

  it("may be bound itself, at any step that it is in", async () => {
    expect(await hot.withConfig(heat(0.2)).pipe(text).invoke("x")).toBe("0.2 ");
    expect(await chain.withConfig(heat(0.2)).invoke("x")).toBe("0.2 ");
    expect(await chain.withConfig(heat(0.2)).invoke("x", heat(0.3))).toBe("0.3 ");
    const twice = parallel({ cold: hot.withConfig(heat(0)).pipe(text), warm: chain });
    expect(await twice.invoke("x", heat(0.3))).toEqual({ cold: "0.3 ", warm: "0.3 " });
    expect(await twice.invoke("x")).toEqual({ cold: "0 ", warm: "undefined " });
  });

  it("reaches a model that a function or a generator runs", async () => {
    const called = RunnableLambda.from(async (input: string) => (await hot.invoke(input)).text);
    const passed = RunnableLambda.from((input: string, config) => hot.invoke(input, config));
    const answered = RunnableLambda.from((_: string) => hot);
    const streamed = generator(async function* () {
      yield* hot.stream("x");
    });
    expect(await called.invoke("x", heat(0.5))).toBe("0.5 ");
    expect((await passed.invoke("x", heat(0.5))).text).toBe("0.5 ");
    expect((await answered.invoke("x", heat(0.5))).text).toBe("0.5 ");
    expect((await streamed.invoke("x", heat(0.5))).map((chunk) => chunk.text)).toEqual(["0.5 ", ""]);
  });

  it("reaches the steps inside a runnable that has call options", async () => {
    const retried = new Echo().withRetry().configurableFields({ temperature: { id: "heat" } });
    expect((await retried.invoke("x", heat(0.5))).text).toBe("0.5 ");
    const fallen = new Echo().withFallbacks([new Echo()]).configurableFields({ temperature: { id: "heat" } });
    expect((await fallen.invoke("x", heat(0.5))).text).toBe("0.5 ");
  });

  it("of two that are put around each other holds in both", async () => {
    const both = hot.configurableFields({ stop: { id: "ends" } }).pipe(text);
    expect(await both.invoke("x", { configurable: { heat: 0.5, ends: ["."] } })).toBe("0.5 .");
  });

  it("is not seen by those who watch: the run is the model's", async () => {
    const events = await all(chain.streamEvents("x", { configurable: { heat: 0.5 }, tags: ["all"] }));
    const starts = (events as StreamEvent[]).filter(({ event }) => event.endsWith("_start"));
    expect(starts.map(({ event, name, tags, parent_ids }) => [event, name, tags, parent_ids.length])).toEqual([
      ["on_chain_start", "RunnableSequence", ["all"], 0],
      ["on_chat_model_start", "Echo", ["seq:step:1", "all"], 1],
      ["on_parser_start", "StringOutputParser", ["seq:step:2", "all"], 1],
    ]);
    const [first] = (await all(hot.streamEvents("x", { runId: "mine" }))) as StreamEvent[];
    expect(first).toMatchObject({ event: "on_chat_model_start", name: "Echo", run_id: "mine" });
  });

  it("needs an id", async () => {
    for (const field of [undefined, {}, { id: "" }, { id: 1 }])
      expect(await thrown(() => new Echo().configurableFields({ temperature: field as never }))).toMatchObject({
        code: "config",
        message: "The configurable field temperature needs an id: the key in configurable that it is taken from.",
      });
  });
});
