import type { Assert, Equal } from "../../test/types/equal.ts";
import type { AIMessage } from "../messages/ai.ts";
import type { StandardBlock } from "../messages/content.ts";
import type { MessageStreamEvent } from "../messages/events.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { UsageMetadata } from "../messages/usage.ts";
import type { ChatZhipuAI } from "../providers/zhipu/chat-model.ts";
import type { ChatModel } from "./chat-model.ts";

declare const model: ChatModel;
const message = model.streamMessage("hello");

type Item<Side> = Side extends AsyncIterable<infer Item> ? Item : never;
type Message = typeof message;
export type Sides = [
  Assert<Equal<Item<Message>, MessageStreamEvent>>,
  Assert<Equal<Item<Message["text"]>, string>>,
  Assert<Equal<Awaited<Message["text"]>, string>>,
  Assert<Equal<Item<Message["reasoning"]>, string>>,
  Assert<Equal<Awaited<Message["reasoning"]>, string>>,
  Assert<Equal<Item<Message["toolCalls"]>, ToolCall>>,
  Assert<Equal<Awaited<Message["toolCalls"]>, ToolCall[]>>,
  Assert<Equal<Item<Message["usage"]>, UsageMetadata>>,
  Assert<Equal<Awaited<Message["usage"]>, UsageMetadata | undefined>>,
  Assert<Equal<ReturnType<Message["final"]>, Promise<AIMessage>>>,
  // It is a handle: awaiting it gives itself.
  Assert<Equal<Awaited<Message>, Message>>,
];

// A union on `type`, in the events and in the deltas.
declare const event: MessageStreamEvent;
if (event.type === "content-block-delta") {
  if (event.delta.type === "text-delta") event.delta.text satisfies string;
  // @ts-expect-error a delta of text has no arguments
  if (event.delta.type === "text-delta") event.delta.args;
  if (event.delta.type === "tool-call-delta") event.delta.args satisfies string;
} else if (event.type === "content-block-finish") event.content satisfies StandardBlock;
else if (event.type === "message-finish") event.message satisfies AIMessage;
else if (event.type === "error") event.partial satisfies AIMessage | undefined;
else if (event.type === "usage") event.usage.total_tokens satisfies number;
else if (event.type === "content-block-start") event.index satisfies number;
else event satisfies { type: "message-start" };
// @ts-expect-error only a message that is finished has a reason
event.reason;
// @ts-expect-error they do not change
event.type = "usage";

// The config is that of the model.
declare const glm: ChatZhipuAI;
glm.streamMessage([["human", "hello"]], { temperature: 0.5, signal: new AbortController().signal });
// @ts-expect-error a temperature is a number
glm.streamMessage("hello", { temperature: "hot" });
// @ts-expect-error no such option
model.streamMessage("hello", { temperature: 0.5 });
