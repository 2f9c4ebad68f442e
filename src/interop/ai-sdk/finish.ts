import type { AIMessage } from "../../messages/ai.ts";
import type { UsageMetadata } from "../../messages/usage.ts";
import type { AISDKFinishReason } from "./specification.ts";
import { usageOf } from "./usage.ts";

/** How an answer ended. */
export interface Finish {
  /** The AI SDK's word for it: `stop`, `length`, `tool-calls`, `content-filter`, `error`, `other`. */
  readonly reason: string;
  /** The provider's own word, where that is known. */
  readonly raw: string | undefined;
  readonly usage: UsageMetadata | undefined;
  /** Whether the provider has given a reason: where it has not, its connection has ended too early. */
  readonly given: boolean;
}

/** What a `finish` part says, in any version of the specification. */
export function finishOf(part: { readonly finishReason: unknown; readonly usage: unknown }): Finish {
  const usage = usageOf(part.usage);
  const told = part.finishReason;
  // A word in v2, where "unknown" may also be a word of the provider's that the AI SDK does not know; usage comes last.
  if (typeof told === "string")
    return { reason: told, raw: undefined, usage, given: told !== "unknown" || usage !== undefined };
  const { unified, raw } = (told ?? {}) as { readonly unified?: string; readonly raw?: string };
  const reason = unified ?? "other";
  return { reason, raw, usage, given: reason !== "other" || raw !== undefined };
}

const REASONS: readonly (readonly [AISDKFinishReason["unified"], words: string])[] = [
  ["stop", "stop end_turn stop_sequence eos stop_word"],
  ["length", "length max_tokens max_output_tokens model_context_window_exceeded"],
  ["tool-calls", "tool_calls tool-calls tool_use function_call"],
  ["content-filter", "content_filter content-filter sensitive refusal safety"],
  ["error", "error network_error"],
];
const UNIFIED = new Map(REASONS.flatMap(([reason, words]) => words.split(" ").map((word) => [word, reason] as const)));

/** Why a message has ended, in the words of the AI SDK. */
export function reasonOf({ response_metadata, tool_calls }: AIMessage): AISDKFinishReason {
  const { finish_reason, stop_reason, unified_finish_reason: unified } = response_metadata;
  const word = finish_reason ?? stop_reason;
  if (typeof word !== "string") return { unified: tool_calls.length > 0 ? "tool-calls" : "stop", raw: undefined };
  const known = typeof unified === "string" ? unified : word;
  return { unified: UNIFIED.get(known.toLowerCase()) ?? "other", raw: word };
}
