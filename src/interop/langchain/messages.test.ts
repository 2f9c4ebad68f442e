import * as theirs from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import { concatMessages } from "../../messages/concat.ts";
import { FunctionMessage } from "../../messages/function.ts";
import { HumanMessage, HumanMessageChunk } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { RemoveMessage } from "../../messages/remove.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { messageIn, modelChunkIn } from "./messages-in.ts";
import { messageOut } from "./messages-out.ts";

const usage_metadata = {
  input_tokens: 3,
  output_tokens: 4,
  total_tokens: 7,
  output_token_details: { reasoning: 2 },
};
const said = { id: "m1", name: "ann", additional_kwargs: { a: 1 }, response_metadata: { finish_reason: "stop" } };
const blocks = [
  { type: "text", text: "look" },
  { type: "image", url: "https://a.example/b.png" },
  { type: "reasoning", reasoning: "hm" },
] as const;

const every: readonly BaseMessage[] = [
  new HumanMessage({ content: blocks, ...said }),
  new HumanMessage("hi"),
  new HumanMessageChunk("hi"),
  new SystemMessage({ content: "be brief", ...said }),
  new AIMessage({
    content: blocks,
    ...said,
    usage_metadata,
    tool_calls: [{ name: "f", args: { a: [1] }, id: "c1" }],
    invalid_tool_calls: [{ type: "invalid_tool_call", name: "g", args: "{", id: "c2", error: "cut off" }],
  }),
  new AIMessage(""),
  new AIMessageChunk({
    content: "a",
    ...said,
    usage_metadata,
    tool_call_chunks: [{ type: "tool_call_chunk", index: 0, id: "c1", name: "f", args: '{"a":' }],
  }),
  new AIMessageChunk({ content: "", tool_call_chunks: [{ type: "tool_call_chunk", id: "c1", args: "1}" }] }),
  new ToolMessage({ content: "sun", tool_call_id: "c1", status: "error", artifact: { kept: true }, ...said }),
  new FunctionMessage({ content: "1", name: "f" }),
  new ChatMessage({ content: "hi", role: "critic", ...said }),
  new RemoveMessage({ id: "m1" }),
];

describe("a message", () => {
  it.each(every.map((message) => [message.constructor.name, message] as const))(
    "is the same when it comes back: %s",
    (_, message) => {
      const out = messageOut(message);
      expect(theirs.isBaseMessage(out)).toBe(true);
      expect(out.constructor.name).toBe(message.constructor.name);
      const back = messageIn(out);
      expect(back.constructor).toBe(message.constructor);
      expect(back.toJSON()).toEqual(message.toJSON());
    },
  );

  it("says in LangChain what it says here", () => {
    const out = messageOut(every[4]!) as theirs.AIMessage;
    expect([out.tool_calls, out.usage_metadata]).toEqual([
      [{ name: "f", args: { a: [1] }, id: "c1", type: "tool_call" }],
      usage_metadata,
    ]);
    expect(messageOut(every[0]!).contentBlocks).toEqual(blocks);
  });

  it("shares no record that LangChain may write to", () => {
    const message = new AIMessageChunk({ content: "a", ...said });
    Object.assign(messageOut(message).response_metadata, { finish_reason: "changed" });
    expect(message.response_metadata).toEqual({ finish_reason: "stop" });
  });

  it("is not told twice what a provider has written", () => {
    const tool_calls = [{ index: 0, id: "c1", type: "function" as const, function: { name: "f", arguments: "{}" } }];
    const fields = { content: "", tool_calls: [{ name: "f", args: {}, id: "c1" }], additional_kwargs: { tool_calls } };
    const message = new theirs.AIMessage(fields);
    expect(messageIn(message).additional_kwargs).toEqual({});
  });

  it("of a kind that is not known is an error", () => {
    const strange = Object.assign(new theirs.HumanMessage("hi"), { getType: () => "smoke" });
    expect(() => messageIn(strange)).toThrow('A message of LangChain\'s type "smoke" is not known.');
  });
});

describe("the chunks of a model", () => {
  it("join into what LangChain joins them into", () => {
    const pieces = [
      { content: "Hel", id: "1" },
      { content: "lo", id: "1", tool_call_chunks: [{ index: 0, id: "c1", name: "f", args: '{"a"' }] },
      { content: "", id: "1", tool_call_chunks: [{ index: 0, args: ":1}" }] },
      { content: "", id: "1", usage_metadata, response_metadata: { finish_reason: "tool_calls" } },
    ].map((fields) => new theirs.AIMessageChunk(fields as theirs.AIMessageChunkFields));
    const ours = concatMessages(pieces.map((piece) => modelChunkIn(piece))).toMessage();
    const joined = pieces.reduce((whole, piece) => whole.concat(piece));
    expect(ours.text).toBe(joined.text);
    expect([ours.tool_calls, ours.id, ours.usage_metadata, ours.response_metadata]).toEqual([
      joined.tool_calls,
      "1",
      usage_metadata,
      { finish_reason: "tool_calls" },
    ]);
  });

  it("are one where a model gives a whole message", () => {
    const whole = new theirs.AIMessage({ content: "a", tool_calls: [{ name: "f", args: { a: 1 }, id: "c1" }] });
    expect(modelChunkIn(whole, "made up").toMessage()).toEqual(
      new AIMessage({ content: "a", id: "made up", tool_calls: [{ name: "f", args: { a: 1 }, id: "c1" }] }),
    );
  });
});
