import { isPromise } from "../engine/closing.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { Document } from "./document.ts";

/**
 * Finds documents for a question. A class of yours says how, in `retrieve`. It streams one chunk: the array of what was
 * found.
 *
 * @example
 * class Shelf extends Retriever {
 *   readonly name = "Shelf";
 *   protected retrieve(query: string) {
 *     return [new Document({ pageContent: "harrison worked at kensho" })];
 *   }
 * }
 */
export abstract class Retriever extends Runnable<string, Document[]> {
  /** The documents for `query`, the best first. `config.signal` aborts when they are not wanted any more. */
  protected abstract retrieve(
    query: string,
    config: StepConfig,
  ): readonly Document[] | PromiseLike<readonly Document[]>;

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<string> = {
      sees: "value",
      step,
      run: (query, context) => {
        const found = this.retrieve(query, stepConfig(context));
        return isPromise(found) ? found.then(asSource) : asSource(found);
      },
    };
    return [call];
  }
}

function asSource(found: readonly Document[]): Source {
  return { kind: "value", value: found };
}
