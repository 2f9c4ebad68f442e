import { isPromise } from "../engine/closing.ts";
import type { Join } from "../engine/join.ts";
import type { Source } from "../engine/source.ts";
import { iterationInside } from "../runnables/input.ts";
import type { StepConfig } from "../runs/config.ts";

/**
 * What a model answers with: its chunks, as an iterable where they are at hand, as an async iterable where they have to
 * be waited for. (The library's own models may also give a source of the engine.)
 */
export type Reply<Chunk> = Iterable<Chunk> | AsyncIterable<Chunk> | Source;

/** A reply as a source whose chunks join by `join`; the step whose config this is makes them. */
export function sourceOf<Chunk>(
  reply: Reply<Chunk> | PromiseLike<Reply<Chunk>>,
  join: Join,
  config: StepConfig,
): Source | PromiseLike<Source> {
  if (isPromise(reply)) return reply.then((late) => sourceOf(late, join, config));
  // A string is an iterable too, of characters; as a reply it is all there is to say.
  if (typeof reply === "string") return { kind: "value", value: reply };
  return iterationInside(reply, join, config) ?? (reply as Source);
}
