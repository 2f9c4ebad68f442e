import { isPromise } from "../engine/closing.ts";
import type { Join } from "../engine/join.ts";
import type { Iteration, Source } from "../engine/source.ts";
import { iterationInside, iterationOf } from "../runnables/input.ts";
import { callInside } from "../runs/ambient.ts";
import type { StepConfig } from "../runs/config.ts";

/**
 * What a model answers with: its chunks, as an iterable where they are at hand, as an async iterable where they have to
 * be waited for. (The library's own models may also give a source of the engine.)
 */
export type Reply<Chunk> = Iterable<Chunk> | AsyncIterable<Chunk> | Source;

/** What makes replies. */
interface Model {
  /**
   * It begins no runs itself, as one that only asks a provider: then nothing has to know, at each chunk, which step has
   * called. (On Node 20 that about doubles the price of every promise of the process.)
   */
  readonly "~alone"?: boolean;
}

/** The chunks of a reply, which join by `join`: where the model may begin runs of its own, inside the step of `config`. */
export function answer<Chunk>(
  model: Model,
  reply: () => Reply<Chunk> | PromiseLike<Reply<Chunk>>,
  join: Join,
  config: StepConfig,
): Source | PromiseLike<Source> {
  if (model["~alone"]) return sourceOf(reply(), (chunks) => iterationOf(chunks, join));
  return sourceOf(callInside(config, reply), (chunks) => iterationInside(chunks, join, config));
}

function sourceOf<Chunk>(
  reply: Reply<Chunk> | PromiseLike<Reply<Chunk>>,
  iterationOf: (reply: unknown) => Iteration | undefined,
): Source | PromiseLike<Source> {
  if (isPromise(reply)) return reply.then((late) => sourceOf(late, iterationOf));
  // A string is an iterable too, of characters; as a reply it is all there is to say.
  if (typeof reply === "string") return { kind: "value", value: reply };
  return iterationOf(reply) ?? (reply as Source);
}
