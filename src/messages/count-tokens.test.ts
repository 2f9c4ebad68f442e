import { expect, it } from "vitest";
import { AIMessage } from "./ai.ts";
import { countTokensApproximately } from "./count-tokens.ts";
import { HumanMessage } from "./human.ts";
import { ToolMessage } from "./tool.ts";

it("counts four characters a token, and three tokens a message", () => {
  expect(countTokensApproximately([])).toBe(0);
  expect(countTokensApproximately([new HumanMessage("12345678"), new HumanMessage("1")])).toBe(2 + 3 + 1 + 3);
  expect(countTokensApproximately([new HumanMessage("12345678")], { charsPerToken: 2, extraTokensPerMessage: 0 })).toBe(
    4,
  );
});

it("counts what a message has beside its text: who speaks, calls, what is answered", () => {
  const fields = { extraTokensPerMessage: 0, charsPerToken: 1 };
  expect(countTokensApproximately([new HumanMessage({ content: "a", name: "ann" })], fields)).toBe(4);
  const calling = new AIMessage({ content: "a", tool_calls: [{ name: "f", args: { x: 1 } }] });
  expect(countTokensApproximately([calling], fields)).toBe(1 + 1 + '{"x":1}'.length);
  expect(countTokensApproximately([new ToolMessage({ content: "a", tool_call_id: "c1" })], fields)).toBe(3);
});

it("counts a character of a writing of many as a token", () => {
  expect(countTokensApproximately([new HumanMessage("天空是什么颜色")])).toBe(7 + 3);
  expect(countTokensApproximately([new HumanMessage("空は青いabcd")])).toBe(4 + 1 + 3);
});

it("does not count the data of a picture as text", () => {
  const picture = new HumanMessage([
    { type: "text", text: "abcd" },
    { type: "image", data: "A".repeat(100_000), mimeType: "image/png" },
  ]);
  expect(countTokensApproximately([picture])).toBe(1 + 85 + 3);
  expect(countTokensApproximately([picture], { tokensPerMedia: 1000 })).toBe(1 + 1000 + 3);
});
