import type { Context } from "../engine/context.ts";
import type { Call, Flow, Op } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import { sourceOf, type Source } from "../engine/source.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import { limitOf } from "../runs/timeout.ts";

/**
 * The ops of a step that has a limit of time of its own, as one that runs them as a branch: what has run out of time is that
 * step alone, so that what is around it may try again, or try something else. It holds beside what a caller says of the whole.
 */
export function withDeadline(step: RunnableStep, ops: readonly Op[], bound: RunnableConfig): readonly Op[] {
  const program = new Program(ops);
  const run = (input: Source, context: Context): Source => {
    context.limitTime(limitOf("total", bound)!);
    return { kind: "chunks", chunks: context.branch(program, input) };
  };
  const { waits } = program;
  // It sees what the step sees: that begins when its input is there, and whoever watches is told of it.
  const call: Call = { sees: "value", step, waits, run: (value, context) => run({ kind: "value", value }, context) };
  const flow: Flow = { sees: "stream", step, waits, run: (input, context) => run(sourceOf(input), context) };
  return [ops[0]?.sees === "value" ? call : flow];
}
