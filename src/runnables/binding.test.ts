import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { ChatModel } from "../models/chat-model.ts";
import type { RunnableConfig, StepConfig } from "../runs/config.ts";
import type { StreamEvent } from "../runs/events.ts";
import { RunnableBinding } from "./binding.ts";
import { RunnableLambda } from "./lambda.ts";

interface EchoConfig extends RunnableConfig {
  readonly temperature?: number | undefined;
  readonly stop?: readonly string[] | undefined;
}

class Echo extends ChatModel<EchoConfig> {
  readonly name = "Echo";
  protected *reply(_: unknown, { temperature, stop }: StepConfig & EchoConfig) {
    yield new AIMessageChunk({ content: JSON.stringify({ temperature, stop }), id: "echo" });
  }
}

const model = new Echo();
const options = async (runnable: { invoke(input: string): Promise<{ readonly text: string }> }) =>
  JSON.parse((await runnable.invoke("x")).text) as unknown;

describe("withConfig, twice,", () => {
  const told = RunnableLambda.from((_: string, { tags, metadata, configurable }) => ({ tags, metadata, configurable }));

  it("unites tags, and merges metadata and configurable by key", async () => {
    const bound = told
      .withConfig({ tags: ["a", "b"], metadata: { a: 1, b: 1 }, configurable: { x: 1 } })
      .withConfig({ tags: ["b", "c"], metadata: { b: 2 }, configurable: { y: 2 } });
    expect(await bound.invoke("x", { tags: ["d"] })).toEqual({
      tags: ["a", "b", "c", "d"],
      metadata: { a: 1, b: 2 },
      configurable: { x: 1, y: 2 },
    });
    expect(bound).toBeInstanceOf(RunnableBinding);
    expect((bound as unknown as RunnableBinding).bound).toBe(told);
  });

  it("keeps the listeners, of before and of after", async () => {
    const heard: string[] = [];
    const listen = (who: string) => ({ onEnd: () => void heard.push(who) });
    const bound = told
      .withListeners(listen("first"))
      .withConfig({ tags: ["a"] })
      .withListeners(listen("second"))
      .withConfig({ runName: "bound" });
    await bound.invoke("x");
    expect(heard.toSorted()).toEqual(["first", "second"]);
  });
});

describe("bind", () => {
  it("binds call options, which a call may go over", async () => {
    expect(await options(model.bind({ temperature: 0.5 }))).toEqual({ temperature: 0.5 });
    const called = await model.bind({ temperature: 0.5, stop: ["."] }).invoke("x", { temperature: 0 });
    expect(JSON.parse(called.text)).toEqual({ temperature: 0, stop: ["."] });
  });

  it("merges what is bound twice: the later goes over the earlier, and an array takes the place of another", async () => {
    const bound = model.bind({ temperature: 0.5, stop: ["a", "b"] }).bind({ stop: ["c"] });
    expect(await options(bound)).toEqual({ temperature: 0.5, stop: ["c"] });
    expect(await options(bound.bind({ temperature: undefined }))).toEqual({ temperature: 0.5, stop: ["c"] });
    expect(await options(bound.withConfig({ tags: ["a"] }).bind({ temperature: 0 }))).toEqual({
      temperature: 0,
      stop: ["c"],
    });
  });
});

describe("a model with a config bound to it", () => {
  it("streams its message as the model does", async () => {
    const bound = model
      .withConfig({ tags: ["a"] })
      .bind({ temperature: 0.5 })
      .withConfig({ tags: ["b"] });
    expect(await bound.streamMessage("x").text).toBe('{"temperature":0.5}');
    expect((await bound.streamMessage("x", { temperature: 0 }).final()).text).toBe('{"temperature":0}');
    const [start] = (await all(bound.streamEvents("x"))) as StreamEvent[];
    expect(start).toMatchObject({ event: "on_chat_model_start", name: "Echo", tags: ["a", "b"] });
  });
});
