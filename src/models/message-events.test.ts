import { expect, expectTypeOf, it } from "vitest";
import { all } from "../../test/contract/ways.ts";
import { StringOutputParser } from "../parsers/string.ts";
import type { StreamEvent } from "../runs/events.ts";
import type { MessageStreamEvent } from "../messages/events.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";

const model = new ScriptedChatModel({ replies: [["Hel", "lo"]] });
const chain = model.pipe(new StringOutputParser());

it("what a model's message says is told block by block, behind the chunk that it comes of, where that is asked for", async () => {
  const events = (await all(
    chain.streamEvents("hi", { messages: true, includeTypes: ["chat_model"] }),
  )) as StreamEvent[];
  const told = events.map((event) => (event.event === "on_chat_model_message" ? event.data.type : event.event));
  expect(told).toEqual([
    "on_chat_model_start",
    "on_chat_model_stream",
    "message-start",
    "content-block-start",
    "content-block-delta",
    "on_chat_model_stream",
    "content-block-delta",
    "content-block-finish",
    "message-finish",
    "on_chat_model_end",
  ]);
  const parts = events.flatMap((event) => (event.event === "on_chat_model_message" ? [event.data] : []));
  expectTypeOf(parts).toEqualTypeOf<MessageStreamEvent[]>();
  const own = (await all(model.streamMessage("hi"))) as MessageStreamEvent[];
  expect(parts.map(({ type }) => type)).toEqual(own.map(({ type }) => type));
});

it("nothing of it is told where it is not asked for", async () => {
  const events = (await all(chain.streamEvents("hi"))) as StreamEvent[];
  expect(events.some(({ event }) => event === "on_chat_model_message")).toBe(false);
});

it("a model that is cancelled has the end of its message told there too", async () => {
  const controller = new AbortController();
  const events: StreamEvent[] = [];
  const read = async () => {
    for await (const event of model.streamEvents("hi", { messages: true, signal: controller.signal })) {
      events.push(event);
      if (event.event === "on_chat_model_stream") controller.abort();
    }
  };
  await expect(read()).rejects.toMatchObject({ code: "aborted" });
  expect(events.slice(-2)).toMatchObject([
    { event: "on_chat_model_message", data: { type: "error", code: "aborted", partial: { content: "Hel" } } },
    { event: "on_chat_model_cancel" },
  ]);
});

it("a model that fails has its error told there too, before its own error event", async () => {
  const failing = new ScriptedChatModel({ replies: [["Hel", new Error("off")]] });
  const events: StreamEvent[] = [];
  const read = async () => {
    for await (const event of failing.streamEvents("hi", { messages: true })) events.push(event);
  };
  await expect(read()).rejects.toThrow("off");
  expect(events.slice(-2)).toMatchObject([
    { event: "on_chat_model_message", data: { type: "error", message: "off" } },
    { event: "on_chat_model_error" },
  ]);
});
