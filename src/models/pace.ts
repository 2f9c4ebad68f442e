import type { Clock } from "../engine/clock.ts";
import type { Context } from "../engine/context.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { RunnableStep, StepConfig } from "../runs/config.ts";
import { limitOf } from "../runs/timeout.ts";

/** Begins to count how long a model takes, where its config has limits of that. */
export function limitModel(config: StepConfig, context: Context): void {
  const first = limitOf("firstChunk", config);
  const next = limitOf("idle", config);
  if (first ?? next) context.limitWaits({ first, next });
}

/** Stands behind a model, and tells its clock of each chunk. */
export function paceOp(step: RunnableStep): Each {
  return {
    sees: "chunk",
    step,
    open: (out, { clock }) => (clock ? new Pace(out, clock) : out),
    join: (before) => before,
  };
}

class Pace implements Sink {
  private readonly out: Sink;
  private readonly clock: Clock;

  constructor(out: Sink, clock: Clock) {
    this.out = out;
    this.clock = clock;
  }

  push(chunk: unknown): void {
    this.clock.progress();
    this.out.push(chunk);
  }
}
