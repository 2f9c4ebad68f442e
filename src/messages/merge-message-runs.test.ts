import { expect, it } from "vitest";
import { AIMessage } from "./ai.ts";
import { ChatMessage } from "./chat.ts";
import { HumanMessage } from "./human.ts";
import { mergeMessageRuns } from "./merge-message-runs.ts";
import { ToolMessage } from "./tool.ts";

const cost = (input_tokens: number) => ({ input_tokens, output_tokens: 1, total_tokens: input_tokens + 1 });

it("makes one of those that stand side by side", () => {
  const messages = mergeMessageRuns([
    ["system", "s"],
    new HumanMessage({ content: "a", id: "1" }),
    new HumanMessage({ content: "b", id: "2" }),
    ["human", ""],
    new AIMessage({ content: "", tool_calls: [{ name: "f", args: {}, id: "c1" }], usage_metadata: cost(1) }),
    new AIMessage({ content: "d", tool_calls: [{ name: "g", args: {}, id: "c2" }], usage_metadata: cost(2) }),
  ]);
  expect(messages.slice(1)).toEqual([
    new HumanMessage({ content: "a\nb", id: "1" }),
    new AIMessage({
      content: "d",
      tool_calls: [
        { name: "f", args: {}, id: "c1" },
        { name: "g", args: {}, id: "c2" },
      ],
      usage_metadata: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    }),
  ]);
});

it("puts blocks one behind the other", () => {
  const image = { type: "image", url: "https://a.example/b.png" } as const;
  expect(mergeMessageRuns([new HumanMessage("a"), new HumanMessage([image])])).toEqual([
    new HumanMessage([{ type: "text", text: "a" }, image]),
  ]);
});

it("leaves alone what is of another name, another role, or the answer of a tool", () => {
  const messages = [
    new HumanMessage({ content: "a", name: "ann" }),
    new HumanMessage({ content: "b", name: "bob" }),
    new ChatMessage({ content: "c", role: "x" }),
    new ChatMessage({ content: "d", role: "y" }),
    new ToolMessage({ content: "1", tool_call_id: "c1" }),
    new ToolMessage({ content: "2", tool_call_id: "c2" }),
  ];
  expect(mergeMessageRuns(messages)).toEqual(messages);
  expect(mergeMessageRuns().invokeSync(messages)).toEqual(messages);
});
