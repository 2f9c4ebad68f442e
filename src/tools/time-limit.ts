import type { Context } from "../engine/context.ts";
import { list } from "../engine/join.ts";
import { note, noteOf } from "../errors/info.ts";
import type { StepConfig } from "../runs/config.ts";
import { keepOf } from "../runs/keep.ts";
import { timedOut, timeoutsOf } from "../runs/timeout.ts";
import type { Work } from "./work.ts";

/** Limits how long one call may take, to `own` or to what the config says. What it has shown by then is the error's `partial`. */
export function limitCall(own: number, config: StepConfig, context: Context, work: Work): void {
  const ms = Math.min(own, timeoutsOf(config).tool ?? Infinity);
  if (ms === Infinity) return;
  work.shown = list.gather(keepOf(config));
  context.limitWaits({
    first: {
      ms,
      error() {
        const error = context.blame(timedOut("tool", ms));
        const { shown } = work;
        const known = shown && !shown.empty && noteOf(error);
        if (known) note(error, known.run, { path: known.path, partial: shown.value(), partialCut: shown.cut });
        return error;
      },
    },
  });
}
