import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { ChatModel } from "../models/chat-model.ts";
import type { LLM } from "../models/llm.ts";
import type { ModelInput } from "../models/input.ts";
import type { Document } from "../retrievers/document.ts";
import type { Retriever } from "../retrievers/retriever.ts";
import { customEvent } from "./custom-event.ts";
import type { EventError, StreamEvent } from "./events.ts";
import type { EventStream } from "./event-stream.ts";
import type { RunType } from "./kind.ts";
import type { Assert, Equal } from "../../test/types/equal.ts";

declare const model: ChatModel;
declare const llm: LLM;
declare const retriever: Retriever;
declare const event: StreamEvent;

/** The event of this name. */
type Of<Name extends StreamEvent["event"], C extends Record<string, unknown> = Record<string, unknown>> = Extract<
  StreamEvent<C>,
  { event: Name }
>;

// By its name it is known what an event's data has

if (event.event === "on_chat_model_stream") {
  const { chunk } = event.data;
  const text: string = chunk.text;
  const run: readonly [string, string, readonly string[]] = [event.run_id, event.name, event.parent_ids];
  console.log(text, run);
}
if (event.event === "on_chat_model_start") {
  // @ts-expect-error: a start has no chunk
  console.log(event.data.chunk);
}
if (event.event === "on_chat_model_end") console.log(event.data.output.text.length);
if (event.event === "on_parser_error") console.log(event.data.error.code, event.data.error.message);
if (event.event === "on_chain_cancel") console.log(event.data.reason.name);
// @ts-expect-error: there is no event of this name
if (event.event === "on_chat_model_sream") console.log(event);
// @ts-expect-error: prompts and retrievers do not stream
if (event.event === "on_prompt_stream" || event.event === "on_retriever_stream") console.log(event);
// @ts-expect-error: not known before it is asked which event this is
console.log(event.data.chunk);

export type ModelChunk = Assert<Equal<Of<"on_chat_model_stream">["data"], { readonly chunk: AIMessageChunk }>>;
export type ModelOutput = Assert<Equal<Of<"on_chat_model_end">["data"]["output"], AIMessage>>;
export type ModelStart = Assert<
  Equal<
    Of<"on_chat_model_start">["data"],
    { readonly input?: { readonly messages: readonly (readonly BaseMessage[])[] } | ModelInput }
  >
>;
export type LlmChunk = Assert<Equal<Of<"on_llm_stream">["data"], { readonly chunk: { readonly text: string } }>>;
export type LlmOutput = Assert<Equal<Of<"on_llm_end">["data"]["output"], string>>;
export type Found = Assert<Equal<Of<"on_retriever_end">["data"]["output"], Document[]>>;
export type ChainChunk = Assert<Equal<Of<"on_chain_stream">["data"], { readonly chunk: unknown }>>;
export type ParserChunk = Assert<Equal<Of<"on_parser_stream">["data"], { readonly chunk: unknown }>>;
export type ModelError = Assert<Equal<Of<"on_chat_model_error">["data"]["error"], EventError>>;
export type Anything = Assert<Equal<Of<"on_custom_event">["data"], unknown>>;
export type EveryTypeEnds = Assert<
  Equal<
    Extract<StreamEvent["event"], `${string}_start` | `${string}_end` | `${string}_error` | `${string}_cancel`>,
    `on_${RunType}_${"start" | "end" | "error" | "cancel"}`
  >
>;

// Custom events: of a program by their names, or one by one

interface Progress {
  readonly done: number;
}
type Mine = { progress: Progress; log: string };
const mine = model.streamEvents<Mine>("hello");
export type MineIs = Assert<Equal<typeof mine, EventStream<Mine>>>;
for await (const each of mine) {
  if (each.event !== "on_custom_event") continue;
  // @ts-expect-error: not known before it is asked which of them this is
  console.log(each.data.done);
  if (each.name === "progress") console.log(each.data.done.toFixed());
  else console.log(each.data.toUpperCase());
  // @ts-expect-error: no custom event has this name
  if (each.name === "prgress") console.log(each);
}

const progress = customEvent<Progress>("progress");
progress.dispatch({ done: 1 });
// @ts-expect-error: this is not what it carries
progress.dispatch({ doen: 1 });
if (progress.is(event)) {
  const done: number = event.data.done;
  console.log(done);
}

// As bytes, and filtered

const bytes = model.streamEvents("hello", { encoding: "text/event-stream" });
export type BytesAre = Assert<Equal<typeof bytes, ReadableStream<Uint8Array<ArrayBuffer>>>>;
export const response: Response = new Response(bytes);
const events = llm.streamEvents("hello", { version: "v2", runName: "llm", includeTypes: ["llm", "custom_event"] });
export type EventsAre = Assert<Equal<typeof events, EventStream>>;

retriever.streamEvents("hello", { excludeTags: ["a"], tags: ["b"] }, { includeNames: ["c"] });
// @ts-expect-error: it is includeNames
retriever.streamEvents("hello", { includeName: ["c"] });
// @ts-expect-error: it is includeNames
retriever.streamEvents("hello", {}, { includeName: ["c"] });
// @ts-expect-error: no run is of this type
retriever.streamEvents("hello", { includeTypes: ["chatmodel"] });
// @ts-expect-error: no run is of this type
retriever.streamEvents("hello", {}, { excludeTypes: ["chatmodel"] });
// @ts-expect-error: there is one version
retriever.streamEvents("hello", { version: "v1" });
// @ts-expect-error: and one encoding
retriever.streamEvents("hello", { encoding: "text/plain" });
// @ts-expect-error: the input is the runnable's
retriever.streamEvents(1);
