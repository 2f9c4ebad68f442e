import { isPromise } from "../engine/closing.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { arrayOf, objectOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { isAsync } from "../runnables/lambda.ts";
import { Runnable } from "../runnables/runnable.ts";
import { RETRIEVER_CALLBACKS } from "./callbacks.ts";
import type { Document } from "./document.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    retriever: {
      /** Inside a run, the query by its name; of a whole run, what the user gave. */
      input: { readonly query: string } | string;
      chunk: never;
      output: Document[];
    };
  }
}

export const RETRIEVER: RunKind = {
  type: "retriever",
  chunks: "never",
  input: (query) => ({ query }),
  callbacks: RETRIEVER_CALLBACKS,
};

/** What a retriever gives. */
export const DOCUMENTS: JsonSchema = arrayOf(objectOf({ pageContent: STRING, metadata: { type: "object" } }));

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
  override get "~kind"(): RunKind {
    return RETRIEVER;
  }

  /** The documents for `query`, the best first. `config.signal` aborts when they are not wanted any more. */
  protected abstract retrieve(
    query: string,
    config: StepConfig,
  ): readonly Document[] | PromiseLike<readonly Document[]>;

  override "~takes"(): JsonSchema {
    return STRING;
  }

  override "~gives"(): JsonSchema {
    return DOCUMENTS;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<string> = {
      sees: "value",
      step,
      waits: isAsync(this.retrieve) ? step : undefined,
      run: (query, context) => {
        const config = stepConfig(context);
        const found = callInside(config, () => this.retrieve(query, config));
        return isPromise(found) ? found.then(asSource) : asSource(found);
      },
    };
    return [call];
  }
}

function asSource(found: readonly Document[]): Source {
  return { kind: "value", value: found };
}
