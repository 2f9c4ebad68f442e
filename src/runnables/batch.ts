import { follow } from "../engine/signals.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableConfig } from "../runs/config.ts";
import { makeRunId } from "../runs/run-id.ts";

/**
 * Calls `run` for each input, at most `maxConcurrency` at a time. The first failure aborts the signal that the others
 * were given, starts no further one, and rejects.
 */
export async function runAll<In, Out>(
  inputs: readonly In[],
  run: (input: In, signal: AbortSignal, at: number) => Promise<Out>,
  { maxConcurrency, signal }: RunnableConfig,
): Promise<Out[]> {
  const slots = Math.min(slotsOf(maxConcurrency), inputs.length);
  const outputs: Out[] = Array.from({ length: inputs.length });
  const controller = new AbortController();
  const unfollow = signal && follow(signal, () => controller.abort(signal.reason));
  if (signal?.aborted) controller.abort(signal.reason);
  let next = 0;
  const work = async () => {
    try {
      while (next < inputs.length) {
        const index = next++;
        outputs[index] = await run(inputs[index]!, controller.signal, index);
      }
    } catch (error) {
      next = inputs.length;
      controller.abort(error);
      throw error;
    }
  };
  try {
    await Promise.all(Array.from({ length: slots }, work));
    return outputs;
  } finally {
    unfollow?.();
  }
}

/** The id of the run for one of the inputs. One that is given is of one run: of the first. */
export function runIdAt({ runId }: RunnableConfig, at: number): string | undefined {
  return runId === undefined || at === 0 ? runId : makeRunId();
}

/** How many may be under way at a time. */
export function slotsOf(maxConcurrency = Infinity): number {
  if (maxConcurrency >= 1) return maxConcurrency;
  throw new RunletError("config", `maxConcurrency is a number from 1 on, not ${String(maxConcurrency)}.`);
}
