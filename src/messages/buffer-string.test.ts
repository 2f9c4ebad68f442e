import { expect, test } from "vitest";
import { AIMessage } from "./ai.ts";
import { getBufferString } from "./buffer-string.ts";
import { ChatMessage } from "./chat.ts";
import { FunctionMessage } from "./function.ts";
import { HumanMessage } from "./human.ts";
import { RemoveMessage } from "./remove.ts";
import { SystemMessage } from "./system.ts";
import { ToolMessage } from "./tool.ts";

test("one line a message", () => {
  const messages = [
    new SystemMessage("Be brief."),
    new HumanMessage([
      { type: "text", text: "Hi" },
      { type: "image", url: "u" },
    ]),
    new AIMessage("Hello!"),
    new ToolMessage("5", "c"),
    new FunctionMessage("6", "f"),
    new ChatMessage("Meh.", "Critic"),
    new RemoveMessage({ id: "x" }),
  ];
  expect(getBufferString(messages)).toBe(
    "System: Be brief.\nHuman: Hi\nAI: Hello!\nTool: 5\nFunction: 6\nCritic: Meh.",
  );
  expect(getBufferString(messages.slice(1, 3), "Me", "Bot")).toBe("Me: Hi\nBot: Hello!");
  expect(getBufferString([])).toBe("");
});
