import type { Assert, Equal, Is } from "../../test/types/equal.ts";
import type { JsonValue } from "../json/value.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { DeepPartial } from "../parsers/deep-partial.ts";
import type { RunnableConfig } from "../runs/config.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { ChatAnthropic } from "../providers/anthropic/chat-model.ts";
import { ChatOpenAI } from "../providers/openai-compatible/chat-models.ts";
import type { ChatZhipuAI } from "../providers/zhipu/chat-model.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import type { ChatModelBinding } from "./binding.ts";
import type { ChatModelConfig } from "./call-options.ts";
import type { ChatModel } from "./chat-model.ts";
import type { ModelInput } from "./input.ts";
import type { RawAndParsed } from "./structured-output.ts";

type Taken = { at: string; n?: number };
type Given = { at: Date; n: number };
declare const schema: StandardSchema<Taken, Given>;
declare const model: ChatModel<ChatModelConfig>;
declare const plain: ChatModel<RunnableConfig & { readonly words?: number }>;
const json = { type: "object" };

const typed = model.withStructuredOutput(schema);
const raw = model.withStructuredOutput(schema, { includeRaw: true, method: "jsonMode" });
const untyped = model.withStructuredOutput(json);
const said = model.bind({ temperature: 0 }).withStructuredOutput<Taken>(json, { includeRaw: true });

export type Structured = [
  Assert<Is<typeof typed, ModelInput, Given, Given | DeepPartial<Taken>>>,
  Assert<Equal<Awaited<ReturnType<typeof raw.invoke>>, RawAndParsed<Given>>>,
  Assert<Equal<Awaited<ReturnType<typeof untyped.invoke>>, { [key: string]: JsonValue }>>,
  Assert<Equal<Awaited<ReturnType<typeof said.invoke>>["parsed"], Taken | null>>,
  Assert<Equal<Awaited<ReturnType<typeof said.invoke>>["raw"], AIMessage>>,
];
for await (const chunk of raw.stream("x")) {
  const message: AIMessageChunk | undefined = chunk.raw;
  const at: string | Date | undefined = chunk.parsed?.at;
  console.log(message, at);
}

// Call options of the model are those of what is made of it.
typed.invoke("x", { temperature: 0 });
// @ts-expect-error: there is no such option
typed.invoke("x", { temprature: 0 });
// @ts-expect-error: there is no such method
model.withStructuredOutput(schema, { method: "json" });

// Of a union of models it is called as of one; call options are those of any of them.
declare const either: ChatOpenAI | ChatAnthropic | ChatZhipuAI;
const value = either.withStructuredOutput(schema);
const rawValue = either.bindTools([{ type: "web_search" }], { temperature: 0 }).withStructuredOutput(schema, {
  includeRaw: true,
});
const own = either.withStructuredOutput<Taken>(json);
export type OfUnion = [
  Assert<Is<typeof value, ModelInput, Given, Given | DeepPartial<Taken>>>,
  Assert<Equal<Awaited<ReturnType<typeof rawValue.invoke>>, RawAndParsed<Given>>>,
  Assert<Equal<Awaited<ReturnType<typeof own.invoke>>, Taken>>,
];
value.invoke("x", { temperature: 0 });
// @ts-expect-error: none of them has it
value.invoke("x", { temprature: 0 });

// A model's own call options, and one without any.
const claude = new ChatAnthropic().withStructuredOutput(schema);
claude.invoke("x", { topK: 1 });
// @ts-expect-error: it has no such option
new ChatOpenAI().withStructuredOutput(schema).invoke("x", { topK: 1 });
plain.withStructuredOutput(schema).invoke("x", { words: 1 });

// Any model with these options is one of them.
const any: ChatModel<ChatModelConfig> = new ScriptedChatModel({ replies: [["x"]] });
const bound: ChatModelBinding<ChatModelConfig> = any.bindTools([{ type: "web_search" }], { toolChoice: "any" });
// @ts-expect-error: the choice is of a kind
any.bindTools([], { toolChoice: "some" });
// @ts-expect-error: tools are the first argument
any.bindTools([], { tools: [] });
// @ts-expect-error: this model takes no tools
plain.bindTools([{ type: "web_search" }]);

// Among chat models alone a fallback is a chat model.
const chat: ChatModelBinding<ChatModelConfig> = model.withFallbacks([any, plain.withRetry()]);
const other = model.withFallbacks([untyped]);
// @ts-expect-error: this one may answer with another value
other.streamMessage("x");

export { bound, chat };
