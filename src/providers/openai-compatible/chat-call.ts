import { RunletError } from "../../errors/error.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { addressOf } from "../address.ts";
import { environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import type { Call } from "../http-call.ts";
import { checkKey } from "../key.ts";
import { ChatAnswer } from "./answer.ts";
import { bodyOptions } from "./body.ts";
import type { Dialect } from "./dialect.ts";
import { wireMessages } from "./messages.ts";
import type { ChatCompletionsOptions } from "./options.ts";
import type { ChatRequest } from "./wire.ts";

/** Where a service is asked, by whom, and what shows that. */
export interface Access {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must not be shown, besides what the headers have. */
  readonly keys: readonly string[];
}

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

export function modelOf({ name, model: usual }: Dialect, { model = usual }: { model?: string | undefined }): string {
  if (model !== undefined && model !== "") return model;
  throw new RunletError("config", `Which model of ${name} is to answer? Give its name as model.`, { phase: "config" });
}

/** @param path of what is asked for: "/chat/completions" */
export function accessOf(dialect: Dialect, options: ChatCompletionsOptions, path: string): Access {
  const { name, baseNames = [], keyNames = [], showKey = bearer } = dialect;
  const base = options.baseURL ?? environment(...baseNames) ?? dialect.baseURL;
  if (base === undefined)
    throw new RunletError("config", `The address of ${name} is missing: give it as baseURL.`, { phase: "config" });
  const key = keyOf(dialect, options.apiKey ?? environment(...keyNames));
  return {
    url: addressOf(base, path, dialect.baseURL ?? "https://llm.example/v1"),
    headers: headersOf(dialect.headers, key === undefined ? undefined : showKey(key), options.headers),
    // Some keys have parts, of which one is the secret.
    keys: key === undefined ? [] : [key, ...key.split(".").filter((part) => part.length >= 6)],
  };
}

function keyOf({ name, needsKey = false, keyNames = [] }: Dialect, key: string | undefined): string | undefined {
  if (key === undefined && !needsKey) return undefined;
  const set = keyNames.length > 0 ? `set ${keyNames[0]} in the environment, or ` : "";
  return checkKey(key, `No API key for ${name}: ${set}give one as apiKey.`);
}

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}
