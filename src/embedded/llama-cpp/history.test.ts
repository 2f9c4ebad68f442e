import { expect, it } from "vitest";
import { AIMessage } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import { HumanMessage } from "../../messages/human.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { historyOf } from "./history.ts";

it("is each message in its place, and what tools gave in their calls", () => {
  const calls = [
    { id: "1", name: "sky", args: { at: "noon" } },
    { id: "2", name: "sea", args: {} },
  ];
  const cut = [{ type: "invalid_tool_call" as const, id: "3", name: "sea", args: '{"at":', error: "incomplete" }];
  const history = historyOf([
    new SystemMessage("be brief"),
    new HumanMessage([{ type: "text", text: "which colors?" }]),
    new AIMessage({
      content: "I look.",
      tool_calls: calls,
      invalid_tool_calls: cut,
      additional_kwargs: { reasoning_content: "hm" },
    }),
    new ToolMessage({ content: "green", tool_call_id: "2" }),
    new ToolMessage({ content: "blue", tool_call_id: "1" }),
    new ToolMessage({ content: "cut off", tool_call_id: "3", status: "error" }),
    new AIMessage("blue, green"),
    new ChatMessage({ role: "user", content: "thanks" }),
  ]);
  expect(history).toEqual([
    { type: "system", text: "be brief" },
    { type: "user", text: "which colors?" },
    {
      type: "model",
      response: [
        { type: "segment", segmentType: "thought", text: "hm", ended: true },
        "I look.",
        { type: "functionCall", name: "sky", params: { at: "noon" }, result: "blue" },
        { type: "functionCall", name: "sea", params: {}, result: "green" },
        { type: "functionCall", name: "sea", params: { INVALID_JSON: '{"at":' }, result: "cut off" },
        "blue, green",
      ],
    },
    { type: "user", text: "thanks" },
  ]);
});

it.each([
  ["an image", new HumanMessage([{ type: "image", url: "https://example.com/a.png" }]), /type "image"/],
  ["an answer to no call", new ToolMessage({ content: "blue", tool_call_id: "9" }), /"9"/],
  ["a role of its own", new ChatMessage({ role: "judge", content: "no" }), /"judge"/],
])("has no form for %s", (_, message, words) => {
  expect(() => historyOf([message])).toThrow(words);
});
