import type { Flow, Op } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import { sourceOf } from "../engine/source.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import { limitOf, timeoutsOf } from "../runs/timeout.ts";

/**
 * The ops of a step that has a limit of time of its own, as one that runs them as a branch: what has run out of time is that
 * step alone, so that what is around it may try again, or try something else. What a caller says of the whole goes over it.
 */
export function withDeadline(step: RunnableStep, ops: readonly Op[], bound: RunnableConfig): readonly Op[] {
  const program = new Program(ops);
  const flow: Flow = {
    sees: "stream",
    step,
    waits: program.waits,
    run: (input, context) => {
      const given = timeoutsOf(context.settings as RunnableConfig).total;
      const limit = given === undefined ? limitOf("total", bound) : undefined;
      if (limit && !context.sync) context.limitTime(limit);
      return { kind: "chunks", chunks: context.branch(program, sourceOf(input)) };
    },
  };
  return [flow];
}
