import { RunletError } from "../errors/error.ts";
import type { ModelOptions } from "./asking.ts";
import type { ChatModelCallOptions } from "./call-options.ts";

/** The names of all options of a kind: the compiler sees to it that none is missing. */
export type Known<Options> = Readonly<Record<keyof Options, 1>>;

/** Those of models that complete text as well. */
export const TEXT_OPTIONS: Known<
  Pick<ChatModelCallOptions, "model" | "temperature" | "topP" | "maxTokens" | "stop" | "seed">
> = {
  model: 1,
  temperature: 1,
  topP: 1,
  maxTokens: 1,
  stop: 1,
  seed: 1,
};

export const CALL_OPTIONS: Known<ChatModelCallOptions> = {
  ...TEXT_OPTIONS,
  tools: 1,
  toolChoice: 1,
  parallelToolCalls: 1,
  responseFormat: 1,
};

export const MODEL_OPTIONS: Known<ModelOptions> = { rateLimiter: 1, timeout: 1 };

/**
 * Refuses an option that a model does not have, where it is made: one that is misspelt, or has another name elsewhere, would
 * do nothing.
 *
 * @throws RunletError `config` that names the option, and the right one
 */
export function checkOptions(options: object, known: Readonly<Record<string, 1>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    throw new RunletError("config", `A model has no option "${name}": ${remedy(name, Object.keys(known))}.`, {
      phase: "config",
    });
  }
}

/** What other libraries' options are called here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  basePath: "baseURL",
  callbacks: "withConfig",
  clientOptions: "baseURL, headers, fetch",
  configuration: "baseURL, headers, fetch",
  defaultHeaders: "headers",
  invocationKwargs: "extraBody",
  maxCompletionTokens: "maxTokens",
  maxOutputTokens: "maxTokens",
  metadata: "withConfig",
  modelKwargs: "extraBody",
  modelName: "model",
  numPredict: "maxTokens",
  stopSequences: "stop",
  tags: "withConfig",
};

function remedy(name: string, known: readonly string[]): string {
  if (name === "streaming") return "every model streams, leave it out";
  const plain = plainOf(name);
  const right =
    (Object.hasOwn(ELSEWHERE, name) && ELSEWHERE[name]) ||
    (plain.endsWith("apikey") && "apiKey") ||
    (plain.endsWith("apiurl") && "baseURL") ||
    known.find((option) => plainOf(option) === plain) ||
    known.find((option) => plainOf(option).slice(0, 4) === plain.slice(0, 4));
  return right ? `take ${right}` : `there are ${known.join(", ")}`;
}

/** As one may remember it: without case and underscores. */
function plainOf(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}
