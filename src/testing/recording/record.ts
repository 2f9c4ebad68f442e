import { ChatModel } from "../../models/chat-model.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { recordFetch } from "./record-fetch.ts";
import { RecordedChatModel } from "./record-model.ts";

/**
 * Records what goes over the wire, or what a model says, into a file, for {@link replay}. Give it a `fetch` and get one,
 * for any model that takes its own; or give it a chat model and get one that answers as it does.
 *
 * The file gets JSON lines, one for each piece as it came, with the time that it took; what was recorded before stays.
 * Secrets are taken out: headers, parts of an address's query and fields of the body with names such as `authorization`,
 * `key` or `token`, and wherever else their values stand. Look at a recording before you share it all the same: what a
 * person or a model said is in it.
 *
 * @example
 * const model = new ChatZhipuAI({ fetch: record(fetch, "answer.jsonl") });
 * await model.invoke("what color is the sky?");
 */
export function record(fetch: typeof globalThis.fetch, file: string): typeof globalThis.fetch;
export function record<Config extends RunnableConfig>(model: ChatModel<Config>, file: string): ChatModel<Config>;
export function record(source: typeof globalThis.fetch | ChatModel, file: string): typeof globalThis.fetch | ChatModel {
  return source instanceof ChatModel ? new RecordedChatModel(source, file) : recordFetch(source, file);
}
