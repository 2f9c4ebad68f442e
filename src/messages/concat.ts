import { RunletError } from "../errors/error.ts";
import { AIMessage } from "./ai.ts";
import type { AIMessageChunk } from "./ai.ts";
import type { BaseMessageChunk } from "./message-chunk.ts";

/**
 * All `chunks` as one chunk: the same as `chunks[0].concat(chunks[1])…`, in one pass. They must all be of one kind, and
 * at least one, else a `config` error.
 *
 * @example
 * concatMessages([new AIMessageChunk("The"), new AIMessageChunk(" sky")]).text; // "The sky"
 */
export function concatMessages<C extends BaseMessageChunk>(chunks: readonly C[]): C {
  const first = chunks[0];
  if (!first) {
    throw new RunletError("config", "No chunks to join: concatMessages needs at least one.", { phase: "config" });
  }
  if (chunks.length === 1) return first;
  const join = first.startJoin();
  for (let i = 1; i < chunks.length; i++) join.add(chunks[i] as C);
  // A join gives the kind of chunk that it began with.
  return join.value() as C;
}

/** The message that a model's `chunks` amount to. No chunks are a message with empty content. */
export function joinMessages(chunks: readonly AIMessageChunk[]): AIMessage {
  return chunks.length === 0 ? new AIMessage("") : concatMessages(chunks).toMessage();
}
