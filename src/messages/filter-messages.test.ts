import { expect, it } from "vitest";
import { AIMessage } from "./ai.ts";
import { filterMessages, type FilterMessagesOptions } from "./filter-messages.ts";
import { HumanMessage } from "./human.ts";
import { SystemMessage } from "./system.ts";

const MESSAGES = [
  new SystemMessage({ content: "s", id: "1" }),
  new HumanMessage({ content: "h", id: "2", name: "example" }),
  new AIMessage({ content: "a", id: "3", name: "example" }),
  new HumanMessage({ content: "x", id: "4" }),
];

it.each([
  [{}, "shax"],
  [{ includeTypes: ["human"] }, "hx"],
  [{ excludeNames: ["example"] }, "sx"],
  [{ includeTypes: ["human", "ai"], excludeIds: ["3"] }, "hx"],
  [{ includeNames: ["example"], includeIds: ["1"] }, "sha"],
  [{ includeTypes: ["human"], excludeTypes: ["human"] }, ""],
  [{ includeIds: [] }, ""],
] as [FilterMessagesOptions, string][])("keeps by %j", (options, left) => {
  const text = (messages: readonly { text: string }[]) => messages.map((message) => message.text).join("");
  expect(text(filterMessages(MESSAGES, options))).toBe(left);
  expect(text(filterMessages(options).invokeSync(MESSAGES))).toBe(left);
});
