import { RunletError } from "../errors/error.ts";
import { AIMessage } from "./ai.ts";
import type { AIMessageChunk } from "./ai.ts";
import { joinChunks, type BaseMessageChunk } from "./message-chunk.ts";

/**
 * All `chunks` as one chunk: the same as `chunks[0].concat(chunks[1])…`, in one pass. They must all be of one kind, and
 * at least one, else a `config` error.
 *
 * @example
 * concatMessages([new AIMessageChunk("The"), new AIMessageChunk(" sky")]).text; // "The sky"
 */
export function concatMessages<C extends BaseMessageChunk>(chunks: readonly C[]): C {
  if (chunks.length > 0) return joinChunks(chunks);
  throw new RunletError("config", "No chunks to join: concatMessages needs at least one.", { phase: "config" });
}

/** The message that a model's `chunks` amount to. No chunks are a message with empty content. */
export function joinMessages(chunks: readonly AIMessageChunk[]): AIMessage {
  return chunks.length === 0 ? new AIMessage("") : joinChunks(chunks).toMessage();
}
