import type { Context } from "./context.ts";
import type { Ending } from "./ending.ts";
import type { Join } from "./join.ts";
import type { Source, Upstream } from "./source.ts";
import type { Step } from "./step.ts";

/**
 * Where the chunks of a fused step go. `push` is called once a chunk, `end` once, after the last one, to hand on what
 * was held back; the engine calls every sink's `end` itself, in order, so a sink never ends the next one.
 */
export interface Sink<C = unknown> {
  push(chunk: C): void;
  end?(): void;
}

/**
 * A step that sees one chunk at a time and never waits. Neighbours fuse: `open` is called once a run with the sink
 * behind it, and from then on a chunk costs one plain call a step.
 *
 * An `each` step whose own work can fail throws `context.blame(error)`, so that the error names this step and not one
 * behind it; nothing is wrapped around it a chunk at a time.
 */
export interface Each<In = unknown, Out = unknown> {
  readonly sees: "chunk";
  readonly step: Step;
  open(out: Sink<Out>, context: Context): Sink<In>;
  /** How its chunks join, given how the chunks before it would have. */
  join(before: Join): Join;
  /** It only looks on, for those who watch: what fails around it is not its doing. */
  readonly watches?: boolean;
  /** It makes many chunks of one: they are handed on a window at a time, so that what follows works only a little ahead. */
  readonly spreads?: boolean;
  /**
   * The part of the run that it is in has ended, whether this step was opened or not; `ending` says why, unless the part
   * is complete. What is before it is told first. Must not throw.
   */
  over?(ending: Ending | undefined): void;
  /** What came through it is taken back, because of this error: it is opened anew. */
  reset?(error: object): void;
}

/** A step that sees the joined value, once, and may wait: a prompt, a request, a plain function. */
export interface Call<In = unknown> {
  readonly sees: "value";
  readonly step: Step;
  run(input: In, context: Context): Source | PromiseLike<Source>;
  /** The step, this one or one inside it, that is known to wait: a synchronous run is refused before anything has run. */
  readonly waits?: Step | undefined;
  /** It answers a question: where it fails before it has, the question is not what had come. */
  readonly answers?: true;
}

/** A step that sees the whole stream and may wait: a user's generator, a merge of branches. */
export interface Flow {
  readonly sees: "stream";
  readonly step: Step;
  run(input: Upstream, context: Context): Source | PromiseLike<Source>;
  readonly waits?: Step | undefined;
}

export type Op = Each<never, unknown> | Call<never> | Flow;
