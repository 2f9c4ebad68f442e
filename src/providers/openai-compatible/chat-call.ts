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
 * @param fields of the body, over those that the options set
 * @throws RunletError `config` and `auth`, before anything is sent
 */
export function chatCall(
  dialect: Dialect,
  messages: readonly BaseMessage[],
  options: ChatCompletionsOptions,
  fields: Readonly<Record<string, unknown>> = {},
): Call {
  const model = modelOf(dialect, options);
  const { url, headers, keys } = accessOf(dialect, options, "/chat/completions");
  const set = { ...bodyOptions(options, dialect), ...fields };
  const body: ChatRequest = {
    model,
    messages: wireMessages(messages, dialect, set["tools"]),
    stream: true,
    ...set,
    ...options.extraBody,
  };
  return new ChatAnswer(dialect, { url, headers, body }, model, keys);
}
