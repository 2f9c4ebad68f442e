import type { Gather, Join } from "../../engine/join.ts";
import { isRecord } from "../../messages/record.ts";

/** Where a graph says, in place of its state, that it waits for somebody to say something. */
const INTERRUPT = "__interrupt__";

/** How the states of a graph join: the last one is the output, with all that the graph waits for. */
export const graphJoin: Join = { gather: () => new States() };

class States implements Gather {
  readonly cut = false;
  empty = true;
  private state: unknown = undefined;
  private interrupts: readonly unknown[] = [];

  add(chunk: unknown): void {
    this.empty = false;
    const waits = isRecord(chunk) ? chunk[INTERRUPT] : undefined;
    if (Array.isArray(waits)) this.interrupts = [...this.interrupts, ...waits];
    else this.state = chunk;
  }

  value(): unknown {
    if (this.interrupts.length === 0) return this.state;
    return { ...(this.state as object | undefined), [INTERRUPT]: this.interrupts };
  }
}
