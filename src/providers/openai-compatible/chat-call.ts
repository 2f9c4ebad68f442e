import type { BaseMessage } from "../../messages/message.ts";
import type { Call } from "../http-call.ts";
import { accessOf, modelOf } from "./access.ts";
import { ChatAnswer } from "./answer.ts";
import { bodyOptions } from "./body.ts";
import type { Dialect } from "./dialect.ts";
import { wireMessages } from "./messages.ts";
import type { ChatCompletionsOptions } from "./options.ts";
import type { ChatRequest } from "./wire.ts";

/**
 * One call of chat completions.
 *
 * @param options which nobody changes: what is made of them serves the next call too
 * @throws RunletError `config` and `auth`, before anything is sent
 */
export function chatCall(dialect: Dialect, messages: readonly BaseMessage[], options: ChatCompletionsOptions): Call {
  const { model, set } = preparedFor(dialect, options);
  const { url, headers, keys } = accessOf(dialect, options, "/chat/completions");
  const body: ChatRequest = { model, messages: wireMessages(messages, dialect, set["tools"]), stream: true, ...set };
  return new ChatAnswer(dialect, { url, headers, body }, model, keys);
}

/** What of a request is the same for all calls with the same options. */
interface Prepared {
  readonly dialect: Dialect;
  readonly model: string;
  /** Further fields of the body. */
  readonly set: Readonly<Record<string, unknown>>;
}

const PREPARED = new WeakMap<ChatCompletionsOptions, Prepared>();

function preparedFor(dialect: Dialect, options: ChatCompletionsOptions): Prepared {
  const known = PREPARED.get(options);
  if (known?.dialect === dialect) return known;
  const set = Object.entries({
    ...bodyOptions(options, dialect),
    ...dialect.fields?.(options as never),
    ...options.extraBody,
  }).filter(([, value]) => value !== undefined);
  const prepared = { dialect, model: modelOf(dialect, options), set: Object.fromEntries(set) };
  PREPARED.set(options, prepared);
  return prepared;
}
