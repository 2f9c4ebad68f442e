import type { ChatModelCallOptions } from "../../models/call-options.ts";

const OPTIONS: readonly (keyof ChatModelCallOptions)[] = [
  "model",
  "temperature",
  "topP",
  "maxTokens",
  "stop",
  "seed",
  "tools",
  "toolChoice",
  "parallelToolCalls",
  "responseFormat",
];

/** The call options in a config. */
export function optionsIn(config: ChatModelCallOptions): ChatModelCallOptions {
  const given = OPTIONS.filter((option) => config[option] !== undefined);
  return Object.fromEntries(given.map((option) => [option, config[option]]));
}
