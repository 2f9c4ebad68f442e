import { RunletError } from "../../errors/error.ts";
import { ChatAISDK, type FromAISDKOptions } from "./chat-model.ts";
import type { AISDKModel } from "./specification.ts";

const VERSIONS: ReadonlySet<unknown> = new Set(["v2", "v3", "v4"]);

/**
 * Any language model of a provider of the AI SDK as a chat model: it streams, binds, is watched and composed as the
 * library's own are. Each call asks the model's `doStream` once.
 *
 * Text is the content; thoughts, files, sources (as citations) and what the provider carries out itself are blocks of it,
 * with what the provider says of them in `providerMetadata`, and go back to it with that. `response_metadata` has the
 * `finish_reason` in the AI SDK's words, `warnings` and `provider_metadata`.
 *
 * @param options call options, for every call; they may also be given with a call, or bound
 * @throws `config` where it is no such model. (When a call is made) what a provider refuses or cuts off, with the codes
 * that `ErrorCode` lists; errors that are neither the provider's nor the network's, as they are
 * @example
 * import { anthropic } from "@ai-sdk/anthropic";
 * const model = fromAISDK(anthropic("claude-sonnet-4-5"), { maxTokens: 1000 });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export function fromAISDK(model: AISDKModel, options: FromAISDKOptions = {}): ChatAISDK {
  const { specificationVersion: version, doStream } = (model ?? {}) as Partial<AISDKModel>;
  if (typeof doStream !== "function" || !VERSIONS.has(version)) throw noModel(model, version);
  return new ChatAISDK(model, options);
}

function noModel(model: unknown, version: unknown): RunletError {
  const found =
    typeof model === "string"
      ? `the name "${model}": give what a provider makes of it, such as openai("${model}")`
      : version === undefined
        ? typeof model
        : `one of the specification "${String(version)}": v2, v3 and v4 are known`;
  return new RunletError("config", `fromAISDK() takes a language model of the AI SDK, and was given ${found}.`, {
    phase: "config",
  });
}
