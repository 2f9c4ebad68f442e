import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage } from "./chat.ts";
import { coerceMessage } from "./coerce.ts";
import type { MessageLike } from "./coerce.ts";
import { concatMessages, joinMessages } from "./concat.ts";
import type { ContentBlock, StandardBlock } from "./content.ts";
import { FunctionMessage } from "./function.ts";
import { isAIMessage, isAIMessageChunk, isToolMessage } from "./guards.ts";
import { HumanMessage, HumanMessageChunk } from "./human.ts";
import { messageFromJSON } from "./json.ts";
import type { BaseMessage, MessageType } from "./message.ts";
import { RemoveMessage } from "./remove.ts";
import { ToolMessage } from "./tool.ts";

declare const chunk: AIMessageChunk;
declare const message: BaseMessage;

// Kinds
const ai: "ai" = new AIMessage("a").type;
const type: MessageType = message.type;
const base: BaseMessage = chunk;
// A chunk can be used where its message is asked for.
const asMessage: AIMessage = chunk;
// @ts-expect-error a message is not a chunk
const asChunk: AIMessageChunk = new AIMessage("a");
// @ts-expect-error a human message is not a model's
const wrongKind: AIMessage = new HumanMessage("a");

// What they are made of
new HumanMessage([
  { type: "text", text: "a", cache_control: { type: "ephemeral" } },
  { type: "hologram", depth: 3 },
]);
new HumanMessage({ content: "a", id: undefined });
new ToolMessage("a", "call");
new ToolMessage({ content: "a", tool_call_id: "call" });
new AIMessage({ content: "", tool_calls: [{ name: "f", args: {} }] });
// @ts-expect-error content is missing
new HumanMessage({ id: "a" });
// @ts-expect-error a tool message answers a call
new ToolMessage("a");
// @ts-expect-error a chat message has a role
new ChatMessage({ content: "a" });
// @ts-expect-error a function message has a name
new FunctionMessage("a");
// @ts-expect-error an unknown field
new RemoveMessage({ id: "a", contnet: "" });

// They do not change
// @ts-expect-error readonly
chunk.content = "a";
// @ts-expect-error readonly
chunk.tool_calls.push({ name: "f", args: {}, type: "tool_call" });
// @ts-expect-error readonly
chunk.response_metadata["a"] = 1;

// Joining
const joined: AIMessageChunk = chunk.concat(chunk).concat(chunk);
// @ts-expect-error another kind
chunk.concat(new HumanMessageChunk("a"));
const listed: AIMessageChunk = concatMessages([chunk, chunk]);
const whole: AIMessage = joinMessages([chunk]);
const finished: AIMessage = chunk.toMessage();
const human: HumanMessage = new HumanMessageChunk("a").toMessage();

// Blocks are a union on `type`
for (const block of message.contentBlocks) {
  if (block.type === "text") block.text satisfies string;
  else if (block.type === "reasoning") block.reasoning satisfies string;
  else if (block.type === "tool_call") block.args satisfies Readonly<Record<string, unknown>>;
  else if (block.type === "non_standard") block.value.type satisfies string;
  // @ts-expect-error no such type
  else if (block.type === "hologram") break;
}
const standard: ContentBlock = {} as StandardBlock;

// Guards
if (isAIMessage(message)) message.tool_calls[0]?.args satisfies Readonly<Record<string, unknown>> | undefined;
if (isAIMessageChunk(message)) message.tool_call_chunks satisfies readonly object[];
if (isToolMessage(message)) message.tool_call_id satisfies string;

// Likes
const likes: MessageLike[] = [
  "a",
  ["human", "a"],
  ["critic", [{ type: "text", text: "a" }]],
  { role: "user", content: "a" },
  { role: "assistant", content: null, tool_calls: [{ id: "c", function: { name: "f", arguments: "{}" } }] },
  { type: "human", content: "a" },
  chunk.toJSON(),
  chunk,
];
// @ts-expect-error no content
const noLike: MessageLike = { role: "user" };
const coerced: BaseMessage = coerceMessage(likes[0] as MessageLike);
const received: BaseMessage = messageFromJSON(JSON.parse("{}"));

export {
  ai,
  asChunk,
  asMessage,
  base,
  coerced,
  finished,
  human,
  joined,
  listed,
  noLike,
  received,
  standard,
  type,
  whole,
  wrongKind,
};
